// The product as a browser without JavaScript shows it. Playwright's own switch cannot be used: axe needs scripting to
// look at the page. So the browser keeps it, and a small door in front of the server takes it from the pages: no script
// of theirs may run (Content-Security-Policy), and what stands in <noscript> is shown.

import { createServer, request } from 'node:http';

const NO_SCRIPT = "script-src 'none'; script-src-elem 'none'; script-src-attr 'none'; worker-src 'none'";

/** Opens the door in front of `address`; answers with its own address and a way to shut it. */
export async function withoutScript(address) {
  const behind = new URL(address);
  const door = createServer((asked, answer) => {
    const headers = { ...asked.headers };
    delete headers['accept-encoding'];
    const onward = { host: behind.hostname, port: behind.port, method: asked.method, path: asked.url, headers };
    const passed = request(onward, (reply) => pass(reply, answer));
    passed.on('error', (error) => answer.writeHead(502, { 'content-type': 'text/plain' }).end(String(error)));
    asked.pipe(passed);
  });
  await new Promise((resolve) => door.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${door.address().port}`;
  return { address: own, close: () => new Promise((resolve) => { door.closeAllConnections(); door.close(resolve); }) };

  function pass(reply, answer) {
    const headers = { ...reply.headers };
    if (headers.location) headers.location = headers.location.replace(behind.origin, '');
    if (!/^text\/html/.test(headers['content-type'] ?? '')) {
      answer.writeHead(reply.statusCode, headers);
      reply.pipe(answer);
      return;
    }
    const given = headers['content-security-policy'];
    headers['content-security-policy'] = given ? [given, NO_SCRIPT].flat() : NO_SCRIPT;
    delete headers['content-length'];
    const parts = [];
    reply.on('data', (part) => parts.push(part));
    reply.on('end', () => {
      answer.writeHead(reply.statusCode, headers);
      answer.end(Buffer.concat(parts).toString('utf8').replace(/<\/?noscript[^>]*>/gi, ''));
    });
  }
}
