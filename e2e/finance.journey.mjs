// Charges: a line of an invoice is questioned, explained and weighed, and the invoice approved.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { invoiced } from './story.mjs';

// REQ FIN-1
journey('finance queries a line, weighs the answer and approves the invoice', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await invoiced(hands);
  await signIn('finance officer');
  await page.goto('/charges');
  await fit();
  await page.goto(`/invoices/${one.invoice}`);
  await fit();
  await press(new RegExp(one.family_name));
  await fit();
  await page.locator(`main a[href*="/invoices/${one.invoice}/lines/"]`).first().click();
  await page.locator('[name=reason]').fill('Twenty-five minutes are charged, thirty were planned.');
  await fit();
  await press('Send the query');
  // While a query is open the invoice cannot be approved.
  await page.goto(`/invoices/${one.invoice}/approve`);
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
  await fit();
  const manager = await hands('provider manager');
  const query = new RegExp(`/invoices/${one.invoice}/query/[0-9a-f-]{36}`).exec(await manager.open(`/invoices/${one.invoice}`))
    ?? new RegExp(`/invoices/${one.invoice}/query/[0-9a-f-]{36}`).exec(await manager.open('/provider/invoices'));
  await manager.fill(`${query[0]}/answer`, { answer: 'explains', words: 'She asked the worker to leave early.' });
  await page.goto(query[0]);
  assert.match(await page.locator('main').innerText(), /She asked the worker to leave early/);
  await fit();
  await page.goto(`${query[0]}/weigh`);
  await page.getByLabel(/Accept it/).check();
  await page.locator('[name=words]').fill('The note of the visit says the same.');
  await fit();
  await send();
  await page.goto(`/invoices/${one.invoice}/approve`);
  await fit();
  await press('Approve');
  await page.goto(`/invoices/${one.invoice}`);
  assert.match(await page.locator('main').innerText(), /Approved/);
  await fit();
});
