// The claim's page: another row of evidence, and only the folds that its kind needs.

/** Adds a row from the template beside the rows; Django's autocompletion hears of it. */
function addRow(rows) {
  const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
  const holder = document.createElement("div");
  holder.innerHTML = rows.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  rows.querySelector("template").before(row);
  total.value = Number(total.value) + 1;
  row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: rows.dataset.rows } }));
  row.querySelector("input, select, textarea")?.focus();
}

for (const rows of document.querySelectorAll("[data-rows]")) {
  const button = rows.querySelector("[data-add]");
  button.hidden = false;
  button.addEventListener("click", () => addRow(rows));
}

/** Shows a fold when the claim is of one of its kinds, or when something is written in it. */
const kind = document.querySelector("#id_kind");
const folds = document.querySelectorAll("[data-for-kinds]");
function showFolds() {
  for (const fold of folds) {
    const wanted = fold.dataset.forKinds.split(" ").includes(kind.value);
    fold.hidden = !wanted && !fold.querySelector(".errorlist") && !fold.hasAttribute("data-filled");
    if (wanted) fold.open = true;
  }
}
if (kind) {
  for (const fold of folds) {
    const filled = [...fold.querySelectorAll("input[type=text], textarea")].some((box) => box.value && !box.name.endsWith("_zone"));
    fold.toggleAttribute("data-filled", filled);
  }
  kind.addEventListener("change", showFolds);
  showFolds();
}

// The bounds of a figure are typed only where no rule gives them.
function showManual(select) {
  const bounds = select.closest(".fields")?.nextElementSibling;
  if (bounds?.hasAttribute("data-only-manual")) {
    const isGiven = bounds.querySelector(".errorlist") || bounds.querySelector("[name$=quantity_reason]")?.value;
    bounds.hidden = select.value !== "manual" && !isGiven;
  }
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[name$=quantity_hedge]")) showManual(event.target);
});
document.addEventListener("formset:added", (event) => event.target.querySelectorAll("[name$=quantity_hedge]").forEach(showManual));
document.querySelectorAll("[name$=quantity_hedge]").forEach(showManual);

// A fault in a fold that is closed would be out of sight; the first one gets the focus.
for (const fault of document.querySelectorAll("form .errorlist")) {
  for (let fold = fault.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
document.querySelector(".field.errors :is(input, select, textarea)")?.focus();

// Leaving with something typed asks first.
const form = document.querySelector("#claim_form");
let typed = false;
form?.addEventListener("input", () => { typed = true; });
form?.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
