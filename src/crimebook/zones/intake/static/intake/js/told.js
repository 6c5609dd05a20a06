// What a file tells beside what it shows, put together; and XMP, which stands in files of every kind.
const MAX_TEXT = 200;
const MAX_FOUND = 100;
const XMP_NAMES = [
  ["place", "exif:GPSLatitude|exif:GPSLongitude|photoshop:City|photoshop:Country|Iptc4xmpCore:Location"],
  ["device", "tiff:Make|tiff:Model|aux:Lens"],
  ["serial", "aux:SerialNumber|exifEX:BodySerialNumber|aux:LensSerialNumber|xmpMM:DocumentID|xmpMM:OriginalDocumentID"],
  ["author", "dc:creator|dc:rights|pdf:Author|photoshop:AuthorsPosition|photoshop:Credit|aux:OwnerName|exifEX:CameraOwnerName"],
  ["program", "xmp:CreatorTool|pdf:Producer"],
  ["time", "xmp:CreateDate|xmp:ModifyDate|photoshop:DateCreated|exif:DateTimeOriginal"],
  ["text", "dc:title|dc:description|dc:subject"],
];

/** A file that could be made a copy of, but for what it is: `kind` is "locked", "packed" or "signed". */
export class UncleanableError extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/** The list of `{kind, value}`, each once. */
export class Told {
  constructor() {
    this.found = [];
  }

  add(kind, value) {
    const short = printable(value);
    if (this.found.length >= MAX_FOUND || this.found.some((each) => each.kind === kind && each.value === short)) return;
    this.found.push({ kind, value: short });
  }

  addAll(found) {
    for (const { kind, value } of found) this.add(kind, value);
  }

  /** Note what XMP says; where it names nothing known, that it is there. */
  addXmp(bytes) {
    const text = decode(bytes);
    let isKnown = false;
    for (const [kind, names] of XMP_NAMES) {
      const one = new RegExp(`<(${names})(?:\\s[^<>]{0,200})?>([^]{0,600}?)</\\1>|\\s(?:${names})=(?:"([^"]{0,400})"|'([^']{0,400})')`, "g");
      for (const [, , inner, quoted, plain] of text.matchAll(one)) {
        const value = (inner ?? quoted ?? plain).replace(/<[^>]*>/g, " ").trim();
        if (!value) continue;
        isKnown = true;
        this.add(kind, value);
      }
    }
    if (!isKnown) this.add("hidden", "XMP");
  }
}

/** Return text as it can be shown: short and without signs that steer. */
export function printable(text) {
  return text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim().slice(0, MAX_TEXT);
}

/** Return the text of bytes, whatever is wrong with them. */
export function decode(bytes, encoding = "utf-8") {
  return new TextDecoder(encoding).decode(bytes);
}

/** Return bytes as signs of one byte each. */
export function latin(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
