// Payments: one officer makes a run, another releases it, the provider reads its remittance advice.

import assert from 'node:assert/strict';
import { journey, signIn as signInAs } from './harness.mjs';
import { invoiced } from './story.mjs';

// REQ FIN-1, FIN-4
journey('a payment run is made by one officer and released by another', async ({ page, context, program, signIn, fit, press, hands }) => {
  const one = await invoiced(hands);
  await (await hands('finance officer')).fill(`/invoices/${one.invoice}/approve`);
  await signIn('finance officer');
  await page.goto('/payments');
  await fit();
  await page.goto('/payments/new');
  await fit();
  await press('Make the run');
  assert.match(await page.locator('main').innerText(), /Another officer must release it/);
  await fit();
  const run = new URL(page.url()).pathname;
  await page.goto(`${run}/release`);
  assert.equal(await page.locator('main').getByRole('button', { name: 'Release' }).count(), 0);
  await fit();
  await page.goto(`${run}/cancel`);
  await fit();
  const second = program.signIns.filter((each) => /finance/i.test(each.role))[1];
  await context.clearCookies();
  await signInAs(page, second);
  await page.goto(`${run}/release`);
  await fit();
  await press('Release');
  await page.goto(run);
  assert.match(await page.locator('main').innerText(), /Released/);
  await fit();
  const advice = await page.locator('main a[href*="/remittance/"]').first().getAttribute('href');
  await page.goto(advice);
  await fit();
  await page.goto('/payments/answers');
  await fit();
  await context.clearCookies();
  await signIn('provider manager');
  await page.goto('/payments');
  await fit();
});
