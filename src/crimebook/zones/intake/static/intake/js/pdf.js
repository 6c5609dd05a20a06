// PDF (ISO 32000): what names somebody is blanked where it stands, as every place in a PDF is counted from its beginning.
//
// What is packed or locked cannot be blanked so; then there is no copy. Its pages may still hold what nobody sees.
import { inflate } from "./inflate.js";
import { readJpeg, isJpeg } from "./jpeg.js";
import { nameOf, skipBlank, skipValue, textOf } from "./pdfvalues.js";
import { Copy } from "./sliced.js";
import { Told, UncleanableError, latin } from "./told.js";

const MAX_BYTES = 64 * 1024 * 1024;
const SPACE = 0x20;
const KINDS = { Author: "author", Creator: "program", Producer: "program", CreationDate: "time", ModDate: "time", LastModified: "time", M: "time", Company: "author", Manager: "author", T: "author", F: "place_of_file", UF: "place_of_file" };
const EVERYWHERE = new Set(["Author", "Creator", "Producer", "CreationDate", "ModDate", "LastModified", "F", "UF"]);
const IN_NOTES = new Set(["T", "M", "NM"]);
const NOTES = /^\/(?:Text|FreeText|Line|Square|Circle|Polygon|PolyLine|Highlight|Underline|Squiggly|StrikeOut|Stamp|Caret|Ink|Popup|FileAttachment|Sound|Redact)$/;
const NEXT = /(\d{1,10})\s+(\d{1,5})\s+obj\b|\btrailer\b/g;
const BETWEEN = /%%EOF|%PDF-\d\.\d|endobj|startxref|xref|\d+|[nf](?=\s)|\s+|%[^\r\n]*|[^\s\d%]+|%/g;

export function isPdf(head) {
  return latin(head.subarray(0, 5)) === "%PDF-";
}

/** Return a copy of a PDF with what names somebody blanked. */
export async function readPdf(file, told = new Told()) {
  if (file.size > MAX_BYTES) throw new UncleanableError("large");
  const bytes = new Uint8Array(await file.arrayBuffer());
  const reading = new Reading(bytes, told);
  await reading.read();
  return reading.copy;
}

/** An information dictionary of an earlier state of the file, to which nothing leads any more. */
function isInfo({ dictionaries }) {
  const keys = new Set(dictionaries.at(-1)?.entries.map(({ key }) => key));
  return !keys.has("Type") && !keys.has("Subtype") && ["Author", "Producer", "CreationDate"].some((key) => keys.has(key));
}

class Reading {
  constructor(bytes, told) {
    Object.assign(this, { bytes, text: latin(bytes), told, copy: new Copy(), reasons: [], infos: new Set(), objects: [] });
  }

  async read() {
    const { text } = this;
    let at = 0;
    for (;;) {
      NEXT.lastIndex = at;
      const found = NEXT.exec(text);
      this.between(at, found ? found.index : text.length);
      if (!found) break;
      const start = skipBlank(text, NEXT.lastIndex);
      const object = { name: found[1] ? `${Number(found[1])} ${Number(found[2])}` : "", start, dictionaries: [] };
      const end = skipValue(text, start, (entries, from, to) => object.dictionaries.push({ entries, from, to }));
      this.objects.push(object);
      at = this.streamBehind(object, end);
    }
    await this.judge();
    if (this.reasons.includes("locked")) this.told.found = []; // its words are ciphertext, too
    if (!this.objects.some((object) => this.value(object, "Root"))) throw new RangeError("expected a trailer");
    if (this.reasons.length) throw new UncleanableError(this.reasons[0]);
  }

  /** Blank what stands between objects and is not needed to find them. */
  between(from, to) {
    for (const match of this.text.slice(from, to).matchAll(BETWEEN)) {
      const [each] = match;
      if (/^(?:%%EOF|%PDF-\d\.\d|endobj|startxref|xref|\d+|[nf]|\s+)$/.test(each)) continue;
      if (/[\x20-\x7e]{8}/.test(each)) this.told.add("hidden", each);
      this.blank(from + match.index, from + match.index + each.length);
    }
  }

  blank(from, to) {
    if (to > from && !this.bytes.subarray(from, to).every((byte) => byte === SPACE)) this.copy.put(from, to - from, new Uint8Array(to - from).fill(SPACE));
  }

  /** Return the place behind an object, and note its stream. */
  streamBehind(object, end) {
    const keyword = /^\s*stream\r?\n/.exec(this.text.slice(end, end + 64));
    if (!keyword) return end;
    const from = end + keyword[0].length;
    const length = Number(this.value(object, "Length"));
    const isTold = Number.isInteger(length) && /^\s*endstream/.test(this.text.slice(from + length, from + length + 32));
    const to = isTold ? from + length : this.text.indexOf("endstream", from);
    if (to < 0) throw new RangeError("expected an end of a stream");
    object.stream = { from, to };
    return this.text.indexOf("endstream", to) + 9;
  }

