// Quality: a complaint is recorded and answered, a provider is monitored by the form that is data.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { awarded, dateParts, dayFromNow } from './story.mjs';

const choose = async (page, name, text) => {
  const field = page.locator(`[name=${name}]`).first();
  if ((await field.evaluate((e) => e.tagName)) === 'SELECT') {
    const value = await field.locator('option', { hasText: text }).first().getAttribute('value');
    await field.selectOption(value);
  } else {
    await page.locator('.nhsuk-radios__item', { hasText: text }).locator('input').first().check();
  }
};

// REQ QUA-2
journey('a complaint is recorded, acknowledged and answered', async ({ page, context, program, signIn, fit, send, hands }) => {
  const one = await awarded(hands);
  const provider = program.signIns.find((each) => /provider manager/i.test(each.role)).organisation;
  await signIn('social worker');
  await page.goto(`/people/${one.person}/feedback/new`);
  await fit();
  await choose(page, 'kind', 'complaint');
  await choose(page, 'provider', provider);
  await page.locator('[name=category]').first().selectOption('times').catch(() => page.locator('input[name=category][value=times]').check());
  await page.locator('[name=words]').fill('The visit came two hours late and nobody rang.');
  await page.locator('input[name=severity][value=moderate]').check();
  await page.locator('[name=said_by]').first().selectOption('family').catch(() => page.locator('input[name=said_by][value=family]').check());
  await page.locator('input[name=named][value=yes]').check();
  await fit();
  await send();
  await fit();
  const feedback = /\/quality\/feedback\/[0-9a-f-]{36}/.exec(page.url())?.[0]
    ?? (await page.locator('main a[href*="/quality/feedback/"]').first().getAttribute('href'));
  await context.clearCookies();
  await signIn('provider manager');
  await page.goto('/quality/feedback');
  await fit();
  await page.goto(`${feedback}/acknowledge`);
  await fit();
  await page.locator('[name=words]').fill('Rang the daughter and said who looks into it.');
  await send();
  await page.goto(`${feedback}/answer`);
  await fit();
  await page.locator('input[name=outcome][value=upheld]').check();
  await page.locator('[name=answer]').fill('The car broke down and the office did not ring. We are sorry.');
  await page.locator('[name=lesson]').fill('Whoever moves a visit rings the person first.');
  await send();
  await page.goto(feedback);
  assert.match(await page.locator('main').innerText(), /We are sorry/);
  await fit();
});

// REQ QUA-1
journey('a quality officer monitors a provider by the form, standard by standard', async ({ page, program, signIn, fit, send, hands }) => {
  const provider = program.signIns.find((each) => /provider manager/i.test(each.role)).organisation;
  await signIn('quality officer');
  await fit();
  for (const path of ['/quality/reviews', '/quality/warnings', '/quality/report', '/quality/actions', '/workforce']) {
    await page.goto(path);
    await fit();
  }
  await page.goto('/quality/reviews/new');
  await fit();
  await choose(page, 'provider', provider);
  const day = dateParts('day', dayFromNow());
  for (const [name, value] of Object.entries(day)) await page.locator(`[name="${name}"]`).fill(value);
  await page.locator('input[name=announced][value=yes]').check();
  await page.locator('[name=reason]').fill('The yearly visit.');
  await send();
  await fit();
  const review = new URL(page.url()).pathname;
  const standards = await page.locator('main a[href*="/standards/"]').evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
  assert.ok(standards.length > 0, 'the form has standards');
  const officer = await hands('quality officer');
  for (const path of standards.slice(1)) await officer.fill(path, { rating: '2', evidence: 'Looked at five; all in order.' });
  await page.goto(standards[0]);
  await fit();
  await page.locator('input[name=rating]').first().check();
  await page.locator('[name=evidence]').fill('Two of five files were not in order.');
  await send();
  await page.goto(`${review}/sign`);
  await fit();
  await page.locator('[name=summary]').fill('Kind and reliable care; files need work.');
  await send();
  await page.goto(review);
  await fit();
});
