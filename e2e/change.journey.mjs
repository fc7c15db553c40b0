// Care that changes while it is given: adjusted at a review within the tolerance, and time that is banked.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { dayFromNow, made } from './story.mjs';

// REQ BRK-9
journey('a manager adjusts the care at a review, and everybody sees how much of the tolerance is used', async ({ page, signIn, fit, press, send, hands }) => {
  const one = await made(hands);
  await signIn('provider manager');
  await page.goto(`/provider/packages/${one.package}`);
  await fit();
  await press(/Adjust at a review: Tea/);
  await fit();
  // More than the tolerance is refused with the figures, and what was typed stays.
  await page.locator('[name=minutes]').fill('90');
  await page.locator('[name=why]').fill('She needs longer to wash.');
  await page.locator('input[name=agreed_with][value=person]').check();
  await page.locator('[name=agreed_name]').fill(one.name);
  await page.locator('[name=review]').fill('Her hands hurt in the mornings.');
  await send();
  assert.match(await page.locator('main').innerText(), /7 hours a week more than agreed/);
  assert.equal(await page.locator('[name=why]').inputValue(), 'She needs longer to wash.');
  await fit();
  await page.locator('[name=minutes]').fill('45');
  await send();
  assert.match(await page.locator('main').innerText(), /The care is adjusted and your review is sent/);
  await fit();
  await page.goto('/tolerance');
  assert.match(await page.locator('main').innerText(), /1 hour 45 minutes of 5 hours/);
  await fit();
  await page.goto('/provider');
  assert.match(await page.locator('main').innerText(), /tolerance: /);
  await fit();
});

// REQ BRK-10
journey('time the person did not want is banked', async ({ page, signIn, fit, send, hands }) => {
  const one = await made(hands);
  await signIn('broker');
  await page.goto(`/packages/${one.package}/bank/switch`);
  await fit();
  await page.locator('input[name=bank][value=on]').check();
  await page.locator('[name=why]').fill('Takes part in the trial.');
  await send();
  await fit();
  const manager = await hands('provider manager');
  const day = await manager.get(`/schedule?day=${dayFromNow(3)}`);
  const visit = [...day.unassigned, ...day.assigned].find((each) => each.person === one.person);
  await manager.fill(`/visits/${visit.id}/cancel`, { for_whom: 'person', why: 'Lunch with her sister.' });
  await signIn('provider manager');
  await page.goto(`/visits/${visit.id}/bank`);
  await fit();
  await page.locator('[name=words]').fill('Would like to go to the garden centre.');
  await send();
  await page.goto(`/packages/${one.package}/bank`);
  assert.match(await page.locator('main').innerText(), /30 minutes/);
  await fit();
  await page.goto(`/packages/${one.package}/bank/use`);
  await fit();
  await page.goto('/bank');
  await fit();
});
