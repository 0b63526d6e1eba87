// Work that goes on while somebody looks: the marked place is taken from a fresh page until its work is done.

/** Replaces the place by what the server shows now; true while the work goes on. */
async function renew(place) {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return true;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(place.id);
  if (!fresh) return false;
  // What a person has opened or focused is left alone when nothing changed.
  if (fresh.innerHTML !== place.innerHTML) place.replaceChildren(...document.adoptNode(fresh).childNodes);
  return fresh.hasAttribute("data-follow");
}

for (const place of document.querySelectorAll("[data-follow]")) {
  const again = async () => { if (await renew(place)) setTimeout(again, 3000); };
  setTimeout(again, 1500);
}
