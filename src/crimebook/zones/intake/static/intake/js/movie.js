// MP4, MOV, M4A, 3GP, HEIC, AVIF (ISO 14496-12, QuickTime, ISO 23008-12). Only directories are read, never a film.
//
// A copy is as long as the file, since what a film's directory says of places in it must stay true. What is not
// known to draw or to sound becomes an empty box; of what lies between, only samples of picture and sound stay.
import { boxes, fourSigns, tellBoxes, tellTime } from "./boxes.js";
import { itemRanges, keepItems } from "./items.js";
import { sampleRanges } from "./samples.js";
import { Copy, Reader, merged, touch } from "./sliced.js";
import { Told, UncleanableError } from "./told.js";

const BRANDS = ["ftyp", "moov", "mdat", "wide", "free", "skip", "styp"];
const MAX_TOLD_BYTES = 4 * 1024 * 1024;
const EMPTY = new Set(["free", "skip", "wide"]);
const TIMED = new Set(["mvhd", "tkhd", "mdhd"]);
const TRACKS = new Set(["vide", "soun", "auxv", "pict"]);
const TABLES = "stts ctts cslg stss stps sdtp stsc stsz stco co64 sgpd sbgp subs saiz saio stsh padb";
const KEPT = Object.fromEntries(
  Object.entries({
    file: "ftyp styp moov mdat moof mfra sidx ssix pdin",
    moov: "mvhd trak mvex iods",
    trak: "tkhd edts mdia tref tapt",
    edts: "elst",
    tapt: "clef prof enof",
    mdia: "mdhd hdlr minf elng",
    minf: "vmhd smhd nmhd gmhd hdlr dinf stbl",
    gmhd: "gmin",
    dinf: "dref",
    stbl: `stsd ${TABLES}`,
    mvex: "mehd trex trep",
    moof: "mfhd traf",
    traf: "tfhd tfdt trun sgpd sbgp subs saiz saio senc",
    mfra: "tfra mfro",
    picture:
      "avcC hvcC lhvC vpcC av1C d263 esds glbl colr pasp clap fiel gama btrt mdcv clli SmDm CoLL dvcC dvvC dvwC ccst auxi st3d sv3d hvcE lhvE vexu",
  }).map(([kind, inner]) => [kind, new Set(inner.split(" "))]),
);

export function isMovie(head) {
  return BRANDS.includes(String.fromCharCode(...head.subarray(4, 8)));
}

/** Return `{found, copy}` of a film, of sound or of a picture made of boxes; throw where none can be made. */
export async function readMovie(file, told = new Told()) {
  const walk = new Walk(new Reader(file), told);
  await walk.inside("file", 0, file.size);
  await walk.keepSamples();
  return walk.copy;
}

class Walk {
  constructor(reader, told) {
    Object.assign(this, { reader, told, copy: new Copy(), tracks: [], media: [], items: null, isInPieces: false, hasEmptyTrack: false });
    this.track = null;
  }

  /** Go through the boxes of one kind of box, each by what it is. */
  async inside(kind, from, to) {
    for await (const box of boxes(this.reader, from, to)) {
      if (box.kind === "cmov") throw new UncleanableError("packed");
      if (EMPTY.has(box.kind)) this.copy.zero(box.start, box.end - box.start);
      else if (kind === "file" && box.kind === "meta" && (await this.takeItems(box))) continue;
      else if (!KEPT[kind].has(box.kind)) await this.empty(box);
      else if (box.kind === "trak") await this.takeTrack(box);
      else await this.take(box);
    }
  }

  async take(box) {
    const { kind, start, end } = box;
    if (kind === "mdat") this.media.push(box);
    if (kind === "moof") this.isInPieces = true;
    if (this.track && kind in this.track) this.track[kind] = box;
    if (TIMED.has(kind)) await this.takeTimes(box);
    else if (kind === "hdlr") await this.takeHandler(box);
    else if (kind === "dref") await this.takeSources(box);
    else if (kind === "stsd") this.track.stsd = box;
    else if (kind in KEPT) await this.inside(kind, start, end);
  }

  /** Turn a box into an empty one of the same length, and note what it told. */
  async empty(box) {
    const { at, start, end, kind } = box;
    const bytes = await this.reader.bytes(start, Math.min(end - start, MAX_TOLD_BYTES));
    if (bytes.some((byte) => byte !== 0)) {
      const before = this.told.found.length;
      tellBoxes(await this.reader.bytes(at, Math.min(end - at, MAX_TOLD_BYTES)), this.told);
      if (this.told.found.length === before) this.told.add("hidden", kind);
    }
    this.blank(box);
  }

