// PNG (W3C): chunks. Those that draw the picture are kept in a copy, and no others.
import { readTiff } from "./tiff.js";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const DRAWING = new Set([
  "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs", "hIST", "sPLT", "cICP",
  "mDCV", "cLLI", "acTL", "fcTL", "fdAT",
]);
const AUTHOR = /author|copyright|creator|artist/i;
const TIME = /time|date/i;
const PROGRAM = /software|source/i;

export function isPng(head) {
  return SIGNATURE.every((byte, at) => head[at] === byte);
}

/** Return what a PNG tells, and the pieces of it that its picture needs. Throws `RangeError` where it is damaged. */
export function readPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = [];
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; ; ) {
    const size = view.getUint32(at);
    const end = at + 12 + size;
    if (end > bytes.length) throw new RangeError("expected a whole chunk");
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (DRAWING.has(kind)) kept.push(bytes.subarray(at, end));
    else found.push(...told(kind, bytes.subarray(at + 8, at + 8 + size)));
    at = end;
    if (kind === "IEND") {
      if (at < bytes.length) found.push({ kind: "hidden", value: "" });
      return { found, kept };
    }
  }
}

function told(kind, content) {
  if (kind === "eXIf") return readTiff(content.slice()).found;
  if (kind === "tIME") return [{ kind: "time", value: time(content) }];
  if (!["tEXt", "iTXt", "zTXt"].includes(kind)) return [{ kind: "hidden", value: kind }];
  const [key, ...rest] = new TextDecoder().decode(content.subarray(0, 400)).split("\0");
  const isPacked = kind === "zTXt" || (kind === "iTXt" && content[key.length + 1] === 1);
  const value = isPacked ? key : `${key}: ${rest.filter(Boolean).at(-1) ?? ""}`.slice(0, 200);
  const tells = [["author", AUTHOR], ["time", TIME], ["program", PROGRAM]].find(([, words]) => words.test(key));
  return [{ kind: tells ? tells[0] : "text", value }];
}

function time(content) {
  const [high, low, ...rest] = content;
  const [month, day, hour, minute] = rest.map((each) => String(each).padStart(2, "0"));
  return `${(high << 8) | low}-${month}-${day} ${hour}:${minute}`;
}
