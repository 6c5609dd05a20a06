// What files tell beside what they show, read before anything is sent; and copies without it, where they can be made.
import { isJpeg, readJpeg } from "./jpeg.js";
import { isMovie, readMovie } from "./movie.js";
import { isOgg, readOgg } from "./ogg.js";
import { readOffice } from "./office.js";
import { isPdf, readPdf } from "./pdf.js";
import { isPng, readPng } from "./png.js";
import { isRiff, readRiff } from "./riff.js";
import { isSound, readSound } from "./sound.js";
import { Told, UncleanableError } from "./told.js";
import { isZip } from "./zip.js";

const MAX_WHOLE_BYTES = 128 * 1024 * 1024;

/** Each kind of file: how it begins, how a copy is made of it, and whether it may hold more than can be read. */
const FAMILIES = [
  { is: isJpeg, copy: (file, told) => copyWhole(file, readJpeg, told), mayHoldMore: false },
  { is: isPng, copy: (file, told) => copyWhole(file, readPng, told), mayHoldMore: false },
  { is: isMovie, copy: changed(readMovie), mayHoldMore: true },
  { is: isRiff, copy: changed(readRiff), mayHoldMore: false },
  { is: isOgg, copy: changed(readOgg), mayHoldMore: false },
  { is: isSound, copy: changed(readSound), mayHoldMore: true },
  { is: isPdf, copy: changed(readPdf), mayHoldMore: true },
  { is: isZip, copy: readOffice, mayHoldMore: true },
];

/**
 * Return `{found, isKnown, mayHoldMore, cleaned, why}` of a file: `found` is a list of `{kind, value}`, `cleaned` a
 * Blob without it, or null where none can be made; then `why` is "damaged", "locked", "signed", "packed", "large" or "".
 */
export async function readMetadata(file) {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const family = FAMILIES.find(({ is }) => is(head));
  if (!family) return { found: [], isKnown: false, mayHoldMore: true, cleaned: null, why: "" };
  const told = new Told();
  const { cleaned, why } = await attempt(family, file, told);
  const isRead = told.found.length > 0 || !["", "damaged"].includes(why);
  if (!cleaned) return { found: told.found, isKnown: isRead, mayHoldMore: true, cleaned: null, why };
  // A copy is believed only after it was read as any file is.
  const again = new Told();
  const second = await attempt(family, cleaned, again);
  const isClean = second.cleaned !== null && !again.found.length;
  return { found: told.found, isKnown: true, mayHoldMore: family.mayHoldMore || !isClean, cleaned: isClean ? cleaned : null, why: isClean ? "" : "packed" };
}

async function attempt(family, file, told) {
  try {
    return { cleaned: await family.copy(file, told), why: "" };
  } catch (error) {
    if (error instanceof UncleanableError) return { cleaned: null, why: error.kind };
    if (error instanceof RangeError || error instanceof TypeError) return { cleaned: null, why: "damaged" }; // the file is what it is
    throw error;
  }
}

function changed(read) {
  return async (file, told) => (await read(file, told)).blob(file);
}

async function copyWhole(file, read, told) {
  if (file.size > MAX_WHOLE_BYTES) throw new UncleanableError("large");
  const { found, kept } = read(new Uint8Array(await file.arrayBuffer()));
  told.addAll(found);
  return new Blob(kept, { type: file.type });
}
