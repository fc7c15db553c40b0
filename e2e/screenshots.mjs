// Takes the pictures of the README from a running demonstration:
//
//   node screenshots.mjs --address http://127.0.0.1:8080 --sign-ins sign-ins.json [--out ../docs/pictures]
//
// `sign-ins.json` is the line `kith demo --json` prints. Without --address it starts a demonstration of its own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, picture, signIn, signInOf } from './browser.mjs';
import { here, startKith } from './kith.mjs';

/** Each role's first screen, on what that role holds in its hands. */
const first = [
  { role: 'broker', name: 'broker', phone: false },
  { role: 'provider manager', name: 'provider-manager', phone: false },
  { role: 'social worker', name: 'social-worker', phone: false },
  { role: 'commissioner', name: 'commissioner', phone: false },
  { role: 'care worker', name: 'care-worker', phone: true },
  { role: 'person', name: 'person', phone: true },
];

const { values } = parseArgs({
  options: {
    address: { type: 'string' },
    'sign-ins': { type: 'string' },
    out: { type: 'string', default: join(here, '..', 'docs', 'pictures') },
  },
});

function running() {
  if (!values['sign-ins']) throw new Error('Name the file with the sign-ins: --sign-ins FILE (the line `kith demo --json` prints).');
  const said = JSON.parse(readFileSync(values['sign-ins'], 'utf8'));
  return { address: values.address, signIns: said.sign_ins ?? said, stop: async () => {} };
}

const kith = values.address ? running() : await startKith();
const chromium = await launch();
try {
  for (const { role, name, phone } of first) {
    const viewport = phone ? { width: 360, height: 740 } : { width: 1280, height: 900 };
    const context = await chromium.newContext({ baseURL: kith.address, viewport, deviceScaleFactor: phone ? 2 : 1, locale: 'en-GB', timezoneId: 'Europe/London' });
    const page = await context.newPage();
    await signIn(page, signInOf(kith.signIns, role), { fresh: true });
    await page.goto('/');
    console.log(await picture(page, name, values.out));
    await context.close();
  }
} finally {
  await chromium.close();
  await kith.stop();
}
