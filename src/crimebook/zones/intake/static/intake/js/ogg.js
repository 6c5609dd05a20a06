// Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis: the packet of comments is emptied in its place, and its pages summed anew.
import { concat } from "./bytes.js";
import { tellComments } from "./comments.js";
import { Copy, Reader, viewOf } from "./sliced.js";
import { Told, latin } from "./told.js";

const MAX_COMMENT_BYTES = 16 * 1024 * 1024;
const MAX_STREAMS = 64;
const WINDOW_BYTES = 262144;
const BEGINS = 2;
const CONTINUED = 1;
const CODECS = [
  { first: "OpusHead", second: "OpusTags", end: [] },
  { first: "\x01vorbis", second: "\x03vorbis", end: [1] },
];

export function isOgg(head) {
  return latin(head.subarray(0, 4)) === "OggS";
}

/** Return a copy of Ogg sound without its comments. */
export async function readOgg(file, told = new Told()) {
  const reader = new Reader(file, WINDOW_BYTES);
  const copy = new Copy();
  const streams = new Map();
  for (let at = 0; at < file.size; ) {
    const page = await readPage(reader, at);
    if (page.flags & BEGINS) begin(page, streams);
    else {
      const stream = streams.get(page.serial);
      if (!stream) throw new RangeError("expected a stream that began");
      if (stream.isOpen) gather(stream, page, copy, told);
    }
    at += page.bytes.length;
  }
  if ([...streams.values()].some((stream) => stream.isOpen)) throw new RangeError("expected comments");
  return copy;
}

async function readPage(reader, at) {
  const head = await reader.bytes(at, 27);
  if (latin(head.subarray(0, 4)) !== "OggS" || head[4] !== 0) throw new RangeError("expected a page");
  const lacing = await reader.bytes(at + 27, head[26]);
  const headSize = 27 + lacing.length;
  const size = lacing.reduce((sum, each) => sum + each, 0);
  const bytes = (await reader.bytes(at, headSize + size)).slice();
  const sum = viewOf(bytes).getUint32(22, true);
  bytes.fill(0, 22, 26);
  if (sumOf(bytes) !== sum) throw new RangeError("expected a page as it was written");
  return { at, bytes, headSize, lacing: [...bytes.subarray(27, headSize)], flags: bytes[5], serial: viewOf(bytes).getUint32(14, true) };
}

function begin({ bytes, headSize, lacing, serial }, streams) {
  const codec = CODECS.find(({ first }) => latin(bytes.subarray(headSize, headSize + first.length)) === first);
  if (!codec || streams.size >= MAX_STREAMS || lacing.filter((size) => size < 255).length !== 1) throw new RangeError("expected a stream of Opus or Vorbis");
  streams.set(serial, { codec, isOpen: true, pieces: [], size: 0 });
}

/** Take a page's share of the packet of comments; empty the packet once it is whole. */
function gather(stream, page, copy, told) {
  if (stream.pieces.length > 0 !== ((page.flags & CONTINUED) !== 0)) throw new RangeError("expected pages in order");
  let size = 0;
  let isWhole = false;
  for (const each of page.lacing) {
    size += each;
    if (each < 255) {
      isWhole = true;
      break;
    }
  }
  stream.pieces.push({ page, size });
  stream.size += size;
  if (stream.size > MAX_COMMENT_BYTES) throw new RangeError("expected shorter comments");
  if (!isWhole) return;
  stream.isOpen = false;
  const packet = concat(...stream.pieces.map(({ page: { bytes, headSize }, size: share }) => bytes.subarray(headSize, headSize + share)));
  const { second, end } = stream.codec;
  if (latin(packet.subarray(0, second.length)) !== second || packet.length < second.length + 8 + end.length) throw new RangeError("expected comments");
  tellComments(packet.subarray(second.length), told);
  const empty = new Uint8Array(packet.length);
  empty.set(packet.subarray(0, second.length));
  empty.set(end, second.length + 8);
  putBack(stream.pieces, empty, copy);
  stream.pieces = [];
}

function putBack(pieces, packet, copy) {
  let from = 0;
  for (const { page, size } of pieces) {
    page.bytes.set(packet.subarray(from, from + size), page.headSize);
    from += size;
    viewOf(page.bytes).setUint32(22, sumOf(page.bytes), true);
    copy.put(page.at, page.bytes.length, page.bytes);
  }
}

const SUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum;
});

/** The sum of a page, as RFC 3533 has it. */
function sumOf(bytes) {
  let sum = 0;
  for (const byte of bytes) sum = (sum << 8) ^ SUMS[((sum >>> 24) ^ byte) & 255];
  return sum >>> 0;
}
