// Vorbis comments (xiph.org): a program's name and lines of NAME=words, in Ogg and in FLAC.
import { viewOf } from "./sliced.js";
import { decode } from "./told.js";

const KINDS = [
  [/^(?:artist|performer|author|composer|copyright|contact|organization|albumartist)$/i, "author"], [/^(?:location|geo.*|gps.*)$/i, "place"],
  [/^(?:date|time|year|creation.*)$/i, "time"], [/^(?:encoder.*|software)$/i, "program"], [/^(?:make|model|device)$/i, "device"],
];
const MAX_LINES = 1000;

/** Note what comments say, as far as they can be read. The program's name alone is told too. */
export function tellComments(bytes, told) {
  const view = viewOf(bytes);
  const next = (at) => (at + 4 <= bytes.length ? view.getUint32(at, true) : 0);
  let at = 4 + next(0);
  if (next(0)) told.add("program", decode(bytes.subarray(4, Math.min(at, bytes.length))));
  const count = Math.min(next(at), MAX_LINES);
  at += 4;
  for (let line = 0; line < count && at + 4 <= bytes.length; line += 1) {
    const size = next(at);
    tellLine(decode(bytes.subarray(at + 4, Math.min(at + 4 + size, at + 1004))), told);
    at += 4 + size;
  }
}

function tellLine(text, told) {
  const [name] = text.split("=", 1);
  const words = text.slice(name.length + 1);
  if (/^metadata_block_picture$/i.test(name)) return told.add("hidden", "PICTURE");
  const kind = KINDS.find(([names]) => names.test(name))?.[1] ?? "text";
  if (words) told.add(kind, words);
}
