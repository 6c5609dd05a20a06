// The pages of a mailbox, drawn where the words are: the same pages as the server draws without scripts.
import { RefusedError, readText } from "./answers.js";
import { el, lines, say } from "./dom.js";
import { readControls } from "./drawing.js";
import { Files, drawFiles } from "./filing.js";
import { partCount } from "./handingin.js";
import { drawInBook, drawSaving } from "./inbook.js";
import { drawLateness } from "./lateness.js";
import { Mailbox } from "./mailbox.js";
import { ManifestError } from "./manifest.js";
import { TooLongError } from "./padding.js";
import { RemoteWorkshop, WorkError } from "./remote.js";
import { RefusedByServer, Server, StoppedError } from "./server.js";
import { LANGUAGES, WordsError, WordsReader } from "./words.js";

const DATA = new URL("./data/", import.meta.url);
const WORKER = new URL("./worker.js", import.meta.url);
const MOST_SIGNS = 1000;

/** Take over the page that asks for the words, once everything that reads them is here. */
export async function openDoor(root, form) {
  const told = fetchJson(`/${document.documentElement.lang}/return/form`);
  const lists = await Promise.all(LANGUAGES.map((language) => fetchJson(new URL(`words.${language}.json`, DATA))));
  document.head.append(el("link", { rel: "stylesheet", href: new URL("script.css", import.meta.url) }));
  const reader = new WordsReader(Object.fromEntries(LANGUAGES.map((language, at) => [language, lists[at]])));
  new Door(root, form, await told, reader).open();
}

async function fetchJson(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new RefusedByServer(String(answer.status));
  return answer.json();
}

/** Return what is to be said of words that cannot be read: to the person who typed them, and to nobody else. */
export function hintsOf(error, texts) {
  const { kind, count, positions, nearest } = error;
  if (kind === "too-long") return [positions.length ? say(texts.hint_long_word, { position: positions[0] }) : say(texts.hint_long, { limit: MOST_SIGNS })];
  if (kind === "count") return [say(texts.hint_count, { count })];
  if (kind !== "unknown") return [texts[`hint_${kind}`]];
  const each = positions.map((position, at) => say(nearest[at].length ? texts.hint_nearest : texts.hint_unknown_word, { position, nearest: nearest[at].join(", ") }));
  return [say(texts.hint_unknown, { positions: positions.join(", ") }), ...each];
}

/** The page that asks for the words. */
class Door {
  constructor(root, form, told, reader) {
    Object.assign(this, { root, form, told, reader });
    this.typed = form.elements.words;
    this.hint = document.getElementById("hint");
  }

  open() {
    const { texts } = this.told;
    document.querySelector("[data-scripted]").remove();
    this.form.before(el("p", { class: "hint", "data-read-here": true }, texts.read_here));
    this.form.append(el("div", { class: "buttons" }, el("button", {}, texts.continue)));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.read();
    });
    // A page that the browser kept would show the mailbox to whoever comes after.
    addEventListener("pagehide", () => this.root.replaceChildren());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  read() {
    for (const old of this.root.querySelectorAll(".error")) old.remove();
    try {
      this.typed.removeAttribute("aria-invalid");
      this.enter(this.reader.read(this.typed.value));
    } catch (error) {
      if (!(error instanceof WordsError)) throw error;
      this.typed.setAttribute("aria-invalid", "true");
      this.complain(hintsOf(error, this.told.texts));
    }
  }

  complain(hints) {
    this.hint.before(...hints.map((hint) => el("p", { class: "error", role: "alert" }, hint)));
    this.root.querySelector(".error").scrollIntoView({ block: "center" });
  }

  async enter(entropy) {
    const page = [...this.root.childNodes];
    const rooms = new Rooms(this.root, this.told);
    try {
      const mailbox = await rooms.during(this.told.texts.fetching, (server) => Mailbox.open(server, this.told.roots, entropy));
      this.typed.value = "";
      document.querySelector(".languages")?.remove();
      rooms.enter(mailbox, entropy);
    } catch (error) {
      const failure = failureOf(error);
      document.body.dataset.page = "words";
      this.root.replaceChildren(...page);
      if (failure) this.complain([this.told.texts[failure]]);
    }
  }
}

/** Return the name of the text that says what went wrong, "" where the person stopped it; throw what is our fault. */
function failureOf(error) {
  if (error instanceof StoppedError) return "";
  if (error instanceof ManifestError) return error.kind === "unsigned" || error.kind === "malformed" ? "failed_unsigned" : "failed_expired";
  if (error instanceof TooLongError) return "failed_long";
  if (error instanceof WorkError) return "failed_file";
  if (error instanceof RefusedByServer) return error.kind === "full" ? "failed_full" : "failed_closed";
  throw error;
}

