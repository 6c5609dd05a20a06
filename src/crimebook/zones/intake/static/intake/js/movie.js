// MP4, MOV and their kin (ISO 14496-12, QuickTime): boxes in boxes. Only their directory is read, never the film.
const MAX_DIRECTORY_BYTES = 32 * 1024 * 1024;
const MAX_BOXES = 4096;
const SINCE_1904_S = 2082844800;
const BRANDS = ["ftyp", "moov", "mdat", "wide", "free"];
const INSIDE = new Set(["moov", "udta", "trak", "ilst"]);
const ATOMS = {
  "©xyz": "place", "©mak": "device", "©mod": "device", "©swr": "program", "©too": "program", "©day": "time",
  "©ART": "author", "©aut": "author", "©cpy": "author", "©nam": "text", "©cmt": "text", "loci": "place", "auth": "author",
};
const KEYS = [
  [/location/i, "place"], [/make|model|device/i, "device"], [/serial|identifier/i, "serial"], [/software|version/i, "program"],
  [/date|time/i, "time"], [/author|artist|creator|copyright/i, "author"],
];

export function isMovie(head) {
  return BRANDS.includes(String.fromCharCode(...head.subarray(4, 8)));
}

/** Return what a film tells in its directory. */
export async function readMovie(file) {
  const told = { found: [] };
  let at = 0;
  for (let boxes = 0; at + 8 <= file.size && boxes < MAX_BOXES; boxes += 1) {
    const view = new DataView(await file.slice(at, at + 16).arrayBuffer());
    let size = view.getUint32(0);
    const kind = fourSigns(view, 4);
    if (size === 1) size = Number(view.getBigUint64(8));
    if (size === 0) size = file.size - at;
    if (size < 8) throw new RangeError("expected a box");
    if (["moov", "meta", "uuid", "udta"].includes(kind) && size <= MAX_DIRECTORY_BYTES) {
      readBoxes(new DataView(await file.slice(at, at + size).arrayBuffer()), 0, Math.min(size, file.size - at), told, []);
    }
    at += size;
  }
  return told;
}

function readBoxes(view, from, to, told, keys) {
  for (let at = from; at + 8 <= to; ) {
    const size = view.getUint32(at);
    const kind = fourSigns(view, at + 4);
    if (size < 8 || at + size > to) return;
    const [start, end] = [at + 8, at + size];
    if (INSIDE.has(kind)) readBoxes(view, start, end, told, keys);
    else if (kind === "meta") readBoxes(view, isFull(view, start) ? start + 4 : start, end, told, keys);
    else if (kind === "keys") readKeys(view, start, end, keys);
    else if (kind === "mvhd") tellTime(view, start, told);
    else if (kind === "uuid" || kind === "XMP_") tell(told, "hidden", kind === "uuid" ? "" : "XMP");
    else if (kind === "gpmd" || kind === "GPMF") tell(told, "place", "GPMF");
    else if (ATOMS[kind]) tell(told, ATOMS[kind], wordsIn(view, start, end));
    else if (keys.length && view.getUint32(at + 4) <= keys.length && view.getUint32(at + 4) > 0) tellKey(view, start, end, told, keys[view.getUint32(at + 4) - 1]);
    at = end;
  }
}

/** QuickTime's `meta` has boxes at once; that of ISO a version first. */
function isFull(view, start) {
  return view.getUint32(start) === 0;
}

function readKeys(view, start, end, keys) {
  for (let at = start + 8; at + 8 <= end; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > end) return;
    keys.push(decode(view, at + 8, at + size));
    at += size;
  }
}

function tellKey(view, start, end, told, key) {
  const kind = KEYS.find(([words]) => words.test(key))?.[1] ?? "text";
  tell(told, kind, wordsIn(view, start, end));
}

function tellTime(view, start, told) {
  const seconds = view.getUint8(start) === 1 ? Number(view.getBigUint64(start + 4)) : view.getUint32(start + 4);
  if (seconds > SINCE_1904_S) tell(told, "time", new Date((seconds - SINCE_1904_S) * 1000).toISOString().slice(0, 16).replace("T", " "));
}

/** Return the words of an atom: of a `data` box within it, or behind a length and a language. */
function wordsIn(view, start, end) {
  if (start + 16 <= end && fourSigns(view, start + 4) === "data") return decode(view, start + 16, end);
  return decode(view, start + 4, end);
}

function tell(told, kind, value) {
  if (!told.found.some((each) => each.kind === kind && each.value === value)) told.found.push({ kind, value });
}

function decode(view, start, end) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, Math.max(0, Math.min(end - start, 200)));
  return new TextDecoder().decode(bytes).replace(/[\0-\x1f\x7f]+/g, " ").trim();
}

function fourSigns(view, at) {
  return String.fromCharCode(...[0, 1, 2, 3].map((each) => view.getUint8(at + each)));
}
