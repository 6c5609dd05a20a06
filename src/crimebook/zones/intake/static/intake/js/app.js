// The questionnaire in one page: it asks, checks, shows all answers, and hands the report to who seals and carries it.
// Answers are in this object's memory and nowhere else; leaving the page forgets them.
import { RefusedError, isBlank, readAnswer } from "./answers.js";
import { bodyPicture } from "./body.js";
import { el, lines, say } from "./dom.js";
import { Drawing, blocks, helpPage, readControls } from "./drawing.js";
import { fieldsFromAnswer, rawFromFields } from "./fields.js";
import { Files, drawFiles } from "./filing.js";
import { audience, interruption, nextQuestion, path, previousQuestion, progress, sentAnswers, unanswered, unpackForm } from "./flow.js";
import { newDraft, partCount } from "./handingin.js";
import { splitAnswers } from "./identity.js";
import { placeMap } from "./map.js";
import { linesOf } from "./summary.js";
import { makeWords } from "./words.js";

const UNSAFE = ["come_back_safe", "child_come_back"];
const WORDS_A_ROW = 4;
const MORE_ROWS = 3;

/**
 * One report. `root` is where it is drawn, `told` is what `scripted.script_value` gives, and `carrier` has
 * `deliver(report, wantsWords, onStep, signal)`, `words(language)`, `map()`, `texts` (names of its texts) and `end(root)`.
 */
export class ReportApp {
  constructor(root, told, carrier) {
    Object.assign(this, { root, carrier, answers: {}, draft: newDraft(), isReviewing: false, at: null, way: "", isSent: false });
    this.files = new Files(told.max_upload_bytes);
    this.speak(told);
  }

  /** Go on in another language. */
  speak(told) {
    Object.assign(this, { told, form: unpackForm(told.form), texts: told.texts, words: told.form.words });
    if (this.again) this.again();
  }

  /** Begin a way. */
  begin(way) {
    this.way = way;
    addEventListener("beforeunload", (event) => {
      if (!this.isSent) event.preventDefault();
    });
    // The browser's own "back" goes one question back, since nothing else is behind this page.
    history.pushState(null, "");
    addEventListener("popstate", () => {
      if (this.isSent) return;
      history.pushState(null, "");
      this.goBack?.();
    });
    this.ask(nextQuestion(this.form, way, this.answers));
  }

  show(name, again, goBack, ...children) {
    Object.assign(this, { again, goBack });
    document.body.dataset.page = name;
    // A page that cannot be drawn again stays in its language: the receipt is shown once.
    document.querySelector(".languages").hidden = !again;
    this.root.replaceChildren(...children.flat(Infinity).filter(Boolean));
    this.root.focus();
    scrollTo(0, 0);
  }

  ask(question, { values = null, error = null, rows = 0 } = {}) {
    if (!question) return this.review();
    this.at = question.id;
    const typed = values ?? this.typed(question);
    const form = el("form", { autocomplete: "off", novalidate: true, "data-at": question.id, "data-kind": question.kind, submit: (event) => this.submit(event, question) });
    form.append(el("p", { class: "kicker" }, question.section), ...this.drawn(question, typed, error, rows).flat(Infinity).filter(Boolean), this.buttons(question, form));
    this.enhance(form, question);
    const again = () => this.ask(this.sameQuestion(question), { values: this.read(form, question), error, rows });
    this.show("question", again, () => this.back(question, form), this.line(question), form);
    form.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }

  drawn(question, typed, error, rows) {
    if (question.kind !== "files") return new Drawing({ form: this.form, places: this.told.places }, question, typed, error, rows).draw();
    const act = async (what, of) => {
      this.files.read(this.read(this.root.querySelector("form"), question));
      await (what === "add" ? this.files.add(of) : this.files.remove(of));
      this.ask(this.sameQuestion(question));
    };
    const wrong = error && el("p", { class: "error", role: "alert" }, say(this.texts[error.kind] ?? this.form.refusals[error.kind], error.values));
    return [el("h1", {}, question.title), el("p", { class: "hint" }, question.hint), wrong, drawFiles(this.files, this.texts, this.words, act)];
  }

  line(question) {
    const percent = Math.round(100 * progress(this.form, this.way, this.answers, question.id));
    return el("progress", { class: "line", max: 100, value: percent, "aria-label": this.texts.how_far }, `${percent} %`);
  }

  buttons(question, form) {
    const button = (text, kind, act, value = false) => el("button", { type: "button", class: kind, value, click: act }, text);
    const canGoBack = this.isReviewing || previousQuestion(this.form, this.way, this.answers, question.id);
    const rows = form.querySelectorAll("fieldset.group").length;
    const more = () => this.ask(question, { values: this.read(form, question), rows: rows + MORE_ROWS });
    return el(
      "div",
      { class: "buttons" },
      el("button", {}, question.kind === "notice" ? this.words.read : this.words.continue),
      question.kind === "legs" && rows < question.limit ? button(this.words.add_leg, "quiet", more) : null,
      question.specials.map((special) => button(this.words[special], "quiet", () => this.take(question, { [special]: true }), special)),
      canGoBack ? button(this.words.back, "plain", () => this.back(question, form)) : null,
    );
  }

