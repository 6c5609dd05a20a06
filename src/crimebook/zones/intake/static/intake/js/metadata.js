// What files tell beside what they show, read before anything is sent; and copies without it, where that is lossless.
import { concat } from "./bytes.js";
import { isJpeg, readJpeg } from "./jpeg.js";
import { isPng, readPng } from "./png.js";
import { isMovie, readMovie } from "./movie.js";
import { isPdf, readPdf } from "./pdf.js";

const MAX_WHOLE_BYTES = 128 * 1024 * 1024;

/**
 * Return `{found, isKnown, mayHoldMore, cleaned}` of a file: `found` is a list of `{kind, value}`, `cleaned` a
 * Blob without metadata or null where none can be made. Reads no more of a film than its directory.
 */
export async function readMetadata(file) {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  try {
    if (isJpeg(head) && file.size <= MAX_WHOLE_BYTES) return await readWhole(file, readJpeg);
    if (isPng(head) && file.size <= MAX_WHOLE_BYTES) return await readWhole(file, readPng);
    if (isPdf(head)) return { ...(await readPdf(file)), cleaned: null, isKnown: true, mayHoldMore: true };
    if (isMovie(head)) return { ...(await readMovie(file)), cleaned: null, isKnown: true, mayHoldMore: true };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // damaged: the file is what it is, and cannot be cleaned
  }
  return { found: [], isKnown: false, mayHoldMore: true, cleaned: null };
}

async function readWhole(file, read) {
  const { found, kept } = read(new Uint8Array(await file.arrayBuffer()));
  return { found, isKnown: true, mayHoldMore: false, cleaned: new Blob([concat(...kept)], { type: file.type }) };
}
