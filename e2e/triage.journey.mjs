// Triage: what waits is seen with its clock, gets a priority and an owner, and is accepted.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { referred } from './story.mjs';

// REQ REF-4, REF-5, H1
journey('a coordinator triages a referral and hands it to a social worker', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await referred(hands);
  await signIn('coordinator');
  await fit();
  assert.match(await page.locator('main').innerText(), /answer by|left|late/i);
  await page.goto(`/referrals/${one.referral}`);
  await fit();
  // The three identifiers stand on the page (H1).
  const banner = await page.getByRole('region', { name: 'Person this page is about' }).innerText();
  assert.match(banner, new RegExp(one.family_name));
  assert.match(banner, /\(aged \d+\)/);
  assert.match(banner, /999 \d{3} \d{4}/);
  await press(/triage/i);
  await page.locator('input[name=priority][value=p2]').check();
  await fit();
  await press('Save');
  assert.match(await page.getByRole('alert').or(page.getByRole('region', { name: /success/i })).first().innerText(), /triaged/i);
  await fit();
  await page.goto(`/referrals/${one.referral}/accept`);
  const { name } = await hands('social worker');
  await page.getByLabel(new RegExp(name)).check();
  await fit();
  await send();
  await page.waitForURL(new RegExp(`/referrals/${one.referral}$`));
  assert.match(await page.locator('main').innerText(), /accepted/i);
  await fit();
});
