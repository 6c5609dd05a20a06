// Papers of office programs: DOCX, XLSX, PPTX (ECMA-376) and ODT, ODS, ODP (OASIS), which are ZIPs of XML and pictures.
import { fromUtf8, utf8 } from "./bytes.js";
import { isJpeg, readJpeg } from "./jpeg.js";
import { isPng, readPng } from "./png.js";
import { UncleanableError } from "./told.js";
import { readEntries, repack, unpack, writeZip } from "./zip.js";

const MAX_BYTES = 64 * 1024 * 1024;
const PROPERTIES = new Set(["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"]);
const XML_HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n`;
const KINDS = [
  [/creator|author|modifiedby|company|manager|printed-by/i, "author"], [/created|modified|date|printed|time/i, "time"],
  [/application|generator|template/i, "program"],
];
const COUNTED = /pages|words|characters|lines|paragraphs|totaltime|editing|docsecurity|scalecrop|linksuptodate|shareddoc|hyperlinkschanged|appversion|revision|lastclr|titlesofparts|headingpairs|vector|variant|lpstr|i4|slides|notes|hiddenslides|mmclips|presentationformat/i;
const TEXTS = /\.(?:xml|rels|vml|rdf|svg|txt)$|^mimetype$/i;
const FONTS = /\.(?:ttf|otf|odttf|fntdata)$|^layout-cache$/i;
const THUMBNAIL = /^docProps\/thumbnail\.\w+$/;
const PRINTER = /printerSettings\d*\.bin$/i;

// What is blanked within XML: [pattern, what stands there then, kind, the group that tells].
const ATTRIBUTES = [
  [/(\s(?:\w+:)?(?:author|lastModifiedBy|userName|displayName))=("[^"]*"|'[^']*')/g, `$1="-"`, "author", 2],
  [/\s(?:\w+:)?(?:initials|userId|providerId)=("[^"]*"|'[^']*')/g, "", "author", 1],
  [/\s(?:w|w16du|x15|p15):(?:date|dateUtc)=("[^"]*"|'[^']*')/g, "", "time", 1],
  [/\sdT=("[^"]*"|'[^']*')/g, "", "time", 1],
  [/\sw:rsid\w*=("[^"]*"|'[^']*')/g, "", "", 0],
  [/(<(?:\w+:)?absPath\s[^>]*?url)=("[^"]*"|'[^']*')/g, `$1=""`, "text", 2],
  [/(\ssodipodi:docname|\sinkscape:export-filename)=("[^"]*"|'[^']*')/g, `$1=""`, "text", 2],
  [/(\sTarget)=("(?:file:|[A-Za-z]:|\\\\)[^"]*"|'(?:file:|[A-Za-z]:|\\\\)[^']*')/g, `$1="file:///-"`, "text", 2],
  [/<Relationship\s[^>]*metadata\/thumbnail"[^>]*\/>/g, "", "", 0],
  [/(\sdescr)=("[^"]*[\\/][^"]*"|'[^']*[\\/][^']*')/g, `$1=""`, "text", 2],
];
const ELEMENTS = [
  [/(<author(?:\s[^>]*)?>)([^<]*)(?=<\/author>)/g, "$1-", "author", 2],
  [/(<(?:dc:creator|text:author-name|text:author-initials|text:creator|text:initial-creator|text:printed-by|text:sender-\w+|meta:creator-initials|meta:initial-creator|meta:printed-by|cp:lastModifiedBy|loext:sender-initials)(?:\s[^>]*)?>)([^<]*)/g, "$1", "author", 2],
  [/(<dc:date(?:\s[^>]*)?>)([^<]*)/g, "$11980-01-01T00:00:00", "time", 2],
  [/(<config:config-item[^>]*config:name="[^"]*(?:Printer|Rsid|rsid|Database|DataSource|Path|URL|User)[^"]*"[^>]*>)([^<]*)/g, "$1", "", 2],
  [/<w:rsids>[^]*?<\/w:rsids>/g, "", "", 0],
  [/<(?:\w+:)?metadata(?:\s[^>]*)?>[^]*?<\/(?:\w+:)?metadata>/g, "", "hidden", 0],
];

/** Return a copy of an office paper as a Blob, or null for a ZIP that is none; what it tells is noted. */
export async function readOffice(file, told) {
  const entries = await readEntries(file);
  const names = new Set(entries.map(({ name }) => name));
  if (!names.has("[Content_Types].xml") && !(names.has("mimetype") && names.has("META-INF/manifest.xml"))) return null;
  if ([...names].some((name) => /signatures?\.xml$|^_xmlsignatures\//i.test(name))) throw new UncleanableError("signed");
  const kept = [];
  let left = MAX_BYTES;
  for (const entry of entries) {
    if (THUMBNAIL.test(entry.name)) {
      told.add("hidden", entry.name);
      continue;
    }
    if (entry.name.endsWith("/") && entry.size === 0) kept.push(entry);
    else {
      const bytes = await unpack(entry, left);
      left -= bytes.length;
      kept.push(await cleaned(entry, bytes, told));
    }
  }
  return writeZip(kept, file.type);
}

async function cleaned(entry, bytes, told) {
  const { name } = entry;
  if (PROPERTIES.has(name)) return emptied(entry, bytes, told);
  if (TEXTS.test(name)) return rewritten(entry, bytes, told);
  if (isJpeg(bytes) || isPng(bytes)) {
    const { found, kept } = isJpeg(bytes) ? readJpeg(bytes) : readPng(bytes);
    told.addAll(found);
    return repack(entry, new Uint8Array(await new Blob(kept).arrayBuffer()));
  }
  if (FONTS.test(name) || !bytes.length) return repack(entry, bytes);
  if (!PRINTER.test(name)) {
    told.add("hidden", name);
    throw new UncleanableError("packed"); // whatever it is, it cannot be read here
  }
  if (bytes.some((byte) => byte !== 0)) told.add("device", name);
  return repack(entry, new Uint8Array(bytes.length));
}

/** The properties of a paper: told, and none of them kept. */
async function emptied(entry, bytes, told) {
  const text = fromUtf8(bytes);
  for (const [, element, value] of text.matchAll(/<([\w:-]+)(?:\s[^>]*)?>([^<]+)</g)) {
    if (value.trim() && !COUNTED.test(element)) told.add(KINDS.find(([names]) => names.test(element))?.[1] ?? "text", unescaped(value));
  }
  return repack(entry, utf8(XML_HEAD + rootOf(text)));
}

/** Return the outermost element with its names' meanings, and nothing in it. */
function rootOf(text) {
  const root = /<([A-Za-z][\w:.-]*)((?:\s[^<>]*?)?)\/?>/.exec(text.replace(/<!--[^]*?-->/g, ""));
  if (!root) throw new RangeError("expected an element");
  const kept = root[2].match(/\s(?:xmlns(?::\w+)?="(?:https?:\/\/schemas\.|https?:\/\/purl\.org\/|https?:\/\/www\.w3\.org\/|urn:oasis:)[^"\s]*"|office:version="[\d.]+")/g);
  return `<${root[1]}${(kept ?? []).join("")}/>`;
}

async function rewritten(entry, bytes, told) {
  const text = fromUtf8(bytes);
  if (/<manifest:encryption-data|<!ENTITY/.test(text)) throw new UncleanableError("locked");
  if (entry.name.startsWith("customXml/item") && !/itemProps/.test(entry.name)) return customXml(entry, text, told);
  let after = text;
  for (const [pattern, instead, kind, group] of [...ATTRIBUTES, ...ELEMENTS]) {
    for (const match of after.matchAll(pattern)) {
      const value = group ? match[group].replace(/^["']|["']$/g, "") : "";
      if (kind && isTelling(value, kind)) told.add(kind, unescaped(value));
    }
    after = after.replace(pattern, instead);
  }
  return repack(entry, utf8(after));
}

/** What stands in place of a value tells nothing. */
function isTelling(value, kind) {
  return kind === "hidden" || !["", "-", "1980-01-01T00:00:00", "file:///-"].includes(value.trim());
}

/** Data bound to a paper from elsewhere: names of authors stand in it, and the paper shows it without. */
async function customXml(entry, text, told) {
  if (text.includes(XML_HEAD + "<x/>")) return entry;
  told.add("hidden", entry.name);
  return repack(entry, utf8(XML_HEAD + "<x/>"));
}

function unescaped(text) {
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (sign) => ({ "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" })[sign]);
}
