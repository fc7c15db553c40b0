// A broker's day, from half past eight to five: what waits is taken on and offered, answers come by telephone, a package comes back,
// the hard ones are split, put to competition or bought off the framework, and what others do is looked at before going home.

import assert from 'node:assert/strict';
import { atDeskAndOnPhone, journey } from './harness.mjs';
import { askedFor, choose, dateParts, dayFromNow, fillDate } from './story.mjs';

const said = (page) => page.locator('main').innerText();
const referenceOn = async (page) => /P-[0-9A-F]{6}/.exec(await page.locator('h1').innerText())[0];

/** An answer that a provider gives by telephone, written down from the package's page. */
async function answeredByPhone({ page, press, send }, under, provider, from, rate) {
  await page.goto(under);
  const row = page.getByRole('row').filter({ hasText: provider }).filter({ has: page.getByRole('link', { name: /Record the answer/ }) });
  await row.getByRole('link', { name: /Record the answer/ }).first().click();
  await press(/accept/i);
  await fillDate(page, 'earliest_start', from);
  if (rate) await page.locator('[name=rate]').fill(rate);
  await page.getByLabel('By phone').check();
  await send();
}

async function awardedTo({ page, send, fit }, under, provider, start) {
  await page.goto(`${under}/award`);
  const choice = page.locator('.nhsuk-radios__item', { hasText: provider }).locator('input');
  if (await choice.count()) await choice.first().check();
  await fillDate(page, 'start', start);
  await page.locator('[name=why]').fill('The person asked for them.');
  await fit();
  await send();
}

// REQ BRK-3, BRK-5, BRK-9, BRK-11
journey('a broker’s day: what waits, a wish, a yes by telephone, a later start, and a package that comes back', async (told) => {
  const { page, signIn, fit, press, send, hands } = told;
  const one = await askedFor(hands);
  const manager = await hands('provider manager');
  const under = `/packages/${one.package}`;
  // 8:30: what needs me, the least time left first; one that waits is taken on.
  await signIn('broker');
  assert.equal(await page.locator('h1').innerText(), 'Packages');
  assert.doesNotMatch(await said(page), /\b1 (plan reviews|spot purchases|packages with)/);
  await fit();
  await page.goto(under);
  const reference = await referenceOn(page);
  await page.goto('/packages?only=waiting');
  assert.match(await said(page), new RegExp(reference));
  await press(`Take on ${reference}`);
  await page.goto('/packages?only=mine');
  assert.match(await said(page), /Packages you have taken on/);
  assert.match(await said(page), new RegExp(reference));
  await fit();
  // 9:00: the daughter says whom her mother wants; they stand first, with the reason.
  await page.goto(`${under}/wish`);
  await page.locator('input[name=ground][value=choice]').check();
  await page.locator('[name=provider]').selectOption({ label: manager.organisation });
  await page.locator('[name=why]').fill('Their care workers came to her in the spring.');
  await fit();
  await send();
  await page.goto(`${under}/offer`);
  const first = await page.getByRole('table', { name: 'Providers in the order of their rank' }).locator('tbody tr').first().innerText();
  assert.match(first, new RegExp(manager.organisation));
  assert.match(first, /came to her in the spring/);
  await fit();
  await page.getByLabel('How many, by rank?').fill('2');
  await press('Send the offers');
  // 10:15: they ring and say yes.
  await answeredByPhone(told, under, manager.organisation, dayFromNow(2));
  await page.goto('/packages?only=replies');
  assert.match(await said(page), new RegExp(`Award ${reference}`));
  await fit();
  await awardedTo(told, under, manager.organisation, dayFromNow(2));
  await page.goto(under);
  assert.match(await said(page), /Yes, awarded/);
  await fit();
  // 13:00: they ask to start two days later; the agreed day stands until the broker has answered.
  await manager.fill(`${under}/start`, { ...dateParts('start', dayFromNow(4)), why: 'A care worker starts on that day.' });
  await page.goto('/packages?only=later_starts');
  assert.match(await said(page), new RegExp(`${reference}[^]*Asks to start later`));
  await fit();
  await page.goto(`${under}/later-start`);
  await fit();
  await page.locator('input[name=answer]').first().check();
  await send();
  // 15:00: it comes back, is hard to place now, and goes out again.
  await manager.fill(`${under}/hand-back`, { reason: 'staffing', words: 'Two care workers left.', ...dateParts('last_day', dayFromNow(14)) });
  await page.goto('/packages?only=hand_backs');
  assert.match(await said(page), new RegExp(reference));
  await fit();
  await page.goto(under);
  assert.match(await said(page), /Hard to place/);
  await page.goto(`${under}/offer`);
  await page.locator('details summary').first().click();
  assert.match(await said(page), /Handed this package back/);
  await fit();
  // Who asked for it rings: it is not needed any more.
  await page.goto(`${under}/end`);
  await fillDate(page, 'day', dayFromNow());
  await choose(page, 'reason', 'not_needed');
  await fit();
  await send();
}, { only: atDeskAndOnPhone });

