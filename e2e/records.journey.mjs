// The record: two records of one person become one and are parted again; who stands around a person.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { referred, somebody } from './story.mjs';

// REQ REC-1, H1, H23
journey('two records are merged, and the merge is undone', async ({ page, signIn, fit, send, hands }) => {
  const one = await referred(hands);
  const { nhs_number: _, ...other } = somebody();
  const second = (await (await hands('call handler')).fill('/people/new', other)).id;
  await signIn('coordinator');
  await page.goto(`/people/${one.person}/merge`);
  await fit();
  await page.goto(`/people/${one.person}/merge/${second}`);
  await fit();
  await page.locator('[name=reason]').fill('Asked the daughter: the practice has one record.');
  await send();
  assert.match(await page.locator('main').innerText(), /merge/i);
  await page.goto(`/people/${one.person}`);
  await fit();
  await page.goto(`/people/${one.person}/merged/${second}/undo`);
  await fit();
  await page.locator('[name=reason]').fill('The daughter meant her aunt.');
  await send();
  await page.goto(`/people/${second}`);
  assert.match(await page.locator('main, .kith-person').first().innerText(), new RegExp(other.family_name));
  await fit();
});

// REQ REC-1
journey('a coordinator says who stands around a person, and that it has ended', async ({ page, signIn, fit, send, hands }) => {
  const one = await referred(hands);
  await signIn('coordinator');
  await page.goto(`/people/${one.person}/around`);
  await fit();
  const part = page.locator('[name=part]').first();
  if ((await part.evaluate((e) => e.tagName)) === 'SELECT') await part.selectOption({ index: 1 });
  else await part.check();
  await page.locator('[name=name]').fill('Imogen Fontmell');
  await page.locator('[name=relationship]').fill('Daughter');
  await send();
  assert.match(await page.locator('main').innerText(), /Imogen Fontmell/);
  await fit();
  const end = await page.locator('main a[href$="/end"]').first().getAttribute('href');
  await page.goto(end.replace(/\/end$/, ''));
  await fit();
  await page.goto(end);
  await fit();
  await page.locator('[name=reason]').fill('Moved abroad.');
  await send();
  await page.goto(`/people/${one.person}/around`);
  await fit();
});
