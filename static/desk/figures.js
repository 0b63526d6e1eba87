// The words of a figure are read as somebody types; what they left empty is filled, and stays theirs to change.

const FILLED = { hedge: "quantity_hedge", numbers: "quantity_numbers", measure: "measure", population: "population" };
const waiting = new WeakMap();

/** A field of the same row of the form. */
function box(fields, name) {
  return fields.querySelector(`[name$="${name}"]`);
}

/** Writes a value that was read where the box is empty or still holds what was read before. */
function fill(field, value) {
  if (field.value && field.value !== field.dataset.read) return;
  field.value = value;
  field.dataset.read = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Asks how words read. `whole` says that they are a quote in which the figure's own words are looked for. */
async function read(fields, words, whole) {
  const typed = box(fields, "quantity_words");
  const status = fields.parentElement.querySelector("[data-figure-read]");
  const language = fields.closest("form").querySelector(`[name="${typed.name.replace("quantity_words", "language")}"]`);
  const asked = new URLSearchParams({ words, language: language?.value ?? "", ...(whole && { whole: "1", measure: box(fields, "measure").value }) });
  const answer = await fetch(`${fields.dataset.figure}?${asked}`);
  if (!answer.ok) return;
  const found = await answer.json();
  if (whole && found.words) fill(typed, found.words);
  if (found.hedge) {
    fill(box(fields, FILLED.hedge), found.hedge);
    fill(box(fields, FILLED.numbers), found.numbers.join(" "));
    for (const name of ["measure", "population"]) if (found[name]) fill(box(fields, FILLED[name]), found[name]);
  }
  status.textContent = found.told ? `${found.told} ${found.note}` : "";
}

document.addEventListener("input", ({ target }) => {
  const isQuote = target.matches("[data-quote-figure] [name=words]");
  if (!isQuote && !target.matches("[data-figure] [name$=quantity_words]")) return;
  const fields = isQuote ? target.form.querySelector("[data-figure]") : target.closest("[data-figure]");
  const own = box(fields, "quantity_words");
  // Words that somebody typed for the figure are not overwritten from the quote.
  if (isQuote && own.value && own.value !== own.dataset.read) return;
  clearTimeout(waiting.get(fields));
  waiting.set(fields, setTimeout(() => read(fields, target.value, isQuote), 300));
});
