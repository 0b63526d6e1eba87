// The reader: selected words go into the form with their place.

/** Where a point of the document lies in the captured text, in code points; null outside of it. */
function placeOf(node, offset) {
  const part = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest(".captured");
  if (!part) return null;
  const before = document.createRange();
  before.setStart(part, 0);
  before.setEnd(node, offset);
  // A string's length counts UTF-16 units; the server counts code points.
  return Number(part.dataset.start) + [...before.toString()].length;
}

/** The selection, if it lies within one part of the text: its exact characters and where they begin. */
function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const [start, end] = [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  const parts = [range.startContainer, range.endContainer].map((node) => (node.parentElement ?? node).closest(".captured"));
  if (start === null || end === null || parts[0] !== parts[1]) return null;
  const raw = range.toString();
  const words = raw.trim();
  const leading = [...raw.slice(0, raw.length - raw.trimStart().length)].length;
  return words ? { words, near: start + leading } : null;
}

const button = document.querySelector("[data-quote]");
const told = document.querySelector("[data-selected]");
const words = document.querySelector("[name=words]");
const near = document.querySelector("[name=near]");

function quote() {
  const found = selected();
  if (!found) return;
  words.value = found.words;
  near.value = found.near;
  words.dispatchEvent(new Event("input", { bubbles: true }));
  near.value = found.near;
  (document.querySelector("[name=speaker] ~ .select2 [role=combobox]") ?? words).focus();
}

if (button) {
  button.hidden = false;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", quote);
  // Words that were typed over stand somewhere else.
  words.addEventListener("input", () => { near.value = ""; });
  document.addEventListener("selectionchange", () => {
    const found = selected();
    button.disabled = !found;
    told.textContent = found ? `${[...found.words].length}` : "";
  });
  // A single letter is a shortcut only while the text has the focus (WCAG 2.1.4).
  document.addEventListener("keydown", (event) => {
    if (event.key !== "q" || event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".captured")) return;
    event.preventDefault();
    quote();
  });
}

document.querySelector("#place")?.scrollIntoView({ block: "center" });
