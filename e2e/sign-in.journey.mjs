// Signing in and out; a session that ends while a form is being typed costs nobody what they typed.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';
import { somebody } from './story.mjs';
import { signInByForm, signInOf } from './browser.mjs';

// REQ GOV-5, GOV-9
journey('a wrong password says nothing of who exists; the right one and a code let in, and out again', async ({ page, program, fit }) => {
  const who = signInOf(program.signIns, 'hospital discharge team');
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
journey('what was typed survives the end of a session', async ({ page, context, program, signIn, fit, send }) => {
  const who = signInOf(program.signIns, 'call handler');
  const { family_name } = somebody();
  await signIn('call handler');
  await page.goto('/contacts/new');
  await page.getByLabel('Who calls or writes?').fill(`Ben ${family_name}`);
  await page.getByLabel('What do they want?').fill('Somebody to look in on his mother');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/\/sign-in\?kept=/);
  await fit();
  assert.match(await page.locator('main').innerText(), /kept|not lost|saved/i);
  await signInByForm(page, who, { here: true });
  await fit();
  assert.equal(await page.getByLabel('Who calls or writes?').inputValue(), `Ben ${family_name}`);
  assert.equal(await page.getByLabel('What do they want?').inputValue(), 'Somebody to look in on his mother');
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