  /** Return what stands under a key of an object's own dictionary, or "". */
  value(object, key) {
    const entry = object.dictionaries.at(-1)?.entries.find((each) => each.key === key);
    return entry ? this.text.slice(entry.valueAt, entry.to) : "";
  }

  async judge() {
    for (const object of this.objects) {
      const info = /^(\d+)\s+(\d+)\s+R$/.exec(this.value(object, "Info"));
      if (info) this.infos.add(`${Number(info[1])} ${Number(info[2])}`);
    }
    for (const object of this.objects) {
      if (!object.stream && (this.infos.has(object.name) || isInfo(object))) this.judgeInfo(object);
      else for (const dictionary of object.dictionaries) this.judgeEntries(this.text, dictionary.entries, (from, to) => this.blank(from, to));
      if (object.stream) await this.judgeStream(object);
    }
    const named = new Set(this.objects.map(({ name }) => name));
    if ([...this.infos].some((name) => !named.has(name))) this.reasons.push("packed");
  }

  /** The information dictionary: every entry of it goes. */
  judgeInfo({ dictionaries }) {
    const whole = dictionaries.at(-1);
    if (!whole) return;
    for (const { key, valueAt, to } of whole.entries) {
      const value = this.text.slice(valueAt, to);
      if (/^\d+\s+\d+\s+R$/.test(value)) this.reasons.push("packed");
      else this.tell(key, value, "text");
    }
    this.blank(whole.from, whole.to);
  }

  /** Entries that name somebody, in whichever dictionary; `blank` is called for each. */
  judgeEntries(text, entries, blank) {
    const has = (key) => entries.find((each) => each.key === key);
    if (has("Encrypt")) this.reasons.push("locked");
    if (has("ByteRange")) this.reasons.push("signed");
    if (has("PieceInfo") || has("EF")) {
      this.told.add("hidden", has("EF") ? "EmbeddedFile" : "PieceInfo");
      this.reasons.push("packed");
    }
    const subtype = has("Subtype");
    const isNote = subtype && NOTES.test(`/${nameOf(text.slice(subtype.valueAt + 1, subtype.to))}`);
    for (const { key, from, valueAt, to } of entries) {
      if (!EVERYWHERE.has(key) && !(isNote && IN_NOTES.has(key))) continue;
      const value = text.slice(valueAt, to);
      if (/^\d+\s+\d+\s+R$/.test(value)) this.reasons.push("packed");
      else if (/^[(<](?!<)/.test(value)) {
        this.tell(key, value, "hidden");
        blank(from, to);
      }
    }
    const id = has("ID");
    if (id && text[id.valueAt] === "[") blank(id.valueAt + 1, id.to - 1);
  }

  tell(key, value, otherwise) {
    const words = /^[(<](?!<)/.test(value) ? textOf(value) : "";
    if (words.trim()) this.told.add(key.startsWith("F") || key === "UF" ? "text" : (KINDS[key] ?? otherwise), words);
  }

  async judgeStream(object) {
    const { from, to } = object.stream;
    const bytes = this.bytes.subarray(from, to);
    const [type, subtype, filter] = ["Type", "Subtype", "Filter"].map((key) => nameOf(this.value(object, key)).replace(/[[\]\s]/g, ""));
    if (type === "/EmbeddedFile") this.reasons.push("packed");
    else if (type === "/Metadata" || subtype === "/XML") await this.judgeXmp(bytes, filter, from, to);
    else if (type === "/ObjStm") await this.judgePacked(object, bytes, filter);
    else if (filter.includes("DCTDecode")) this.judgeJpeg(bytes, filter, from);
  }

  async judgeXmp(bytes, filter, from, to) {
    if (filter) {
      this.reasons.push("packed");
      if (filter === "/FlateDecode") this.told.addXmp(await inflate(bytes, "deflate", MAX_BYTES));
      else this.told.add("hidden", "XMP");
    } else if (bytes.some((byte) => byte > SPACE)) {
      this.told.addXmp(bytes);
      this.blank(from, to);
    }
  }

  /** Objects that are packed can be read, not blanked: a copy is possible only where they name nobody. */
  async judgePacked(object, bytes, filter) {
    if (filter !== "/FlateDecode" || this.value(object, "DecodeParms")) return this.reasons.push("packed");
    const text = latin(await inflate(bytes, "deflate", MAX_BYTES));
    for (let at = skipBlank(text, Number(this.value(object, "First")) || 0); at < text.length; ) {
      at = skipValue(text, at, (entries) => this.judgeEntries(text, entries, () => this.reasons.push("packed")));
      at = skipBlank(text, at);
    }
  }

  judgeJpeg(bytes, filter, from) {
    if (filter !== "/DCTDecode") return this.reasons.push("packed");
    if (!isJpeg(bytes)) return;
    const { found, left } = readJpeg(bytes);
    this.told.addAll(found);
    for (const [start, end] of left) this.copy.zero(from + start, end - start);
  }
}
