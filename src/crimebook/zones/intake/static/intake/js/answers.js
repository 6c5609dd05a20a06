// Answers: what a page's controls hold is read into one JSON value, or refused (crimebook.asking.answers and moments).
// The desk reads the same values with the same rules, so both must give the same value for the same input.
export const SPECIALS = ["unknown", "unsaid"];
const DAY_PARTS = ["night", "morning", "midday", "afternoon", "evening", "late_evening"];
const FILE_WORDS_LIMIT = 500;
const FILE_NAME_LIMIT = 200;
const WORDS_LIMIT = 300;
const MAX_RADIUS_M = 100000;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;
const MOMENT_KEYS = ["date", "date_to", "part", "time", "time_to", "words"];
const PLACE_KEYS = ["known", "words", "lat", "lon", "radius_m"];
const RANGE = /^(?:from|от|ад)?\s*(\d+)\s*(?:(?:[-–—]|to|до|да)\s*(\d+))?$/;
const SPACE = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const AROUND = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const BETWEEN = new RegExp(`[${SPACE}]+`);
const REFUSED_SIGN = /(?!\n)[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]/u;

/** Why an answer cannot be taken: a key of the form's refusals, the part of the answer, and values of its words. */
export class RefusedError extends Error {
  constructor(kind, part = "", values = {}) {
    super(kind);
    Object.assign(this, { kind, part, values });
  }
}

const refuse = (kind, part, values) => {
  throw new RefusedError(kind, part, values);
};
const join = (part, key) => (part ? `${part}.${key}` : `${key}`);
const isTable = (raw) => raw !== null && typeof raw === "object" && !Array.isArray(raw);
const strip = (text) => text.replace(AROUND, "");

/** Return "unknown" or "unsaid" for the two special answers, and "" for every other. */
export function specialOf(value) {
  if (!isTable(value) || Object.keys(value).length !== 1) return "";
  return SPECIALS.find((each) => value[each] === true) ?? "";
}

/** Return the answer's JSON value, or throw `RefusedError`; `known` are the codes of known places. */
export function readAnswer(question, raw, known = [], maxWord = 200) {
  const special = specialOf(raw);
  if (special) {
    if (!question.specials.includes(special)) refuse("special_not_offered");
    return { [special]: true };
  }
  if (isBlank(raw)) refuse("empty");
  const value = READERS[question.kind](question, raw, known, maxWord);
  if (isBlank(value)) refuse("empty");
  return value;
}

/** Return whether a raw value says nothing. */
export function isBlank(raw) {
  if (typeof raw === "string") return strip(raw) === "";
  if (isTable(raw)) return Object.values(raw).every(isBlank);
  return raw === null || raw === undefined || (Array.isArray(raw) && raw.length === 0);
}

const codesOf = (question) => question.options.map((option) => option.code);

const READERS = {
  notice: (_question, raw) => (raw === true || ["true", "read", "on"].includes(raw) ? true : refuse("wrong_shape")),
  choice: (question, raw) => readCode(raw, codesOf(question)),
  consent: (question, raw) => readCode(raw, codesOf(question)),
  choices: readChoices,
  body: readChoices,
  text: (question, raw, _known, maxWord) => readNeededText(raw, question.limit, "", maxWord),
  long_text: (question, raw, _known, maxWord) => readNeededText(raw, question.limit, "", maxWord),
  fields: readFields,
  number: readNumber,
  date_words: (_question, raw, _known, maxWord) => readMoment(raw, "", maxWord),
  period: (_question, raw, _known, maxWord) => readPeriod(raw, "", maxWord),
  place: (_question, raw, known, maxWord) => readPlace(raw, known, "", maxWord),
  legs: readLegs,
  files: readFiles,
};

function readChoices(question, raw) {
  const given = typeof raw === "string" ? [raw] : raw;
  if (!Array.isArray(given)) refuse("wrong_shape");
  const chosen = new Set(given.map((each) => readCode(each, codesOf(question))));
  return codesOf(question).filter((code) => chosen.has(code));
}

function readFields(question, raw, _known, maxWord) {
  const codes = question.parts.map((part) => part.code);
  const given = said(raw, codes);
  return Object.fromEntries(codes.filter((code) => code in given).map((code) => [code, readText(given[code], question.limit, code, maxWord)]));
}

function readNumber(question, raw) {
  let given = raw;
  const found = typeof raw === "string" ? RANGE.exec(strip(raw).toLowerCase()) : null;
  if (found) given = { at_least: found[1], at_most: found[2] ?? found[1] };
  else if (typeof raw === "string" || typeof raw === "number") given = { at_least: raw, at_most: raw };
  given = said(given, ["at_least", "at_most"]);
  const number = {};
  for (const key of ["at_least", "at_most"]) if (key in given) number[key] = readWholeNumber(given[key], question.limit, key);
  if ((number.at_least ?? 0) > (number.at_most ?? question.limit)) refuse("backwards", "at_most");
  return number;
}

function readLegs(question, raw, known, maxWord) {
  return rowsOf(question, raw).map(([at, row]) => {
    const given = said(row, ["leg", "place", "period"], at);
    const leg = { leg: readCode(given.leg, codesOf(question), join(at, "leg")) };
    const place = readPlace(given.place ?? {}, known, join(at, "place"), maxWord);
    const period = readPeriod(given.period ?? {}, join(at, "period"), maxWord);
    return { ...leg, ...(isBlank(place) ? {} : { place }), ...(isBlank(period) ? {} : { period }) };
  });
}

