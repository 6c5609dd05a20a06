// Boxes in boxes (ISO 14496-12, QuickTime), as films, sound and newer pictures have them; and the words in them.
import { decode, latin } from "./told.js";
import { viewOf } from "./sliced.js";

const MAX_BOXES = 200000;
const SINCE_1904_S = 2082844800;
const MAX_DEPTH = 8;
const INSIDE = new Set(["moov", "udta", "trak", "ilst", "mdia", "minf", "stbl"]);
const ATOMS = {
  "\u00a9xyz": "place", "\u00a9mak": "device", "\u00a9mod": "device", "\u00a9swr": "program", "\u00a9too": "program", "\u00a9day": "time",
  "\u00a9ART": "author", "\u00a9aut": "author", "\u00a9cpy": "author", "\u00a9nam": "text", "\u00a9cmt": "text", loci: "place", auth: "author",
  aART: "author", cprt: "author", titl: "text", dscp: "text", manu: "device", modl: "device", "\u00a9wrt": "author", "\u00a9alb": "text",
};
const KEYS = [
  [/location/i, "place"], [/serial|identifier/i, "serial"], [/make|model|device/i, "device"], [/software|version/i, "program"],
  [/date|\btime/i, "time"], [/author|artist|creator|copyright/i, "author"],
];

/** Yield the boxes between two places of a file; where they do not fill it, a `RangeError`. */
async function* boxes(reader, from, to) {
  let count = 0;
  for (let at = from; at < to; ) {
    const box = await boxAt(reader, at, to);
    if ((count += 1) > MAX_BOXES) throw new RangeError("expected fewer boxes");
    yield box;
    at = box.end;
  }
}

async function boxAt(reader, at, to) {
  if (to - at < 8) throw new RangeError("expected a box");
  const view = await reader.view(at, 8);
  let size = view.getUint32(0);
  let head = 8;
  const kind = fourSigns(view, 4);
  if (size === 1) {
    size = Number((await reader.view(at + 8, 8)).getBigUint64(0));
    head = 16;
  } else if (size === 0) {
    if (to !== reader.size) throw new RangeError("expected a size");
    size = to - at;
  }
  const start = at + head + (kind === "uuid" ? 16 : 0);
  if (at + size < start || at + size > to) throw new RangeError("expected a whole box");
  return { kind, at, inner: at + head, start, end: at + size };
}

/** Note what a box tells, as far as it can be read. */
export function tellBoxes(bytes, told) {
  readBoxes(viewOf(bytes), 0, bytes.length, told, [], 0);
}

/** Note a time of seconds since 1904, as every header holds one. */
export function tellTime(view, told) {
  const seconds = view.getUint8(0) === 1 ? Number(view.getBigUint64(4)) : view.getUint32(4);
  if (seconds > SINCE_1904_S && seconds < 2 ** 33) told.add("time", new Date((seconds - SINCE_1904_S) * 1000).toISOString().slice(0, 16).replace("T", " "));
}

function readBoxes(view, from, to, told, keys, depth) {
  if (depth > MAX_DEPTH) return;
  for (let at = from; at + 8 <= to; ) {
    const size = view.getUint32(at);
    const kind = fourSigns(view, at + 4);
    if (size < 8 || at + size > to) return;
    const [start, end] = [at + 8, at + size];
    const number = view.getUint32(at + 4);
    if (INSIDE.has(kind)) readBoxes(view, start, end, told, keys, depth + 1);
    else if (kind === "meta") readBoxes(view, isFull(view, start, end) ? start + 4 : start, end, told, keys, depth + 1);
    else if (kind === "keys") readKeys(view, start, end, keys);
    else if (kind === "XMP_") told.addXmp(bytesOf(view, start, end));
    else if (kind === "uuid") told.addXmp(bytesOf(view, Math.min(start + 16, end), end));
    else if (kind === "gpmd" || kind === "GPMF") told.add("place", "GPMF");
    else if (ATOMS[kind]) told.add(ATOMS[kind], wordsIn(view, start, end));
    else if (number > 0 && number <= keys.length) told.add(kindOf(keys[number - 1]), wordsIn(view, start, end));
    at = end;
  }
}

/** QuickTime's `meta` has boxes at once; that of ISO a version first. */
function isFull(view, start, end) {
  return start + 4 <= end && view.getUint32(start) === 0;
}

function readKeys(view, start, end, keys) {
  for (let at = start + 8; at + 8 <= end && keys.length < 1024; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > end) return;
    keys.push(decode(bytesOf(view, at + 8, at + size)));
    at += size;
  }
}

function kindOf(key) {
  return KEYS.find(([words]) => words.test(key))?.[1] ?? "text";
}

/** Return the words of an atom: of a `data` box within it, or behind a length and a language. */
function wordsIn(view, start, end) {
  const isData = start + 16 <= end && fourSigns(view, start + 4) === "data";
  return decode(bytesOf(view, Math.min(end, start + (isData ? 16 : 4)), Math.min(end, start + 400)));
}

function bytesOf(view, start, end) {
  return new Uint8Array(view.buffer, view.byteOffset + start, Math.max(0, end - start));
}

export function fourSigns(view, at) {
  return latin(bytesOf(view, at, at + 4));
}

export { boxes };
