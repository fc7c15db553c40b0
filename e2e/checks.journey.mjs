// Checks and training of care workers: recorded, taken back, seen by the worker themselves.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { dateParts, dayFromNow } from './story.mjs';

// REQ WRK-1
journey('a manager records a check and takes it back with the reason', async ({ page, context, signIn, fit, press, send }) => {
  await signIn('provider manager');
  await page.goto('/provider/checks');
  await fit();
  const worker = await page.locator('main a[href^="/provider/checks/"]').first().getAttribute('href');
  await page.goto(worker.replace(/[?#].*/, ''));
  await fit();
  const own = new URL(page.url()).pathname;
  await page.goto(`${own}/needs`);
  await fit();
  await page.goto(`${own}/record?kind=safeguarding`);
  await fit();
  for (const [name, value] of Object.entries(dateParts('done_on', dayFromNow(-1)))) await page.locator(`[name="${name}"]`).fill(value);
  await page.locator('[name=seen_by]').fill('The trainer');
  await page.locator('[name=reference]').fill('Course 12');
  await send();
  assert.match(await page.locator('main').innerText(), /is recorded/);
  await fit();
  await page.locator('main a[href$="/end"]').first().click();
  await fit();
  await page.locator('[name=why]').fill('Written down for the wrong worker.');
  await send();
  assert.match(await page.locator('main').innerText(), /Taken back/);
  await fit();
  await context.clearCookies();
  await signIn('care worker');
  await page.goto('/my-checks');
  await fit();
});
