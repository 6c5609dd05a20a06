// ZIP (APPNOTE): its entries, and another made of them that tells no times and no more than it must.
import { concat, utf8 } from "./bytes.js";
import { deflate, inflate } from "./inflate.js";
import { Reader, viewOf } from "./sliced.js";
import { UncleanableError, decode, latin } from "./told.js";

const MAX_ENTRIES = 10000;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65535;
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;
const [STORED, DEFLATED] = [0, 8];
const UTF8_NAMES = 0x0800;
const FIRST_DAY = 0x0021; // 1980-01-01, before which ZIP knows no day

export function isZip(head) {
  return latin(head.subarray(0, 4)) === "PK\x03\x04";
}

/** Return the entries of a ZIP as `{name, way, packed, size, sum}`, where `packed` is a Blob. */
export async function readEntries(file) {
  const reader = new Reader(file, 65536);
  const end = await findEnd(reader);
  const [count, size, from] = [end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true)];
  if (count > MAX_ENTRIES || size > MAX_DIRECTORY_BYTES) throw new RangeError("expected fewer entries");
  const view = viewOf(await reader.bytes(from, size));
  const entries = [];
  for (let [number, at] = [0, 0]; number < count; number += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new RangeError("expected an entry");
    const [nameSize, extra, comment] = [28, 30, 32].map((each) => view.getUint16(at + each, true));
    if (at + 46 + nameSize > size) throw new RangeError("expected a whole entry");
    entries.push(await readEntry(reader, view, at, nameSize));
    at += 46 + nameSize + extra + comment;
  }
  if (new Set(entries.map(({ name }) => name)).size !== entries.length) throw new RangeError("expected each name once");
  return entries;
}

async function findEnd(reader) {
  const size = Math.min(reader.size, END_BYTES + MAX_COMMENT_BYTES);
  const view = await reader.view(reader.size - size, size);
  for (let at = size - END_BYTES; at >= 0; at -= 1) if (view.getUint32(at, true) === 0x06054b50) return viewOf(new Uint8Array(view.buffer, view.byteOffset + at, END_BYTES));
  throw new RangeError("expected an end of the directory");
}

async function readEntry(reader, view, at, nameSize) {
  const [flags, way] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const [sum, packedSize, size, from] = [16, 20, 24, 42].map((each) => view.getUint32(at + each, true));
  if (flags & 1) throw new UncleanableError("locked");
  if (way !== STORED && way !== DEFLATED) throw new UncleanableError("packed");
  const head = await reader.view(from, 30);
  if (head.getUint32(0, true) !== 0x04034b50) throw new RangeError("expected an entry");
  const start = from + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + packedSize > reader.size) throw new RangeError("expected a whole entry");
  const name = decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameSize));
  // What an entry is called says how it is cleaned: a name with a wrong byte would keep what it tells.
  if (decode(await reader.bytes(from + 30, head.getUint16(26, true))) !== name) throw new RangeError("expected one name of an entry");
  return { name, way, sum, size, packed: reader.file.slice(start, start + packedSize) };
}

/** Return the bytes of an entry, at most so many. */
export async function unpack({ way, packed, sum }, limit) {
  if (packed.size > limit) throw new RangeError("expected less when unpacked");
  const bytes = way === STORED ? new Uint8Array(await packed.arrayBuffer()) : await inflate(packed, "deflate-raw", limit);
  if (sumOf(bytes) !== sum) throw new RangeError("expected what was packed");
  return bytes;
}

/** Return an entry with other content. */
export async function repack(entry, bytes) {
  const way = entry.way === STORED ? STORED : DEFLATED;
  return { ...entry, way, sum: sumOf(bytes), size: bytes.length, packed: way === STORED ? new Blob([bytes]) : await deflate(bytes) };
}

/** Return a ZIP of entries as a Blob. */
export function writeZip(entries, type) {
  const pieces = [];
  const directory = [];
  let at = 0;
  for (const { name, way, sum, size, packed } of entries) {
    const bytes = utf8(name);
    const shared = [[2, 20], [2, UTF8_NAMES], [2, way], [2, 0], [2, FIRST_DAY], [4, sum], [4, packed.size], [4, size], [2, bytes.length], [2, 0]];
    const head = numbers([[4, 0x04034b50], ...shared]);
    directory.push(numbers([[4, 0x02014b50], [2, 20], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), bytes);
    pieces.push(head, bytes, packed);
    at += head.length + bytes.length + packed.size;
  }
  const whole = concat(...directory);
  const end = numbers([[4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, whole.length], [4, at], [2, 0]]);
  return new Blob([...pieces, whole, end], { type });
}

function numbers(fields) {
  const bytes = new Uint8Array(fields.reduce((size, [width]) => size + width, 0));
  const view = viewOf(bytes);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

const SUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});

function sumOf(bytes) {
  let sum = -1;
  for (const byte of bytes) sum = (sum >>> 8) ^ SUMS[(sum ^ byte) & 255];
  return ~sum >>> 0;
}