  /** Add the picture of the body and the maps: what they set, the controls beside them hold. */
  enhance(form, question) {
    if (question.kind === "body") form.querySelector(".part, .choice").before(bodyPicture(form.querySelectorAll("[type=checkbox]"), this.words));
    for (const lat of form.querySelectorAll("[data-point][name$='.lat']")) {
      const prefix = lat.name.slice(0, -3);
      const controls = Object.fromEntries(["lat", "lon", "radius_m"].map((key) => [key, form.elements[prefix + key]]));
      const fold = el("details", {}, el("summary", {}, this.texts.map));
      fold.addEventListener("toggle", async () => {
        if (!fold.open || fold.querySelector("svg")) return;
        const data = await this.carrier.map();
        fold.append(placeMap({ controls, data, language: this.told.language, texts: this.texts }));
      });
      controls.radius_m.after(fold);
    }
  }

  submit(event, question) {
    event.preventDefault();
    const form = event.target;
    const values = this.read(form, question);
    try {
      if (question.kind === "files") this.files.read(values);
      const raw = question.kind === "files" ? this.files.raw() : question.kind === "notice" ? "read" : rawFromFields(question, values);
      this.take(question, raw);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.ask(question, { values, error });
    }
  }

  read(form) {
    return readControls(form);
  }

  take(question, raw) {
    this.answers[question.id] = this.value(question, raw);
    const page = interruption(question, this.answers[question.id]);
    if (page) this.interrupt(question, page);
    else this.goOn(question);
  }

  value(question, raw) {
    const known = this.told.places.map((place) => place.code);
    return readAnswer(question, raw, known, this.form.max_word_characters);
  }

  goOn(question) {
    if (this.isReviewing) this.ask(unanswered(this.form, this.way, this.answers));
    else this.ask(nextQuestion(this.form, this.way, this.answers, question.id));
  }

  /** Keep what can be kept of a page, and show the one before. */
  back(question, form) {
    const values = this.read(form, question);
    if (question.kind === "files") this.files.read(values);
    else if (question.kind !== "notice") {
      const raw = rawFromFields(question, values);
      try {
        if (!isBlank(raw)) this.answers[question.id] = this.value(question, raw);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
      }
    }
    if (this.isReviewing) this.review();
    else this.ask(previousQuestion(this.form, this.way, this.answers, question.id) ?? question);
  }

  typed(question) {
    return question.id in this.answers ? fieldsFromAnswer(question, this.answers[question.id]) : new Map();
  }

  sameQuestion(question) {
    return path(this.form, this.way, this.answers).find((each) => each.id === question.id) ?? question;
  }

  interrupt(question, page) {
    const onward = () => this.goOn(question);
    const name = this.pageName(page);
    const doors = this.told.pages[name].blocks.filter((block) => block.kind === "door");
    const drawn = doors.map((block) => {
      if (block.door === "go_on") return el("button", { class: "door", type: "button", click: onward }, block.text);
      if (block.door === "leave") return this.leaveDoor(block.text);
      return this.told.pages[block.door] ? this.foldedPage(block) : null;
    });
    const hasOnward = doors.some((block) => block.door === "go_on");
    const last = hasOnward ? null : el("button", { class: "door", type: "button", click: onward }, this.words.continue);
    const again = () => this.interrupt(this.sameQuestion(question), page);
    this.show("interruption", again, () => this.ask(question), helpPage(this.told.pages, name), el("div", { class: "doors" }, drawn, last));
  }

  /** Return the name of a page, in its words for whom the way speaks to where it has some. */
  pageName(name) {
    const own = `${name}_${audience(this.form, this.way, this.answers)}`;
    return own in this.told.pages ? own : name;
  }

  /** A page that another leads to opens in its place: going there would forget the answers. */
  foldedPage(block) {
    return el("details", { class: "folded" }, el("summary", {}, block.text), blocks(this.told.pages[block.door], 2));
  }

  leaveDoor(text) {
    return el("a", { class: "door door-leave", href: this.carrier.leaveAddress(this.told), rel: "noreferrer", click: () => this.forget() }, text);
  }

  review() {
    const missing = unanswered(this.form, this.way, this.answers);
    this.isReviewing = true;
    if (missing) return this.ask(missing);
    const bySection = new Map();
    for (const question of path(this.form, this.way, this.answers).filter((each) => each.kind !== "notice")) {
      bySection.set(question.section, [...(bySection.get(question.section) ?? []), this.row(question)]);
    }
    const sections = [...bySection].map(([title, rows]) => el("section", {}, el("h2", {}, title), el("dl", { class: "answers" }, rows)));
    const onward = el("button", { type: "button", click: () => this.askWords() }, this.words.continue);
    this.show("review", () => this.review(), null, el("h1", {}, this.words.check_answers), sections, el("div", { class: "buttons" }, onward));
  }

