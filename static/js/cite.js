// Copying a citation. Without this script, or where the browser keeps the clipboard to itself, the
// buttons stay hidden, and the citation is text to be selected.

/** Milliseconds that it is said what was copied. */
const SAID = 3000;

function enable(copying) {
  const citation = copying.previousElementSibling;
  const output = copying.querySelector("output");
  copying.hidden = false;
  copying.querySelector("button").addEventListener("click", async () => {
    await navigator.clipboard.writeText(citation.textContent);
    output.value = output.dataset.said;
    setTimeout(() => (output.value = ""), SAID);
  });
}

if (navigator.clipboard) document.querySelectorAll(".copying").forEach(enable);
