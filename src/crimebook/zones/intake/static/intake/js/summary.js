// Check your answers: a value in words (crimebook.asking.summary).
import { specialOf } from "./answers.js";

/** Return the lines of an answer as a person reads them. */
export function linesOf(form, question, value, places) {
  const special = specialOf(value);
  if (special) return [form.words[special]];
  const say = SAYINGS[question.kind];
  if (say) return say({ form, places }, question, value);
  if (question.options.length) return [value].flat().map((code) => labelOf(question.options, code));
  return [String(value)];
}

const labelOf = (options, code) => options.find((each) => each.code === code)?.label ?? code;
const dash = (first, last) => (first && last ? `${first} – ${last}` : first || last || "");
const dayFirst = (date) => (date ? date.split("-").reverse().join(".") : "");
const filled = (parts, sign) => parts.filter(Boolean).join(sign);

function moment({ form }, value) {
  const part = value.part ? labelOf(form.day_parts, value.part) : "";
  return filled([dash(dayFirst(value.date), dayFirst(value.date_to)), part, dash(value.time, value.time_to), value.words], ", ");
}

function period(told, value) {
  return ["from", "until"].filter((key) => key in value).map((key) => `${told.form.words[key]}: ${moment(told, value[key])}`);
}

function place({ form, places }, value) {
  const point = "lat" in value ? `${value.lat.toFixed(5)}, ${value.lon.toFixed(5)}` : "";
  const radius = "radius_m" in value ? form.words.metres.replace("{radius_m}", value.radius_m) : "";
  return filled([value.known ? labelOf(places, value.known) : "", value.words, point, radius], ", ");
}

function number({ form }, _question, value) {
  if (value.at_least === value.at_most) return [String(value.at_least)];
  return ["at_least", "at_most"].filter((key) => key in value).map((key) => `${form.words[key]} ${value[key]}`);
}

const SAYINGS = {
  fields: (_told, question, value) => Object.entries(value).map(([code, words]) => `${labelOf(question.parts, code)}: ${words}`),
  number,
  date_words: (told, _question, value) => [moment(told, value)],
  period: (told, _question, value) => period(told, value),
  place: (told, _question, value) => [place(told, value)],
  legs: (told, question, value) => value.map((leg) => filled([labelOf(question.options, leg.leg), place(told, leg.place ?? {}), ...period(told, leg.period ?? {})], "; ")),
  files: (told, _question, value) => value.map((each) => filled([each.name, each.shows, moment(told, each.taken ?? {})], "; ")),
};
