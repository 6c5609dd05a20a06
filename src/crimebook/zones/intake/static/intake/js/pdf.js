// PDF (ISO 32000): what its information dictionary and its XMP say in clear. Much of a PDF is packed: there may be more.
const WINDOW_BYTES = 1024 * 1024;
const MAX_TEXT = 200;
const TELLS = { Author: "author", Creator: "program", Producer: "program", CreationDate: "time", ModDate: "time", Title: "text", Subject: "text", Keywords: "text" };
const ENTRY = /\/(Author|Creator|Producer|CreationDate|ModDate|Title|Subject|Keywords)\s*(\((?:\\[^]|[^\\()]){0,400}\)|<[0-9A-Fa-f\s]{0,800}>)/g;
const XMP = /<(dc:creator|pdf:Author|xmp:CreatorTool|xmp:CreateDate)>([^]{0,400}?)<\/\1>/g;
const XMP_TELLS = { "dc:creator": "author", "pdf:Author": "author", "xmp:CreatorTool": "program", "xmp:CreateDate": "time" };

export function isPdf(head) {
  return String.fromCharCode(...head.subarray(0, 5)) === "%PDF-";
}

/** Return what the first and the last MiB of a PDF tell. */
export async function readPdf(file) {
  const found = new Map();
  const windows = [file.slice(0, WINDOW_BYTES), ...(file.size > WINDOW_BYTES ? [file.slice(-WINDOW_BYTES)] : [])];
  for (const window of windows) {
    const text = latin(new Uint8Array(await window.arrayBuffer()));
    for (const [, key, value] of text.matchAll(ENTRY)) note(found, TELLS[key], value.startsWith("<") ? fromHexText(value) : fromLiteral(value));
    for (const [, key, value] of text.matchAll(XMP)) note(found, XMP_TELLS[key], utf8Of(value.replace(/<[^>]*>/g, " ")).trim());
  }
  return { found: [...found.values()] };
}

function note(found, kind, value) {
  if (value) found.set(`${kind} ${value}`, { kind, value: value.slice(0, MAX_TEXT) });
}

function latin(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function fromLiteral(literal) {
  const octal = literal.slice(1, -1).replace(/\\([0-7]{1,3})/g, (_, digits) => String.fromCharCode(parseInt(digits, 8) & 255));
  return decode(octal.replace(/\\\r?\n/g, "").replace(/\\(.)/g, "$1"));
}

function fromHexText(hex) {
  const digits = hex.replace(/[^0-9A-Fa-f]/g, "");
  return decode((digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(""));
}

/** A text of PDF is UTF-16 behind a mark, UTF-8 behind another, or nearly Latin-1. */
function decode(text) {
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  if (text.startsWith("\u00fe\u00ff")) return new TextDecoder("utf-16be").decode(bytes.subarray(2));
  if (text.startsWith("\u00ef\u00bb\u00bf")) return new TextDecoder().decode(bytes.subarray(3));
  return text.trim();
}

function utf8Of(text) {
  return new TextDecoder().decode(Uint8Array.from(text, (sign) => sign.charCodeAt(0)));
}
