// The provider's manager: an offer is answered against its clock, and a package won is taken step by step.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { awarded, offered } from './story.mjs';

// REQ BRK-3, H3
journey('a manager sees how long is left, and declines with a reason', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await offered(hands);
  await signIn('provider manager');
  await fit();
  assert.match(await page.locator('main').innerText(), /left/);
  await page.goto(`/offers/${one.offer}`);
  assert.match(await page.locator('main').innerText(), /left.*Answer by|Answer by/s);
  // Before the award a provider learns what the care is, not who it is for.
  assert.doesNotMatch(await page.locator('body').innerText(), new RegExp(one.family_name));
  await fit();
  await press('Decline');
  await page.locator('[name=reason]').first().selectOption({ index: 1 });
  await page.locator('[name=words]').fill('Every round in this village is full.');
  await fit();
  await press('Decline the offer');
  await page.goto(`/offers/${one.offer}`);
  assert.equal(await page.getByRole('link', { name: 'Accept' }).count(), 0);
  await fit();
});

// REQ BRK-3
journey('a manager accepts', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await offered(hands);
  await signIn('provider manager');
  await page.goto(`/offers/${one.offer}`);
  await press('Accept');
  await fit();
  await press('Accept the offer');
  await page.waitForURL((url) => !url.pathname.endsWith('/accept'));
  assert.match(await page.locator('main').innerText(), /You accepted the offer/);
  await fit();
});

// REQ BRK-5
journey('a manager records the introductory visit and the outcomes', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await awarded(hands);
  const manager = await hands('provider manager');
  await manager.fill(`/packages/${one.package}/plan-received`);
  await signIn('provider manager');
  await page.goto(`/provider/packages/${one.package}`);
  await fit();
  await press('Record the introductory visit');
  await fit();
  await press('Record the visit');
  await page.goto(`/packages/${one.package}/outcomes`);
  await page.locator('input[name=with][value=person]').check();
  await page.locator('[name=name]').fill(one.name);
  await fit();
  await send();
  await page.goto(`/provider/packages/${one.package}`);
  assert.match(await page.locator('main').innerText(), /Outcomes agreed/i);
  await fit();
});
