// RIFF: WebP pictures and WAV sound, as chunks. Those that draw or sound are kept in a copy, and no others.
import { Copy, Reader } from "./sliced.js";
import { tellId3 } from "./id3.js";
import { Told, decode, latin } from "./told.js";
import { readTiff } from "./tiff.js";

const MAX_TOLD_BYTES = 1024 * 1024;
const MAX_CHUNKS = 100000;
const KEPT = { WEBP: new Set(["VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "ICCP"]), WAVE: new Set(["fmt ", "fact", "data"]) };
const INFO = { IART: "author", ICOP: "author", IENG: "author", ICMT: "text", INAM: "text", ISBJ: "text", ICRD: "time", ISFT: "program", ISRC: "text" };
const TELLING_FLAGS = 0x0c; // of VP8X: EXIF and XMP follow

export function isRiff(head) {
  return latin(head.subarray(0, 4)) === "RIFF" && latin(head.subarray(8, 12)) in KEPT;
}

/** Return a copy of a WebP or WAV without what does not draw or sound. */
export async function readRiff(file, told = new Told()) {
  const reader = new Reader(file);
  const kept = KEPT[latin(await reader.bytes(8, 4))];
  const end = 8 + (await reader.view(4, 4)).getUint32(0, true);
  if (end > file.size) throw new RangeError("expected a whole file");
  const copy = new Copy();
  let left = 0;
  let count = 0;
  for (let at = 12; at < end; count += 1) {
    if (count > MAX_CHUNKS) throw new RangeError("expected fewer chunks");
    const size = (await reader.view(at + 4, 4)).getUint32(0, true);
    const next = Math.min(at + 8 + size + (size & 1), end);
    if (at + 8 + size > end) throw new RangeError("expected a whole chunk");
    const kind = latin(await reader.bytes(at, 4));
    if (!kept.has(kind)) {
      tellChunk(kind, await reader.bytes(at + 8, Math.min(size, MAX_TOLD_BYTES)), told);
      copy.drop(at, next - at);
      left += next - at;
    } else if (kind === "VP8X") copy.put(at + 8, 1, Uint8Array.of((await reader.bytes(at + 8, 1))[0] & ~TELLING_FLAGS));
    at = next;
  }
  if (end < file.size) {
    told.add("hidden", "");
    copy.drop(end, file.size - end);
  }
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, end - 8 - left, true);
  copy.put(4, 4, size);
  return copy;
}

function tellChunk(kind, bytes, told) {
  if (kind === "EXIF") return told.addAll(orHidden(readTiff(bytes.slice(latin(bytes.subarray(0, 4)) === "Exif" ? 6 : 0)).found, kind));
  if (kind === "XMP " || kind === "_PMX") return told.addXmp(bytes);
  if (kind === "id3 " || kind === "ID3 ") return tellId3(bytes, told);
  if (kind === "LIST" && latin(bytes.subarray(0, 4)) === "INFO") return tellInfo(bytes, told);
  if (kind === "bext") {
    told.add("author", decode(bytes.subarray(256, 288)));
    return told.add("time", decode(bytes.subarray(320, 338)));
  }
  if (bytes.some((byte) => byte !== 0)) told.add("hidden", kind);
}

function orHidden(found, value) {
  return found.length ? found : [{ kind: "hidden", value }];
}

function tellInfo(bytes, told) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 4; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    const kind = latin(bytes.subarray(at, at + 4));
    told.add(INFO[kind] ?? "text", decode(bytes.subarray(at + 8, at + 8 + size)));
    at += 8 + size + (size & 1);
  }
}
