// The form without a server: the same questionnaire, which seals into a file. It asks nothing of any network.
import { ReportApp } from "./app.js";
import { fromBase64, sha256Hex, utf8 } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { drawCheck } from "./checking.js";
import { el, say } from "./dom.js";
import { blocks } from "./drawing.js";
import { PartRun, sealReport, submissionIdOf } from "./handingin.js";
import { ManifestError, offlineRecipientAt, readManifest } from "./manifest.js";
import { drawNewer } from "./newer.js";
import { TooLongError } from "./padding.js";
import { SentParts } from "./sentparts.js";
import { StoppedError } from "./server.js";
import { Workshop } from "./workshop.js";

const TITLE = "crimebook/sealed-file/v1\n";
const FILE_NAME = "file.bin";
const MIB = 1048576;
const HELP = ["danger", "first_day", "protection", "under_18", "twelve_words"];

/** Return a sealed file (docs/spec/0003-sealed-file.md) as a Blob; `parts` are Blobs by their names. */
export function sealedFile(submissionId, envelope, parts) {
  const names = [...parts.keys()].sort();
  const head = { version: 1, submission_id: submissionId, envelope: sha256Hex(envelope), envelope_bytes: envelope.length, parts: names };
  return new Blob([utf8(TITLE), canonicalBytes(head), "\n", envelope, ...names.map((name) => parts.get(name))], { type: "application/octet-stream" });
}

/** Seals on this device, into a file. */
class Writer {
  constructor(given) {
    this.given = given;
    this.texts = {
      title: "offline_seal", explained: "offline_hand_in", withWords: "offline_with_words", withoutWords: "offline_without_words",
      parts: "sealed_parts_offline", done: "offline_sealed", isSending: false,
    };
  }

  async deliver({ draft, files, said }, wantsWords, onStep, signal) {
    const at = new Date();
    const manifest = readManifest(fromBase64(this.given.manifest), this.given.roots, at);
    const recipient = offlineRecipientAt(manifest, at);
    const parts = new Map();
    const carry = async (part) => {
      if (signal.aborted) throw new StoppedError("stopped");
      // As a Blob the browser may put it on its disk: it is sealed, and a film does not fit into memory.
      parts.set(part.sha256, new Blob([part.bytes]));
      await new Promise((resolve) => setTimeout(resolve)); // lets the page show how far it is
    };
    const run = new PartRun({ workshop: new Workshop(), recipient, sent: new SentParts(recipient, null), carry, onPart: onStep });
    const references = await run.files(files);
    const decoys = await run.decoys(references.reduce((count, file) => count + file.parts.length, 0));
    const envelope = await sealReport(draft, said, { files: references, decoys, manifest, recipient, wantsWords, at });
    return sealedFile(submissionIdOf(draft, wantsWords), envelope, parts);
  }

  async words(language) {
    return this.given.words[language];
  }

  async map() {
    return this.given.map;
  }

  failure(error) {
    if (error instanceof StoppedError) return "";
    if (error instanceof ManifestError) return error.kind === "unsigned" || error.kind === "malformed" ? "failed_unsigned" : "failed_expired";
    if (error instanceof TooLongError) return "failed_long";
    return "failed_file";
  }

  leaveAddress() {
    return "about:blank";
  }

  end(told, file) {
    const { texts } = told;
    const address = URL.createObjectURL(file);
    const size = Math.max(0.1, Math.round((file.size / MIB) * 10) / 10);
    const save = el("a", { class: "button", href: address, download: FILE_NAME, "data-sealed-file": true }, say(texts.offline_save, { size }));
    const clear = el("a", { class: "button", href: "about:blank" }, texts.offline_clear);
    return [el("p", {}, texts.offline_hand_in), el("div", { class: "buttons" }, save, clear)];
  }
}

/** The first page of the file: what it is, until when it is good, help, and who reports. */
class Beginning {
  constructor(given) {
    this.given = given;
    this.root = document.querySelector("main");
    this.app = null;
  }

