// The scheduler: a visit is given to somebody who is free, and what stands in the way is told before it is done.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { give, visited } from './story.mjs';

// REQ VIS-1
journey('a scheduler gives a visit to a worker, and is told who is not free', async ({ page, signIn, fit, press, send, hands }) => {
  const first = await visited(hands);
  const second = await visited(hands);
  await signIn('scheduler');
  await fit();
  await page.goto(`/schedule/${first.visit}/assign`);
  await fit();
  // Where nobody is free at the planned start, the page offers the starts at which somebody is.
  const other = page.getByRole('heading', { name: 'Other starts inside the window' });
  if (await other.count()) {
    await page.goto(await page.locator('main a[href*="?start="]').first().getAttribute('href'));
    await fit();
  }
  assert.match(await page.locator('main').innerText(), /Who comes\?/);
  await give(hands, first.visit, 'care worker');
  // The same worker at the same time: the page says before anything is done who cannot come, and what they have then.
  await page.goto(`/schedule/${second.visit}/assign`);
  const { name } = await hands('care worker');
  await fit();
  const cannot = page.getByRole('row').filter({ hasText: name });
  assert.match(await cannot.innerText(), /has the .* visit to/);
  await page.goto('/schedule');
  await fit();
  // It is taken off again, so that the next telling finds the worker free.
  await page.goto(`/schedule/${first.visit}/unassign`);
  await fit();
  if (await page.locator('input[name=worker]').count()) await page.locator('input[name=worker]').first().check();
  if (await page.locator('[name=why]').count()) await page.locator('[name=why]').fill('The round was changed.');
  await send();
  await page.goto(`/visits/${first.visit}`);
  await fit();
  assert.match(await page.locator('main').innerText(), /nobody|needs|0 of 1/i);
});
