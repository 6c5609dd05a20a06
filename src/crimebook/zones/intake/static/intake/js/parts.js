// Parts: a file as sealed pieces of exactly 1 MiB (docs/spec/0001-sealed-envelope.md, section 6).
import { sha256 } from "./vendor/age.js";
import { readRecipient, sealBytes } from "./age.js";
import { concat, digestHex, toHex } from "./bytes.js";

export const PART_BYTES = 1048576;
export const PART_CONTENT_BYTES = 1046677;
export const MAX_PARTS = 4096;

/** Return how many parts a file of so many bytes has. */
export function partsOf(size) {
  return Math.ceil(size / PART_CONTENT_BYTES);
}

/** Return up to `PART_CONTENT_BYTES` of a file as a part, and its name. Without content it is a decoy. */
export async function sealPart(content, recipient) {
  const padded = new Uint8Array(PART_CONTENT_BYTES);
  padded.set(content);
  const bytes = sealBytes(padded, recipient);
  return { bytes, sha256: await digestHex(bytes) };
}

/**
 * Seals one file, piece by piece, as it is asked; never holds more than one piece of it.
 *
 * `sent` are the marks of pieces that lie sealed on the server, with the names of their parts; `salt` makes a
 * piece's mark, by which it is known again after a reload and which tells nothing to who lacks the file.
 */
export class FileSealer {
  constructor(file, recipient, salt, sent = new Map()) {
    this.file = file;
    this.recipient = readRecipient(recipient);
    this.salt = salt;
    this.sent = sent;
    this.hash = sha256.create();
    this.at = 0;
  }

  /** Return the next piece as `{sha256, mark, bytes}`; `bytes` is null where the part was sent before. Null at the end. */
  async next() {
    const start = this.at * PART_CONTENT_BYTES;
    if (start >= this.file.size) return null;
    const content = new Uint8Array(await this.file.slice(start, start + PART_CONTENT_BYTES).arrayBuffer());
    if (content.length !== Math.min(PART_CONTENT_BYTES, this.file.size - start)) throw new Error("the file changed while it was read");
    this.hash.update(content);
    this.at += 1;
    const mark = (await digestHex(concat(this.salt, content))).slice(0, 32);
    const known = this.sent.get(mark);
    if (known) {
      this.sent.delete(mark); // no part may stand twice, even where a file repeats itself
      return { mark, sha256: known, bytes: null };
    }
    return { mark, ...(await sealPart(content, this.recipient)) };
  }

  /** Return the SHA-256 of the whole file, once all of it was read. */
  digest() {
    return toHex(this.hash.digest());
  }
}
