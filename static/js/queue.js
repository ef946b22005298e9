// Single keys for the review queue. Without this script its links and buttons do the same, and
// whoever wants no single keys switches them off on the page.

/** What each key does; on an Arabic keyboard the same keys bear other letters. */
const KEYS = {
  a: "accept", ش: "accept",
  d: "dismiss", ي: "dismiss",
  c: "correct", ؤ: "correct",
  n: "next", ى: "next", j: "next", ت: "next",
  p: "previous", ح: "previous", k: "previous", ن: "previous",
  u: "undo", ع: "undo",
  "?": "help", "؟": "help",
};
const OFF = "queue-keys-off";
const FIELDS = "input:not([type=hidden]), textarea, select";

const help = document.querySelector(".queue-keys");
const chosen = help?.querySelector("input");

const deeds = {
  correct: () => document.querySelector(`.queue-correct :is(${FIELDS})`)?.focus(),
  dismiss: () => document.querySelector("[data-deed=dismiss]")?.focus(),
  help: () => {
    help.open = !help.open;
    help.querySelector("summary").focus();
  },
};

function press(name) {
  document.querySelector(`[data-deed=${name}]`)?.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(`.queue :is(${FIELDS})`) && event.key === "Escape") event.target.blur();
  if (!chosen.checked || event.target.closest(FIELDS) || event.target.isContentEditable) return;
  const name = KEYS[event.key.toLowerCase()];
  if (!name || event.repeat) return;
  event.preventDefault();
  if (deeds[name]) deeds[name]();
  else press(name);
}

/** Say to programs that read the page aloud which keys there are, as long as there are any. */
function tell() {
  for (const element of document.querySelectorAll("[data-deed]")) {
    const keys = Object.keys(KEYS).filter((key) => KEYS[key] === element.dataset.deed);
    if (chosen.checked) element.setAttribute("aria-keyshortcuts", keys.join(" "));
    else element.removeAttribute("aria-keyshortcuts");
  }
}

function onChoice() {
  if (chosen.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  tell();
}

if (help) {
  help.hidden = false;
  chosen.checked = !localStorage.getItem(OFF);
  chosen.addEventListener("change", onChoice);
  document.addEventListener("keydown", onKey);
  tell();
}
