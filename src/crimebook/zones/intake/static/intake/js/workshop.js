// The slow work: sealing parts and solving puzzles. It runs in a worker where there is one, and here where not.
import { sha256 } from "./vendor/age.js";
import { readRecipient } from "./age.js";
import { utf8 } from "./bytes.js";
import { FileSealer, sealPart } from "./parts.js";

/** Does the work. Files are opened once and asked for their parts one by one. */
export class Workshop {
  constructor() {
    this.sealers = new Map();
  }

  /** Begin a file; `sent` is a list of [mark, name] of pieces that need no sealing. */
  async open(number, file, recipient, salt, sent) {
    this.sealers.set(number, new FileSealer(file, recipient, salt, new Map(sent)));
  }

  /** Return the next part of a file, or null. */
  async next(number) {
    return this.sealers.get(number).next();
  }

  /** Return the SHA-256 of a file that was read to its end, and forget it. */
  async close(number) {
    const digest = this.sealers.get(number).digest();
    this.sealers.delete(number);
    return digest;
  }

  /** Return a part that holds nothing. */
  async decoy(recipient) {
    return sealPart(new Uint8Array(), readRecipient(recipient));
  }

  /** Return a nonce that makes SHA-256(challenge, 0, part, 0, nonce) begin with so many zero bits. */
  async solve(challenge, part, bits) {
    const begun = `${challenge}\0${part}\0`;
    this.hashMany ??= await fasterOf(begun);
    for (let first = 0; ; first += BATCH) {
      const digests = await this.hashMany(begun, first);
      const found = digests.findIndex((digest) => leadingZeros(digest) >= bits);
      if (found >= 0) return String(first + found);
    }
  }
}

const BATCH = 64;

/** Return the quicker way to hash a batch: a browser without a just-in-time compiler is far quicker with its own. */
async function fasterOf(begun) {
  const times = [];
  for (const hashMany of [hashHere, hashNative]) {
    if (hashMany === hashNative && !globalThis.crypto?.subtle) break;
    await hashMany(begun, 0);
    const start = performance.now();
    await hashMany(begun, 0);
    times.push([performance.now() - start, hashMany]);
  }
  return times.sort((one, other) => one[0] - other[0])[0][1];
}

/** Hash a batch of nonces in this script. */
export async function hashHere(begun, first) {
  const hash = sha256.create().update(utf8(begun));
  return Array.from({ length: BATCH }, (_, at) => hash.clone().update(utf8(String(first + at))).digest());
}

/** Hash a batch of nonces by the browser. */
export async function hashNative(begun, first) {
  const hashes = Array.from({ length: BATCH }, (_, at) => crypto.subtle.digest("SHA-256", utf8(`${begun}${first + at}`)));
  return (await Promise.all(hashes)).map((digest) => new Uint8Array(digest));
}

function leadingZeros(digest) {
  const first = ((digest[0] << 24) | (digest[1] << 16) | (digest[2] << 8) | digest[3]) >>> 0;
  return Math.clz32(first);
}
