// A commissioner's end of a quarter: what was bought, delivered and paid against the money there is; the measures down to the case behind a
// figure; what providers submitted; and what is to be decided: weights, stops, pilots.

import assert from 'node:assert/strict';
import { atDeskAndOnPhone, journey } from './harness.mjs';
import { choose, dayFromNow, fillDate } from './story.mjs';

const said = (page) => page.locator('main').innerText();
/** The answer to a link, as a file. */
const file = async (page, href) => (await page.context().request.get(new URL(href, page.url()).href)).text();

// REQ PER-1, BRK-11, FIN-4
journey('a commissioner’s quarter in money: the envelope, the months, the hours of a provider, payments', async ({ page, signIn, fit, press, send }) => {
  await signIn('commissioner');
  assert.match(await said(page), /Forecast/);
  await fit();
  // The envelope of one area is entered, and the year is compared with it.
  await page.goto('/commissioning/envelope');
  const area = page.locator('[name=area]').first();
  if ((await area.evaluate((one) => one.tagName)) === 'SELECT') await area.selectOption({ index: 1 });
  else await area.check();
  await page.locator('[name=amount]').fill('4500000');
  await page.locator('[name=words]').fill('Budget meeting of February.');
  await fit();
  await send();
  await page.goto('/commissioning/money');
  assert.match(await said(page), /(within|over) the envelope/);
  // Nothing is told as nought hours: what was not is “None”, what is to come is “Not yet”.
  assert.doesNotMatch(await said(page), /\b0\.0 hours/);
  await fit();
  await page.goto('/commissioning/hours');
  await fit();
  const provider = page.locator('main a[href*="provider="]').first();
  if (await provider.count()) {
    await Promise.all([page.waitForNavigation(), provider.click()]);
    assert.match(await said(page), /Every provider/);
    await fit();
  }
  for (const path of ['/commissioning/waiting', '/commissioning/hand-backs', '/commissioning/flow', '/commissioning/capacity', '/commissioning/milestones', '/off-framework', '/rates', '/surplus', '/bank', '/tolerance', '/charges', '/payments']) {
    await page.goto(path);
    assert.doesNotMatch(await said(page), /\b0 days\b/);
    await fit();
  }
  const run = page.locator('main a[href^="/payments/"]:not([href$="answers"]):not([href$="new"])').first();
  if (await run.count()) {
    await Promise.all([page.waitForNavigation(), run.click()]);
    await fit();
  }
}, { only: atDeskAndOnPhone });

