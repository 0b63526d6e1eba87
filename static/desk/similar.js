// While a new claim is typed: what is there already. Saving asks in any case; this only asks earlier.

const panel = document.querySelector("#similar");
const form = document.querySelector("#claim_form");
const WAIT = 600; // milliseconds without a key
let waiting;
let asked = "";

/** The question as the form stands: the words in the claim's own language, and the event if one is chosen. */
function question() {
  const language = form.elements.original_language.value.trim() || "en";
  const text = form.elements[`text_${language}`]?.value.trim() ?? "";
  const found = new URLSearchParams({ text, language });
  const event = form.elements.event?.value;
  if (event) found.set("event", event);
  return text.length < 10 ? "" : found.toString();
}

function line(one) {
  const item = document.createElement("li");
  if (one.opposite) {
    const mark = document.createElement("strong");
    mark.textContent = `${panel.querySelector("ul").dataset.opposite} `;
    item.append(mark);
  }
  const link = document.createElement("a");
  Object.assign(link, { href: one.address, textContent: one.text, target: "_blank", rel: "noopener", dir: "auto" });
  item.append(link);
  return item;
}

async function ask() {
  const query = question();
  if (query === asked) return;
  asked = query;
  const answer = query && (await fetch(`${panel.dataset.address}?${query}`, { headers: { Accept: "application/json" } }));
  const similar = answer && answer.ok ? (await answer.json()).similar : [];
  if (query !== asked) return; // more was typed meanwhile
  panel.querySelector("ul").replaceChildren(...similar.map(line));
  panel.hidden = similar.length === 0;
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT);
});
