// Assessment and plan: what the person wants, the visits, the money, agreed with the person.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { accepted, assessed, dateParts, dayFromNow } from './story.mjs';

// REQ REC-6, GOV-9
journey('a social worker begins an assessment and finds it again as it was left', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await accepted(hands);
  await signIn('social worker');
  await fit();
  await page.goto(`/people/${one.person}/assessments/start`);
  await fit();
  await send();
  await page.waitForURL(/\/assessments\/[0-9a-f-]{36}/);
  const assessment = page.url().replace(/\?.*/, '');
  await fit();
  await page.goto(`${assessment}/need`);
  await page.locator('[name=need]').fill('Cannot wash or dress alone.');
  await page.locator('input[name=impairment][value=yes]').check();
  await page.locator('[name=impairment_words]').fill('Frailty, confirmed by the practice.');
  await fit();
  await send();
  await page.goto(assessment);
  assert.match(await page.locator('main').innerText(), /Cannot wash or dress alone/);
  await fit();
});

// REQ BRK-2
journey('a plan gets its outcome, its visit and its money, and is agreed', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await assessed(hands);
  const worker = await hands('social worker');
  const under = (what) => `/people/${one.person}/plan/${what}`;
  await worker.fill(under('start'), { basis: 'assessment', kind: 'ongoing', place_of_care: 'own_home', ...dateParts('start_wanted', dayFromNow(7)) });
  await worker.fill(under('about'), { what_matters: 'To sit in my garden.', strengths: 'Manages most things sitting down.', contingency: 'Telephone the daughter.' });
  await worker.fill(under('risks'), {});
  await worker.fill(under('risks/add'), { words: 'A fall on the stairs', reduced_by: 'Two rails fitted.' });
  await signIn('social worker');
  await page.goto(under('outcomes/add'));
  await page.locator('[name=words]').fill('Washed and dressed every day');
  await page.locator('[name=baseline]').fill('Not at present');
  await page.locator('[name=target]').fill('Every day by the first review');
  await fit();
  await send();
  await page.goto(under('visits/add'));
  await page.locator('[name=label]').fill('Morning');
  for (const day of await page.locator('input[name=days]').all()) await day.check();
  await page.locator('[name=from]').fill('7am');
  await page.locator('[name=to]').fill('10:30am');
  await page.locator('[name=minutes]').fill('30');
  await page.locator('input[name=workers][value="1"]').check();
  await page.locator('[name=tasks]').fill('Help to wash and dress');
  await fit();
  await send();
  await page.goto(under('money'));
  await page.locator('[name=weekly_budget]').fill('400');
  await page.locator('input[name=payment][value=managed]').check();
  await page.locator('[name=budget_reason]').fill('The hours at the schedule’s price.');
  await fit();
  await send();
  await page.goto(`/people/${one.person}/plan`);
  await fit();
  await page.goto(under('agree'));
  await page.locator('input[name=agreed_with][value=person]').check();
  await fit();
  await send();
  await page.goto(`/people/${one.person}/plan`);
  const plan = await page.locator('main').innerText();
  for (const words of [/Agreed/, /Washed and dressed every day/, /Morning/, /£400/]) assert.match(plan, words);
  await fit();
});
