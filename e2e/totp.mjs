// Time-based codes of RFC 6238 as an authenticator app makes them: SHA-1, thirty seconds, six digits.

import { createHmac } from 'node:crypto';

const STEP = 30_000;

/** The code a secret (base 32) gives at a moment in milliseconds. */
export function code(secret, moment = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(moment / STEP)));
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Resolves when the next code begins: a code is good for one sign-in only. */
export function nextCode() {
  return new Promise((resolve) => setTimeout(resolve, STEP - (Date.now() % STEP) + 50));
}

function bytesOf(base32) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of base32.toUpperCase().replace(/[\s=]/g, '')) {
    const value = letters.indexOf(letter);
    if (value < 0) throw new Error(`"${letter}" is not a letter of base 32`);
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