/** What the words open. */
class Rooms {
  constructor(root, told) {
    Object.assign(this, { root, told, texts: told.texts, mailbox: null, isInside: false, files: new Files(told.max_upload_bytes) });
  }

  enter(mailbox, entropy) {
    Object.assign(this, { mailbox, entropy });
    // The browser's own "back" leads to the mailbox, and from there out: the words are forgotten then.
    history.pushState(null, "");
    addEventListener("popstate", () => {
      if (!this.isInside) return location.reload();
      history.pushState(null, "");
      this.show();
    });
    this.show();
  }

  draw(name, ...children) {
    document.body.dataset.page = name;
    this.isInside = name !== "mailbox";
    this.root.replaceChildren(...children.flat(Infinity).filter(Boolean));
    this.root.focus();
    scrollTo(0, 0);
  }

  button(text, kind, act) {
    return el("button", { type: "button", class: kind, click: act }, text);
  }

  /** Show what waits; `done` and `failure` are names of texts, `error` is a sentence about what was typed. */
  show({ done = "", failure = "", error = "", typed = "" } = {}) {
    const { texts, mailbox } = this;
    const day = mailbox.collected?.at_day;
    const state = day ? [el("b", {}, texts.collected), " ", say(texts.collected_by, { day })] : [el("b", {}, texts.nothing), " ", texts.nothing_why];
    this.draw(
      "mailbox",
      el("h1", {}, texts.title),
      failure ? el("p", { class: "error", role: "alert" }, texts[failure]) : null,
      done ? el("p", { class: "done", role: "status" }, texts[done]) : null,
      mailbox.hasForged ? el("p", { class: "error", role: "alert" }, texts.forged) : null,
      el("p", {}, state),
      this.inBook(),
      drawLateness(mailbox.lateness(), this.told.proof),
      mailbox.said.map((letter) => this.letter(letter)),
      this.writing(error, typed),
      el("section", {}, el("h2", {}, texts.other), this.doors()),
    );
    this.root.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }

  /** Show whether the report is in the book, checked here, with the proof to be saved. */
  inBook() {
    const texts = this.told.proof;
    const found = this.mailbox.inBook();
    const section = drawInBook(found, texts, texts.checked_here);
    section?.append(...drawSaving(found, texts));
    return section;
  }

  letter({ kind, text, at_day: day }) {
    return el("article", { class: "letter" }, el("h2", {}, this.texts[`letter_${kind}`], " ", el("small", {}, day)), el("p", {}, lines(text)));
  }

  writing(error, typed) {
    const { texts, told } = this;
    const area = el("textarea", { id: "text", name: "text", rows: 6, autocomplete: "off", "aria-describedby": "text-room", "aria-invalid": error ? "true" : false }, typed);
    const submit = (event) => {
      event.preventDefault();
      this.add(area.value);
    };
    return el(
      "form",
      { autocomplete: "off", "data-mailbox": true, submit },
      el("h2", {}, el("label", { for: "text" }, texts.write)),
      error ? el("p", { class: "error", role: "alert" }, error) : null,
      area,
      el("p", { class: "room", id: "text-room" }, say(texts.room, { limit: told.limit })),
      this.choosing(),
      el("div", { class: "buttons" }, el("button", { value: "add" }, texts.send)),
    );
  }

  /** Return the place where files are chosen: only it is drawn anew when there are others. */
  choosing() {
    const place = el("section", { "data-letter-files": true });
    const act = async (what, of) => {
      this.noteChoices();
      await (what === "add" ? this.files.add(of) : this.files.remove(of));
      draw();
      place.querySelector("input[type=file]").focus();
    };
    const draw = () => place.replaceChildren(...drawFiles(this.files, this.told.files, null, act).flat(Infinity).filter(Boolean));
    draw();
    return place;
  }

  noteChoices() {
    const form = this.root.querySelector("form[data-mailbox]");
    if (form) this.files.read(readControls(form));
  }

  doors() {
    const { texts, mailbox } = this;
    const door = (name, wish, act) => el("button", { type: "button", class: "quiet", value: wish, click: act }, texts[name]);
    return el(
      "div",
      { class: "buttons" },
      mailbox.said.length ? door("remove", "remove", () => this.act("removing", (each) => each.removeRead(), "done_removed")) : null,
      door("change_consent", "ask-consent", () => this.askConsent()),
      door("withdraw_or_undo", "ask-withdrawal", () => this.askWithdrawal()),
      door("look_again", "show", () => this.lookAgain()),
    );
  }

  add(typed) {
    const { told, mailbox } = this;
    try {
      this.noteChoices();
      this.files.raw(); // throws where somebody still has to choose what of a file is sent
      const files = this.files.sealed();
      const text = readText(typed, told.limit, "", told.max_word_characters);
      if (!text && !files.length) throw new RefusedError("empty");
      this.writeWords(mailbox.kindOfWords, { text, files }, typed);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.show({ error: say(told.files[error.kind] ?? told.refusals[error.kind], error.values), typed });
    }
  }

