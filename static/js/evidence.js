// The form of an article and its raw capture, each lighting what the other speaks of; marked text
// is assigned from a small bar. Without this, links lead both ways and lines are ticked.

const raw = document.querySelector(".raw-text");
const form = document.querySelector("#article_form");

// What holds a field: a whole comment, a line of a table, or the field's own row.
function holder(element) {
  return element.closest(".inline-related, tr") ?? element.closest(".form-row");
}

function places(anchor) {
  return raw.querySelectorAll(`[data-anchor="${CSS.escape(anchor)}"]`);
}

function holders(anchor) {
  const named = form.querySelectorAll(`[data-anchor="${CSS.escape(anchor)}"]`);
  const field = form.querySelector(`#id_${CSS.escape(anchor)}`);
  return [...named, ...(field ? [field] : [])].map(holder).filter(Boolean);
}

function light(anchor) {
  for (const lit of document.querySelectorAll(".lit")) {
    lit.classList.remove("lit");
  }
  for (const one of anchor ? [...places(anchor), ...holders(anchor)] : []) {
    one.classList.add("lit");
  }
}

function anchorOf(element) {
  const own = element.closest("[data-anchor]");
  if (own) {
    return own.dataset.anchor;
  }
  if (raw.contains(element)) {
    return element.closest(".raw-label")?.nextElementSibling?.dataset.anchor;
  }
  const noted = holder(element)?.querySelector("[data-anchor]")?.dataset.anchor;
  const named = element.id?.startsWith("id_") ? element.id.slice(3) : "";
  return noted ?? (named && places(named).length ? named : "");
}

function follow({ type, target }) {
  const anchor = anchorOf(target);
  if (!anchor) {
    return;
  }
  light(anchor);
  if (type === "focusin" && form.contains(target)) {
    const [first] = places(anchor);
    if (first) {
      raw.scrollTop += first.getBoundingClientRect().top - raw.getBoundingClientRect().top - 40;
    }
  }
}

// Offsets count characters as the server does, and not the pairs that some are written as.
function offset(piece, node, within) {
  const before = document.createRange();
  before.selectNodeContents(piece);
  if (before.comparePoint(node, within) > 0) {
    return Number(piece.dataset.start) + [...piece.textContent].length;
  }
  if (before.comparePoint(node, within) === 0) {
    before.setEnd(node, within);
    return Number(piece.dataset.start) + [...before.toString()].length;
  }
  return Number(piece.dataset.start);
}

// What is marked of the raw text, also where it begins or ends in a label or a line's number.
function marked() {
  const selection = document.getSelection();
  if (!raw.contains(selection.anchorNode) || selection.isCollapsed) {
    return "";
  }
  const range = selection.getRangeAt(0);
  const touched = [...raw.querySelectorAll("[data-start]")].filter((piece) =>
    range.intersectsNode(piece),
  );
  if (!touched.length) {
    return "";
  }
  const start = offset(touched[0], range.startContainer, range.startOffset);
  const end = offset(touched.at(-1), range.endContainer, range.endOffset);
  return start < end ? `${start}-${end}` : "";
}

function bar() {
  const made = document.createElement("div");
  const choices = document.querySelectorAll(".assign [name=assign_to] option");
  made.className = "marking";
  made.setAttribute("role", "toolbar");
  made.setAttribute("aria-label", document.querySelector(".assign legend").textContent);
  made.hidden = true;
  for (const { value, label } of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      document.querySelector(".assign [name=assign_to]").value = value;
      document.querySelector(".assign [name=marked]").value = made.dataset.marked;
      document.querySelector(".assign [name=_assign]").click();
    });
    made.append(button);
  }
  document.addEventListener("selectionchange", () => {
    const place = marked();
    if (place || !made.contains(document.activeElement)) {
      made.dataset.marked = place;
      made.hidden = !place;
    }
  });
  return made;
}

if (raw && form) {
  for (const type of ["focusin", "mouseover"]) {
    form.addEventListener(type, follow);
    raw.addEventListener(type, follow);
  }
  if (document.querySelector(".assign")) {
    raw.after(bar());
  }
}
