// Starts the built program with its demonstration data in a folder of its own, and stops it again.

import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('.', import.meta.url));
export const out = join(here, 'out');
const PATIENCE = 240_000;

/** Where `cargo build` put the program. */
function program() {
  if (process.env.KITH_PROGRAM) return resolve(process.env.KITH_PROGRAM);
  const built = join(resolve(here, '..', process.env.CARGO_TARGET_DIR ?? 'target'), 'debug', 'kith');
  if (existsSync(built)) return built;
  throw new Error(`There is no ${built}. Build it first: cargo build --package server --bin kith`);
}

/**
 * Answers with `{ address, signIns, stop }` once the program says where it listens. KITH_DEMO_DATA=FOLDER takes a copy of a demo that
 * was built before, such as the one at full scale, in place of a small new one; the folder itself stays as it is.
 */
export async function startKith({ seed = 1, people = 14, weeks = 2 } = {}) {
  mkdirSync(out, { recursive: true });
  const given = process.env.KITH_DEMO_DATA;
  const data = mkdtempSync(join(given ? resolve(given, '..') : tmpdir(), 'kith-journeys-'));
  if (given) await cp(given, data, { recursive: true });
  const log = join(out, `kith-${process.pid}.log`);
  const words = ['demo', '--data', data, '--seed', String(seed), '--people', String(people), '--weeks', String(weeks), '--listen', '127.0.0.1:0', '--json'];
  const child = spawn(program(), words, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.pipe(createWriteStream(log));
  const ended = new Promise((done) => child.once('close', done));
  const stop = async () => {
    process.off('exit', kill);
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
    rmSync(data, { recursive: true, force: true });
  };
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    const said = await firstJson(child, log);
    return { address: said.address, signIns: said.sign_ins, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstJson(child, log) {
  return new Promise((found, fail) => {
    const told = () => (existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '');
    const late = setTimeout(() => fail(new Error(`kith demo did not say where it listens.\n${told()}`)), PATIENCE);
    child.once('error', fail);
    child.once('close', (status) => fail(new Error(`kith demo ended with status ${status}.\n${told()}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const said = JSON.parse(line);
      if (!said.address) return;
      clearTimeout(late);
      found(said);
    });
  });
}