  speak(language) {
    const told = { ...this.given.told[language], max_upload_bytes: this.given.max_upload_bytes };
    document.documentElement.lang = language;
    document.querySelector(".skip").textContent = told.texts.first_page;
    this.drawLanguages(told);
    if (this.app) this.app.speak(told);
    else this.draw(told);
  }

  drawLanguages({ language, texts }) {
    const names = { be: "Беларуская", ru: "Русский", en: "English" };
    const buttons = Object.keys(this.given.told).map((each) =>
      el("button", { type: "button", lang: each, "aria-current": each === language ? "true" : false, click: () => this.speak(each) }, names[each]),
    );
    const box = document.querySelector(".languages");
    box.setAttribute("aria-label", texts.language);
    box.replaceChildren(...buttons);
    document.querySelector(".leave").textContent = texts.leave;
  }

  draw(told, note = "") {
    const { texts, pages } = told;
    const refusal = this.refusal(texts);
    this.root.replaceChildren(
      el("h1", {}, texts.offline_begin),
      el("p", {}, texts.offline_how),
      ...(refusal ? [el("p", { class: "error", role: "alert", "data-refused": true }, refusal)] : [el("p", { class: "room" }, say(texts.offline_until, { day: this.until() })), this.ways(told)]),
      ...(note ? [el("p", { role: "status", "data-newer-taken": true }, note)] : []),
      drawNewer(this.given, texts, (said) => this.draw(told, said)),
      ...[drawCheck(this.given, told.proof)].filter(Boolean),
      this.keys(texts),
      el("section", { class: "help" }, el("h2", {}, texts.offline_help), HELP.map((id) => el("details", { class: "folded" }, el("summary", {}, pages[id].title), blocks(pages[id], 3)))),
    );
  }

  /** Return the fingerprints of the roots that this file was made with: by nothing else can it be told from another. */
  keys(texts) {
    const prints = this.given.roots.map((root) => {
      const groups = sha256Hex(utf8(root)).match(/.{8}/g).map((group) => [el("code", {}, group), " "]);
      return [el("p", {}, root.split("+")[0]), el("p", { class: "print", "data-root": true }, groups)];
    });
    return el("details", { class: "folded" }, el("summary", {}, texts.offline_keys), el("p", {}, texts.offline_keys_compare), prints);
  }

  /** Return why nothing can be sealed, or "". */
  refusal(texts) {
    try {
      const at = new Date();
      const manifest = readManifest(fromBase64(this.given.manifest), this.given.roots, at);
      offlineRecipientAt(manifest, at);
      return "";
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      const isOld = error.kind === "expired" || error.kind === "no-epoch";
      return isOld ? say(texts.offline_expired, { day: this.until() }) : texts.failed_unsigned;
    }
  }

  until() {
    return this.given.expires.slice(0, 10);
  }

  ways(told) {
    const { words, ways } = told.form;
    const choices = ways.map(({ id, label, hint }) =>
      el("div", { class: "choice" }, el("input", { type: "radio", name: "way", value: id, id: `way-${id}` }), el("label", { for: `way-${id}` }, label, el("small", {}, hint))),
    );
    const begin = (event) => {
      event.preventDefault();
      const way = new FormData(event.target).get("way");
      if (!way) return event.target.querySelector("legend").after(el("p", { class: "error", role: "alert" }, told.texts.choose_way));
      this.app = new ReportApp(this.root, { ...told, max_upload_bytes: this.given.max_upload_bytes }, new Writer(this.given));
      this.app.begin(way);
    };
    const legend = el("legend", {}, el("h2", {}, words.who_reports));
    return el("form", { autocomplete: "off", "data-begin": true, submit: begin }, el("fieldset", {}, legend, choices), el("div", { class: "buttons" }, el("button", {}, words.continue)));
  }
}

/** Begin with what the file carries, in the reader's language where it is one of them. */
export function start(given) {
  const wanted = (navigator.languages ?? []).map((each) => each.slice(0, 2)).find((each) => each in given.told);
  new Beginning(given).speak(wanted ?? Object.keys(given.told)[0]);
}
