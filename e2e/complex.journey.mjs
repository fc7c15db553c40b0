// Complex care: a nurse and the home before it begins, care workers whom the person chooses, a look at the plan, an agency's cost.

import assert from 'node:assert/strict';
import { journey, settings } from './harness.mjs';
import { dateParts, dayFromNow } from './story.mjs';

/** The demo's package of complex care, and the address its provider's manager signs in with. */
async function complexCare(hands, program) {
  const [line] = await (await hands('broker')).get('/complex');
  const manager = program.signIns.find((one) => one.role === 'Provider manager' && one.organisation === line.provider);
  assert.ok(manager, `nobody of ${line.provider} signs in`);
  return { package: line.package, manager: manager.email };
}

async function fillDate(page, name, day) {
  for (const [part, value] of Object.entries(dateParts(name, day))) await page.locator(`[name="${part}"]`).fill(value);
}

// REQ BRK-14
journey('a manager names the nurse and records the home, and the broker agrees to an exception', async ({ page, program, signIn, signInAs, fit, send, hands }) => {
  const one = await complexCare(hands, program);
  const broker = await signInAs('broker');
  await signIn(one.manager);
  await page.goto('/complex');
  await fit();
  await page.goto(`/packages/${one.package}/nurse`);
  await fit();
  // Neither a nurse of the register nor a name: the form says so and keeps what was typed.
  await page.locator('[name=weeks]').fill('3');
  await send();
  assert.match(await page.locator('main').innerText(), /Choose a nurse from your register, or enter their name and PIN/);
  assert.equal(await page.locator('[name=weeks]').inputValue(), '3');
  await fit();
  await page.locator('[name=name]').fill('Nia Madeup');
  await page.locator('[name=pin]').fill('12A3456E');
  await page.locator('[name=weeks]').fill('2');
  await send();
  assert.match(await page.locator('main').innerText(), /Nia Madeup/);
  await fit();
  await page.goto(`/packages/${one.package}/home`);
  await fillDate(page, 'on', dayFromNow());
  await page.locator('[name=by]').fill('Nia Madeup, nurse');
  await page.locator('[name=finding][value=unsuitable]').check();
  await page.locator('[name=changes]').fill('The hoist does not fit through the door.');
  await fit();
  await send();
  assert.match(await page.locator('main').innerText(), /no exception is agreed/);
  await fit();
  // The broker agrees by name and with the reason; a home that suits afterwards needs none.
  await broker.goto(`/packages/${one.package}`);
  await broker.getByRole('link', { name: 'Agree to care in a home that does not suit it' }).click();
  await broker.waitForURL('**/home-exception');
  await fit(broker);
  await broker.locator('[name=why]').fill('The door is widened on Thursday; two carry until then.');
  await send(broker);
  assert.match(await broker.locator('main').innerText(), /The door is widened on Thursday/);
  await fit(broker);
  await broker.goto('/complex');
  await fit(broker);
  await page.goto(`/packages/${one.package}/home`);
  await fillDate(page, 'on', dayFromNow());
  await page.locator('[name=finding][value=suitable]').check();
  await send();
  assert.doesNotMatch(await page.locator('main').innerText(), /no exception is agreed/);
});

// REQ BRK-14, WRK-1, REC-5
journey('a manager takes a care worker back and puts them forward again, and the person says what they think', async ({ page, program, signIn, signInAs, fit, send, hands }) => {
  const one = await complexCare(hands, program);
  await signIn(one.manager);
  await page.goto(`/provider/packages/${one.package}`);
  const taken = await page.locator('a[href$="/withdraw"]').last().getAttribute('href');
  await page.goto(taken);
  await fit();
  const name = (await page.locator('h1').innerText()).replace(/^Take (.*) back$/, '$1');
  await page.locator('[name=why]').fill('She is away for a month.');
  await send();
  assert.match(await page.locator('main').innerText(), /no longer put forward/);
  await page.goto(`/packages/${one.package}/put-forward`);
  await fit();
  // A few stand as buttons, many in a list.
  const button = page.getByRole('radio', { name, exact: true });
  if (await button.count()) await button.check();
  else await page.locator('select[name=worker]').selectOption({ label: name });
  await page.locator('[name=about]').fill('Ten years with people who use a hoist.');
  await page.locator('[name=agency]').fill('Made Up Staffing');
  await send();
  assert.match(await page.locator('main').innerText(), /agency worker \(Made Up Staffing\)/);
  await fit();
  const forward = (await page.locator('a[href$="/withdraw"]').last().getAttribute('href')).replace('/withdraw', '');
  const person = await signInAs('person2@kith.example');
  await person.goto('/my-care');
  assert.match(await person.locator('main').innerText(), /Who could come/);
  await fit(person);
  await person.getByRole('link', { name: 'See who is put forward, and say what you think' }).click();
  await person.waitForURL('**/workers');
  await fit(person);
  await person.locator(`a[href="${forward}/say"]`).click();
  await person.waitForURL(`**${forward}/say`);
  await fit(person);
  await person.locator('[name=word][value=another]').check();
  await send(person);
  assert.match(await person.locator('main').innerText(), /Say why not/);
  await fit(person);
  await person.locator('[name=word][value=another]').check();
  await person.locator('[name=why]').fill('I know her from church.');
  await send(person);
  assert.match(await person.locator('main').innerText(), /Thank you/);
  // What was said by telephone is written down for them.
  await page.goto(`${forward}/record-say`);
  await fit();
  await page.locator('[name=voice][value=person]').check();
  await page.locator('[name=name]').fill('As she said it on the telephone');
  await page.locator('[name=word][value=yes]').check();
  await send();
  await fit();
});

// REQ BRK-14
journey('the care is looked at against the plan, and an agency’s cost is stated and agreed to', async ({ page, program, setting, signIn, signInAs, fit, press, send, hands }) => {
  const one = await complexCare(hands, program);
  await signIn(one.manager);
  await page.goto(`/packages/${one.package}/monitor`);
  assert.match(await page.locator('main').innerText(), /Breathing easily at night/);
  await fit();
  await press(/Say how far it is met/);
  await fit();
  await page.locator('[name=finding][value=partly]').check();
  await page.locator('[name=words]').fill('The alarm rang once; both workers were shown what to do.');
  await send();
  assert.match(await page.locator('main').innerText(), /Partly met|Every outcome was looked at/);
  await fit();
  await page.goto(`/packages/${one.package}/recruited`);
  await fit();
  await page.goto(`/packages/${one.package}/agency-cost`);
  await fit();
  // A day of its own for each telling.
  const day = dayFromNow(-60 - settings.indexOf(setting));
  await fillDate(page, 'from', day);
  await fillDate(page, 'last', day);
  await page.locator('[name=amount]').fill('11.25');
  await page.locator('[name=words]').fill('One visit, £11.25 above our rate.');
  await send();
  assert.match(await page.locator('main').innerText(), /£11\.25/);
  await fit();
  const broker = await signInAs('broker');
  await broker.goto(`/packages/${one.package}`);
  await broker.locator('a[href^="/agency-costs/"]').first().click();
  await broker.waitForURL('**/agree');
  await fit(broker);
  await send(broker);
  assert.match(await broker.locator('main').innerText(), /Agreed by/);
  await fit(broker);
  await broker.goto(`/packages/${one.package}/agency-visits`);
  await fit(broker);
});
