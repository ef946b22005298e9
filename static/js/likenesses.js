// Decides pairs of articles that are alike at the keyboard. Without it the buttons do the same.

const CHOICE = "warraq.keys";
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

const page = document.querySelector("[data-pair]");
const legend = page?.querySelector("[data-keys]");
const on = legend?.querySelector("[data-keys-on]");

// What is printed on a key, whatever layout it has: «س» on an Arabic one is the key of s.
const named = (event) => event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();

function remembered() {
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
}

function remember(wanted) {
  try {
    localStorage.setItem(CHOICE, wanted ? "on" : "off");
  } catch {
    // A browser that keeps nothing starts with them each time.
  }
}

if (legend) {
  legend.hidden = false;
  on.checked = remembered();
  on.addEventListener("change", () => remember(on.checked));
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
    if (!on.checked || elsewhere || event.target.closest(TYPING)) {
      return;
    }
    const pressed = named(event);
    const meant = [...page.querySelectorAll("[data-key]")];
    const found = meant.find((one) => one.dataset.key.split(" ").includes(pressed));
    if (found) {
      event.preventDefault();
      found.click();
    }
  });
}
