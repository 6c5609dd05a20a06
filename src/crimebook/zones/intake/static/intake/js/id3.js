// ID3 (id3.org), APEv2 and Lyrics3: what stands before and behind sound.
import { decode, latin } from "./told.js";

const FRAMES = {
  TPE1: "author", TPE2: "author", TPE3: "author", TPE4: "author", TCOM: "author", TOPE: "author", TOWN: "author", TENC: "author", TEXT: "author", TCOP: "author",
  TP1: "author", TP2: "author", TCM: "author", TEN: "author", TIT1: "text", TIT2: "text", TIT3: "text", TALB: "text", TT2: "text", TAL: "text", COMM: "text", COM: "text", USLT: "text",
  TXXX: "text", TXX: "text", TDRC: "time", TDTG: "time", TDEN: "time", TYER: "time", TDAT: "time", TYE: "time", TSSE: "program", TSS: "program",
};
const ENCODINGS = ["latin1", "utf-16", "utf-16be", "utf-8"];
const MAX_TOLD_BYTES = 1024 * 1024;
const MAX_TAGS = 32;

/** Return how long an ID3v2 tag is that stands at a place, or 0. */
async function id3Size(reader, at) {
  if (at + 10 > reader.size) return 0;
  const head = await reader.bytes(at, 10);
  if (latin(head.subarray(0, 3)) !== "ID3") return 0;
  const hasFooter = (head[5] & 0x10) !== 0;
  return 10 + safe(head, 6) + (hasFooter ? 10 : 0);
}

function safe(bytes, at) {
  return (bytes[at] << 21) | (bytes[at + 1] << 14) | (bytes[at + 2] << 7) | bytes[at + 3];
}

/** Drop the tags before sound and return where it begins. */
export async function dropBefore(reader, copy, told) {
  let at = 0;
  for (let count = 0; count < MAX_TAGS; count += 1) {
    const size = (await id3Size(reader, at)) || (await apeSizeBefore(reader, at));
    if (!size) return at;
    if (at + size > reader.size) throw new RangeError("expected a whole tag");
    tellId3(await reader.bytes(at, Math.min(size, MAX_TOLD_BYTES)), told);
    copy.drop(at, size);
    at += size;
  }
  throw new RangeError("expected fewer tags");
}

async function apeSizeBefore(reader, at) {
  if (at + 32 > reader.size) return 0;
  if (latin(await reader.bytes(at, 8)) !== "APETAGEX") return 0;
  return 32 + (await reader.view(at + 12, 4)).getUint32(0, true);
}

/** Drop the tags behind sound that begins at a place, and return where it ends. */
export async function dropBehind(reader, start, copy, told) {
  let end = reader.size;
  for (let count = 0; count < MAX_TAGS; count += 1) {
    const size = await tagSizeBehind(reader, end);
    if (!size) return end;
    if (end - size < start) throw new RangeError("expected a whole tag");
    await tellBehind(reader, end - size, size, told);
    copy.drop(end - size, size);
    end -= size;
  }
  throw new RangeError("expected fewer tags");
}

async function tagSizeBehind(reader, end) {
  if (end >= 128 && latin(await reader.bytes(end - 128, 3)) === "TAG") return 128;
  if (end >= 227 && latin(await reader.bytes(end - 227, 4)) === "TAG+") return 227;
  if (end >= 32 && latin(await reader.bytes(end - 32, 8)) === "APETAGEX") {
    const view = await reader.view(end - 32, 32);
    return view.getUint32(12, true) + (view.getUint32(20, true) >>> 31 ? 32 : 0);
  }
  if (end >= 15 && latin(await reader.bytes(end - 9, 9)) === "LYRICS200") {
    const size = latin(await reader.bytes(end - 15, 6));
    if (!/^\d{6}$/.test(size)) throw new RangeError("expected a size");
    return Number(size) + 15;
  }
  if (end >= 10 && latin(await reader.bytes(end - 10, 3)) === "3DI") return 20 + safe(await reader.bytes(end - 10, 10), 6);
  return 0;
}

async function tellBehind(reader, at, size, told) {
  const bytes = await reader.bytes(at, Math.min(size, 4096));
  if (latin(bytes.subarray(0, 4)) === "TAG+" || latin(bytes.subarray(0, 3)) !== "TAG") return told.add("text", latin(bytes).replace(/[^\x20-\x7e]+/g, " "));
  const field = (from, to) => latin(bytes.subarray(from, to)).replace(/\0[^]*$/, "");
  for (const [kind, from, to] of [["text", 3, 33], ["author", 33, 63], ["text", 63, 93], ["time", 93, 97], ["text", 97, 127]]) {
    if (field(from, to).trim()) told.add(kind, field(from, to));
  }
}

/** Note what an ID3v2 tag says, as far as it can be read. */
export function tellId3(bytes, told) {
  const before = told.found.length;
  const isOld = bytes[3] === 2;
  const [nameSize, headSize] = isOld ? [3, 6] : [4, 10];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 10; at + headSize < bytes.length && bytes[at]; ) {
    const name = latin(bytes.subarray(at, at + nameSize));
    const size = isOld ? view.getUint32(at + 2) & 0xffffff : bytes[3] === 4 ? safe(bytes, at + 4) : view.getUint32(at + 4);
    const content = bytes.subarray(at + headSize, at + headSize + size);
    const text = words(content.subarray(0, 1000), /^(?:COMM|COM|USLT)$/.test(name));
    if (FRAMES[name] && text) told.add(FRAMES[name], text);
    else told.add("hidden", name);
    at += headSize + size;
  }
  if (told.found.length === before) told.add("hidden", "ID3");
}

function words(content, hasLanguage) {
  const encoding = ENCODINGS[content[0]] ?? "latin1";
  return decode(content.subarray(hasLanguage ? 4 : 1), encoding).replaceAll("\ufeff", "").replace(/\0+/g, " ").trim();
}
