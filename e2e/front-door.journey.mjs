// The front door: a call is kept while it is made, a person is registered without doubling a record, and referred.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { dateParts, somebody } from './story.mjs';

// REQ REF-1, H4
journey('a call is recorded, waits for nobody to type more, and is taken', async ({ page, signIn, fit, press }) => {
  const { family_name } = somebody();
  await signIn('call handler');
  await fit();
  await press('Record a call or message');
  await page.getByLabel('Who calls or writes?').fill(`Ben ${family_name}`);
  await page.getByLabel('What do they want?').fill('Help for his mother, who cannot get out of her chair');
  await fit();
  await page.getByLabel('Leave it in the queue').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await fit();
  await page.goto('/contacts');
  await fit();
  const mine = page.getByRole('listitem').filter({ hasText: family_name }).or(page.getByRole('row').filter({ hasText: family_name }));
  await mine.first().getByRole('link').first().click();
  await press(/take/i);
  await fit();
  assert.match(await page.locator('main').innerText(), new RegExp(family_name));
});

// REQ REC-1, REF-3, H1, H2
journey('a look-alike is shown before a second record is made, and the person is referred', async ({ page, signIn, fit, press, hands }) => {
  const handler = await hands('call handler');
  const twin = somebody();
  await handler.fill('/people/new', twin);
  await signIn('call handler');
  await page.goto('/people/new');
  await page.getByLabel('Given name').fill(twin.given_name);
  await page.getByLabel('Family name').fill(twin.family_name);
  for (const [name, value] of Object.entries(dateParts('birth', twin.birth))) await page.locator(`[name=${name}]`).fill(value);
  await page.getByLabel('House and street').fill('9 Another Street');
  await page.getByLabel('Postcode').fill(twin.postcode);
  await fit();
  await press('Register');
  await fit();
  // What looks like the person is shown with what tells people apart, and what was typed is still there.
  assert.match(await page.locator('main').innerText(), new RegExp(`${twin.address_1}`));
  assert.equal(await page.getByLabel('Family name').inputValue(), twin.family_name);
  await page.getByLabel(/not the same|somebody else|different/i).first().check();
  await page.getByLabel('How you know that this is somebody else').fill('Her cousin; the practice knows both.');
  await press('Register');
  await page.waitForURL(/\/people\/[0-9a-f-]{36}/);
  await fit();
  assert.match(await page.title(), new RegExp(twin.family_name));
  const [, person] = /\/people\/([0-9a-f-]{36})/.exec(page.url());
  await page.goto(`/people/${person}/refer`);
  await page.locator('input[name=source][value=public]').check();
  await page.getByLabel('Name of whoever refers').fill('A daughter');
  await page.getByLabel('What help is needed, and why?').fill('Finds it hard to wash and dress since a fall.');
  await page.locator('input[name=urgency][value=other]').check();
  await fit();
  await page.getByRole('button', { name: /refer|send/i }).last().click();
  await page.waitForURL(/\/referrals\/|\/people\//);
  await fit();
  assert.match(await page.locator('main').innerText(), /referr/i);
});
