// The page of files: what each tells beside what it shows, and what of it is to be sent.
import { el, say } from "./dom.js";
import { RefusedError } from "./answers.js";
import { readMetadata } from "./metadata.js";

const MIB = 1048576;
const NAME_LENGTH = 200;
const HIDDEN_SIGNS = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]/gu;

/** The files of a draft, in memory alone. */
export class Files {
  constructor(maxBytes) {
    Object.assign(this, { maxBytes, list: [], isTooLarge: false });
  }

  /** Take files that were chosen, as far as there is room, and read what they tell. */
  async add(chosen) {
    this.isTooLarge = false;
    for (const blob of chosen) {
      if (this.size() + blob.size > this.maxBytes) {
        this.isTooLarge = true;
        continue;
      }
      const told = await readMetadata(blob);
      const isPlain = told.isKnown && !told.found.length && !told.mayHoldMore;
      this.list.push({ blob, name: nameOf(blob), told, choice: isPlain ? "original" : "", shows: "", taken: "" });
    }
  }

  size() {
    return this.list.reduce((size, each) => size + each.blob.size, 0);
  }

  remove(file) {
    this.list = this.list.filter((each) => each !== file);
  }

  /** Note what was said of each file on the page. */
  read(fields) {
    this.list.forEach((file, at) => {
      const last = (name) => fields.get(`files.${at}.${name}`)?.at(-1) ?? "";
      Object.assign(file, { shows: last("shows"), taken: last("taken.words"), choice: last("choice") || file.choice });
    });
  }

  /** Return the raw answer, or throw where somebody still has to choose. */
  raw() {
    if (this.list.some((file) => !file.choice)) throw new RefusedError("choose_send");
    return this.sent().map(({ name, shows, taken }) => ({ name, shows, taken: { words: taken } }));
  }

  /** Return the files that are to be sent. */
  sent() {
    return this.list.filter((file) => ["original", "cleaned"].includes(file.choice));
  }

  /** Return what is sealed of each: `{blob, name, choice}`. */
  sealed() {
    return this.sent().map(({ blob, name, choice, told }) => ({ name, choice, blob: choice === "cleaned" ? told.cleaned : blob }));
  }
}

/** A name is data; signs that nobody sees are taken out, as no answer may hold them. */
function nameOf(blob) {
  const name = blob.name.replace(HIDDEN_SIGNS, "").normalize("NFC").trim();
  return [...(name || "-")].slice(0, NAME_LENGTH).join("");
}

/**
 * Return the page's controls; `act` is called with "add" and the files, or "remove" and one of them.
 *
 * `words` name the fields in which somebody says what a file shows; a letter has none, its words stand in it.
 */
export function drawFiles(files, texts, words, act) {
  const room = Math.floor(files.maxBytes / MIB);
  const choose = el("input", { type: "file", id: "file", multiple: true, "aria-describedby": "file-room", change: () => act("add", [...choose.files]) });
  return [
    files.isTooLarge ? el("p", { class: "error", role: "alert" }, say(texts.no_room, { room })) : null,
    files.list.length ? el("ol", { class: "held" }, files.list.map((file, at) => drawFile(file, at, texts, words, act))) : null,
    el("div", { class: "field" }, el("label", { for: "file" }, texts.choose_files), el("p", { class: "room", id: "file-room" }, say(texts.file_room, { room })), choose),
  ];
}

function drawFile(file, at, texts, words, act) {
  const size = Math.max(0.01, Math.round((file.blob.size / MIB) * 100) / 100);
  const field = (key, label, value) => {
    const id = `file-${at}-${key.replace(".", "-")}`;
    return el("div", { class: "field" }, el("label", { for: id }, label), el("input", { id, name: `files.${at}.${key}`, value, autocomplete: "off" }));
  };
  return el(
    "li",
    {},
    el("p", {}, el("b", {}, file.name), ` · ${say(texts.mib, { size })}`),
    drawFindings(file.told, texts),
    file.told.found.length || file.told.mayHoldMore ? drawChoice(file, at, texts) : null,
    words ? [field("shows", words.file_shows, file.shows), field("taken.words", words.file_taken, file.taken)] : null,
    el("button", { type: "button", class: "plain", "aria-label": `${texts.not_send}: ${file.name}`, click: () => act("remove", file) }, texts.not_send),
  );
}

function drawFindings({ found, isKnown, mayHoldMore }, texts) {
  if (!isKnown) return el("p", { class: "warning" }, el("span", {}, texts.tells_unknown));
  const rows = found.map(({ kind, value }) => el("div", {}, el("dt", {}, texts[`tells_${kind}`]), el("dd", {}, value || "…")));
  return el(
    "div",
    { class: "tells" },
    el("p", { class: "label" }, texts.tells),
    rows.length ? el("dl", {}, rows) : el("p", {}, texts.tells_nothing),
    mayHoldMore ? el("p", { class: "room" }, texts.tells_more) : null,
  );
}

function drawChoice(file, at, texts) {
  const canClean = file.told.cleaned !== null;
  const { why } = file.told;
  const option = (value, label, hint) => {
    const id = `file-${at}-${value}`;
    const control = el("input", { type: "radio", name: `files.${at}.choice`, value, id, checked: file.choice === value });
    return el("div", { class: "choice" }, control, el("label", { for: id }, label, hint ? el("small", {}, hint) : null));
  };
  return el(
    "fieldset",
    {},
    el("legend", {}, texts.send_what),
    canClean ? option("cleaned", texts.send_cleaned, texts.send_cleaned_hint) : el("p", { class: "room", "data-uncleanable": true }, texts[why ? `cannot_clean_${why}` : "cannot_clean"], " ", texts.cannot_clean_advice),
    option("original", texts.send_original, texts.send_original_hint),
    option("neither", texts.send_neither, ""),
  );
}
