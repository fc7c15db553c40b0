// The person's own pages: who is coming, what it costs, who looked, and one way to say that something has changed.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';

// REQ REC-5, FIN-2, GOV-4
journey('a person sees who is coming, what it costs and who looked', async ({ page, signIn, fit, press }) => {
  await signIn('person');
  await fit();
  assert.match(await page.locator('main').innerText(), /Who is coming/);
  // No codes and no blank: every visit has its window and its people in words.
  assert.match(await page.locator('main').innerText(), /between \d/);
  await press('See every visit of the last');
  await fit();
  await page.goto('/my-care');
  await press('See every visit and the reasons');
  await fit();
  assert.match(await page.locator('main').innerText(), /£\d/);
  await page.goto('/my-care');
  await press('See who looked');
  await fit();
  assert.match(await page.locator('main').innerText(), /looked|Who/);
  await page.goto('/my-care');
  await press('See every step');
  await fit();
  await page.goto('/my-care');
  await press('See the plan');
  await fit();
});

// REQ REC-5
journey('a person says that something has changed, and the social worker sees it', async ({ page, signIn, signInAs, fit, press, send }) => {
  const words = `My daughter is away in May ${Date.now()}`;
  await signIn('person');
  await page.goto('/my-care');
  await press('This has changed');
  await page.getByLabel('What has changed?').fill(words);
  await fit();
  await send();
  await fit();
  assert.match(await page.locator('body').innerText(), new RegExp(words));
  const worker = await signInAs('social worker');
  await worker.goto('/my-people?show=all');
  await fit(worker);
});
