// Where in a film the samples of a track lie (ISO 14496-12, 8.6 to 8.7). What no kept track says is its own is not kept.
import { viewOf } from "./sliced.js";

const MAX_TABLE_BYTES = 64 * 1024 * 1024;

/** Return the ranges `[from, to]` of a track, from the boxes of its sample table by their kinds. */
export async function sampleRanges(reader, tables) {
  const offsets = await chunkOffsets(reader, tables);
  if (!offsets.length) return [];
  const sizeOf = await sampleSizes(reader, tables.stsz);
  const runs = await chunkRuns(reader, tables.stsc);
  const ranges = [];
  let [sample, run] = [0, 0];
  for (const [number, offset] of offsets.entries()) {
    while (run + 1 < runs.length && runs[run + 1].first <= number + 1) run += 1;
    const size = sizeOf(sample, runs[run].perChunk);
    sample += runs[run].perChunk;
    const last = ranges.at(-1);
    if (last && last[1] === offset) last[1] += size;
    else ranges.push([offset, offset + size]);
    if (offset + size > reader.size) throw new RangeError("expected samples within the film");
  }
  return ranges;
}

/** Return a table's bytes behind its version. */
async function table(reader, box) {
  if (!box || box.end - box.start > MAX_TABLE_BYTES) throw new RangeError("expected a table of samples");
  return viewOf(await reader.bytes(box.start, box.end - box.start));
}

async function chunkOffsets(reader, { stco, co64 }) {
  const view = await table(reader, stco ?? co64);
  const width = stco ? 4 : 8;
  const count = view.getUint32(4);
  if (8 + count * width > view.byteLength) throw new RangeError("expected as many chunks as are said");
  return Array.from({ length: count }, (_, at) => (stco ? view.getUint32(8 + at * 4) : Number(view.getBigUint64(8 + at * 8))));
}

/** Return a function that says how long so many samples from one on are. */
async function sampleSizes(reader, stsz) {
  const view = await table(reader, stsz);
  const [same, count] = [view.getUint32(4), view.getUint32(8)];
  if (same === 1) throw new RangeError("expected samples of bytes"); // old films count moments of sound here, not bytes
  if (same === 0 && 12 + count * 4 > view.byteLength) throw new RangeError("expected as many samples as are said");
  return (first, samples) => {
    if (first + samples > count) throw new RangeError("expected no more samples than are said");
    if (same) return same * samples;
    let size = 0;
    for (let at = first; at < first + samples; at += 1) size += view.getUint32(12 + at * 4);
    return size;
  };
}

async function chunkRuns(reader, stsc) {
  const view = await table(reader, stsc);
  const count = view.getUint32(4);
  if (!count || 8 + count * 12 > view.byteLength) throw new RangeError("expected runs of chunks");
  return Array.from({ length: count }, (_, at) => ({ first: view.getUint32(8 + at * 12), perChunk: view.getUint32(12 + at * 12) }));
}
