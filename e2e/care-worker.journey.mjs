// A care worker's visit: the round, the way in within its window only, check in, check out with a signature.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { given, minutesAgo } from './story.mjs';

// REQ VIS-3, VIS-4
journey('a care worker makes a visit from the round to the signature', async ({ page, signIn, fit, press, hands }) => {
  const one = await given(hands);
  await signIn('care worker');
  assert.equal(await page.locator('h1').innerText(), 'My visits');
  await fit();
  await press(new RegExp(one.family_name));
  await fit();
  assert.match(await page.locator('main').innerText(), /The side door is the one in use/);
  // The code is not on the page: it is shown when it is asked for, and that is kept.
  assert.doesNotMatch(await page.locator('main').innerText(), /4821/);
  await press('Show the code');
  await fit();
  assert.doesNotMatch(await page.locator('main').innerText(), /4821/);
  await press('Show the code');
  assert.match(await page.locator('main').innerText(), /4821/);
  await fit();
  await page.goto(`/visits/${one.visit}`);
  await press('Check in');
  await page.getByLabel('If you came earlier: when?').fill(minutesAgo(12));
  await page.getByLabel('Why do you say it only now?').fill('No signal at the house.');
  await fit();
  await press('Check in');
  await fit();
  await page.goto(`/visits/${one.visit}/check-out`);
  await page.getByLabel('Care was given').check();
  await page.getByLabel('Help to wash').check();
  await page.getByLabel('Make a drink').check();
  await page.getByLabel('The person signed').check();
  await page.getByLabel('Note for the next worker').fill('Ate well and was cheerful.');
  await fit();
  await press('Check out');
  await page.waitForURL((url) => !url.pathname.endsWith('/check-out'));
  await fit();
  await page.goto(`/visits/${one.visit}`);
  assert.match(await page.locator('main').innerText(), /Made|Done|finished/i);
  await fit();
  // After the visit there is no way in any more.
  await page.goto(`/visits/${one.visit}/way-in`);
  assert.equal(await page.getByRole('button', { name: 'Show the code' }).count(), 0);
  assert.doesNotMatch(await page.locator('main').innerText(), /4821/);
  await fit();
});
