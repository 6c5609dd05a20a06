// Keys of the review page: s same, d different, u unsure, z take back, n later, b the score, r Latin letters,
// w say why.
// The next pair is fetched while a person reads; a decision is shown only when it is stored.
// The page is whole without this file.

let ahead = null;
let isBusy = false;

const place = (id) => document.getElementById(id);
const shown = () => place("pair")?.querySelector("[data-token]");
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

async function fetchPart(address) {
  const answer = await fetch(address, { headers: { "X-Part": "pair" }, credentials: "same-origin" });
  return answer.ok && !answer.redirected ? parsed(await answer.text()) : null;
}

function lookAhead() {
  const address = shown()?.dataset.following;
  ahead = address ? fetchPart(address).catch(() => null) : null;
}

function replace(id, part) {
  place(id).replaceChildren(...part.childNodes);
}

function showPair(part) {
  replace("pair", part);
  window.scrollTo(0, 0);
  lookAhead();
}

async function send(form, submitter) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { "X-Part": "told" },
    credentials: "same-origin",
  });
  const isRefused = answer.status === 409 || answer.status === 400;
  if ((!answer.ok && !isRefused) || answer.redirected) throw new Error(String(answer.status));
  const told = parsed(await answer.text());
  if (isRefused) {
    // Somebody was faster, or it cannot be: the answer is a whole page that says so.
    replace("content", told.getElementById("content"));
    window.scrollTo(0, 0);
    return;
  }
  const { token, address } = told.querySelector("[data-next]").dataset;
  const prepared = token && ahead ? await ahead : null;
  const isReady = prepared?.querySelector("[data-token]")?.dataset.token === token;
  const part = isReady ? prepared : await fetchPart(address);
  if (!part) throw new Error("part");
  replace("told", told.body);
  showPair(part.body);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.closest("#pair, #told")) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  shown()?.setAttribute("aria-busy", "true");
  try {
    await send(form, event.submitter);
  } catch {
    // Whatever it was, the page itself tells how it stands now; the word may or may not be stored.
    window.location.reload();
  } finally {
    isBusy = false;
  }
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const target = "sduznrwb".includes(event.key) && event.key.length === 1 ? document.querySelector(`[aria-keyshortcuts="${event.key}"]`) : null;
  if (!target || isBusy) return;
  event.preventDefault();
  if (target.matches("input:not([type=checkbox])")) target.focus();
  else target.click();
});

lookAhead();
