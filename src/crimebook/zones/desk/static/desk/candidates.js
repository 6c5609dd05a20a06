// Keys of the page of candidates: j and k go down and up, c confirmed, r rejected, u unsure, t at what time of
// the recording it is seen, e why this score, z take the last verdict back, n next incident. A word that
// decides asks for its reason first.
// The next incident is fetched while a person reads this one; a verdict is shown only when it is stored.
// The page is whole without this file.

let ahead = null;
let isBusy = false;

const rows = () => [...document.querySelectorAll(".candidates > li")];
const current = () => document.activeElement?.closest(".candidates > li") ?? document.querySelector(".candidates > li.here");
const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

async function fetchPage(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  return answer.ok && !answer.redirected ? parsed(await answer.text()) : null;
}

function lookAhead() {
  const address = document.querySelector("a.next")?.href;
  ahead = address ? { address, page: fetchPage(address).catch(() => null) } : null;
}

function go(row, { isAtTop = false } = {}) {
  for (const each of rows()) each.classList.toggle("here", each === row);
  if (!row) return;
  row.focus({ preventScroll: true });
  if (!isAtTop) row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

// The map and the strip stay where they are as long as they show the same: nothing jumps under the eye.
function sameBeside(now, then) {
  const keys = (root) => [...root.querySelectorAll(".candidates > li")].map((row) => row.querySelector(".what a").href).join(" ");
  return keys(now) === keys(then);
}

function replaceContent(part) {
  const now = document.getElementById("content");
  const then = part.getElementById("content");
  const kept = sameBeside(now, then) ? now.querySelector(".beside") : null;
  if (kept) then.querySelector(".beside")?.replaceWith(kept);
  now.replaceChildren(...then.childNodes);
  if (part.title) document.title = part.title;
  document.dispatchEvent(new CustomEvent("book:content"));
}

function showIncident(part, address, { isNew = true } = {}) {
  replaceContent(part);
  if (isNew) history.pushState({}, "", address);
  window.scrollTo(0, 0);
  go(document.querySelector(".candidates > li[data-first]"), { isAtTop: true });
  lookAhead();
}

async function onward() {
  if (!ahead || isBusy) return;
  isBusy = true;
  try {
    const { address, page } = ahead;
    const part = await page;
    if (part) showIncident(part, address);
    else window.location.assign(address);
  } finally {
    isBusy = false;
  }
}

async function send(form, submitter) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { "X-Part": "content" },
    credentials: "same-origin",
  });
  if (answer.redirected) {
    window.location.assign(answer.url);
    return;
  }
  if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
  const key = form.closest(".candidates > li")?.id;
  const scrolled = window.scrollY;
  replaceContent(parsed(await answer.text()));
  window.scrollTo(0, scrolled);
  const all = rows();
  const at = Math.max(all.findIndex((row) => row.id === key), 0);
  go(all.slice(at).find((row) => !row.matches(".said")) ?? all.find((row) => !row.matches(".said")) ?? all[at]);
  lookAhead();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || !form.closest("#content")) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  document.getElementById("content").setAttribute("aria-busy", "true");
  try {
    await send(form, event.submitter);
  } catch {
    // Whatever it was, the page itself tells how it stands now; the word may or may not be stored.
    window.location.reload();
  } finally {
    isBusy = false;
    document.getElementById("content").removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a.next") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  onward();
});

document.addEventListener("focusin", (event) => {
  const row = event.target instanceof Element ? event.target.closest(".candidates > li") : null;
  if (row) for (const each of rows()) each.classList.toggle("here", each === row);
});

window.addEventListener("popstate", () => window.location.reload());

// The key says which word is meant; Enter in the field of the reason gives it.
function judge(key) {
  const row = current() ?? rows()[0];
  const button = row?.querySelector(`button[data-key="${key}"]`);
  if (!button) return;
  go(row);
  row.querySelector("details.judge").open = true;
  const reason = row.querySelector("input[name=reason]");
  for (const each of row.querySelectorAll("button[data-key]")) each.classList.toggle("meant", each === button);
  if (key === "u" || reason.value.trim()) button.click();
  else reason.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => judge("c"),
  r: () => judge("r"),
  u: () => judge("u"),
  t: () => {
    const row = current() ?? rows()[0];
    const field = row?.querySelector("input[name=seen_at]");
    if (!field) return;
    go(row);
    row.querySelector("details.judge").open = true;
    field.focus();
  },
  e: () => {
    const why = (current() ?? rows()[0])?.querySelector("details.why");
    if (why) why.open = !why.open;
  },
  z: () => document.querySelector('[aria-keyshortcuts="z"]')?.click(),
  n: onward,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const field = event.target instanceof Element ? event.target.closest("input, select, textarea") : null;
  if (field) {
    const meant = field.closest("li")?.querySelector("button.meant");
    if (event.key === "Escape") field.closest("li")?.focus();
    else if (event.key === "Enter" && meant && field.matches("[name=reason], [name=seen_at]")) {
      event.preventDefault();
      field.form.requestSubmit(meant);
    }
    return;
  }
  if (isBusy || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.documentElement.dataset.candidates = "ready";
lookAhead();
