// Brokerage: a package is offered by rank, the answer comes by telephone, and the package is awarded once.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { askedFor, dateParts, dayFromNow, fillDate } from './story.mjs';

// REQ BRK-3
journey('a broker offers a package, records a yes given by telephone, and awards it', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await askedFor(hands);
  await signIn('broker');
  assert.equal(await page.locator('h1').innerText(), 'Packages');
  await fit();
  await page.goto(`/packages/${one.package}`);
  await fit();
  assert.match(await page.title(), new RegExp(one.family_name));
  await press('Take it on');
  await page.goto(`/packages/${one.package}`);
  await press('Offer to providers');
  await page.getByLabel('By rank', { exact: true }).check();
  await page.getByLabel('How many, by rank?').fill('2');
  await fit();
  await press('Send the offers');
  await page.goto(`/packages/${one.package}`);
  await fit();
  const record = page.getByRole('link', { name: /Record the answer/ });
  assert.equal(await record.count(), 2);
  await record.first().click();
  await press(/accept/i);
  for (const [name, value] of Object.entries(dateParts('earliest_start', dayFromNow(2)))) await page.locator(`[name=${name}]`).fill(value);
  await page.getByLabel('By phone').check();
  await fit();
  await send();
  await page.goto(`/packages/${one.package}/award`);
  await page.locator('input[name=offer]').first().check();
  for (const [name, value] of Object.entries(dateParts('start', dayFromNow(2)))) await page.locator(`[name=${name}]`).fill(value);
  await fit();
  await send();
  await page.goto(`/packages/${one.package}`);
  assert.match(await page.locator('main').innerText(), /Yes, awarded/);
  assert.match(await page.locator('main').innerText(), /Awarded/);
  await fit();
  // A call is noted, with the day to ring back; the list says so. A slip is corrected, and the former words stay.
  await press('Add a note');
  await page.locator('[name=words]').fill('Rang the daughter: nobody there.');
  await fillDate(page, 'ring_on', dayFromNow());
  await fit();
  await send();
  assert.match(await page.locator('main').innerText(), /nobody there[^]*Ring back today/);
  await fit();
  await press(/Correct the note/);
  await page.locator('[name=words]').fill('Rang the son: nobody there.');
  await fit();
  await send();
  assert.match(await page.locator('main').innerText(), /Rang the son/);
  await page.getByText('As it was before').click();
  assert.match(await page.locator('main').innerText(), /Rang the daughter/);
  await fit();
  await page.goto('/packages?only=ring_backs');
  assert.match(await page.locator('main').innerText(), new RegExp(`${one.family_name}[^]*Ring back today`));
  await fit();
  // A second award is not to be had.
  await page.goto(`/packages/${one.package}/award`);
  assert.equal(await page.locator('input[name=offer]').count(), 0);
  await fit();
});
