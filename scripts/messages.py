"""Keeps the words that readers see in their languages: finds them in the source, writes and checks locale/.

`make messages` brings every .po up to date with the source and compiles it; `problems()` is what `make check` asks.
Nothing but what the public pages show is in the catalogues: at the desk those words that only it has stay English.
"""

import io
import re
import sys
from pathlib import Path

import django
from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
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
KEYWORDS = {
    "_": None,
    "lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)\}|(%[sd])")


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
        for _line, name, said, comments in extract_python(io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], {}):
            spec = KEYWORDS[name]
            parts = [said] if isinstance(said, str) else list(said or ())
            context = parts.pop(0) if parts and spec and isinstance(spec[0], tuple) else None
            wanted = parts[:2] if "ngettext" in name else parts[:1]
            if wanted and all(wanted):
                key = tuple(wanted) if len(wanted) > 1 else wanted[0]
                found.add(key, locations=[(where, 0)], context=context, auto_comments=comments)
    return found


def read(language: str) -> Catalog:
    """A catalogue as it stands."""
    with _po(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """What stands in the .mo of a catalogue."""
    data = io.BytesIO()
    write_mo(data, catalogue)
    return data.getvalue()


def update() -> None:
    """Brings every catalogue up to date: new messages are empty, those that changed are marked fuzzy, old ones go."""
    source = template()
    for language in languages():
        catalogue = read(language)
        catalogue.update(source, update_header_comment=False)
        catalogue.obsolete.clear()
        _po(language).write_bytes(_written(catalogue))
        _po(language).with_suffix(".mo").write_bytes(compiled(catalogue))


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
        mo = _po(language).with_suffix(".mo")
        if not mo.is_file() or mo.read_bytes() != compiled(catalogue):
            found.append(f"{language}: {mo.name} is not what its .po says: run `make messages`.")
    return found


def _faults(message: Message, forms: int) -> list[str]:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    wanted = [set(_names(text)) for text in (message.id if message.pluralizable else [message.id])]
    if message.fuzzy:
        return ["is marked fuzzy: look at it and take the mark away."]
    if not all(strings) or (message.pluralizable and len(strings) != forms):
        return ["is not translated, or not in every plural form."]
    every, counts = set.union(*wanted), {"n", "count"} if message.pluralizable else set()
    for text in strings:
        names = set(_names(text))
        # “One report” may say its number in a word.
        if names - every or every - names - counts:
            return [f"has other placeholders than {text!r}."]
    return []


def _names(text: str) -> list[str]:
    return ["".join(found) for found in _PLACEHOLDER.findall(text)]


def _written(catalogue: Catalog) -> bytes:
    data = io.BytesIO()
    write_po(data, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return data.getvalue()


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def main() -> int:
    """Updates, then says what is left to do; 0 if nothing is."""
    sys.path.insert(0, str(ROOT))
    django.setup()
    update()
    left = problems()
    print(*left, sep="\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
