// Coming back with twelve words in a browser with scripts: the words are read here and never sent.
// The page draws no button of its own where scripts run, so that no word is posted before this is ready.
const form = document.querySelector("form[data-return]");
const note = document.querySelector("[data-scripted]");

async function begin() {
  const { openDoor } = await import("./returning.js");
  await openDoor(document.querySelector("main"), form);
}

if (form && note && globalThis.crypto?.getRandomValues && globalThis.BigInt) {
  begin().catch(() => note.setAttribute("data-failed", ""));
} else note?.setAttribute("data-failed", "");
