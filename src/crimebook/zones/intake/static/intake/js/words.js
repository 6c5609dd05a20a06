// Twelve words: 128 random bits that a person can write down and read back (docs/spec/0002-twelve-words.md).
// What was typed is a secret: no error holds it, and nothing here asks a server.
import { sha256 } from "./vendor/age.js";
import { beginnings, fold, nearest, otherLayouts, splitTyped } from "./spelling.js";

export const WORDS = 12;
export const LANGUAGES = ["be", "ru", "en"];
const WORD_BITS = 11;
const CHECK_BITS = 4;
const MOST_SIGNS = 1000;
const MOST_LETTERS = 32;
const MOST_RUNS = 48;
const MOSTLY = 9;
const NEAREST = 3;

/** What is wrong with words: `kind` as in section 5; `positions` and `nearest` are for the person's own page. */
export class WordsError extends Error {
  constructor(kind, { count = 0, positions = [], nearest: near = [] } = {}) {
    super(`expected the twelve words of a receipt: ${kind}`);
    Object.assign(this, { kind, count, positions, nearest: near });
  }
}

/** Return the twelve words of 16 bytes in a list of 2,048. */
export function makeWords(entropy, list) {
  if (entropy.length !== 16 || list.length !== 1 << WORD_BITS) throw new RangeError("expected 16 bytes and a whole list");
  let bits = 0n;
  for (const byte of entropy) bits = (bits << 8n) | BigInt(byte);
  bits = (bits << BigInt(CHECK_BITS)) | BigInt(checksum(entropy));
  return Array.from({ length: WORDS }, (_, at) => list[Number((bits >> BigInt(WORD_BITS * (WORDS - 1 - at))) & 2047n)]);
}

/** Reads words in all lists at once; `lists` are the words by language. */
export class WordsReader {
  constructor(lists) {
    this.lists = lists;
    this.folded = {};
    this.places = {};
    for (const language of LANGUAGES) {
      this.folded[language] = lists[language].map((word) => fold(word));
      this.places[language] = new Map(this.folded[language].flatMap((word, place) => beginnings(word).map((start) => [start, place])));
    }
  }

  /** Return the 16 bytes that a text stands for, or throw `WordsError`. */
  read(text) {
    if (text.length > 2 * MOST_SIGNS || [...text].length > MOST_SIGNS) throw new WordsError("too-long");
    const runs = splitTyped(text);
    if (runs.length > MOST_RUNS) throw new WordsError("count", { count: runs.length });
    const typed = this.part(runs);
    const tooLong = typed.findIndex((word) => [...word].length > MOST_LETTERS);
    if (tooLong >= 0) throw new WordsError("too-long", { positions: [tooLong + 1] });
    const found = Object.fromEntries(LANGUAGES.map((language) => [language, typed.map((word) => this.find(word, language))]));
    const full = LANGUAGES.filter((language) => !found[language].includes(undefined));
    if (typed.length !== WORDS || !full.length) throw this.refusal(text, typed, found);
    return this.settle(typed, full, found);
  }

  find(word, language) {
    return this.places[language].get(fold(word, language));
  }

  /** Hyphens join where a list has the whole, and part otherwise. */
  part(runs) {
    const isWhole = (run) => [...run].length <= MOST_LETTERS && LANGUAGES.some((language) => this.find(run, language) !== undefined);
    return runs.flatMap((run) => (isWhole(run) ? [run] : run.split("-")));
  }

  settle(typed, full, found) {
    const right = new Map();
    for (const language of full) {
      const entropy = decode(found[language]);
      if (!entropy) continue;
      const whole = typed.filter((word, at) => this.folded[language][found[language][at]] === fold(word, language)).length;
      const name = entropy.join();
      right.set(name, { entropy, whole: Math.max(whole, right.get(name)?.whole ?? 0) });
    }
    if (!right.size) throw new WordsError("checksum");
    const most = Math.max(...[...right.values()].map((each) => each.whole));
    const best = [...right.values()].filter((each) => each.whole === most);
    if (best.length > 1) throw new WordsError("ambiguous");
    return best[0].entropy;
  }

  refusal(text, typed, found) {
    const known = Math.max(...LANGUAGES.map((language) => count(found[language])));
    if (otherLayouts(text).some((other) => this.knownInBest(other) >= Math.max(MOSTLY, known + 1))) return new WordsError("layout");
    if (typed.length !== WORDS) return new WordsError("count", { count: typed.length });
    const unknown = typed.map((_, at) => at).filter((at) => LANGUAGES.every((language) => found[language][at] === undefined));
    if (!unknown.length) return new WordsError("mixed");
    const language = this.likeliest(typed, found);
    const near = unknown.map((at) => nearest(fold(typed[at], language), this.folded[language], NEAREST).map((place) => this.lists[language][place]));
    return new WordsError("unknown", { positions: unknown.map((at) => at + 1), nearest: near });
  }

  knownInBest(text) {
    const typed = this.part(splitTyped(text).slice(0, MOST_RUNS));
    return Math.max(...LANGUAGES.map((language) => count(typed.map((word) => this.find(word, language)))));
  }

  likeliest(typed, found) {
    const likeness = (language) => {
      const alphabet = new Set(this.folded[language].join(""));
      const letters = [...fold(typed.join(""), language)].filter((letter) => alphabet.has(letter)).length;
      return count(found[language]) * 1e6 + letters;
    };
    return LANGUAGES.reduce((best, language) => (likeness(language) > likeness(best) ? language : best));
  }
}

const count = (places) => places.filter((place) => place !== undefined).length;

function checksum(entropy) {
  return sha256(entropy)[0] >> (8 - CHECK_BITS);
}

function decode(places) {
  let bits = 0n;
  for (const place of places) bits = (bits << BigInt(WORD_BITS)) | BigInt(place);
  const check = Number(bits & 15n);
  bits >>= BigInt(CHECK_BITS);
  const entropy = new Uint8Array(16);
  for (let at = 15; at >= 0; at -= 1, bits >>= 8n) entropy[at] = Number(bits & 255n);
  return checksum(entropy) === check ? entropy : null;
}
