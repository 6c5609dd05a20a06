// Since when the book has signed nothing for a mailbox, and which answers do not lie there; as crimebook.work.receiving.lateness.
import { el, say } from "./dom.js";
import { saidBeside } from "./messages.js";

const DAY_MS = 86_400_000;
const LATE_DAYS = 21;

/** Return what a mailbox's messages tell at an instant, or null where no first slot opened. */
export function lateness(letters, at) {
  const first = letters.filter((each) => each.kind === "collected").at(-1);
  if (!first) return null;
  const listed = saidBeside(first);
  const here = new Set(letters.map((each) => each.counter));
  const missing = [...listed.keys()].filter((counter) => !here.has(counter)).length;
  const today = Date.parse(at.toISOString().slice(0, 10));
  const isLate = today - Date.parse(first.at_day) > LATE_DAYS * DAY_MS;
  return { day: first.at_day, listed: listed.size, missing, isLate };
}

/** Return what a page shows of it, or null. */
export function drawLateness(found, texts) {
  if (!found) return null;
  const rest = [found.isLate ? texts.late : "", found.missing ? say(texts.missing, found) : ""].filter(Boolean);
  return el(
    "section",
    { "data-lateness": true, role: found.isLate ? "alert" : false },
    el("p", { class: "hint" }, say(texts.dated, found)),
    rest.map((each, at) => el("p", { class: found.isLate && at === 0 ? "error" : false }, each)),
  );
}
