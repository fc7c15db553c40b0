// Runs the tests of the harness and every journey (*.journey.mjs), one file after another, against one program.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { here, startKith } from './kith.mjs';

const wanted = process.argv.slice(2);
const all = readdirSync(here).filter((name) => /\.(test|journey)\.mjs$/.test(name)).sort();
const files = all.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
if (!files.some((name) => name.endsWith('.journey.mjs'))) {
  console.error(wanted.length ? `No journey is called ${wanted.join(' or ')}.` : 'There are no journeys to run.');
  process.exitCode = 1;
}
const sessions = mkdtempSync(join(tmpdir(), 'kith-sessions-'));
let kith;
let tests;
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => tests?.kill('SIGTERM'));
try {
  const begun = Date.now();
  const env = { ...process.env, KITH_E2E_SESSIONS: sessions };
  if (files.some((name) => name.endsWith('.journey.mjs'))) {
    kith = await startKith();
    console.log(`kith demo listens at ${kith.address} after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    env.KITH_E2E = JSON.stringify({ address: kith.address, signIns: kith.signIns });
  }
  const words = ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files];
  tests = spawn(process.execPath, words, { cwd: here, stdio: 'inherit', env });
  const status = await new Promise((done, fail) => tests.once('error', fail).once('close', done));
  if (status !== 0) process.exitCode = 1;
} finally {
  await kith?.stop();
  rmSync(sessions, { recursive: true, force: true });
}
