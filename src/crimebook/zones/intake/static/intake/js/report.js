// The report in the browser: it takes the place of the pages that a server without scripts would draw.
import { ReportApp } from "./app.js";
import { el } from "./dom.js";
import { sendReport } from "./handingin.js";
import { ManifestError, readManifest, recipientAt } from "./manifest.js";
import { TooLongError } from "./padding.js";
import { RemoteWorkshop, WorkError } from "./remote.js";
import { RefusedByServer, Server, StoppedError } from "./server.js";
import { forgetParts, wasInterrupted } from "./sentparts.js";

const DATA = new URL("./data/", import.meta.url);
const WORKER = new URL("./worker.js", import.meta.url);

/** Seals in this browser and sends to this server. */
class Sender {
  constructor(told) {
    this.told = told;
    this.texts = { title: "send_report", explained: "seal_now", withWords: "with_words", withoutWords: "without_words", parts: "sealed_parts", done: "kept", isSending: true };
  }

  async deliver({ draft, files, said }, wantsWords, onStep, signal) {
    const server = new Server(signal, (isOnLine) => onStep({ isOnLine }));
    const [workshop, solver] = [new RemoteWorkshop(WORKER), new RemoteWorkshop(WORKER)];
    const at = new Date();
    try {
      const manifest = readManifest(await server.keys(), this.told.roots, at);
      const recipient = recipientAt(manifest, at);
      await sendReport({ server, workshop, solver, draft, said, files, manifest, recipient, wantsWords, at, onPart: onStep });
    } finally {
      workshop.end();
      solver.end();
    }
  }

  words(language) {
    return fetchJson(new URL(`words.${language}.json`, DATA));
  }

  map() {
    return fetchJson(new URL("map.json", DATA));
  }

  /** Return the name of the text that says why nothing was sent, "" where the person stopped it. */
  failure(error) {
    if (error instanceof StoppedError) return "";
    if (error instanceof ManifestError) return error.kind === "unsigned" || error.kind === "malformed" ? "failed_unsigned" : "failed_expired";
    if (error instanceof TooLongError) return "failed_long";
    if (error instanceof WorkError) return "failed_file";
    if (error instanceof RefusedByServer) return error.kind === "full" ? "failed_full" : "failed_closed";
    return error instanceof TypeError ? "failed_closed" : undefined;
  }

  leaveAddress({ language }) {
    return `/${language}/leave/`;
  }

  end(told) {
    const leave = el("a", { class: "button", href: this.leaveAddress(told), rel: "noreferrer" }, told.texts.leave);
    return [el("p", {}, told.texts.fetched_later), el("div", { class: "buttons" }, leave)];
  }
}

async function fetchJson(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new RefusedByServer(String(answer.status));
  return answer.json();
}

function toldIn(language) {
  return fetchJson(`/${language}/report/form`);
}

/** Take the page over: its forms choose the way, its links the language. */
async function begin() {
  const forms = document.querySelectorAll("main form");
  if (!document.querySelector("form[data-begin]") || !globalThis.crypto?.getRandomValues || !globalThis.Worker) return;
  const root = document.querySelector("main");
  const told = await toldIn(document.documentElement.lang);
  const app = new ReportApp(root, told, new Sender(told));
  document.head.append(el("link", { rel: "stylesheet", href: new URL("script.css", import.meta.url) }));
  // What the page says of a browser without scripts is not so here.
  const [unsealed, kept] = root.querySelector("ul").children;
  unsealed.replaceWith(el("li", { "data-sealed-here": true }, told.texts.sealed_here));
  kept.remove();
  if (wasInterrupted()) root.querySelector("h1").after(interrupted(told));
  for (const form of forms) form.addEventListener("submit", (event) => choose(event, app));
  changeLanguages(app);
}

function choose(event, app) {
  event.preventDefault();
  const form = event.target;
  const way = new FormData(form, event.submitter).get("way");
  if (way) return app.begin(way);
  if (!form.querySelector("[role=alert]")) form.querySelector("legend").after(el("p", { class: "error", role: "alert" }, app.texts.choose_way));
}

function interrupted(told) {
  const note = el("div", { class: "clear-web" }, el("p", {}, told.texts.interrupted));
  const forget = () => {
    forgetParts();
    note.remove();
  };
  note.append(el("button", { type: "button", class: "quiet", click: forget }, told.texts.forget));
  return note;
}

/** A link to another language would leave the page and forget the answers: it speaks the other one instead. */
function changeLanguages(app) {
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", async (event) => {
      if (!app.way) return;
      event.preventDefault();
      const told = await toldIn(link.lang);
      app.carrier.told = told;
      document.documentElement.lang = link.lang;
      for (const each of document.querySelectorAll(".languages a")) each.toggleAttribute("aria-current", each === link);
      app.speak(told);
    });
  }
}

begin();
