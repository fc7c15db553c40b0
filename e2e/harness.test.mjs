// The harness itself, against a small page server of its own: what it must notice is planted here.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test, after } from 'node:test';
import { axe, follow, journey, noHorizontalScroll, open, settings, tell } from './harness.mjs';
import { code } from './totp.mjs';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const person = { role: 'broker', email: 'broker@example.test', password: 'a long pass phrase', totp_secret: SECRET };
const used = new Set();
let formSignIns = 0;

const html = (title, body, head = '') => `<!doctype html><html lang="en-GB"><head><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body><main><h1>${title}</h1>${body}</main></body></html>`;
const form = (action, inside) => `<form method="post" action="${action}">${inside}<button type="button">Show</button><button>Continue</button></form>`;

const pages = {
  '/': () => html('Home', '<p id="state">As sent</p><noscript><p>Without script</p></noscript><p><a id="link" href="/clean" onclick="document.title=\'attribute\'">On</a></p>',
    '<script src="/script.js" defer></script><script>document.documentElement.dataset.inline = "ran"</script>'),
  '/clean': () => html('Clean', '<p>Nothing wrong.</p>'),
  '/wrong': () => html('Wrong', '<img src="/x.png"><label>Name</label><input name="n"><p style="color:#bbb;background:#fff">Faint</p>'),
  '/deaf': () => html('Deaf', '<p><a id="link" href="/clean" onclick="return this.heard || !(this.heard = true)">On</a></p>'),
  '/wide': () => html('Wide', '<div class="too-wide" style="width:400px">Wide</div>'),
  '/sign-in': () => html('Sign in', form('/sign-in', '<label>Email <input type="email" name="email"></label><label>Password <input type="password" name="password"></label>')),
  '/sign-in/code': () => html('Code', form('/sign-in/code', '<label>Code <input name="code" autocomplete="one-time-code"></label>')),
};

async function answer(asked, reply) {
  const send = (status, body, headers = {}) => reply.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body);
  const { pathname } = new URL(asked.url, 'http://here');
  if (pathname === '/script.js') return send(200, 'document.getElementById("state").textContent = "Changed by script"', { 'content-type': 'text/javascript' });
  if (pathname === '/broken') return send(500, html('Broken', ''));
  if (asked.method === 'POST') {
    let body = '';
    for await (const part of asked) body += part;
    const given = Object.fromEntries(new URLSearchParams(body));
    if (pathname === '/sign-in') return send(303, '', { location: given.email === person.email && given.password === person.password ? '/sign-in/code' : '/sign-in' });
    const good = given.code === code(SECRET) && !used.has(given.code);
    used.add(given.code);
    formSignIns += good ? 1 : 0;
    return good ? send(303, '', { location: '/secret', 'set-cookie': 'session=held; Path=/; HttpOnly; SameSite=Lax' }) : send(303, '', { location: '/sign-in/code' });
  }
  if (pathname === '/secret') {
    return /session=held/.test(asked.headers.cookie ?? '') ? send(200, html('Secret', '<p>Signed in.</p>')) : send(303, '', { location: '/sign-in' });
  }
  return pages[pathname] ? send(200, pages[pathname]()) : send(404, html('Not found', ''));
}

const server = createServer(answer);
const started = new Promise((done) => server.listen(0, '127.0.0.1', done));
const at = async () => {
  await started;
  return { address: `http://127.0.0.1:${server.address().port}`, signIns: [person] };
};
after(() => { server.closeAllConnections(); server.close(); });

test('the code is the one of RFC 6238', () => {
  assert.equal(code(SECRET, 59_000), '287082');
  assert.equal(code(SECRET, 1_111_111_109_000), '081804');
  assert.equal(code(SECRET, 20_000_000_000_000), '353130');
});

journey('scripts run where they may and nowhere else', async ({ page, setting, axe: check }) => {
  await page.goto('/');
  const state = await page.locator('#state').innerText();
  const inline = await page.evaluate(() => document.documentElement.dataset.inline);
  const told = await page.getByText('Without script').count();
  const wanted = setting.script ? ['Changed by script', 'ran', 0] : ['As sent', undefined, 1];
  assert.deepEqual([state, inline, told], wanted);
  await page.evaluate(() => document.getElementById('link').addEventListener('click', (e) => e.preventDefault()));
  await page.locator('#link').click();
  assert.equal(await page.title(), setting.script ? 'attribute' : 'Home');
  await check();
}, { at });

for (const setting of settings) {
  test(`axe finds what is planted: ${setting.name}`, async () => {
    const { context, page } = await open(setting, (await at()).address);
    await page.goto('/clean');
    await axe(page);
    await page.goto('/wrong');
    const found = await axe(page).then(() => '', (error) => error.message);
    for (const rule of ['image-alt', 'label', 'color-contrast']) assert.match(found, new RegExp(`^${rule} `, 'm'));
    assert.match(found, /<img src="\/x.png">/);
    await context.close();
  });
}

test('sideways scrolling is found and named', async () => {
  const { context, page } = await open(settings[0], (await at()).address);
  await page.goto('/clean');
  await noHorizontalScroll(page);
  await page.goto('/wide');
  await assert.rejects(noHorizontalScroll(page), /scrolls sideways at 320 px[^]*too-wide/);
  assert.equal(page.viewportSize().width, 1280);
  await context.close();
});

test('a server error fails a journey that looks well, and a failed one says where it was', async () => {
  const looksWell = tell('planted', ({ page }) => page.goto('/broken'), await at(), settings[0]);
  await assert.rejects(looksWell, /ended well, but on the way:\n500 from GET .*\/broken/);
  const fails = tell('planted', async ({ page }) => { await page.goto('/clean'); throw new Error('not there'); }, await at(), settings[2]);
  await assert.rejects(fails, /not there\n\(http.*\/clean, picture .*planted-desktop-without-javascript-failed\.png\)/);
});

test('a lost press is made once more, a second one fails', async () => {
  const { context, page } = await open(settings[0], (await at()).address);
  await page.goto('/deaf');
  await follow(page, page.locator('#link'));
  assert.equal(await page.title(), 'Clean');
  await page.goto('/deaf');
  await assert.rejects(follow(page, page.locator('#link')), /asked for within 5 s of pressing .*\/deaf, and it is not the first time[^]*no page had been asked for/);
  await context.close();
});

journey('a role signs in with password and code, once for all settings', async ({ page, signIn }) => {
  await signIn('Broker');
  await page.goto('/secret');
  assert.equal(await page.title(), 'Secret');
}, { at });

test('the session was kept: the forms were used once', () => assert.equal(formSignIns, 1));