function readFiles(question, raw, _known, maxWord) {
  return rowsOf(question, raw).map(([at, row]) => {
    const given = said(row, ["name", "shows", "taken"], at);
    const each = { name: readNeededText(given.name ?? "", FILE_NAME_LIMIT, join(at, "name"), maxWord) };
    if ("shows" in given) each.shows = readText(given.shows, FILE_WORDS_LIMIT, join(at, "shows"), maxWord);
    const taken = readMoment(given.taken ?? {}, join(at, "taken"), maxWord);
    return { ...each, ...(isBlank(taken) ? {} : { taken }) };
  });
}

function rowsOf(question, raw) {
  if (!Array.isArray(raw)) refuse("wrong_shape");
  const rows = raw.map((row, number) => [String(number), row]).filter(([, row]) => !isBlank(row));
  if (rows.length > question.limit) refuse("too_many", "", { limit: question.limit });
  return rows;
}

function readMoment(raw, part, maxWord) {
  const given = said(raw, MOMENT_KEYS, part);
  const readers = {
    date: readDate,
    date_to: readDate,
    part: (each, at) => readCode(each, DAY_PARTS, at),
    time: readTime,
    time_to: readTime,
    words: (each, at) => readText(each, WORDS_LIMIT, at, maxWord),
  };
  const moment = {};
  for (const key of MOMENT_KEYS) if (key in given) moment[key] = readers[key](given[key], join(part, key));
  if (moment.date_to && moment.date_to < (moment.date ?? "")) refuse("backwards", join(part, "date_to"));
  return moment;
}

function readPeriod(raw, part, maxWord) {
  const given = said(raw, ["from", "until"], part);
  const period = {};
  for (const key of Object.keys(given)) {
    const moment = readMoment(given[key], join(part, key), maxWord);
    if (!isBlank(moment)) period[key] = moment;
  }
  const last = period.until?.date_to ?? period.until?.date;
  if (last && period.from?.date && last < period.from.date) refuse("backwards", join(part, "until"));
  return period;
}

function readPlace(raw, known, part, maxWord) {
  const given = said(raw, PLACE_KEYS, part);
  const place = {};
  if ("known" in given) place.known = readCode(given.known, known, join(part, "known"));
  if ("words" in given) place.words = readText(given.words, WORDS_LIMIT, join(part, "words"), maxWord);
  return { ...place, ...readPoint(given, part) };
}

function readPoint(given, part) {
  if (!("lat" in given || "lon" in given || "radius_m" in given)) return {};
  const point = { lat: readDegrees(given.lat, 90, part), lon: readDegrees(given.lon, 180, part) };
  if ("radius_m" in given) point.radius_m = readWholeNumber(given.radius_m, MAX_RADIUS_M, join(part, "radius_m"));
  return point;
}

function readDegrees(raw, most, part) {
  const isWritten = typeof raw === "number" || (typeof raw === "string" && /^[+-]?\d+(?:\.\d+)?$/.test(strip(raw)));
  const degrees = isWritten ? Number(raw) : NaN;
  if (!(Math.abs(degrees) <= most)) refuse("not_a_point", part);
  // Five places are about a metre: nobody's finger on a map is nearer.
  return Number(degrees.toFixed(5));
}

function readDate(raw, part) {
  const text = typeof raw === "string" ? strip(raw) : "";
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const dayFirst = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1).map(Number) : dayFirst ? dayFirst.slice(1).reverse().map(Number) : refuse("not_a_date", part);
  const moment = new Date(Date.UTC(year, month - 1, day));
  const isDay = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  if (!isDay || year < FIRST_YEAR || year > LAST_YEAR) refuse("not_a_date", part);
  return moment.toISOString().slice(0, 10);
}

function readTime(raw, part) {
  const found = typeof raw === "string" ? /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(strip(raw)) : null;
  const [hour, minute] = found ? [Number(found[1]), Number(found[2] ?? 0)] : [24, 0];
  if (hour > 23 || minute > 59) refuse("not_a_time", part);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function readCode(raw, known, part = "") {
  if (isBlank(raw)) refuse("empty", part);
  if (typeof raw !== "string" || !known.includes(raw)) refuse("not_offered", part);
  return raw;
}

function readWholeNumber(raw, most, part) {
  const text = ["string", "number"].includes(typeof raw) ? strip(String(raw)) : "";
  if (!/^[0-9]+$/.test(text)) refuse("not_a_number", part);
  if (text.length > 12 || Number(text) > most) refuse("number_too_large", part, { limit: most });
  return Number(text);
}

/** Return a text in its one form (crimebook.asking.plain_text), or throw `RefusedError`. */
export function readText(raw, limit, part = "", maxWord = 200) {
  if (typeof raw !== "string") refuse("wrong_shape", part);
  const signs = (text) => [...text].length;
  if (raw.length > 8 * limit + 2000) refuse("too_long", part, { limit, length: raw.length });
  let text = strip(raw.replace(/\r\n?/g, "\n").replaceAll("\t", " "));
  if (REFUSED_SIGN.test(text)) refuse("control_character", part);
  text = text.normalize("NFC");
  if (signs(text) > limit) refuse("too_long", part, { limit, length: signs(text) });
  if (text.split(BETWEEN).some((word) => signs(word) > maxWord)) refuse("word_too_long", part, { limit: maxWord });
  return text;
}

function readNeededText(raw, limit, part, maxWord) {
  return readText(raw, limit, part, maxWord) || refuse("empty", part);
}

function said(raw, keys, part = "") {
  if (!isTable(raw) || Object.keys(raw).some((key) => !keys.includes(key))) refuse("wrong_shape", part);
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => !isBlank(value)));
}
