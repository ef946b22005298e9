// Names that are there, offered while one is typed. Without it a name is typed whole, in any spelling.

const PAUSE = 200;

for (const field of document.querySelectorAll("[data-names]")) {
  const offered = document.getElementById(field.getAttribute("list"));
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => offer(field, offered), PAUSE);
  });
}

async function offer(field, offered) {
  const typed = field.value;
  if (!typed.trim()) return;
  const response = await fetch(`${field.dataset.names}&term=${encodeURIComponent(typed)}`);
  if (!response.ok || field.value !== typed) return;
  const { results } = await response.json();
  offered.replaceChildren(...results.map(({ text }) => new Option(text, text)));
}
