// How the words of a receipt are typed, and how they were meant (docs/spec/0002-twelve-words.md, sections 4 and 5).
const ABBREVIATION_LETTERS = 4;
const REACH = 2;
const PREPARED = new Map([
  ...[..."'’ʼ‘`´′ʹ＇"].map((sign) => [sign, ""]),
  ...[..."-‐‑‒–—−﹣－"].map((sign) => [sign, "-"]),
  ["№", " "],
  ["\u200b", " "],
]);
const LETTERS = new Map([["ґ", "г"], ["і", "и"]]);
const LATIN = [..."ABCEHIKMOPTXYaceikmoptxy"];
const CYRILLIC = [..."АВСЕНІКМОРТХУасеікмортху"];
const TO_CYRILLIC = new Map(LATIN.map((sign, at) => [sign, CYRILLIC[at]]));
const TO_LATIN = new Map(CYRILLIC.map((sign, at) => [sign, LATIN[at]]));
const KEYS = [..."qwertyuiop[]asdfghjkl;'zxcvbnm,.`"];
const RUSSIAN_KEYS = [..."йцукенгшщзхъфывапролджэячсмитьбюё"];
const BELARUSIAN_KEYS = [..."йцукенгшўзх'фывапролджэячсмітьбюё"];
const LAYOUTS = [[KEYS, RUSSIAN_KEYS], [KEYS, BELARUSIAN_KEYS], [RUSSIAN_KEYS, KEYS], [BELARUSIAN_KEYS, KEYS]].map(
  ([from, to]) => new Map(from.map((sign, at) => [sign, to[at]])),
);
const LETTER = "[\\p{L}\\p{Nl}\\p{No}]+";
const WORD = new RegExp(`${LETTER}(?:-${LETTER})*`, "gu");

const translate = (text, table) => Array.from(text, (sign) => table.get(sign) ?? sign).join("");

/** Return the words of a text without marks over letters, numbers and what stands between; hyphens may stay. */
export function splitTyped(text) {
  const marked = translate(text, PREPARED).normalize("NFKD");
  const plain = marked.replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, "").replace(/-[ \t]*\r?\n\s*/g, "-");
  return plain.match(WORD) ?? [];
}

/** Return a word as it is compared in a language. */
export function fold(word, language = "") {
  const script = language === "en" ? TO_LATIN : TO_CYRILLIC;
  const letters = language ? translate(word, script) : word;
  return translate(splitTyped(letters).join("").replaceAll("-", "").toLowerCase(), LETTERS);
}

/** Return what the same keys would have typed on the other keyboards. */
export function otherLayouts(text) {
  return LAYOUTS.map((layout) => translate(text.toLowerCase(), layout));
}

/** Return every beginning of a folded word that names it. */
export function beginnings(folded) {
  const from = Math.min(ABBREVIATION_LETTERS, folded.length);
  return Array.from({ length: folded.length - from + 1 }, (_, more) => folded.slice(0, from + more));
}

/** Return the places of at most `count` words of `among` that `folded` is likely meant to be. */
export function nearest(folded, among, count) {
  const ranked = [];
  among.forEach((word, place) => {
    if (Math.abs(word.length - folded.length) > REACH) return;
    const distance = alignment(folded, word);
    if (distance <= REACH) ranked.push([distance, -commonStart(folded, word), place]);
  });
  return ranked.sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]).slice(0, count).map((each) => each[2]);
}

function commonStart(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** Return the optimal string alignment distance. */
function alignment(one, other) {
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const last = before;
    before = row;
    row = [at];
    for (let over = 1; over <= other.length; over += 1) {
      let cost = Math.min(before[over] + 1, row[over - 1] + 1, before[over - 1] + (one[at - 1] === other[over - 1] ? 0 : 1));
      if (at > 1 && over > 1 && one[at - 1] === other[over - 2] && one[at - 2] === other[over - 1]) cost = Math.min(cost, last[over - 2] + 1);
      row.push(cost);
    }
  }
  return row[other.length];
}
