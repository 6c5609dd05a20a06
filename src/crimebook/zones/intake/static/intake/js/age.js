// Sealing of age files (C2SP age.md) to one post-quantum recipient, with typage's recipient and header.
// A part is at hand as a whole, so its chunks are sealed in place of typage's streams: that is twice as fast.
import { HybridRecipient, chacha20poly1305, encodeHeader, encodeHeaderNoMAC, hkdf, hmac, sha256 } from "./vendor/age.js";
import { randomBytes, utf8 } from "./bytes.js";

const CHUNK_BYTES = 65536;
const TAG_BYTES = 16;
const PREFIX = "age1pq1";

/** Return a recipient `age1pq1…`, or throw: classical ones are nothing that a report is sealed to. */
export function readRecipient(text) {
  if (typeof text !== "string" || !text.startsWith(PREFIX) || text !== text.toLowerCase()) {
    throw new RangeError("expected a post-quantum recipient age1pq1… in lower case");
  }
  return new HybridRecipient(text);
}

/** Return `plain` as an age file to a recipient that `readRecipient` returned. */
export function sealBytes(plain, recipient) {
  const fileKey = randomBytes(16);
  const nonce = randomBytes(16);
  const stanzas = recipient.wrapFileKey(fileKey);
  const macKey = hkdf(sha256, fileKey, undefined, utf8("header"), 32);
  const header = encodeHeader(stanzas, hmac(sha256, macKey, encodeHeaderNoMAC(stanzas)));
  const chunks = Math.max(1, Math.ceil(plain.length / CHUNK_BYTES));
  const sealed = new Uint8Array(header.length + nonce.length + plain.length + chunks * TAG_BYTES);
  sealed.set(header);
  sealed.set(nonce, header.length);
  sealChunks(plain, hkdf(sha256, fileKey, nonce, utf8("payload"), 32), sealed.subarray(header.length + nonce.length));
  return sealed;
}

function sealChunks(plain, key, target) {
  const chunks = Math.max(1, Math.ceil(plain.length / CHUNK_BYTES));
  const nonce = new Uint8Array(12);
  for (let number = 0; number < chunks; number += 1) {
    // Eleven bytes of number and one that marks the last; no part has more chunks than four bytes count.
    new DataView(nonce.buffer).setUint32(7, number);
    nonce[11] = number === chunks - 1 ? 1 : 0;
    const at = number * CHUNK_BYTES;
    const chunk = plain.subarray(at, at + CHUNK_BYTES);
    target.set(chacha20poly1305(key, nonce).encrypt(chunk), at + number * TAG_BYTES);
  }
}
