// A provider's week: the manager answers what is offered and begins care, the scheduler finds who comes when two are ill, and by Friday
// times are checked, changes told, bills sent and answered for, and the quarter's measures signed.

import assert from 'node:assert/strict';
import { atDeskAndOnPhone, journey } from './harness.mjs';
import { askedFor, awarded, choose, dayFromNow, fillDate, invoiced, offered, visited } from './story.mjs';

const said = (page) => page.locator('main').innerText();

// REQ BRK-3, BRK-8
journey('a provider’s Monday: one offer taken, one turned down with the reason, a competition answered', async ({ page, signIn, fit, press, send, hands }) => {
  const [taken, declined, competed] = [await offered(hands), await offered(hands), await askedFor(hands)];
  const broker = await hands('broker');
  const called = await broker.fill(`/packages/${competed.package}/compete`, {
    how_many: '50', question_1: 'Who comes when a care worker is ill?', weight_1: '60', price_weight: '40',
  });
  assert.ok(called);
  await signIn('provider manager');
  // What needs me now, with the time left; figures say what they count, one or many.
  assert.match(await said(page), /left/);
  assert.doesNotMatch(await said(page), /\b1\s+(offers|steps|first days|visits|times)\b/);
  await fit();
  await page.goto('/offers');
  await fit();
  await page.goto(`/offers/${taken.offer}`);
  assert.doesNotMatch(await page.locator('body').innerText(), new RegExp(taken.family_name));
  await press('Accept');
  await fillDate(page, 'earliest_start', dayFromNow(1));
  await fit();
  await press('Accept the offer');
  await page.goto(`/offers/${declined.offer}/decline`);
  await choose(page, 'reason', 'no_capacity');
  await page.locator('[name=words]').fill('The round in this village is full until Thursday.');
  await fit();
  await send();
  await page.goto(`/offers/${declined.offer}`);
  assert.match(await said(page), /no staff at these times/i);
  // The competition: the questions, a price under the ceiling, and nobody reads it before the deadline.
  await page.goto('/offers');
  const reference = /P-[0-9A-F]{6}/.exec(await broker.open(`/packages/${competed.package}`))[0];
  // A provider without room for more has no rank and is not asked; after a day of other journeys that may be so.
  if (await page.locator('main').getByRole('link', { name: reference }).count()) {
    await press(reference);
    await fit();
    await press('Answer and quote a price');
    await fillDate(page, 'earliest_start', dayFromNow(3));
    await page.locator('[name=rate]').fill('20.00');
    await page.locator('[name=answer_1]').fill('A second care worker knows every person we come to.');
    await fit();
    await send();
    assert.match(await said(page), /20\.00|deadline|change/i);
    await fit();
  }
}, { only: atDeskAndOnPhone });

// REQ BRK-5, BRK-9, BRK-10
journey('a provider’s Tuesday: the plan, the first visit, the outcomes, an adjustment and a change in the person', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await awarded(hands);
  await signIn('provider manager');
  const under = `/packages/${one.package}`;
  await page.goto('/provider/packages?only=steps');
  assert.match(await said(page), new RegExp(one.family_name));
  await fit();
  await page.goto(`/provider/packages?find=${one.family_name}`);
  assert.equal(await page.locator('main tbody tr').count(), 1);
  assert.match(await said(page), /Awarded to you/);
  await page.goto(`/provider/packages/${one.package}`);
  await press('Confirm the plan was received');
  await fit();
  await send();
  await page.goto(`${under}/introduction`);
  await fit();
  await send();
  await page.goto(`${under}/outcomes`);
  await page.locator('input[name=with][value=person]').check();
  await page.locator('[name=name]').fill(one.name);
  await fit();
  await send();
  await page.goto(`${under}/provider-plan`);
  await page.locator('[name=words]').fill('Two care workers who know her come in turn.');
  await fit();
  await send();
  await page.goto(`/provider/packages/${one.package}`);
  assert.match(await said(page), /Outcomes agreed/);
  await fit();
  // She is weaker than last week: reported at once.
  await page.goto(`${under}/report-change`);
  await fillDate(page, 'on', dayFromNow());
  await page.locator('[name=at]').fill('00:05');
  await page.locator('input[name=way][value=worse]').check();
  await page.locator('[name=words]').fill('She no longer gets up from the chair alone.');
  await fit();
  await send();
  await page.goto(`/provider/packages/${one.package}`);
  await fit();
}, { only: atDeskAndOnPhone });

