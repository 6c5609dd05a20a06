// HEIC and AVIF: a picture as items of a directory (ISO 14496-12, 8.11; ISO 23008-12). Items that draw stay, others go.
import { boxes, fourSigns } from "./boxes.js";
import { merged, viewOf } from "./sliced.js";
import { readTiff } from "./tiff.js";

const MAX_TOLD_BYTES = 1024 * 1024;
const MAX_ITEMS = 10000;
const DIRECTORY = new Set("hdlr pitm iloc iinf iref iprp idat dinf grpl".split(" "));
const PROPERTIES = new Set("ispe pixi colr hvcC av1C avcC lhvC vvcC auxC clap irot imir pasp rloc clli mdcv cclv amve lsel oinf tols a1op a1lx".split(" "));
const DRAWING = new Set("hvc1 hev1 lhv1 av01 avc1 vvc1 grid iovl iden tmap".split(" "));
const EMPTY = new Set(["free", "skip"]);

/**
 * Note what the items of a `meta` box tell, and change the copy so that only those that draw are named; return
 * their places, or null where the box is no picture's. `empty(box)` turns a box into an empty one.
 */
export async function keepItems(reader, meta, copy, told, empty) {
  const inner = new Map();
  for await (const box of boxes(reader, meta.start + 4, meta.end)) {
    if (box.kind === "hdlr") {
      if (fourSigns(await reader.view(box.start, 12), 8) !== "pict") return null;
      copy.zero(box.start + 12, box.end - box.start - 12);
    } else if (EMPTY.has(box.kind)) copy.zero(box.start, box.end - box.start);
    else if (!DIRECTORY.has(box.kind)) await empty(box);
    if (inner.has(box.kind) && DIRECTORY.has(box.kind)) throw new RangeError("expected one box of a kind");
    inner.set(box.kind, box);
  }
  if (!inner.has("hdlr") || !inner.has("iloc") || !inner.has("iinf") || !inner.has("pitm")) throw new RangeError("expected a picture's directory");
  if (inner.has("iprp")) await keepProperties(reader, inner.get("iprp"), empty);
  const items = await readNames(reader, inner.get("iinf"), copy);
  await readPlaces(reader, inner.get("iloc"), items, inner.get("idat"));
  if (!items.get(await primary(reader, inner.get("pitm")))?.isKept) throw new RangeError("expected a picture that can be drawn");
  for (const item of items.values()) if (!item.isKept) await tellItem(reader, item, told);
  const idat = inner.get("idat");
  if (idat) copy.zeroBetween(idat.start, idat.end, itemRanges(items).kept);
  return items;
}

/** Return the places of items that are kept and of those that are left out. */
export function itemRanges(items) {
  const of = (isKept) => merged([...items.values()].filter((item) => item.isKept === isKept).flatMap((item) => item.ranges));
  return { kept: of(true), left: of(false) };
}

async function keepProperties(reader, iprp, empty) {
  for await (const box of boxes(reader, iprp.start, iprp.end)) {
    if (box.kind === "ipco") {
      for await (const property of boxes(reader, box.start, box.end)) if (!PROPERTIES.has(property.kind)) await empty(property);
    } else if (box.kind !== "ipma") await empty(box);
  }
}

async function primary(reader, pitm) {
  const view = await reader.view(pitm.start, pitm.end - pitm.start);
  return view.getUint8(0) === 0 ? view.getUint16(4) : view.getUint32(4);
}

async function readNames(reader, iinf, copy) {
  const items = new Map();
  const wide = (await reader.view(iinf.start, 4)).getUint8(0) > 0;
  for await (const box of boxes(reader, iinf.start + (wide ? 8 : 6), iinf.end)) {
    const view = await reader.view(box.start, Math.min(box.end - box.start, 16));
    const version = view.getUint8(0);
    if (box.kind !== "infe" || version < 2 || version > 3 || items.size > MAX_ITEMS) throw new RangeError("expected an item");
    const id = version === 2 ? view.getUint16(4) : view.getUint32(4);
    const at = version === 2 ? 8 : 10;
    const kind = fourSigns(view, at);
    const isKept = DRAWING.has(kind);
    if (items.has(id)) throw new RangeError("expected each item once");
    items.set(id, { kind, isKept, ranges: [] });
    if (!isKept) copy.put(box.start + at, 4, Uint8Array.of(0x66, 0x72, 0x65, 0x65));
    copy.zero(box.start + at + 4, box.end - box.start - at - 4);
  }
  return items;
}

/** Reads numbers of 0 to 8 bytes one after another. */
class Numbers {
  constructor(view, at) {
    Object.assign(this, { view, at });
  }

  next(size) {
    this.at += size;
    const at = this.at - size;
    if (size === 0) return 0;
    if (size === 2) return this.view.getUint16(at);
    if (size === 4) return this.view.getUint32(at);
    if (size === 8) return Number(this.view.getBigUint64(at));
    throw new RangeError("expected a size of a number");
  }
}

async function readPlaces(reader, iloc, items, idat) {
  const view = viewOf(await reader.bytes(iloc.start, iloc.end - iloc.start));
  const version = view.getUint8(0);
  const [offsetSize, lengthSize, baseSize] = [view.getUint8(4) >> 4, view.getUint8(4) & 15, view.getUint8(5) >> 4];
  const indexSize = version > 0 ? view.getUint8(5) & 15 : 0;
  const idSize = version < 2 ? 2 : 4;
  const numbers = new Numbers(view, 6);
  const count = numbers.next(idSize);
  for (let number = 0; number < count; number += 1) {
    const item = items.get(numbers.next(idSize)) ?? { ranges: [] };
    const way = version > 0 ? numbers.next(2) & 15 : 0;
    if (numbers.next(2) !== 0 || way > 1 || (way === 1 && !idat)) throw new RangeError("expected an item within this file");
    const base = numbers.next(baseSize) + (way === 1 ? idat.start : 0);
    const extents = numbers.next(2);
    for (let extent = 0; extent < extents; extent += 1) {
      numbers.next(indexSize);
      const from = base + numbers.next(offsetSize);
      const length = numbers.next(lengthSize);
      const end = way === 1 ? idat.end : reader.size;
      if (length === 0 || from + length > end) throw new RangeError("expected an item within this file");
      item.ranges.push([from, from + length]);
    }
  }
}

/** Note what an item beside the picture tells: EXIF, XMP, or that it is there. */
async function tellItem(reader, { kind, ranges }, told) {
  const [from, to] = ranges[0] ?? [0, 0];
  const bytes = await reader.bytes(from, Math.min(to - from, MAX_TOLD_BYTES));
  if (!bytes.some((byte) => byte !== 0)) return;
  if (kind === "mime") return told.addXmp(bytes);
  if (kind !== "Exif" || bytes.length < 12) return told.add("hidden", kind);
  const start = 4 + viewOf(bytes).getUint32(0);
  const { found } = readTiff(bytes.slice(start));
  told.addAll(found.length ? found : [{ kind: "hidden", value: kind }]);
}
