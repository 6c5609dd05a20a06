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
    const begun = sha256.create().update(utf8(`${challenge}\0${part}\0`));
    for (let nonce = 0; ; nonce += 1) {
      const digest = begun.clone().update(utf8(String(nonce))).digest();
      const first = ((digest[0] << 24) | (digest[1] << 16) | (digest[2] << 8) | digest[3]) >>> 0;
      if (Math.clz32(first) >= bits) return String(nonce);
    }
  }
}
