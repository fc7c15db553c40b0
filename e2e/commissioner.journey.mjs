// The commissioner: a figure opens the cases it counts, and a case its history.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';

// REQ BRK-12, BRK-11
journey('a commissioner opens a figure, and the figure opens its cases', async ({ page, signIn, fit, press }) => {
  await signIn('commissioner');
  await fit();
  const figure = page.locator('main a[href^="/measures/A4"]').first();
  const [, share, counted] = /(?:(\d+) of )(\d+)/.exec(await figure.innerText());
  await figure.click();
  await page.waitForURL(/\/measures\/A4/);
  await fit();
  assert.match(await page.locator('main').innerText(), new RegExp(`${share} of ${counted}`));
  // As many cases as the figure says.
  assert.equal(await page.locator('main tbody tr').count(), Number(counted));
  await page.goto('/commissioning');
  await press('Every provider’s measures');
  await fit();
  await page.goto('/commissioning');
  await page.locator('main a[href^="/commissioning/hours"]').first().click();
  await page.waitForURL(/\/commissioning\/hours/);
  await fit();
  await page.goto('/commissioning/waiting');
  await fit();
  await page.goto('/commissioning/hand-backs');
  await fit();
});
