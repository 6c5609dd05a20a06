// MP3 and other sound that comes as bare frames, and FLAC (RFC 9639): tags go, sound stays.
import { dropBefore, dropBehind } from "./id3.js";
import { Copy, Reader } from "./sliced.js";
import { Told, latin } from "./told.js";
import { tellComments } from "./comments.js";

const WINDOW_BYTES = 262144;
const MAX_STRAY_BYTES = 262144;
const RATES_HZ = [44100, 48000, 32000, 0];
const KBPS_THIRD = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
const KBPS_SECOND = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0];
const KBPS_OTHER = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
const MAX_TOLD_BYTES = 1024 * 1024;
const [STREAM_INFO, PADDING, SEEK_TABLE, COMMENTS, PICTURE] = [0, 1, 3, 4, 6];

export function isSound(head) {
  return ["ID3", "fLa"].includes(latin(head.subarray(0, 3))) || isFrame(head);
}

/** The first bytes of a frame: MPEG sound (ISO 11172-3), layers 2 and 3, or AAC (ISO 13818-7). */
function isFrame(bytes) {
  const isLayer = (bytes[1] & 0x06) !== 0x06 && (bytes[1] & 0x18) !== 0x08;
  return bytes[0] === 0xff && (bytes[1] & 0xe0) === 0xe0 && isLayer && (bytes[2] & 0xf0) !== 0xf0;
}

/** Return a copy of sound without its tags. */
export async function readSound(file, told = new Told()) {
  const reader = new Reader(file);
  const copy = new Copy();
  const start = await dropBefore(reader, copy, told);
  const end = await dropBehind(reader, start, copy, told);
  if (end - start < 4) throw new RangeError("expected sound");
  const head = await reader.bytes(start, 4);
  if (latin(head) === "fLaC") await keepBlocks(reader, start + 4, copy, told);
  else await keepFrames(new Reader(file, WINDOW_BYTES), start, end, copy, told);
  return copy;
}

/** Frames stay, and nothing that stands between them. */
async function keepFrames(reader, from, to, copy, told) {
  let frames = 0;
  let strayAt = from;
  for (let at = from; at < to; ) {
    const size = await frameSize(reader, at, to);
    if (size && (at === strayAt || at + size === to || (await frameSize(reader, at + size, to)))) {
      await drop(strayAt, at);
      frames += 1;
      at += size;
      strayAt = at;
    } else if ((at += 1) - strayAt > MAX_STRAY_BYTES) throw new RangeError("expected frames of sound");
  }
  await drop(strayAt, to);
  if (!frames) throw new RangeError("expected a frame of sound");

  async function drop(start, end) {
    if (end === start) return;
    copy.drop(start, end - start);
    if ((await reader.bytes(start, Math.min(end - start, WINDOW_BYTES))).some((byte) => byte !== 0)) told.add("hidden", "");
  }
}

/** Return how long the frame is that begins at a place, or 0 where none does that ends in time. */
async function frameSize(reader, at, to) {
  if (at + 7 > to) return 0;
  const head = await reader.bytes(at, 7);
  if (!isFrame(head)) return 0;
  const size = (head[1] & 0x06) === 0 ? aacSize(head) : mpegSize(head);
  return size >= 7 && at + size <= to ? size : 0;
}

function aacSize(head) {
  return ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5);
}

function mpegSize(head) {
  const version = (head[1] >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const isThird = (head[1] & 0x06) === 0x02;
  const rate = RATES_HZ[(head[2] >> 2) & 3] >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const table = version === 3 ? (isThird ? KBPS_THIRD : KBPS_SECOND) : KBPS_OTHER;
  const perSecond = table[head[2] >> 4] * 1000;
  const samples = isThird && version !== 3 ? 72 : 144;
  return rate && perSecond ? Math.floor((samples * perSecond) / rate) + ((head[2] >> 1) & 1) : 0;
}

/** Blocks that are not needed become padding, which is as long and says nothing. */
async function keepBlocks(reader, from, copy, told) {
  for (let at = from, isLast = false; !isLast; ) {
    const view = await reader.view(at, 4);
    const kind = view.getUint8(0) & 0x7f;
    const size = view.getUint32(0) & 0xffffff;
    isLast = view.getUint8(0) >= 0x80;
    if (at + 4 + size > reader.size) throw new RangeError("expected a whole block");
    if (kind !== STREAM_INFO && kind !== SEEK_TABLE) {
      if (kind === COMMENTS) tellComments(await reader.bytes(at + 4, Math.min(size, MAX_TOLD_BYTES)), told);
      else if (kind !== PADDING) told.add("hidden", kind === PICTURE ? "PICTURE" : String(kind));
      copy.put(at, 1, Uint8Array.of(PADDING | (isLast ? 0x80 : 0)));
      copy.zero(at + 4, size);
    }
    at += 4 + size;
    if (isLast && (await reader.view(at, 2)).getUint16(0) >> 2 !== 0x3ffe) throw new RangeError("expected a frame of sound");
  }
}