  row(question) {
    const said = linesOf(this.form, question, this.answers[question.id], this.told.places);
    const change = el("button", { type: "button", class: "plain", click: () => this.ask(question) }, this.words.change, el("span", { class: "unseen" }, `: ${question.title}`));
    return el("div", {}, el("dt", {}, question.title), el("dd", {}, said.map((line) => el("p", {}, lines(line)))), el("dd", {}, change));
  }

  askWords(failure = "") {
    const { texts, carrier } = this;
    const advisesNone = UNSAFE.some((id) => this.answers[id] === "no" || this.answers[id]?.unsaid);
    const explained = this.told.pages[this.pageName("twelve_words")];
    const button = (text, kind, wantsWords) => el("button", { type: "button", class: kind, click: () => this.send(wantsWords) }, texts[text]);
    const choices = [
      [carrier.texts.withWords, true],
      [carrier.texts.withoutWords, false],
    ];
    if (advisesNone) choices.reverse();
    this.show(
      "send",
      () => this.askWords(failure),
      () => this.review(),
      el("h1", {}, texts[carrier.texts.title]),
      failure ? el("p", { class: "error", role: "alert" }, texts[failure]) : null,
      el("p", {}, texts[carrier.texts.explained]),
      el("h2", {}, explained.title),
      blocks(explained, 3),
      advisesNone ? el("p", { class: "warning" }, el("span", {}, texts.without_words_advised)) : null,
      el(
        "div",
        { class: "buttons" },
        choices.map(([text, wantsWords], at) => button(text, at ? "quiet" : "", wantsWords)),
        el("button", { type: "button", class: "plain", click: () => this.review() }, this.words.back),
      ),
    );
  }

  async send(wantsWords) {
    const { texts, told } = this;
    const stop = new AbortController();
    const { answers, apart } = splitAnswers(this.form, sentAnswers(this.form, this.way, this.answers));
    const files = Array.isArray(answers.files) ? this.files.sealed() : [];
    const total = partCount(files);
    const bar = el("progress", { class: "line", max: Math.max(1, total), value: 0, "aria-label": texts.sending });
    const said = el("p", { role: "status" }, total ? "" : texts.sealing_words);
    const broken = el("p", { class: "warning", hidden: true }, el("span", {}, texts.waiting));
    const back = el("button", { type: "button", class: "quiet", click: () => stop.abort() }, texts.stop);
    this.show("sending", null, null, el("h1", {}, texts.sending), bar, said, broken, el("p", {}, texts.leave_open), el("div", { class: "buttons" }, back));
    const onStep = ({ sealed, sent, isOnLine }) => {
      if (isOnLine !== undefined) broken.hidden = isOnLine;
      if (sealed === undefined) return;
      bar.value = this.carrier.texts.isSending ? sent : sealed;
      said.textContent = sealed < total || sent < total ? say(texts[this.carrier.texts.parts], { sealed, sent, total }) : texts.sealing_words;
    };
    const report = { draft: this.draft, files, said: { form: this.form.name, language: told.language, way: this.way, answers, apart } };
    try {
      // The list comes first: once the report is away, nothing may stand between a person and their words.
      const list = wantsWords ? await this.carrier.words(told.language) : null;
      const delivered = await this.carrier.deliver(report, wantsWords, onStep, stop.signal);
      this.receipt(list ? makeWords(this.draft.entropy, list) : [], delivered);
    } catch (error) {
      const failure = this.carrier.failure(error);
      if (failure === undefined) throw error;
      this.askWords(failure);
    }
  }

  receipt(words, delivered) {
    const { texts, told } = this;
    const [page, day] = [told.pages[this.pageName("twelve_words")], this.pageName("first_day")];
    this.forget();
    const numbered = words.map((word, at) => el("li", {}, el("span", { class: "number" }, at + 1), ` ${word}`));
    const rows = [];
    for (let at = 0; at < numbered.length; at += WORDS_A_ROW) rows.push(el("ol", { start: at + 1 }, numbered.slice(at, at + WORDS_A_ROW)));
    const kept = rows.length
      ? [el("p", {}, texts.here_words), el("div", { class: "words", translate: "no", "data-words": true }, rows), el("h2", {}, page.title), blocks(page, 3)]
      : [el("p", {}, texts.no_words)];
    this.show("receipt", null, null, el("h1", {}, texts[this.carrier.texts.done]), kept, this.carrier.end(told, delivered), el("section", { class: "help" }, helpPage(told.pages, day, "h2")));
  }

  /** Let go of everything that was said. */
  forget() {
    this.isSent = true;
    this.answers = {};
    this.files = new Files(this.files.maxBytes);
  }
}
