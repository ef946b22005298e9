// Single keys for what a page of the desk is there for. Without this script its links and buttons do
// the same; who wants no single keys switches them off, on all such pages at once.
//
// An element says what it is reached by: data-key="n ى", the letters of one key on several keyboards.

const OFF = "warraq.keys-off";
const FIELDS = "input:not([type=hidden]), textarea, select";
const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

const keys = document.querySelector("[data-keys]");
const on = keys?.querySelector("[data-keys-on]");
const ends = [...document.querySelectorAll("[data-key]")];

/** To a field, or to the first of several; a link or a button does what it is for. */
function reach(end) {
  const field = end.matches(FIELDS) ? end : end.matches("fieldset") && end.querySelector(FIELDS);
  (field || end).focus();
  if (!field) end.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest(TYPED);
  if (typing && event.key === "Escape") typing.blur();
  if (!on.checked || typing || event.repeat) return;
  const pressed = event.key.toLowerCase();
  const end = ends.find((one) => one.dataset.key.split(" ").includes(pressed));
  if (!end) return;
  event.preventDefault();
  reach(end);
}

/** Say to programs that read the page aloud which keys there are, as long as there are any. */
function tell() {
  for (const end of ends) {
    if (on.checked) end.setAttribute("aria-keyshortcuts", end.dataset.key);
    else end.removeAttribute("aria-keyshortcuts");
  }
}

/** A browser that keeps nothing starts with the keys each time. */
function kept(deed) {
  try {
    return deed(localStorage);
  } catch {
    return null;
  }
}

if (keys) {
  keys.hidden = false;
  on.checked = !kept((storage) => storage.getItem(OFF));
  on.addEventListener("change", () => {
    kept((storage) => (on.checked ? storage.removeItem(OFF) : storage.setItem(OFF, "1")));
    tell();
  });
  document.addEventListener("keydown", onKey);
  tell();
}
