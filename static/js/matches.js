// Stepping through what a search found in an article. Without this script, the links of the bar
// jump to the last and to the first match.

/** Next and previous; on an Arabic keyboard the same two keys are ى and ح. */
const KEYS = { n: 1, ى: 1, p: -1, ح: -1 };

const numerals = new Intl.NumberFormat(`en-u-nu-${document.documentElement.dataset.digits}`, {
  useGrouping: false,
});
const bar = document.querySelector("nav.matches");
const matches = collect();
let current = -1;

/** The marks of each match: only the first of them has an id. */
function collect() {
  const found = [];
  for (const mark of document.querySelectorAll("mark.match")) {
    if (mark.id || !found.length) found.push([mark]);
    else found.at(-1).push(mark);
  }
  return found;
}

function step(by) {
  const from = current < 0 && by < 0 ? 0 : current;
  show((from + by + matches.length) % matches.length);
  history.replaceState(history.state, "", `#${matches[current][0].id}`);
}

function show(place) {
  highlight(false);
  current = place;
  highlight(true);
  matches[current][0].scrollIntoView({ block: "center" }); // as smoothly as the style sheet says
  bar.querySelector(".matches-count").textContent = bar.dataset.position
    .replace("{n}", numerals.format(current + 1))
    .replace("{total}", numerals.format(matches.length));
}

function highlight(on) {
  const marks = matches[current] ?? [];
  for (const mark of marks) mark.classList.toggle("current", on);
  if (on) marks[0].setAttribute("aria-current", "true");
  else marks[0]?.removeAttribute("aria-current");
}

/** Show the match that the address names, if it names one. */
function showAddressed() {
  const place = matches.findIndex(([first]) => `#${first.id}` === location.hash);
  if (place >= 0) show(place);
}

function onClick(event, by) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  step(by);
}

function onKey(event) {
  if (event.target.closest("input, textarea, select") || event.target.isContentEditable) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const by = KEYS[event.key.toLowerCase()];
  if (!by) return;
  event.preventDefault();
  step(by);
}

if (bar && matches.length) {
  for (const link of bar.querySelectorAll("[data-key]")) {
    const { key } = link.dataset;
    link.setAttribute("aria-keyshortcuts", key);
    link.addEventListener("click", (event) => onClick(event, KEYS[key]));
  }
  bar.querySelector(".matches-count").setAttribute("aria-live", "polite");
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", showAddressed);
  showAddressed();
}
