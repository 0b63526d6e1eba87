// The reader: selected words go into the form with their place, and a capture shows when it is there.

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

/** Asks how far the capture is; when it is there, the text and its state are taken from a fresh page, the form stays. */
async function follow(address) {
  let wait = 1000;
  for (;;) {
    await new Promise((done) => { setTimeout(done, wait); });
    wait = Math.min(wait * 1.3, 10000);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) continue;
    const { state, attempts, reason } = await answer.json();
    if (state === "pending" && !reason && attempts < 2) continue;
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    for (const place of ["#capture-state", ".reader-text"]) {
      document.querySelector(place)?.replaceWith(document.adoptNode(page.querySelector(place)));
    }
    if (state !== "pending") return;
  }
}
const pending = document.querySelector("[data-pending]");
if (pending) follow(pending.dataset.pending);

document.querySelector("#place")?.scrollIntoView({ block: "center" });
