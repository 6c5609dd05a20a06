// Checking a saved proof without a server: the words and the file are read here, by keys that this page was made with.
import { fromBase64 } from "./bytes.js";
import { el, say } from "./dom.js";
import { checkSaved, drawInBook } from "./inbook.js";
import { policyOf } from "./log.js";
import { readManifest } from "./manifest.js";
import { receiptKeys } from "./receipt.js";
import { WordsError, WordsReader } from "./words.js";

const MOST_BYTES = 65536;

/** Return what checks a proof, or null where the book has no log. */
export function drawCheck(given, texts) {
  const manifest = findManifest(given);
  if (!manifest || !policyOf(manifest)) return null;
  const words = el("textarea", { id: "check-words", rows: 4, autocapitalize: "none", autocorrect: "off", autocomplete: "off", spellcheck: "false" });
  const file = el("input", { type: "file", id: "check-file", accept: ".txt,text/plain" });
  const told = el("div", { role: "status", "data-checked": true });
  const submit = async (event) => {
    event.preventDefault();
    const said = await answer(words.value, file.files[0], given, manifest, texts);
    told.replaceChildren(said);
    // What was read right need not be typed again; whoever comes after must not find it.
    if (!said.matches(".error")) words.value = "";
  };
  return el(
    "details",
    { class: "folded", "data-check": true },
    el("summary", {}, texts.check_title),
    el("p", {}, texts.check_how),
    el("form", { autocomplete: "off", submit }, field(texts.check_words, words), field(texts.check_file, file), el("div", { class: "buttons" }, el("button", {}, texts.check)), told),
  );
}

function field(text, control) {
  return [el("p", {}, el("label", { for: control.id }, el("b", {}, text))), control];
}

/** An old file checks too: what its root signed once it can still tell from what nobody signed. */
function findManifest(given) {
  try {
    return readManifest(fromBase64(given.manifest), given.roots, new Date(0));
  } catch {
    return null;
  }
}

async function answer(typed, file, given, manifest, texts) {
  const refuse = (text) => el("p", { class: "error", role: "alert" }, text);
  try {
    const entropy = new WordsReader(given.words).read(typed);
    if (!file) return refuse(texts.check_no_file);
    if (file.size > MOST_BYTES) return refuse(texts.check_false);
    const { leaf } = receiptKeys(entropy, manifest.origin);
    const found = checkSaved(await file.text(), leaf, manifest, new Date());
    return drawInBook(found, texts, say(texts.check_keys, { issued: manifest.issued.slice(0, 10) }));
  } catch (error) {
    return refuse(error instanceof WordsError ? texts.check_no_words : texts.check_false);
  }
}
