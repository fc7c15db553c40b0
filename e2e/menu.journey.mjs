// The menu: what a role needs first on every page, the rest one page away, by keyboard too; and the lists that stand there.

import assert from 'node:assert/strict';
import { journey } from './harness.mjs';

// Lists that no other journey opens, each by one of the roles that find it there.
const LISTS = {
  broker: ['/rates', '/surplus', '/off-framework'],
  'provider manager': ['/complex', '/bank', '/ranking/own', '/submissions'],
  commissioner: ['/pilots', '/ranking'],
  'social worker': ['/tolerance'],
};

// REQ GOV-9
for (const role of Object.keys(LISTS)) {
  journey(`${role}: the menu has at most seven entries and a way to the rest`, async ({ page, signIn, fit }) => {
    await signIn(role);
    const menu = page.getByRole('navigation', { name: 'Menu' });
    const count = await menu.getByRole('link').count();
    assert.ok(count <= 7, `${count} entries`);
    const more = menu.getByRole('link', { name: 'More' });
    if ((await more.count()) === 0) return;
    await more.focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.equal(await page.locator('[aria-current=page]').innerText(), 'More');
    await fit();
    const rest = await page.locator('main ul a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    assert.ok(rest.length > 0);
    for (const href of rest.filter((each) => LISTS[role].includes(each))) {
      await page.goto(href);
      await fit();
    }
  });
}

// REQ BRK-13
journey('a commissioner opens the form for a pilot', async ({ page, signIn, fit }) => {
  await signIn('commissioner');
  await page.goto('/pilots');
  await fit();
  await page.goto('/pilots/new');
  await fit();
});
