// SLIP-39 (SatoshiLabs, "Shamir's Secret-Sharing for Mnemonic Codes"): a seed split so that k of n shares give it back.
// One group, no passphrase, extendable, the lowest iteration exponent. The words stay numbers: nobody reads them here.
import { hmac, sha256 } from "./vendor/age.js";
import { concat, randomBytes, toHex, utf8 } from "./bytes.js";

const SEED_BYTES = 32;
const MAX_SHARES = 16;
const ITERATIONS = 2500; // of each round
const SECRET_AT = 255;
const DIGEST_AT = 254;
const DIGEST_BYTES = 4;
const WORD_BITS = 10;
const CHECKSUM_WORDS = 3;
const CUSTOMIZATION = "shamir_extendable";
const GENERATORS = [0xe0e040, 0x1c1c080, 0x3838100, 0x7070200, 0xe0e0009, 0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x3f3f120];
const EXP = new Uint8Array(255);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  LOG[value] = power;
  value ^= value << 1; // times x + 1
  if (value & 0x100) value ^= 0x11b;
}

/** Return the words of `count` shares, as hexadecimal, of which `needed` give the seed back. */
export async function splitSeed(seed, needed, count) {
  if (seed.length !== SEED_BYTES || needed < 2 || needed > count || count > MAX_SHARES) throw new RangeError("expected a seed, and from 2 to 16 shares");
  const secret = await crypt(seed, [0, 1, 2, 3]);
  const [first, second] = randomBytes(2);
  const identifier = ((first & 0x7f) << 8) | second;
  return splitSecret(secret, needed, count).map((value, at) => packWords(wordsOf(identifier, at, needed, value)));
}

/** Return what SLIP-39's Feistel cipher makes of a secret; the `order` of the rounds turned round undoes it. */
export async function crypt(secret, order, { passphrase = "", salt = new Uint8Array(), iterations = ITERATIONS } = {}) {
  const half = secret.length / 2;
  let [left, right] = [secret.slice(0, half), secret.slice(half)];
  for (const round of order) {
    const key = await pbkdf2(concat(Uint8Array.of(round), utf8(passphrase)), concat(salt, right), iterations, half);
    [left, right] = [right, left.map((byte, at) => byte ^ key[at])];
  }
  return concat(right, left);
}

/** Return the value at `x` of the polynomials through points [x, bytes] (GF(256), Lagrange). */
export function interpolate(points, x) {
  const known = points.find(([at]) => at === x);
  if (known) return known[1];
  const product = points.reduce((sum, [at]) => sum + LOG[at ^ x], 0);
  const result = new Uint8Array(points[0][1].length);
  for (const [at, bytes] of points) {
    const others = points.reduce((sum, [other]) => sum + LOG[at ^ other], 0);
    const basis = (((product - LOG[at ^ x] - others) % 255) + 255) % 255;
    bytes.forEach((byte, place) => {
      if (byte) result[place] ^= EXP[(LOG[byte] + basis) % 255];
    });
  }
  return result;
}

/** Return the digest that tells whether shares gave the right secret. */
export function secretDigest(random, secret) {
  return hmac(sha256, random, secret).slice(0, DIGEST_BYTES);
}

/** Return the polynomial of RS1024 over numbers of ten bits: 1 for a share whose checksum is right. */
export function rs1024(numbers) {
  let sum = 1;
  for (const number of numbers) {
    const top = sum >> 20;
    sum = ((sum & 0xfffff) << WORD_BITS) ^ number;
    GENERATORS.forEach((generator, bit) => {
      if ((top >> bit) & 1) sum ^= generator;
    });
  }
  return sum;
}

function splitSecret(secret, needed, count) {
  const shares = Array.from({ length: needed - 2 }, () => randomBytes(secret.length));
  const random = randomBytes(secret.length - DIGEST_BYTES);
  const points = [...shares.map((share, at) => [at, share]), [DIGEST_AT, concat(secretDigest(random, secret), random)], [SECRET_AT, secret]];
  for (let at = shares.length; at < count; at += 1) shares.push(interpolate(points, at));
  return shares;
}

function wordsOf(identifier, index, needed, value) {
  // Group 0, one of one, then the member; the value stands behind zeros that fill its words.
  const parts = [[identifier, 15], [1, 1], [0, 4], [0, 4], [0, 4], [0, 4], [index, 4], [needed - 1, 4]];
  const valueBits = [...value].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const filled = valueBits.padStart(Math.ceil(valueBits.length / WORD_BITS) * WORD_BITS, "0");
  const bits = parts.map(([number, length]) => number.toString(2).padStart(length, "0")).join("") + filled;
  const words = bits.match(/.{10}/g).map((word) => parseInt(word, 2));
  const sum = rs1024([...utf8(CUSTOMIZATION), ...words, 0, 0, 0]) ^ 1;
  return [...words, ...Array.from({ length: CHECKSUM_WORDS }, (_, at) => (sum >> (WORD_BITS * (CHECKSUM_WORDS - 1 - at))) & 1023)];
}

function packWords(words) {
  const bits = words.map((word) => word.toString(2).padStart(WORD_BITS, "0")).join("");
  const filled = bits.padStart(Math.ceil(bits.length / 8) * 8, "0");
  return toHex(Uint8Array.from(filled.match(/.{8}/g), (byte) => parseInt(byte, 2)));
}

async function pbkdf2(password, salt, iterations, count) {
  if (!globalThis.crypto?.subtle) return pbkdf2Here(password, salt, iterations, count);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, count * 8));
}

/** Return the one block of RFC 8018 that is needed, for a page that may not use the browser's own code. */
export function pbkdf2Here(password, salt, iterations, count) {
  let block = hmac(sha256, password, concat(salt, Uint8Array.of(0, 0, 0, 1)));
  const key = block.slice();
  for (let number = 1; number < iterations; number += 1) {
    block = hmac(sha256, password, block);
    block.forEach((byte, at) => {
      key[at] ^= byte;
    });
  }
  return key.slice(0, count);
}
