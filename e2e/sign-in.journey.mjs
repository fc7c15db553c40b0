// Signing in and out; a session that ends while a form is being typed costs nobody what they typed.

import assert from 'node:assert/strict';
import { journey, settings } from './harness.mjs';
import { somebody } from './story.mjs';
import { signInByForm } from './browser.mjs';

/** Another account for each setting: a code is good once. */
function somebodyElse(program, setting, emails) {
  const email = emails[settings.findIndex((one) => one.name === setting.name)];
  return program.signIns.find((one) => one.email === email);
}

// REQ GOV-5, GOV-9
journey('a wrong password says nothing of who exists; the right one and a code let in, and out again', async ({ page, program, setting, fit }) => {
  const who = somebodyElse(program, setting, ['administrator@kith.example', 'governance@kith.example', 'callhandler@kith.example', 'commissioner@kith.example']);
  await page.goto('/sign-in');
  await fit();
  await page.locator('main input[type=email], main input[name=email]').first().fill('nobody@kith.example');
  await page.locator('main input[type=password]').first().fill('not the pass phrase');
  await page.locator('main form button:not([type=button])').first().click();
  await page.getByRole('alert').first().waitFor();
  assert.match(await page.title(), /^Error: /);
  await fit();
  await signInByForm(page, who);
  await fit();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in|\/$/);
  await fit();
  await page.goto('/people');
  assert.match(page.url(), /\/sign-in/);
});

// REQ GOV-5, GOV-9
journey('what was typed survives the end of a session', async ({ page, context, program, setting, fit, press }) => {
  const who = somebodyElse(program, setting, ['hospital@kith.example', 'socialworker2@kith.example', 'broker2@kith.example', 'coordinator@kith.example']);
  const { given_name, family_name } = somebody();
  await signInByForm(page, who);
  const session = await context.cookies();
  await page.goto('/people/new');
  await page.getByLabel('Given name').fill(given_name);
  await page.getByLabel('Family name').fill(family_name);
  // The session ends elsewhere; this page does not know.
  const elsewhere = await context.newPage();
  await elsewhere.goto('/accessibility');
  await elsewhere.getByRole('button', { name: 'Sign out' }).click();
  await elsewhere.waitForURL(/sign-in|\/$/);
  await elsewhere.close();
  await context.addCookies(session);
  await press('Register');
  await page.waitForURL(/\/sign-in\?kept=/);
  await fit();
  assert.match(await page.locator('main').innerText(), /What you sent is kept/);
  await signInByForm(page, who, { here: true });
  await fit();
  assert.match(await page.locator('main').innerText(), new RegExp(`${given_name}[^]*${family_name}`));
  await press('Check and send again');
  await page.waitForURL(/\/people\/[0-9a-f-]{36}/);
  assert.match(await page.title(), new RegExp(family_name));
  await fit();
});

// REQ GOV-9
journey('a form is filled in and sent by keyboard alone', async ({ page, signIn, fit }) => {
  const { family_name } = somebody();
  await signIn('call handler');
  await page.goto('/contacts/new');
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip to main content/);
  const reach = async (name) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const at = document.activeElement;
        const ring = getComputedStyle(at);
        return { name: at.getAttribute('name') ?? at.textContent.trim(), seen: ring.outlineStyle !== 'none' || ring.boxShadow !== 'none' };
      });
      if (here.name !== name) continue;
      assert.ok(here.seen, `the focus on ${name} is to be seen`);
      return;
    }
    assert.fail(`${name} is not reached by the keyboard`);
  };
  await reach('caller_name');
  await page.keyboard.type(`Ben ${family_name}`);
  await reach('wanted');
  await page.keyboard.type('A bath board');
  await reach('safe');
  await page.keyboard.press('Space');
  await reach('Save');
  await fit();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/contacts/new');
  assert.match(await page.locator('main').innerText(), new RegExp(family_name));
  await fit();
});
