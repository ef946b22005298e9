// Suggestions under the search boxes: an editable combobox with a list, as WAI-ARIA 1.2 has it.
// Only an addition: the form searches without this script, and whenever no suggestions come.

/** @typedef {{text: string, label: string, url: string, kind: string, count?: number}} Suggestion */

const PAUSE = 120; // milliseconds without a key before the server is asked
const numerals = new Intl.NumberFormat(`en-u-nu-${document.documentElement.dataset.digits}`, {
  useGrouping: false,
});
const CARET_KEYS = ["ArrowLeft", "ArrowRight", "Home", "End"];

class Combobox {
  #form;
  #input;
  #list;
  #status;
  #plural = new Intl.PluralRules(document.documentElement.lang || "ar");
  /** The place of the active suggestion; -1 is the text itself. */
  #active = -1;
  /** The text that the suggestions in the list are for. */
  #answered = "";
  #timer = 0;
  #request = new AbortController();

  constructor(input) {
    this.#input = input;
    this.#form = input.form;
    this.#list = make("div", { id: `${input.id}-suggestions`, class: "suggestions", role: "listbox" });
    this.#list.setAttribute("aria-label", this.#form.dataset.suggestions);
    this.#list.hidden = true;
    this.#status = make("div", { class: "unseen", role: "status" });
    this.#form.append(this.#list, this.#status);

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.#list.id);
    input.setAttribute("aria-expanded", "false");

    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", () => this.#close());
    this.#form.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget !== input && !this.#list.contains(relatedTarget)) this.#close();
    });
    // A press on the list leaves the focus in the box; the click that follows is that of a link.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", () => this.#close());
  }

  /** Phones compose every word, so unlike keys, text counts while it is being composed. */
  #typed() {
    this.#cancel();
    this.#activate(-1);
    if (this.#input.value.trim()) this.#timer = setTimeout(() => this.#ask(), PAUSE);
    else this.#close();
  }

  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const open = !this.#list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.altKey) {
      if (step > 0) this.#open();
      else this.#close();
    } else if (step) {
      if (open || this.#open()) this.#move(step);
    } else if (event.key === "Enter" && open && this.#active >= 0) {
      this.#list.children[this.#active].click();
    } else if (event.key === "Escape" && open) {
      this.#close();
    } else if (event.key === "Escape" && this.#input.value) {
      this.#input.value = "";
      this.#close();
    } else {
      if (event.key === "Tab") this.#close();
      if (CARET_KEYS.includes(event.key)) this.#activate(-1);
      return; // and let the key do what it does in any text
    }
    event.preventDefault();
  }

  /** Open the list, at once (and say so) if its suggestions are known, or else when they come. */
  #open() {
    if (!this.#input.value.trim()) return false;
    if (this.#list.children.length && this.#answered === this.#input.value) {
      this.#expand(true);
      return true;
    }
    this.#ask();
    return false;
  }

  async #ask() {
    this.#cancel();
    const { signal } = (this.#request = new AbortController());
    const text = this.#input.value;
    try {
      const query = new URLSearchParams({ q: text });
      const response = await fetch(`${this.#input.dataset.suggest}?${query}`, { signal });
      const { suggestions } = await response.json();
      if (!signal.aborted) this.#show(suggestions, text);
    } catch {
      if (!signal.aborted) this.#close();
    }
  }

  /** @param {Suggestion[]} suggestions */
  #show(suggestions, text) {
    const options = suggestions.map((each, index) => option(each, `${this.#list.id}-${index}`));
    this.#activate(-1);
    this.#list.replaceChildren(...options);
    this.#list.scrollTop = 0;
    this.#answered = text;
    this.#expand(options.length > 0);
    if (!options.length) this.#status.textContent = this.#form.dataset.countNone;
  }

  #expand(open) {
    const number = this.#list.children.length;
    const words = this.#form.getAttribute(`data-count-${this.#plural.select(number)}`);
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", open);
    this.#status.textContent = open
      ? (words ?? this.#form.dataset.countOther).replace("{n}", numerals.format(number))
      : "";
  }

  #close() {
    this.#cancel();
    this.#activate(-1);
    this.#expand(false);
  }

  /** No answer to an earlier text may come any more. */
  #cancel() {
    clearTimeout(this.#timer);
    this.#request.abort();
  }

  /** Up and down go round through the text. */
  #move(step) {
    const places = this.#list.children.length + 1;
    this.#activate(((this.#active + 1 + step + places) % places) - 1);
  }

  #activate(place) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const option = this.#list.children[place];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
  }
}

/** @param {Suggestion} suggestion */
function option({ text, label, url, kind, count }, id) {
  const link = make("a", { id, role: "option", "aria-selected": "false", href: url, tabindex: "-1" });
  link.dataset.kind = kind;
  const parts = { text, label, count: count && numerals.format(count) };
  for (const part of Object.keys(parts).filter((name) => parts[name])) {
    const span = make("span", { class: `suggestion-${part}` });
    span.textContent = parts[part];
    link.append(span, " ");
  }
  // A text with Arabic in it runs from right to left even where it begins with a Latin word.
  link.firstElementChild.dir = /\p{Script=Arabic}/u.test(text) ? "rtl" : "auto";
  return link;
}

function make(name, attributes) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Combobox(input);
