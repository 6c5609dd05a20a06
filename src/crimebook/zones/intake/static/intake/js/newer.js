// A newer manifest for a form without a server: a file that the same root signed. It is kept as long as the page is open.
import { fromBase64, toBase64 } from "./bytes.js";
import { el, say } from "./dom.js";
import { ManifestError, readManifest } from "./manifest.js";

const MOST_BYTES = 1 << 20;
const MOST_STEPS = 1000;

/**
 * Put a newer manifest into what the form carries, and return it; or throw `ManifestError`. It must be of this book and
 * in force, its number higher, but not so much that nothing could follow it.
 */
export function takeNewer(given, note, at) {
  const before = readManifest(fromBase64(given.manifest), given.roots, new Date(0));
  const newer = readManifest(note, given.roots, at);
  const isNext = before.serial < newer.serial && newer.serial <= before.serial + MOST_STEPS;
  // The questions of this form were chosen by whether somebody holds shares of names.
  const canSeal = newer.custodians.length > 0 || before.custodians.length === 0;
  if (newer.origin !== before.origin || !isNext || !canSeal) throw new ManifestError("other");
  given.manifest = toBase64(note);
  given.expires = newer.expires;
  return newer;
}

/** Return where a newer manifest is given; `taken` is called once one was taken. */
export function drawNewer(given, texts, taken) {
  const file = el("input", { type: "file", id: "newer-file", accept: ".txt,.note,text/plain" });
  const told = el("div", { role: "status", "data-newer-told": true });
  const refuse = () => told.replaceChildren(el("p", { class: "error", role: "alert" }, texts.offline_newer_refused));
  const submit = async (event) => {
    event.preventDefault();
    const chosen = file.files[0];
    if (!chosen || chosen.size > MOST_BYTES) return refuse();
    try {
      const newer = takeNewer(given, new Uint8Array(await chosen.arrayBuffer()), new Date());
      return taken(say(texts.offline_newer_taken, { number: newer.serial, day: newer.expires.slice(0, 10) }));
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      return refuse();
    }
  };
  return el(
    "details",
    { class: "folded", "data-newer": true },
    el("summary", {}, texts.offline_newer),
    el("p", {}, texts.offline_newer_how),
    el(
      "form",
      { autocomplete: "off", submit },
      el("p", {}, el("label", { for: file.id }, el("b", {}, texts.offline_newer_file))),
      file,
      el("div", { class: "buttons" }, el("button", {}, texts.offline_newer_take)),
      told,
    ),
  );
}