// REQ VIS-1, VIS-2, VIS-5
journey('a scheduler at half past six: two care workers are ill today, and their visits go to others', async ({ page, signIn, fit, send, hands }) => {
  await visited(hands);
  await signIn('scheduler');
  await page.goto(`/schedule?day=${dayFromNow(1)}`);
  await fit();
  const ill = await page.locator('#workers tbody tr').filter({ hasNotText: 'Free all day' }).locator('a').evaluateAll((all) => all.slice(0, 2).map((a) => a.getAttribute('href')));
  for (const own of ill) {
    await page.goto(own);
    // One care worker's day by itself, and a way back to everybody.
    assert.match(await said(page), /Everybody’s visits of this day/);
    await fit();
    const change = await page.locator('main a', { hasText: 'Change who' }).first().getAttribute('href');
    await page.goto(change.replace(/assign$/, 'unassign'));
    const worker = new URL(own, 'http://here').searchParams.get('worker');
    const choice = page.locator('[name=worker]').first();
    if ((await choice.evaluate((field) => field.type)) === 'radio') await page.locator(`input[name=worker][value="${worker}"]`).check();
    await page.locator('[name=why]').fill('Ill since last night.');
    await fit();
    await send();
    // Who could come, and who cannot and why, before anything is done.
    assert.match(await said(page), /Who comes\?|nobody of your organisation is free/);
    await fit();
    const other = page.locator(`input[name=worker]:not([value="${worker}"]):not([disabled])`).first();
    if (await other.count()) {
      await other.check();
      const once = page.locator('input[name=how_far][value=once]');
      if (await once.count()) await once.check();
      await send();
    }
  }
  await page.goto('/schedule');
  await fit();
  for (const path of ['/visits/late', '/schedule/checks', '/provider/visits', '/provider/visits?list=not_out', '/provider/workers']) {
    await page.goto(path);
    await fit();
  }
}, { only: atDeskAndOnPhone });

// REQ VIS-4, FIN-1, BRK-10, VIS-5
journey('a provider’s Thursday: a time is checked, a bill goes out, a question about it is answered', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await invoiced(hands);
  const finance = await hands('finance officer');
  const lines = await finance.open(`/invoices/${one.invoice}?person=${one.person}`);
  const line = new RegExp(`/invoices/${one.invoice}/lines/[0-9a-f-]{36}/query`).exec(lines);
  assert.ok(line, 'a line of the invoice can be questioned');
  await finance.fill(line[0], { reason: 'Five minutes more than planned: why?' });
  await signIn('provider manager');
  assert.match(await said(page), /disputed charge/);
  await page.goto('/provider/visits?list=to_check');
  await fit();
  await page.goto('/provider/invoices');
  await fit();
  const query = await page.locator(`main a[href^="/invoices/${one.invoice}/query/"]`).first().getAttribute('href');
  await page.goto(query);
  await fit();
  await page.goto(`${query}/answer`);
  await choose(page, 'answer', 'explains');
  await page.locator('[name=words]').fill('She needed longer to dress that day; the note says so.');
  await fit();
  await send();
  for (const path of ['/charges', '/payments', '/bank', '/tolerance', '/visits/late']) {
    await page.goto(path);
    await fit();
  }
}, { only: atDeskAndOnPhone });

// REQ WRK-1, QUA-3, BRK-4, BRK-12
journey('a provider’s Friday: what runs out, a self-assessment, its own score, and the quarter’s measures', async ({ page, signIn, fit, send, hands }) => {
  const officer = await hands('quality officer');
  const manager = await hands('provider manager');
  const provider = await officer.choice('/quality/reviews/ask', manager.organisation);
  const { id: review } = await officer.fill('/quality/reviews/ask', { provider, reason: 'Once a year, before our visit.' });
  await signIn('provider manager');
  for (const path of ['/provider/checks', '/provider/services', '/provider/availability', '/ranking/own', '/measures', '/complex', '/pilots', '/quality/feedback', '/quality/actions']) {
    await page.goto(path);
    await fit();
  }
  // Its own score, and what is behind a figure of it; nobody else's.
  await page.goto('/ranking/own');
  const factor = page.locator('main a[href^="/ranking/own/"]').first();
  if (await factor.count()) {
    await Promise.all([page.waitForNavigation(), factor.click()]);
    await fit();
  }
  await page.goto(`/quality/reviews/${review}`);
  await fit();
  const standards = await page.locator('main a[href*="/standards/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
  for (const path of standards) await manager.fill(path, { rating: '2', evidence: 'Looked at five files; all in order.' });
  await page.goto(`/quality/reviews/${review}/sign`);
  await page.locator('[name=summary]').fill('Good care; files are kept well.');
  await fit();
  await send();
  await page.goto('/submissions');
  await fit();
  const sign = page.locator('main a[href^="/submissions/sign"]').first();
  if (await sign.count()) {
    await page.goto(await sign.getAttribute('href'));
    await fit();
  }
}, { only: atDeskAndOnPhone });
