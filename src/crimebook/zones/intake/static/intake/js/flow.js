// The way through the questionnaire (crimebook.asking.flow): which question comes next, given the answers so far.
import { specialOf } from "./answers.js";

const AUDIENCES = { under_18: "young", for_a_child: "child", about_a_child: "child" };

/** Return a form whose ways hold their questions: it travels with each question once. */
export function unpackForm(packed) {
  const ways = packed.ways.map((way) => ({ ...way, questions: way.questions.map((at) => packed.questions[at]) }));
  return { ...packed, ways };
}

export function wayOf(form, id) {
  return form.ways.find((way) => way.id === id);
}

/** Return the questions that are asked, in order; `isOpen` takes those in that may still come. */
export function path(form, wayId, answers, isOpen = false) {
  const asked = new Map();
  let waiting = [...wayOf(form, wayId).questions];
  const ways = new Set([wayId]);
  while (waiting.length) {
    const question = waiting.shift();
    if (asked.has(question.id) || !isMet(question.when, answers, asked, isOpen)) continue;
    asked.set(question.id, question);
    const way = leadOf(question, answers[question.id])?.way;
    if (way && !ways.has(way)) {
      ways.add(way);
      waiting = [...wayOf(form, way).questions];
    }
  }
  return [...asked.values()];
}

/** Return the id of the page that an answer shows before the way goes on, or "". */
export function interruption(question, value) {
  return leadOf(question, value)?.page ?? "";
}

/** Return the question after another, or null at the end. */
export function nextQuestion(form, wayId, answers, after = "") {
  const asked = path(form, wayId, answers);
  return asked[after ? asked.findIndex((each) => each.id === after) + 1 : 0] ?? null;
}

/** Return the question before another, or null. */
export function previousQuestion(form, wayId, answers, before) {
  const asked = path(form, wayId, answers);
  return asked[asked.findIndex((each) => each.id === before) - 1] ?? null;
}

/** Return the first question without an answer, or null. */
export function unanswered(form, wayId, answers) {
  return path(form, wayId, answers).find((each) => !(each.id in answers)) ?? null;
}

/** Return the answers that the way reaches. */
export function sentAnswers(form, wayId, answers) {
  const reached = path(form, wayId, answers).filter((each) => each.id in answers);
  return Object.fromEntries(reached.map((each) => [each.id, answers[each.id]]));
}

/** Return the part of the way that lies behind a question, from 0 to 1; no answer makes the way longer. */
export function progress(form, wayId, answers, at) {
  const asked = path(form, wayId, answers, true);
  return asked.findIndex((each) => each.id === at) / asked.length;
}

/** Return for whom pages are chosen, by the way or by the one that an answer led to; else "". */
export function audience(form, wayId, answers) {
  if (wayId in AUDIENCES) return AUDIENCES[wayId];
  const ways = path(form, wayId, answers).map((each) => leadOf(each, answers[each.id])?.way);
  return AUDIENCES[ways.find((way) => way in AUDIENCES)] ?? "";
}

function isMet(condition, answers, asked, isOpen) {
  if (!condition) return true;
  if (isOpen && asked.has(condition.question) && !(condition.question in answers)) return true;
  const given = codesIn(answers[condition.question]);
  return asked.has(condition.question) && condition.any_of.some((code) => given.has(code));
}

function leadOf(question, value) {
  const codes = codesIn(value);
  return question.leads.find((lead) => lead.any_of.some((code) => codes.has(code)));
}

function codesIn(value) {
  const special = specialOf(value);
  if (special) return new Set([special]);
  if (typeof value === "string") return new Set([value]);
  return new Set(Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);
}
