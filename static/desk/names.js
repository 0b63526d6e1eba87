// Django's boxes that search rows have no name for screen readers: each takes its label's.

function nameSearchBoxes() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const shown = select.nextElementSibling?.querySelector(".select2-selection__rendered");
    if (!label || !shown) continue;
    label.id ||= `${select.id}_label`;
    shown.setAttribute("aria-labelledby", label.id);
    shown.closest("[role=combobox]")?.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  }
}

// After the callback that makes the boxes: jQuery calls in the order of asking.
window.django?.jQuery?.(nameSearchBoxes);
document.addEventListener("formset:added", () => setTimeout(nameSearchBoxes));
