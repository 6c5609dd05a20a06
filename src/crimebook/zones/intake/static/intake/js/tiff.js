// EXIF is a TIFF: tags in directories (CIPA DC-008). Read for what names a person, a place or a device.
/** The length of a block that says how a picture is turned and nothing else. */
export const TURN_BYTES = 26;
const ASCII = 2;
const SIZES = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const MAX_ENTRIES = 512;
const MAX_TEXT = 200;
const ORIENTATION = 0x0112;
const EXIF = 0x8769;
const GPS = 0x8825;
const TELLS = {
  0x010e: "text", 0x010f: "device", 0x0110: "device", 0x0131: "program", 0x0132: "time", 0x013b: "author",
  0x013c: "device", 0x8298: "author", 0x9003: "time", 0x9004: "time", 0x9286: "text", 0xa420: "serial",
  0xa430: "author", 0xa431: "serial", 0xa433: "device", 0xa434: "device", 0xa435: "serial",
  0x9c9b: "text", 0x9c9c: "text", 0x9c9d: "author", 0x9c9e: "text", 0x9c9f: "text",
};

/** Return what an EXIF block tells, as `{found: [{kind, value}], orientation}`. Damaged blocks tell what can be read. */
export function readTiff(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const told = { found: [], orientation: 1 };
  if (bytes.length < 8) return told;
  const isLittle = view.getUint16(0) === 0x4949;
  const reader = { view, bytes, isLittle, seen: new Set() };
  try {
    const first = readDirectory(reader, view.getUint32(4, isLittle), told, false);
    if (first.get(EXIF)) readDirectory(reader, number(reader, first.get(EXIF)), told, false);
    if (first.get(GPS)) readDirectory(reader, number(reader, first.get(GPS)), told, true);
    if (first.get(ORIENTATION)) told.orientation = number(reader, first.get(ORIENTATION));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    told.found.push({ kind: "hidden", value: "" });
  }
  return told;
}

function readDirectory(reader, at, told, isPlace) {
  const { view, isLittle, seen } = reader;
  const entries = new Map();
  if (seen.has(at)) return entries;
  seen.add(at);
  const count = Math.min(view.getUint16(at, isLittle), MAX_ENTRIES);
  for (let number = 0; number < count; number += 1) {
    const start = at + 2 + number * 12;
    const [tag, type, length] = [view.getUint16(start, isLittle), view.getUint16(start + 2, isLittle), view.getUint32(start + 4, isLittle)];
    const size = (SIZES[type] ?? 1) * length;
    const place = size <= 4 ? start + 8 : view.getUint32(start + 8, isLittle);
    entries.set(tag, { type, length, place, size });
  }
  if (isPlace) tellPlace(reader, entries, told);
  else for (const [tag, entry] of entries) if (TELLS[tag]) tell(told, TELLS[tag], text(reader, entry, tag));
  return entries;
}

function tell(told, kind, value) {
  if (value && !told.found.some((each) => each.kind === kind && each.value === value)) told.found.push({ kind, value });
}

function tellPlace(reader, entries, told) {
  const degrees = (tag, negative) => {
    const entry = entries.get(tag);
    if (!entry || entry.length !== 3) return NaN;
    const [whole, minutes, seconds] = [0, 1, 2].map((at) => rational(reader, entry.place + at * 8));
    const sign = text(reader, entries.get(tag - 1)) === negative ? -1 : 1;
    return sign * (whole + minutes / 60 + (seconds || 0) / 3600);
  };
  const [lat, lon] = [degrees(2, "S"), degrees(4, "W")];
  if (Number.isFinite(lat) && Number.isFinite(lon)) tell(told, "place", `${lat.toFixed(5)}, ${lon.toFixed(5)}`);
  if (entries.get(0x1d)) tell(told, "time", text(reader, entries.get(0x1d)));
}

function rational({ view, isLittle }, at) {
  return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle);
}

function number({ view, isLittle }, { type, place }) {
  return type === 3 ? view.getUint16(place, isLittle) : view.getUint32(place, isLittle);
}

function text({ bytes }, entry, tag = 0) {
  if (!entry || entry.place + entry.size > bytes.length) return "";
  const raw = bytes.subarray(entry.place, entry.place + Math.min(entry.size, 2 * MAX_TEXT));
  const isWide = tag >= 0x9c9b && tag <= 0x9c9f;
  if (!isWide && entry.type !== ASCII && entry.type !== 7) return "";
  const words = new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(raw);
  return words.replace(/^(?:ASCII|UNICODE)/, "").split("\0").join(" ").trim().slice(0, MAX_TEXT);
}

/** Return an EXIF block that holds how a picture is turned and nothing else. */
export function orientationOnly(orientation) {
  const bytes = new Uint8Array(TURN_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x4d4d002a);
  view.setUint32(4, 8);
  view.setUint16(8, 1);
  view.setUint16(10, ORIENTATION);
  view.setUint16(12, 3);
  view.setUint32(14, 1);
  view.setUint16(18, orientation);
  return bytes;
}
