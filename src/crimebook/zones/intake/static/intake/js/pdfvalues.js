// The values of a PDF (ISO 32000-1, 7.3) in its text, each byte a sign: where they end, and the entries of dictionaries.
const MAX_DEPTH = 64;
const BLANK = /(?:[\0\t\n\f\r ]|%[^\r\n]*)*/y;
const NAME = /\/[^\0\t\n\f\r ()<>[\]{}/%]*/y;
const WORD = /[^\0\t\n\f\r ()<>[\]{}/%]+/y;

/** Return the place behind blanks and comments. */
export function skipBlank(text, at) {
  BLANK.lastIndex = at;
  return at + BLANK.exec(text)[0].length;
}

/** Return the place behind a value; `onEntries(entries, from, to)` is called for each dictionary, inner ones first. */
export function skipValue(text, at, onEntries = () => {}, depth = 0) {
  if (depth > MAX_DEPTH) throw new RangeError("expected fewer values in values");
  if (text.startsWith("<<", at)) return skipDictionary(text, at, onEntries, depth);
  if (text[at] === "[") return skipArray(text, at, onEntries, depth);
  if (text[at] === "(") return skipLiteral(text, at);
  if (text[at] === "<") return behind(text, ">", at);
  return skipSigns(text, at, text[at] === "/" ? NAME : WORD);
}

function skipSigns(text, at, signs) {
  signs.lastIndex = at;
  const found = signs.exec(text);
  if (!found) throw new RangeError("expected a value");
  return at + found[0].length;
}

function behind(text, sign, at) {
  const end = text.indexOf(sign, at);
  if (end < 0) throw new RangeError("expected an end of a value");
  return end + sign.length;
}

function skipLiteral(text, from) {
  let open = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "(") open += 1;
    else if (text[at] === ")" && (open -= 1) === 0) return at + 1;
  }
  throw new RangeError("expected an end of a text");
}

function skipArray(text, from, onEntries, depth) {
  let at = skipBlank(text, from + 1);
  while (text[at] !== "]") at = skipBlank(text, skipValue(text, at, onEntries, depth + 1));
  return at + 1;
}

function skipDictionary(text, from, onEntries, depth) {
  const entries = [];
  let at = skipBlank(text, from + 2);
  while (!text.startsWith(">>", at)) {
    const valueAt = skipBlank(text, skipSigns(text, at, NAME));
    const key = nameOf(text.slice(at + 1, skipSigns(text, at, NAME)));
    const end = skipReference(text, skipValue(text, valueAt, onEntries, depth + 1), valueAt);
    entries.push({ key, from: at, valueAt, to: end });
    at = skipBlank(text, end);
  }
  onEntries(entries, from + 2, at);
  return at + 2;
}

/** A value of one number may go on as a reference: number, generation, R. */
function skipReference(text, end, valueAt) {
  if (!/^\d+$/.test(text.slice(valueAt, end))) return end;
  const found = /^\s+\d+\s+R\b/.exec(text.slice(end, end + 32));
  return end + (found ? found[0].length : 0);
}

/** A name may write its signs as #xx. */
export function nameOf(name) {
  return name.replace(/#([0-9A-Fa-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

/** Return the text that a string says. */
export function textOf(written) {
  return decode(written.startsWith("<") ? fromHexText(written) : fromLiteral(written));
}

function fromLiteral(literal) {
  const octal = literal.slice(1, -1).replace(/\\([0-7]{1,3})/g, (_, digits) => String.fromCharCode(parseInt(digits, 8) & 255));
  return octal.replace(/\\\r?\n/g, "").replace(/\\(.)/g, "$1");
}

function fromHexText(hex) {
  const digits = hex.replace(/[^0-9A-Fa-f]/g, "");
  return (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join("");
}

/** A text of PDF is UTF-16 behind a mark, UTF-8 behind another, or nearly Latin-1. */
function decode(text) {
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  if (text.startsWith("\u00fe\u00ff")) return new TextDecoder("utf-16be").decode(bytes.subarray(2));
  if (text.startsWith("\u00ef\u00bb\u00bf")) return new TextDecoder().decode(bytes.subarray(3));
  return text.trim();
}
