// Unpacking and packing by the browser's own streams. A bomb stops at its limit.
/** Return what was packed as "deflate" or "deflate-raw", at most so many bytes; else throw `RangeError`. */
export async function inflate(packed, format, limit) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream(format));
  return new Uint8Array(await (await gathered(stream, limit)).arrayBuffer());
}

/** Return bytes packed. */
export async function deflate(bytes) {
  return gathered(new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw")), Infinity);
}

async function gathered(stream, limit) {
  const reader = stream.getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await next(reader);
    if (done) return new Blob(pieces);
    size += value.length;
    if (size > limit) {
      reader.cancel().catch(() => {});
      throw new RangeError("expected less when unpacked");
    }
    pieces.push(value);
  }
}

async function next(reader) {
  try {
    return await reader.read();
  } catch {
    throw new RangeError("expected packed bytes"); // what browsers call it differs
  }
}
