// Work that goes on while somebody looks: the marked places are taken from a fresh page until their work is done.
// A place may name an address that tells cheaply how far the work is; the page is then fetched only when that answer changes.

const told = new Map();
let wait = 1000; // milliseconds; longer each time, since some work waits for hours

const following = () => [...document.querySelectorAll("[data-follow]")];

/** Whether any of the addresses answers otherwise than before; true where a place names none. */
async function hasMoved() {
  let moved = false;
  for (const address of new Set(following().map((place) => place.dataset.follow))) {
    const answer = address && (await fetch(address));
    if (answer && !answer.ok) continue;
    const now = answer ? await answer.text() : null;
    if (now === null || told.get(address) !== now) moved = true;
    told.set(address, now);
  }
  return moved;
}

/** Takes the places from a fresh page. What a person has opened, focused or selected is left alone where nothing changed. */
async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of following()) {
    const fresh = page.getElementById(place.id);
    if (!fresh?.hasAttribute("data-follow")) place.removeAttribute("data-follow");
    if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...document.adoptNode(fresh).childNodes);
  }
}

while (following().length) {
  await new Promise((done) => { setTimeout(done, wait); });
  wait = Math.min(wait * 1.3, 10000);
  try {
    if (await hasMoved()) await renew();
  } catch {
    // No connection just now: the next round asks again.
    told.clear();
  }
}
