// One cursor over list, time strip and map: what is pointed at or focused in one is lit in all.
// Pages are whole without this file.

const lit = new Set();

export function light(key) {
  for (const element of lit) element.classList.remove("lit");
  lit.clear();
  if (key) {
    for (const element of document.querySelectorAll(`[data-mark="${CSS.escape(key)}"]`)) {
      element.classList.add("lit");
      lit.add(element);
    }
  }
}

function follow(event) {
  const marked = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
  const key = marked ? marked.dataset.mark : "";
  light(key);
  document.dispatchEvent(new CustomEvent("book:lit", { detail: key }));
}

document.addEventListener("pointerover", follow);
document.addEventListener("focusin", follow);

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const find = document.getElementById("find");
  if (find) {
    event.preventDefault();
    find.focus();
  }
});

// On paper everything is open.
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    details.dataset.printed = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("details[data-printed]")) {
    details.open = false;
    delete details.dataset.printed;
  }
});
