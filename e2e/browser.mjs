// What a journey does with a page: sign in, check it with axe, look for sideways scrolling, keep a picture.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { out } from './kith.mjs';
import { code, nextCode } from './totp.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Starts Chromium: the one named by CHROMIUM, else the system's. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
  if (!executablePath) throw new Error('There is no Chromium. Install it (Debian: apt-get install chromium) or name it in CHROMIUM.');
  return chromium.launch({ executablePath, args: QUIET });
}

/** Fails on anything axe finds against WCAG 2.2 A or AA, and says what and where. */
export async function axe(page) {
  const look = () => new AxeBuilder({ page }).withTags(STANDARDS).analyze();
  // A first screen updates itself every minute; on a long one that may fall into the look.
  const { violations, passes } = await look().catch((error) => {
    if (!/context was destroyed/.test(error.message)) throw error;
    return page.waitForLoadState('load').then(look);
  });
  if (violations.length === 0 && passes.length > 0) return;
  if (violations.length === 0) throw new Error(`axe saw nothing to check on ${page.url()}`);
  const found = violations.map((rule) => [
    `${rule.id} (${rule.impact}): ${rule.help} - ${rule.helpUrl}`,
    ...rule.nodes.map((node) => `    ${node.target.join(' ')}\n      ${node.html}\n      ${(node.failureSummary ?? '').replace(/\n\s*/g, '\n      ')}`),
  ].join('\n'));
  throw new Error(`axe found ${violations.length} thing(s) on ${page.url()}:\n${found.join('\n')}`);
}

/** Fails if a page has to be scrolled sideways at 320 pixels, and names what sticks out. */
export async function noHorizontalScroll(page, width = 320) {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 640 });
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const outside = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > room + 0.5);
    return outside.slice(0, 8).map((e) => `${e.outerHTML.slice(0, 120)} ends at ${Math.round(e.getBoundingClientRect().right)} px`)
      .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
  });
  await page.setViewportSize(before);
  if (wide.length > 0) throw new Error(`${page.url()} scrolls sideways at ${width} px:\n${wide.join('\n')}`);
}

/** Keeps a picture of the page under e2e/out. */
export async function picture(page, name, folder = out) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replace(/[^\w.-]+/g, '-').toLowerCase()}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

const plain = (role) => role.toLowerCase().replace(/[^a-z]+/g, ' ').trim();

/** The sign-in of a role ("care worker", "care_worker" and "Care worker" are one), or of an e-mail address. */
export function signInOf(signIns, role) {
  const found = signIns.find((one) => one.email === role || plain(one.role) === plain(role));
  if (found) return found;
  throw new Error(`No sign-in for "${role}". There are: ${signIns.map((one) => one.role).join(', ')}.`);
}

/** Signs in through the two forms, whatever sessions there are; `here` starts from the page that is shown. */
export async function signInByForm(page, person, { here = false } = {}) {
  if (!here) await page.goto('/sign-in');
  await page.locator('main input[type=email], main input[name=email]').first().fill(person.email);
  await page.locator('main input[type=password], main input[name=password]').first().fill(person.password);
  await submit(page);
  // Somebody else in these journeys may have used a code a moment ago, and each is good once; the one after it is taken
  // too, because a telephone's clock may be half a minute fast.
  for (const [wait, ahead] of [[false, 0], [false, 30_000], [true, 30_000]]) {
    if (wait) await nextCode();
    await page.waitForURL('**/sign-in/code**', { timeout: 15_000 }).catch(() => refused(page, 'the password'));
    await page.locator('main input[autocomplete=one-time-code], main input[name=code]').first().fill(code(person.totp_secret, Date.now() + ahead));
    await submit(page);
    if (!new URL(page.url()).pathname.startsWith('/sign-in')) return;
  }
  await refused(page, 'the code');
}

async function submit(page) {
  const button = page.locator('main form button:not([type=button]), main form input[type=submit]').first();
  await Promise.all([page.waitForLoadState('load'), button.click()]);
  await page.waitForLoadState('load');
}

async function refused(page, what) {
  const said = await page.locator('main').innerText().catch(() => '');
  throw new Error(`Sign-in refused ${what}; the page ${page.url()} says:\n${said}`);
}

// Sessions are kept by role: each code is good once and sign-in is throttled, and most journeys are not about signing in.
const sessions = new Map();
const shared = process.env.KITH_E2E_SESSIONS;

/** Signs a role in, with the session of an earlier journey if it still holds. `fresh` goes through the forms. */
export async function signIn(page, person, { fresh = false } = {}) {
  const file = shared && join(shared, `${person.email.replace(/[^\w.@-]/g, '_')}.json`);
  if (!fresh && file && !sessions.has(person.email) && existsSync(file)) sessions.set(person.email, JSON.parse(readFileSync(file, 'utf8')));
  if (!fresh && sessions.has(person.email)) {
    await page.context().addCookies(sessions.get(person.email));
    await page.goto('/');
    const ended = new URL(page.url()).pathname.startsWith('/sign-in') || (await page.locator('a[href^="/sign-in"]').count()) > 0;
    if (!ended) return;
    await page.context().clearCookies();
  }
  await signInByForm(page, person);
  if (fresh) return;
  sessions.set(person.email, await page.context().cookies());
  if (file) writeFileSync(file, JSON.stringify(sessions.get(person.email)), { mode: 0o600 });
}