  /** Send words and files; the files are forgotten once they are there. */
  writeWords(kind, said, typed) {
    const what = async (mailbox, onPart) => {
      const [workshop, solver] = said.files.length ? [new RemoteWorkshop(WORKER), new RemoteWorkshop(WORKER)] : [];
      try {
        await mailbox.write(kind, said, { workshop, solver, onPart });
      } finally {
        workshop?.end();
        solver?.end();
      }
      this.files = new Files(this.told.max_upload_bytes);
    };
    return this.act("sealing", what, "done_words", typed, partCount(said.files));
  }

  write(kind, done, said = {}) {
    return this.act("sealing", (mailbox) => mailbox.write(kind, said), done);
  }

  async act(text, what, done, typed = "", parts = 0) {
    const { mailbox } = this;
    const send = async (server, onPart) => {
      mailbox.server = server;
      await what(mailbox, onPart);
    };
    try {
      await this.during(this.texts[text], send, parts);
      this.show({ done });
    } catch (error) {
      this.show({ failure: failureOf(error), typed });
    }
  }

  async lookAgain() {
    try {
      this.mailbox = await this.during(this.texts.fetching, (server) => Mailbox.open(server, this.told.roots, this.entropy));
      this.show();
    } catch (error) {
      this.show({ failure: failureOf(error) });
    }
  }

  askWithdrawal() {
    const { texts } = this;
    const told = [1, 2, 3, 4].map((number) => el("li", {}, texts[`withdraw_${number}`]));
    const danger = el("button", { type: "button", class: "danger", value: "withdraw", click: () => this.write("withdrawal", "done_withdrawal") }, texts.withdraw);
    const undo = el("button", { type: "button", class: "quiet", value: "undo-withdrawal", click: () => this.write("withdrawal-undone", "done_undone") }, texts.undo);
    this.draw("withdraw", el("h1", {}, texts.withdraw), el("ul", {}, told), el("div", { class: "buttons" }, this.backSame(), undo, danger));
  }

  askConsent() {
    const { texts, told } = this;
    const submit = (event) => {
      event.preventDefault();
      this.changeConsent(new FormData(event.target));
    };
    const form = el("form", { autocomplete: "off", "data-mailbox": true, submit }, told.consents.map((each) => this.purpose(each)));
    form.append(el("div", { class: "buttons" }, el("button", { value: "change-consent" }, texts.send_change), this.backSame()));
    this.draw("consent", el("h1", {}, texts.change_consent), el("p", {}, texts.consent_unseen), form);
  }

  purpose({ purpose, title, hint, options }) {
    const name = `consent.${purpose}`;
    const choice = (code, label) =>
      el("div", { class: "choice" }, el("input", { type: "radio", name, value: code, id: `${name}-${code || "same"}`, checked: !code }), el("label", { for: `${name}-${code || "same"}` }, label));
    const choices = [choice("", this.texts.same), ...options.map(({ code, label }) => choice(code, label))];
    return el("fieldset", { class: "group" }, el("legend", {}, el("h2", {}, title)), el("p", { class: "hint" }, hint), choices);
  }

  changeConsent(chosen) {
    const values = {};
    for (const { purpose } of this.told.consents) if (chosen.get(`consent.${purpose}`)) values[purpose] = chosen.get(`consent.${purpose}`);
    if (Object.keys(values).length) return this.write("consent", "done_consent", { values });
    return this.show();
  }

  backSame() {
    return el("button", { type: "button", class: "quiet", value: "show", click: () => this.show() }, this.texts.back_same);
  }

  /** Show that something is under way, with a way to stop it, until `what` has ended; `parts` is how many go. */
  async during(text, what, parts = 0) {
    const stop = new AbortController();
    const bar = parts ? el("progress", { class: "line", max: parts, value: 0, "aria-label": this.texts.sending }) : null;
    const said = el("p", { role: "status" }, text);
    const onPart = ({ sealed, sent }) => {
      bar.value = sent;
      said.textContent = sent < parts ? say(this.told.files.sealed_parts, { sealed, sent, total: parts }) : text;
    };
    const broken = el("p", { class: "warning", hidden: true }, el("span", {}, this.texts.waiting));
    const back = this.button(this.texts.stop, "quiet", () => stop.abort());
    const open = parts ? el("p", {}, this.told.files.leave_open) : null;
    this.draw("waiting", el("h1", {}, this.texts.title), bar, said, broken, open, el("div", { class: "buttons" }, back));
    await new Promise((resolve) => setTimeout(resolve, 30)); // lets the page show it before the keys are made
    return what(new Server(stop.signal, (isOnLine) => (broken.hidden = isOnLine)), onPart);
  }
}