  blank({ at, inner, end }) {
    this.copy.put(at + 4, 4, Uint8Array.of(0x66, 0x72, 0x65, 0x65));
    this.copy.zero(inner, end - inner);
  }

  async takeTimes({ start, end }) {
    const view = await this.reader.view(start, Math.min(end - start, 20));
    tellTime(view, this.told);
    this.copy.zero(start + 4, view.getUint8(0) === 1 ? 16 : 8);
  }

  /** What a track is; who made it and under which name is not needed. */
  async takeHandler({ start, end }) {
    const view = await this.reader.view(start, 12);
    if (this.track && !this.track.handler) this.track.handler = fourSigns(view, 8);
    if (end > start + 12) this.copy.zero(start + 12, end - start - 12);
  }

  /** Where samples lie: in this file, or nothing can be said of them. */
  async takeSources({ start, end }) {
    for await (const box of boxes(this.reader, start + 8, end)) {
      if (!((await this.reader.view(box.start, 4)).getUint32(0) & 1)) throw new UncleanableError("packed");
      this.copy.zero(box.start + 4, box.end - box.start - 4);
    }
  }

  /** Take a track of picture or sound. Any other follows the camera's way or tells of it: it goes whole, with its samples. */
  async takeTrack(box) {
    const before = this.copy.changes.length;
    const track = { handler: "", stsc: null, stsz: null, stco: null, co64: null, stsd: null };
    this.track = track;
    await this.inside("trak", box.start, box.end);
    this.track = null;
    const ranges = track.stsz ? await sampleRanges(this.reader, track) : [];
    const isKept = TRACKS.has(track.handler) && track.stsd;
    this.tracks.push({ isKept, ranges });
    if (isKept) return this.takeDescriptions(track);
    this.copy.changes.length = before;
    this.told.add("track", track.stsd ? fourSigns(await this.reader.view(track.stsd.start + 8, 8), 4) : track.handler);
    return this.blank(box);
  }

  /** How samples are to be read; the maker's name stands in it too. */
  async takeDescriptions({ stsd, handler }) {
    for await (const entry of boxes(this.reader, stsd.start + 8, stsd.end)) {
      this.copy.zero(entry.start + 12, 4);
      if (handler === "soun") continue;
      this.copy.zero(entry.start + 42, 32);
      for (let at = entry.start + 78; at + 8 <= entry.end; ) {
        const size = (await this.reader.view(at, 8)).getUint32(0);
        if (size === 0) break; // QuickTime ends a list so
        if (size < 8 || at + size > entry.end) throw new RangeError("expected a whole box");
        const kind = fourSigns(await this.reader.view(at, 8), 4);
        if (!KEPT.picture.has(kind)) await this.empty({ at, inner: at + 8, start: at + 8, end: at + size, kind });
        at += size;
      }
    }
  }

  /** Take the directory of a picture, or return false where it is none. */
  async takeItems(box) {
    const items = await keepItems(this.reader, box, this.copy, this.told, (each) => this.empty(each));
    if (!items) return false;
    if (this.items) throw new RangeError("expected one directory of a picture");
    this.items = items;
    return true;
  }

  /** Zero all that no kept track or picture says is its own. */
  async keepSamples() {
    const kept = this.tracks.filter((track) => track.isKept);
    const items = this.items ? itemRanges(this.items) : { kept: [], left: [] };
    if (!kept.length && !this.items) throw new RangeError("expected a track of picture or sound");
    if (this.isInPieces) {
      if (this.tracks.length > kept.length || this.items) throw new UncleanableError("packed");
      return;
    }
    const ranges = merged([...kept.flatMap((track) => track.ranges), ...items.kept]);
    const left = merged([...this.tracks.filter((track) => !track.isKept).flatMap((track) => track.ranges), ...items.left]);
    if (touch(ranges, left)) throw new UncleanableError("packed");
    const media = merged(this.media.map(({ start, end }) => [start, end]));
    if (ranges.some(([from, to]) => !this.media.some(({ start, end }) => from >= start && to <= end) && !media.some(([start, end]) => from >= start && to <= end))) throw new RangeError("expected samples within the film");
    for (const { start, end } of this.media) this.copy.zeroBetween(start, end, ranges);
  }
}
