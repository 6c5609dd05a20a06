// Keys of the page of a doubt: s same, d different, u unsure, z take back, n next. The page is whole without them.

function find(key) {
  const focused = document.activeElement?.closest("[data-pair]");
  const places = [focused, document.querySelector("[data-pair][data-open]"), document.querySelector("[data-pair]")];
  const place = "sdu".includes(key) ? places.find(Boolean) : document;
  return place?.querySelector(`[aria-keyshortcuts="${key}"]`);
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = "sduzn".includes(event.key) && event.key.length === 1 ? find(event.key) : null;
  if (target) {
    event.preventDefault();
    target.click();
  }
});
