// JPEG (ITU T.81): segments up to the picture, and the picture. What is not needed to draw it can be left out.
import { concat, utf8 } from "./bytes.js";
import { Told } from "./told.js";
import { TURN_BYTES, orientationOnly, readTiff } from "./tiff.js";

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;
const COMMENT = 0xfe;
const EXIF = "Exif\0\0";
const XMP = "http://ns.adobe.com/xap/1.0/\0";
const NEEDED = [[0xe0, "JFIF\0"], [0xe2, "ICC_PROFILE\0"], [0xee, "Adobe"]];

export function isJpeg(head) {
  return head[0] === 0xff && head[1] === START && head[2] === 0xff;
}

/**
 * Return what a JPEG tells, the pieces of it that its picture needs, and the ranges of what is in no piece, for who
 * blanks it in its place. Throws `RangeError` where it is damaged.
 */
export function readJpeg(bytes) {
  const told = { found: [], orientation: 1 };
  const kept = [];
  const left = [];
  let at = 2;
  for (;;) {
    if (at + 4 > bytes.length || bytes[at] !== 0xff) throw new RangeError("expected a segment");
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1; // filling
      continue;
    }
    if (marker === END) {
      at += 2;
      break;
    }
    const size = (bytes[at + 2] << 8) | bytes[at + 3];
    const end = at + 2 + size;
    if (size < 2 || end > bytes.length) throw new RangeError("expected a whole segment");
    const segment = bytes.subarray(at, end);
    if (tell(marker, segment.subarray(4), told)) left.push([at + 4, end]);
    else {
      kept.push(marker === 0xe0 ? withoutThumbnail(segment) : segment);
      if (marker === 0xe0) left.push([at + 16, end]);
    }
    at = end;
    if (marker === SCAN) {
      const next = endOfScan(bytes, at);
      kept.push(bytes.subarray(at, next));
      at = next;
      if (bytes[at + 1] === END) {
        at += 2;
        break;
      }
    }
  }
  if (bytes.length - at > 16 && bytes.subarray(at).some((byte) => byte !== 0)) told.found.push({ kind: "hidden", value: "" }); // a film of a "live" picture, mostly
  left.push([at, bytes.length]);
  return { found: told.found, left, kept: [Uint8Array.of(0xff, START), ...turned(told.orientation), ...kept, Uint8Array.of(0xff, END)] };
}

/** Return whether a segment is left out of a copy, and note what it tells. */
function tell(marker, content, told) {
  const isApplication = marker >= 0xe0 && marker <= 0xef;
  if (!isApplication && marker !== COMMENT) return false;
  if (NEEDED.some(([needed, name]) => marker === needed && startsWith(content, name))) return false;
  if (content.every((byte) => byte === 0)) return true; // blanked in its place
  if (marker === COMMENT) told.found.push({ kind: "text", value: printable(content) });
  else if (startsWith(content, EXIF)) {
    const { found, orientation } = readTiff(content.slice(EXIF.length));
    told.found.push(...found);
    told.orientation = orientation;
    if (!found.length && content.length > EXIF.length + TURN_BYTES) told.found.push({ kind: "hidden", value: "" });
  } else if (startsWith(content, XMP)) tellXmp(content.subarray(XMP.length), told);
  else told.found.push({ kind: "hidden", value: printable(content.subarray(0, 12)) });
  return true;
}

function tellXmp(content, told) {
  const xmp = new Told();
  xmp.addXmp(content);
  told.found.push(...xmp.found);
}

/** A JFIF segment may hold a small picture, which need not be of the same scene. */
function withoutThumbnail(segment) {
  const short = segment.slice(0, 18);
  if (short.length < 18) throw new RangeError("expected a JFIF segment");
  short[2] = 0;
  short[3] = 16;
  short[16] = 0;
  short[17] = 0;
  return short;
}

function turned(orientation) {
  if (orientation < 2 || orientation > 8) return [];
  const content = concat(utf8(EXIF), orientationOnly(orientation));
  return [concat(Uint8Array.of(0xff, 0xe1, 0, content.length + 2), content)];
}

function endOfScan(bytes, from) {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw new RangeError("expected an end of the picture");
}

function startsWith(content, name) {
  return [...name].every((sign, at) => content[at] === sign.charCodeAt(0));
}

function printable(content) {
  return new TextDecoder().decode(content.subarray(0, 200)).replace(/[\0-\x1f\x7f]+/g, " ").trim();
}
