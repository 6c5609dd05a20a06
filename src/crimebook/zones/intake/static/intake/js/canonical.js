// Canonical JSON (RFC 8785): one writing of one value, the same bytes as crimebook.terms.canonical writes.
import { fromUtf8, utf8 } from "./bytes.js";

/** Return the canonical bytes of null, booleans, numbers, texts, arrays and plain objects. */
export function canonicalBytes(value) {
  return utf8(write(value));
}

/** Read canonical bytes, or throw: another writing of the same value is refused. */
export function readCanonical(bytes) {
  const value = JSON.parse(fromUtf8(bytes));
  const again = canonicalBytes(value);
  if (again.length !== bytes.length || again.some((byte, at) => byte !== bytes[at])) {
    throw new RangeError("expected canonical JSON, got another writing");
  }
  return value;
}

function write(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") return writeNumber(value);
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`expected a value that JSON can carry, got ${typeof value}`);
  // The order of UTF-16 units is that of the RFC, and JavaScript's own.
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${writeText(key)}:${write(value[key])}`).join(",")}}`;
}

function writeText(text) {
  utf8(text); // JSON would write half of a pair as an escape, which no canonical reader takes
  return JSON.stringify(text);
}

function writeNumber(value) {
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!isExact) throw new RangeError("expected a number that JSON can carry exactly");
  return JSON.stringify(value);
}
