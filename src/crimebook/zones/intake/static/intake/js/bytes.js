// Bytes, texts and digests. Nothing here keeps anything.
import { sha256 } from "./vendor/age.js";

const TEXT = new TextEncoder();
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Return the UTF-8 of a text; throw for half of a surrogate pair, which UTF-8 cannot carry. */
export function utf8(text) {
  if (HALF_PAIR.test(text)) throw new RangeError("expected text that UTF-8 can carry, got half of a surrogate pair");
  return TEXT.encode(text);
}

/** Return the text of UTF-8, or throw: other bytes are not mended. */
export function fromUtf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Return arrays of bytes as one. */
export function concat(...arrays) {
  const whole = new Uint8Array(arrays.reduce((size, each) => size + each.length, 0));
  let at = 0;
  for (const each of arrays) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

export function toHex(bytes) {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}

/** Return the bytes of lower-case hexadecimal, or throw. */
export function fromHex(hex) {
  if (!/^(?:[0-9a-f]{2})*$/.test(hex)) throw new RangeError("expected lower-case hexadecimal");
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Return the bytes of RFC 4648 base64 in its one writing, or throw. */
export function fromBase64(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (toBase64(bytes) !== text) throw new RangeError("expected canonical base64");
  return bytes;
}

/** Return secret random bytes of the device's own generator. */
export function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

export function sha256Hex(bytes) {
  return toHex(sha256(bytes));
}

/** Return the SHA-256 of many bytes as hexadecimal: the browser's own code where the page may use it. */
export async function digestHex(bytes) {
  if (!globalThis.crypto?.subtle) return sha256Hex(bytes);
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Return SHA-256(SHA-256(tag) || SHA-256(tag) || content): a digest for one purpose only. */
export function taggedDigest(tag, content) {
  const name = sha256(utf8(tag));
  return sha256(concat(name, name, content));
}

/** Return whether two arrays hold the same bytes. Not for secrets: it stops at the first difference. */
export function areSame(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
