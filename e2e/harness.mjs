// A journey: one story told in a real browser, four times over: desktop and phone, JavaScript on and off.
//
//   // BRK-3
//   journey('a provider accepts an offer', async ({ page, signIn, axe, noHorizontalScroll, picture }) => {
//     await signIn('provider manager');
//     await page.getByRole('link', { name: 'Offers' }).click();
//     await axe();
//   });

import { after, test } from 'node:test';
import * as browser from './browser.mjs';
import { startKith } from './kith.mjs';
import { hand } from './story.mjs';
import { withoutScript } from './without-script.mjs';

export const settings = [
  { name: 'desktop', width: 1280, height: 900, script: true },
  { name: 'phone', width: 360, height: 740, script: true },
  { name: 'desktop without JavaScript', width: 1280, height: 900, script: false },
  { name: 'phone without JavaScript', width: 360, height: 740, script: false },
];

// A demo at full scale has longer pages; axe looks at all of them.
const PATIENCE = process.env.KITH_DEMO_DATA ? 360_000 : 180_000;
// All four, unless somebody who mends a journey asks for one: KITH_E2E_SETTING=phone.
const chosen = settings.filter((setting) => !process.env.KITH_E2E_SETTING || setting.name === process.env.KITH_E2E_SETTING);
/** Long days are told with scripts only: at a desk and on a telephone. */
export const atDeskAndOnPhone = chosen.filter((setting) => setting.script);
const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

const once = (make) => {
  let made;
  return () => (made ??= make());
};

const chromium = once(async () => {
  const started = await browser.launch();
  closers.push(() => started.close());
  return started;
});

/** The program under test: the one run.mjs started for all journeys, else one for this file. */
const kith = once(async () => {
  if (process.env.KITH_E2E) return JSON.parse(process.env.KITH_E2E);
  const started = await startKith();
  closers.push(started.stop);
  return started;
});

const doors = new Map();
async function addressFor(setting, address) {
  if (setting.script) return address;
  if (!doors.has(address)) {
    const opened = withoutScript(address);
    doors.set(address, opened);
    closers.push(async () => (await opened).close());
  }
  return (await doors.get(address)).address;
}

/** Opens a page in a setting, with a context of its own. */
export async function open(setting, address) {
  const context = await (await chromium()).newContext({
    baseURL: await addressFor(setting, address),
    viewport: { width: setting.width, height: setting.height },
    hasTouch: setting.name.startsWith('phone'),
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE / 3);
  return { context, page: await context.newPage() };
}

/** Tells a story in every setting (or those of `only`); `at` takes another program than Kith, for tests of this file. */
export function journey(title, body, { at = kith, only = chosen } = {}) {
  test(title, { timeout: PATIENCE * only.length + 300_000 }, async (t) => {
    const program = await at();
    for (const setting of only) {
      await t.test(setting.name, { timeout: PATIENCE }, () => tell(title, body, program, setting));
    }
  });
}

// Hands by program and role. A session lasts longer than the journeys of one file.
const held = new Map();

/** The hands of a role, signed in once for all journeys: for what has to have happened before a journey begins. */
function hands(program, role) {
  const key = `${program.address} ${role}`;
  if (!held.has(key)) held.set(key, signedIn(program, role));
  return held.get(key);
}

async function signedIn(program, role) {
  const person = browser.signInOf(program.signIns ?? [], role);
  const { context, page } = await open(settings[0], program.address);
  try {
    await browser.signIn(page, person);
    const session = (await context.cookies()).find((cookie) => cookie.name === 'kith_session');
    return { ...hand(program.address, session.value), name: person.name, organisation: person.organisation };
  } finally {
    await context.close();
  }
}

/** Tells a story once. */
export async function tell(title, body, program, setting) {
  const { context, page } = await open(setting, program.address);
  const faults = [];
  watch(context, faults);
  const kept = (name) => `${title} ${setting.name} ${name}`;
  try {
    await body({
      page,
      context,
      setting,
      program,
      signIn: (role, options) => browser.signIn(page, browser.signInOf(program.signIns ?? [], role), options),
      signInAs: async (role, options) => {
        const other = await open(setting, program.address);
        watch(other.context, faults);
        context.once('close', () => other.context.close());
        await browser.signIn(other.page, browser.signInOf(program.signIns ?? [], role), options);
        return other.page;
      },
      hands: (role) => hands(program, role),
      axe: (on = page) => browser.axe(on),
      press: (name, on = page) => {
        const main = on.locator('main');
        return follow(on, main.getByRole('link', { name }).or(main.getByRole('button', { name })).first());
      },
      send: (on = page) => follow(on, on.locator('main form button:not([type=button])').first()),
      fit: async (on = page) => { await browser.axe(on); await browser.noHorizontalScroll(on); },
      noHorizontalScroll: (on = page) => browser.noHorizontalScroll(on),
      picture: (name, on = page) => browser.picture(on, kept(name)),
    });
    if (faults.length > 0) throw new Error(`The journey ended well, but on the way:\n${faults.join('\n')}`);
  } catch (error) {
    const path = await browser.picture(page, kept('failed')).catch(() => undefined);
    error.message += `\n(${page.url()}${path ? `, picture ${path}` : ''})${faults.length ? `\n${faults.join('\n')}` : ''}`;
    throw error;
  } finally {
    await context.close();
  }
}

// How long a press may take until the browser asks for a page, and how many presses of a file may be lost.
const ASKS_WITHIN = 5_000;
let lost = 0;

/**
 * Presses what leads to another page, and waits for that page. A press was seen to lead nowhere once in many thousands, on a
 * page where it always did otherwise; when the browser asked for nothing, pressing again sends nothing twice. A second lost
 * press in a file is a fault of the page, and fails.
 */
export async function follow(page, what) {
  let asked = false;
  const note = (request) => { asked ||= request.isNavigationRequest() && request.frame() === page.mainFrame(); };
  page.on('request', note);
  let there = false;
  const arrives = page.waitForNavigation().then(() => { there = true; });
  const press = async () => {
    await what.click();
    const until = Date.now() + ASKS_WITHIN;
    while (!asked && !there && Date.now() < until) await new Promise((later) => setTimeout(later, 20));
    if (asked || there) return;
    lost += 1;
    const said = `nothing was asked for within ${ASKS_WITHIN / 1000} s of pressing ${what} on ${page.url()}`;
    if (lost > 1) throw new Error(`${said}, and it is not the first time`);
    console.log(`Pressed again: ${said}.`);
    await what.click();
  };
  try {
    await Promise.all([arrives, press()]);
  } catch (error) {
    error.message += asked ? '\n(a page had been asked for)' : '\n(no page had been asked for)';
    throw error;
  } finally {
    page.off('request', note);
  }
}

/** A server error or an uncaught error of a script fails the journey, whatever the page looks like. */
function watch(context, faults) {
  context.on('response', (reply) => {
    if (reply.status() >= 500) faults.push(`${reply.status()} from ${reply.request().method()} ${reply.url()}`);
  });
  context.on('weberror', (fault) => faults.push(`script error: ${fault.error().message}`));
}

export { axe, noHorizontalScroll, picture, signIn, signInByForm, signInOf } from './browser.mjs';
export { startKith } from './kith.mjs';
