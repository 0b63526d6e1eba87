"""Keeps the words that readers see in their languages: finds them in the source, writes and checks locale/.

`make messages` brings every .po up to date with the source and compiles it; `make check` runs this with --check.
Nothing but what the public pages show is in the catalogues: at the desk those words that only it has stay English.
"""

import io
import os
import re
import sys
from pathlib import Path
from typing import IO

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
# What the public pages are made of. A word of theirs that is made elsewhere is marked there, and the file named here.
TEMPLATES = ["base.html", "400.html", "404.html", "500.html", "pages/*.html"]
MODULES = [
    "pages/**/*.py",
    "record/wording.py",
    "record/sentences.py",
    "record/reading.py",
    "claims/differences.py",
    "claims/document_labels.py",
    "claims/corroboration.py",
    "claims/models/claim.py",
    "claims/models/claim_relation.py",
    "claims/models/evidence.py",
    "sources/models/sighting.py",
    "sources/models/statement.py",
]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_NOISE = re.compile(
    rb'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|'
    rb"Generated-By):.*\n",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|%[sd]|</?\w+>")
_COUNTS = {"%(n)s", "{n}", "{count}", "{total}"}


def languages() -> list[str]:
    """Every language of the pages but the one the source is written in."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def template() -> Catalog:
    """Every message of the public pages, with the files that hold it."""
    found = Catalog()
    files = [path for glob in TEMPLATES for path in (ROOT / "templates").glob(glob)]
    files += [path for glob in MODULES for path in ROOT.glob(glob)]
    for path in sorted(files):
        where = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # Django turns its tags into calls; the rest of the line is filler whose indentation means nothing.
            text = "\n".join(line.strip() for line in templatize(text, origin=where).splitlines())
        for _line, said, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            found.add(said, locations=[(where, 0)], context=context, auto_comments=comments)
    return found


def read(language: str) -> Catalog:
    """A catalogue as it stands."""
    with _po(language).open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Brings every catalogue up to date: new messages are empty, those that changed are marked fuzzy, old ones go."""
    source = template()
    for language in languages():
        catalogue = read(language)
        catalogue.update(source, update_header_comment=False)
        catalogue.obsolete.clear()
        _po(language).write_bytes(_written(catalogue))
        with _mo(language).open("wb") as file:
            write_mo(file, catalogue)


def problems() -> list[str]:
    """What is wrong with the catalogues, each in a sentence that says what to do."""
    source = template()
    found = []
    for language in languages():
        catalogue = read(language)
        have = {(message.id, message.context): message for message in catalogue if message.id}
        need = {(message.id, message.context) for message in source if message.id}
        for key in sorted(need - have.keys(), key=str):
            found.append(f"{language}: {key[0]!r} is missing: run `make messages` and translate it.")
        for key in sorted(have.keys() - need, key=str):
            found.append(f"{language}: {key[0]!r} is used nowhere any more: run `make messages`.")
        for key in need & have.keys():
            found += [f"{language}: {key[0]!r} {said}" for said in _faults(have[key], catalogue.num_plurals)]
        if not _is_compiled(language, catalogue):
            found.append(f"{language}: django.mo is not what its django.po says: run `make messages`.")
    return found


def _faults(message: Message, forms: int) -> list[str]:
    ids, strings = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        return ["is marked fuzzy: look at it and take the mark away."]
    if not all(strings) or len(strings) != (forms if message.pluralizable else 1):
        return ["is not translated, or not in every plural form."]
    needed = {name for text in ids for name in _PLACEHOLDER.findall(text)}
    # “One report” may say its number in a word.
    spared = _COUNTS if message.pluralizable else set()
    for text in strings:
        names = set(_PLACEHOLDER.findall(text))
        if names - needed or needed - names - spared:
            return [f"has other placeholders than {text!r}."]
    return []


def _forms(words: object) -> list[str]:
    return [str(form or "") for form in words] if isinstance(words, list | tuple) else [str(words or "")]


def _words(mo: IO[bytes]) -> list[tuple[object, ...]]:
    """Everything of a compiled catalogue but its header, which names the version of Babel."""
    return [(message.id, message.context, message.string) for message in read_mo(mo) if message.id]


def _written(catalogue: Catalog) -> bytes:
    data = io.BytesIO()
    write_po(data, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    # Dates, and names that nobody filled in, would make every run a change.
    return _NOISE.sub(b"", data.getvalue())


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def _mo(language: str) -> Path:
    return _po(language).with_suffix(".mo")


def _is_compiled(language: str, catalogue: Catalog) -> bool:
    """Whether the .mo says what the .po says."""
    if not _mo(language).is_file():
        return False
    now = io.BytesIO()
    write_mo(now, catalogue)
    now.seek(0)
    with _mo(language).open("rb") as file:
        return _words(file) == _words(now)


def main() -> int:
    """Updates unless told to check, then says what is left to do; 0 if nothing is."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("INSECURE_HTTP", "1")
    if "--check" not in sys.argv:
        update()
    left = problems()
    print("\n".join(left) or "ok: every word of the public pages, in " + " and ".join(languages()))
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
