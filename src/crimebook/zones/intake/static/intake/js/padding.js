// Padding: sizes that tell little (docs/spec/0001-sealed-envelope.md, section 4).
const SIZES = [4096, 16384, 65536, 262144, 1048576];
const LENGTH_BYTES = 4;

/** Thrown for a report that fits no size; what is long goes into a file. */
export class TooLongError extends Error {}

/** Return the length of the content in four bytes, the content, and zeros up to a size. */
export function pad(content, toBytes = 0) {
  const size = toBytes || SIZES.find((each) => content.length + LENGTH_BYTES <= each);
  if (!size || content.length + LENGTH_BYTES > size) throw new TooLongError(`expected at most ${SIZES.at(-1) - LENGTH_BYTES} bytes, got ${content.length}`);
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, LENGTH_BYTES);
  return padded;
}

/** Return what `pad` was given, or throw if it would have padded it in another way. */
export function unpad(padded, ofBytes = 0) {
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const content = padded.slice(LENGTH_BYTES, LENGTH_BYTES + length);
  const again = content.length === length ? pad(content, ofBytes) : new Uint8Array();
  if (again.length !== padded.length || again.some((byte, at) => byte !== padded[at])) {
    throw new RangeError("expected a length, a content and zeros");
  }
  return content;
}

/** Return a number of parts rounded up so that few of its leading bits are told (Padmé). */
export function padme(count) {
  if (count < 2) return count;
  const exponent = 31 - Math.clz32(count);
  const step = 1 << Math.max(0, exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(count / step) * step;
}
