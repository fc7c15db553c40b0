// Takes the pictures of the README from a demonstration of its own, in which some things wait for somebody:
//
//   node screenshots.mjs [--out ../docs/pictures]

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, signIn, signInOf } from './browser.mjs';
import { here, startKith } from './kith.mjs';
import { askedFor, give, hand, offered, referred, visited } from './story.mjs';

const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, '..', 'docs', 'pictures') } } });

/** What is shown: each role's first screen on what that role holds in its hands. */
const pictures = [
  { role: 'broker', name: 'broker', path: '/packages' },
  { role: 'provider manager', name: 'provider', path: '/provider' },
  { role: 'scheduler', name: 'schedule', path: '/schedule' },
  { role: 'commissioner', name: 'measures', path: '/measures' },
  { role: 'care worker', name: 'care-worker', phone: true, path: ({ visit }) => `/visits/${visit}` },
  { role: 'person', name: 'person', phone: true, path: '/my-care' },
];

const desktop = { viewport: { width: 1280, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
const kith = await startKith({ people: 36, weeks: 4 });
const chromium = await launch();
const held = new Map();

async function context(role, size) {
  const opened = await chromium.newContext({ baseURL: kith.address, locale: 'en-GB', timezoneId: 'Europe/London', reducedMotion: 'reduce', ...size });
  const page = await opened.newPage();
  await signIn(page, signInOf(kith.signIns, role));
  return { opened, page };
}

async function signedIn(role) {
  const { opened } = await context(role, desktop);
  const session = (await opened.cookies()).find((cookie) => cookie.name === 'kith_session');
  await opened.close();
  return { ...hand(kith.address, session.value), name: signInOf(kith.signIns, role).name };
}

const hands = (role) => {
  if (!held.has(role)) held.set(role, signedIn(role));
  return held.get(role);
};

try {
  mkdirSync(values.out, { recursive: true });
  await referred(hands);
  await askedFor(hands);
  for (let count = 0; count < 3; count += 1) await offered(hands);
  const one = await visited(hands);
  await give(hands, one.visit, 'care worker');
  for (const { role, name, phone: small, path } of pictures) {
    const { opened, page } = await context(role, small ? phone : desktop);
    await page.goto(typeof path === 'function' ? path(one) : path);
    const file = join(values.out, `${name}.png`);
    await page.screenshot({ path: file });
    console.log(file);
    await opened.close();
  }
} finally {
  await chromium.close();
  await kith.stop();
}