// REQ BRK-6, BRK-7, BRK-8
journey('a broker’s hard packages: one visit by itself, a mini-competition, a spot purchase above the limit', async (told) => {
  const { page, signIn, signInAs, fit, press, send, hands } = told;
  const one = await askedFor(hands, { bedtime: true });
  const under = `/packages/${one.package}`;
  await signIn('broker');
  // Nobody can take both visits: the evening is offered by itself.
  await page.goto(under);
  await press('Offer by itself: Bedtime');
  await page.locator('[name=why]').fill('Two providers could take the day, none the evening.');
  await fit();
  await send();
  await page.goto(under);
  const part = await page.locator('main a[href^="/packages/"]', { hasText: /^Part \d/ }).first().getAttribute('href');
  await fit();
  // The evening is put to competition; nobody reads a bid before the deadline.
  await page.goto(`${part}/compete`);
  await page.getByLabel('How many providers, by rank?').fill('3');
  await page.getByLabel('First question', { exact: true }).fill('Who comes when a care worker is ill?');
  await page.getByLabel('Weight of the first question').fill('60');
  await page.getByLabel('Weight of the price').fill('40');
  await fit();
  await press('Call the competition');
  assert.match(await said(page), /Sealed until/);
  await fit();
  await page.goto(part);
  assert.match(await said(page), /sealed until/);
  // The day is opened to every provider, and bought off the framework at a price that a commissioner must approve.
  await page.goto(`${under}/contingency`);
  await page.locator('[name=why]').fill('She leaves hospital tomorrow and nobody on the framework has room.');
  await fit();
  await send();
  await page.goto(`${under}/offer`);
  await page.getByLabel('A spot purchase', { exact: true }).check();
  const off = await page.locator('tr', { hasText: 'Off framework' }).first().locator('td, th').nth(1).innerText();
  const provider = off.replace(/^Provider\s+/, '').trim();
  await page.locator('[name=provider]').selectOption({ label: provider });
  await page.locator('[name=why]').fill('They have a care worker in the next street.');
  await press('Send the offers');
  await answeredByPhone(told, under, provider, dayFromNow(1), '150.00');
  await page.goto(`${under}/award`);
  assert.match(await said(page), /above your limit/);
  await press('Ask for approval');
  await fit();
  if (await page.locator('input[name=offer]').count()) await page.locator('input[name=offer]').first().check();
  await page.locator('[name=why]').fill('Nobody on the framework can start this week.');
  await send();
  await page.goto('/packages?only=approvals');
  await fit();
  const commissioner = await signInAs('commissioner');
  await commissioner.goto('/approvals');
  await fit(commissioner);
  await press(new RegExp(/P-[0-9A-F]{6}/.exec(await commissioner.locator('main tr', { hasText: provider }).first().innerText())[0]), commissioner);
  await commissioner.locator('input[name=decision][value=yes]').check();
  await commissioner.locator('[name=words]').fill('For two weeks; look again then.');
  await fit(commissioner);
  await send(commissioner);
  await awardedTo(told, under, provider, dayFromNow(1));
  await page.goto(under);
  assert.match(await said(page), /Off framework|awarded/i);
  await fit();
}, { only: atDeskAndOnPhone });

// REQ BRK-4, BRK-9, BRK-10, BRK-11, VIS-5
journey('a broker looks round before five: who is late, what changed, what the market can do, one person’s page', async ({ page, signIn, fit, hands }) => {
  const one = await askedFor(hands);
  await signIn('broker');
  const lists = ['/visits/late', '/packages?only=missed', '/packages?only=first_visits', '/packages?only=reviews', '/packages?only=adjusted',
    '/tolerance', '/off-framework', '/off-framework?only=answer', '/rates', '/ranking', '/framework', '/approvals', '/complex', '/pilots', '/bank', '/surplus'];
  for (const path of lists) {
    await page.goto(path);
    await fit();
  }
  // Long lists are told by provider first, and a provider opens its own.
  await page.goto('/rates');
  const provider = page.locator('main a[href^="/rates?provider="]').first();
  if (await provider.count()) {
    await Promise.all([page.waitForNavigation(), provider.click()]);
    assert.match(await said(page), /Packages that run, for an hour/);
    await fit();
  }
  await page.goto('/ranking');
  await Promise.all([page.waitForNavigation(), page.locator('main a[href^="/ranking/providers/"]').first().click()]);
  await fit();
  await page.goto(`/people/${one.person}`);
  assert.match(await page.title(), new RegExp(one.family_name));
  await fit();
  await page.goto(`/people/${one.person}/packages`);
  await fit();
}, { only: atDeskAndOnPhone });
