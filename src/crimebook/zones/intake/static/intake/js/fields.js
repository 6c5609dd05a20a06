// Names of controls for one question, and what they hold as a raw answer (crimebook.asking.fields).
import { SPECIALS, specialOf } from "./answers.js";

const ONE = ["notice", "choice", "consent", "text", "long_text"];
const REPEATED = ["choices", "body"];
const ROWS = ["legs", "files"];

/** Return a raw answer of `fields`, a Map of lists of texts by name. */
export function rawFromFields(question, fields) {
  const last = (name) => fields.get(name)?.at(-1) ?? "";
  const special = last(`${question.id}.special`);
  if (SPECIALS.includes(special)) return { [special]: true };
  if (REPEATED.includes(question.kind)) return fields.get(question.id) ?? [];
  if (ONE.includes(question.kind) || fields.has(question.id)) return last(question.id);
  const nested = {};
  for (const name of fields.keys()) {
    const [head, ...keys] = name.split(".");
    if (head !== question.id || !keys.length || keys[0] === "special") continue;
    let inner = nested;
    for (const key of keys.slice(0, -1)) inner = inner[key] ??= {};
    inner[keys.at(-1)] = last(name);
  }
  if (!ROWS.includes(question.kind)) return nested;
  return Object.keys(nested).map(Number).sort((one, other) => one - other).map((row) => nested[row]);
}

/** Return the fields that hold an answer, so that a page can show it again: a Map of lists of texts. */
export function fieldsFromAnswer(question, value) {
  const special = specialOf(value);
  if (special) return new Map([[`${question.id}.special`, [special]]]);
  if (REPEATED.includes(question.kind)) return new Map([[question.id, [...value]]]);
  if (question.kind === "notice") return new Map([[question.id, ["read"]]]);
  return new Map(flat(question.id, value));
}

function flat(name, value) {
  if (value !== null && typeof value === "object") return Object.entries(value).flatMap(([key, each]) => flat(`${name}.${key}`, each));
  return [[name, [String(value)]]];
}