// REQ PER-1, BRK-12
journey('a commissioner goes from a measure to its provider, its cases and one case, takes the file, and returns what was submitted', async ({ page, signIn, fit, press, send, hands }) => {
  await signIn('commissioner');
  await page.goto('/measures');
  await fit();
  await page.locator('select[name=provider]').selectOption({ label: (await hands('provider manager')).organisation });
  await press('Show these');
  await fit();
  await Promise.all([page.waitForNavigation(), page.locator('main a[href^="/measures/R"]').first().click()]);
  await fit();
  const cases = await page.locator('main a', { hasText: 'These cases as a file' }).first();
  if (await cases.count()) assert.match(await file(page, await cases.getAttribute('href')), /,/);
  const one = page.locator('main a[href*="/cases/"]').first();
  if (await one.count()) {
    await Promise.all([page.waitForNavigation(), one.click()]);
    await fit();
  }
  await page.goto('/measures/definitions');
  await fit();
  // The provider signs the last quarter; the commissioner reads it as it was signed, and returns it with the reason.
  const manager = await hands('provider manager');
  const link = /\/submissions\/sign\?quarter=[^"]+/.exec(await manager.open('/submissions'));
  if (link) await manager.fill('/submissions/sign', { agree: 'yes', statement: 'Complete and true to the best of my knowledge.' }, link[0].slice('/submissions/sign'.length));
  await page.goto('/submissions');
  await fit();
  const all = await page.locator('main a[href^="/submissions/"]:not([href*="quarter"]):not([href*="sign"])').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  // Some were returned or accepted before: the first that waits for an answer.
  for (const href of all) {
    await page.goto(href);
    if (await page.locator('main a[href$="/return"]').count()) break;
  }
  await fit();
  assert.match(await said(page), /signed/i);
  const own = new URL(page.url()).pathname;
  assert.match(await file(page, `${own}/file`), /,/);
  await page.goto(`${own}/return`);
  await page.locator('[name=reason]').fill('Say why so many offers were turned down in August.');
  await fit();
  await send();
  await page.goto(own);
  assert.match(await said(page), /turned down in August/);
  await fit();
}, { only: atDeskAndOnPhone });

// REQ BRK-1, BRK-4, BRK-13, QUA-3
journey('a commissioner decides: the weights of the ranking, a stop that is lifted again, a pilot', async ({ page, signIn, fit, press, send }) => {
  await signIn('commissioner');
  for (const path of ['/quality/warnings', '/quality/reviews', '/quality/actions', '/quality/report', '/workforce', '/approvals', '/complex', '/ranking', '/ranking/panels', '/framework', '/pilots']) {
    await page.goto(path);
    await fit();
  }
  await page.goto('/ranking/panel');
  await page.locator('[name=name]').fill('Spring');
  await fillDate(page, 'valid_from', dayFromNow(28));
  for (const seat of ['operations', 'brokerage', 'quality', 'commissioning']) await page.locator(`[name=${seat}]`).fill('The head of the team');
  await page.locator('[name=reason]').fill('Answers in time matter more than last year.');
  const weights = page.locator('main form input[inputmode=numeric]:not([name^=valid_from])');
  for (let nth = 0; nth < (await weights.count()); nth += 1) await weights.nth(nth).fill(nth === 0 ? '60' : nth === 3 ? '40' : '0');
  await fit();
  await send();
  await page.goto('/ranking/panels');
  assert.match(await said(page), /Spring/);
  await fit();
  // Placements with a provider off the framework are stopped from a day to come, and the stop is lifted again.
  await page.goto('/framework');
  await Promise.all([page.waitForNavigation(), page.locator('main a[href^="/framework/"]').last().click()]);
  await fit();
  const provider = new URL(page.url()).pathname;
  await page.goto(`${provider}/stop`);
  await choose(page, 'reason', 'block');
  await page.locator('[name=words]').fill('Two complaints of the same kind.');
  await fillDate(page, 'from', dayFromNow(20));
  await fit();
  await send();
  await page.goto(provider);
  const lift = await page.locator('main a[href*="/lift"]').first().getAttribute('href');
  await page.goto(lift);
  await page.locator('[name=words]').fill('Both were looked into; nothing was found.');
  await fit();
  await send();
  // A pilot far enough ahead that no other has days in common with it.
  await page.goto('/pilots/new');
  const year = 2040 + Math.floor(Math.random() * 50);
  await page.locator('[name=name]').fill(`Home again ${year}`);
  await page.locator('[name=provider]').first().selectOption({ index: 1 });
  const areas = page.locator('input[name=locality]');
  if (await areas.count()) await areas.first().check();
  else await page.locator('select[name=locality]').selectOption({ index: 1 });
  const first = `${year}-${String(1 + Math.floor(Math.random() * 12)).padStart(2, '0')}-01`;
  await fillDate(page, 'first', first);
  await fillDate(page, 'last', first.replace(/01$/, '28'));
  await page.locator('[name=words]').fill('Whether more people need less care after six weeks.');
  await fit();
  await send();
  await page.goto('/pilots');
  assert.match(await said(page), new RegExp(`Home again ${year}`));
  await fit();
  await Promise.all([page.waitForNavigation(), page.locator('main a[href^="/pilots/"]:not([href$=new])').first().click()]);
  await fit();
}, { only: atDeskAndOnPhone });
