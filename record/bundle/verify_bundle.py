"""Check this bundle without network, with the standard library of Python 3.9 or newer: python3 -I -S verify_bundle.py.

Recomputes every digest, and looks whether each quote stands where the document says. Writes nothing; exits with 1 where
something does not hold. It imports nothing of the site whose bundle it checks, so canonical form and digest are written
once more here, on purpose: a fault of the site's is no fault of both.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import Any

SCHEMA = "counterclaim/bundle/1"
MANIFEST = "manifest.json"
# What publishing adds around the content that was approved.
PUBLICATION_KEYS = frozenset(
    (
        "version", "version_kind", "digest", "published_at", "recorded_at", "replayed", "corrections", "versions", "people",
        "previous_digest", "log_head", "sequence",
    )
)  # fmt: skip
# Checks that say: these very characters stand there.
SAME_LETTERS = ("exact", "transcribed")
ERASED = "█"
LARGEST_INTEGER = 2**53 - 1  # RFC 8785 has numbers as JavaScript has them


class Report:
    """What holds, what could not be checked, what was erased and what does not hold."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.broken = 0

    def holds(self, sentence: str) -> None:
        self.lines.append("holds: " + sentence)

    def unchecked(self, sentence: str) -> None:
        self.lines.append("not checked: " + sentence)

    def erased(self, sentence: str) -> None:
        self.lines.append("erased: " + sentence)

    def fails(self, sentence: str) -> None:
        self.broken += 1
        self.lines.append("DOES NOT HOLD: " + sentence)


def main(folder: str) -> int:
    """Check the bundle in this folder and print what was found."""
    report = Report()
    try:
        check(folder, report)
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as fault:
        report.fails("the bundle is not built as one should be (" + type(fault).__name__ + ": " + shown(fault) + ")")
    for line in report.lines:
        sys.stdout.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
    if report.broken:
        sys.stdout.write(str(report.broken) + " things do not hold: this is not the bundle that was made.\n")
        return 1
    sys.stdout.write("Everything that could be checked holds.\n")
    return 0


def check(folder: str, report: Report) -> None:
    """All checks, in an order in which each rests on those before it."""
    data = read(folder, MANIFEST, report)
    manifest = parsed(MANIFEST, data, report)
    if manifest is None:
        return
    if manifest.get("schema") != SCHEMA:
        report.fails(MANIFEST + " is of schema " + shown(manifest.get("schema")) + "; this script reads " + SCHEMA)
        return
    own = {key: value for key, value in manifest.items() if key != "digest"}
    tell(report, digest(canonical(own)) == manifest["digest"], MANIFEST + " is what its own digest names")
    files = check_files(folder, manifest, report)
    document = parsed("document.json", files.get("document.json"), report)
    if document is None:
        return
    erased = {row["file"]: row for row in manifest["erased"]}
    check_document(document, files["document.json"], manifest, erased, report)
    texts = check_texts(document, manifest, files, erased, report)
    check_quotes(document, texts, report)
    for name in ("prov.jsonld", "claimreview.json"):
        if name in files:
            parsed(name, files[name], report)
    annotations = parsed("annotations.jsonld", files.get("annotations.jsonld"), report)
    if annotations is not None:
        check_annotations(annotations, document, texts, report)
    for row in manifest["left_out"]:
        report.unchecked(shown(row["what"]) + " is not in the bundle: " + shown(row["why"]))


def check_files(folder: str, manifest: dict[str, Any], report: Report) -> dict[str, bytes]:
    """Every file that the manifest names is there with its digest, and no other. Answers with those that hold."""
    found = {}
    named = {MANIFEST}
    for row in manifest["files"]:
        name = row["name"]
        named.add(name)
        data = read(folder, name, report)
        if data is None:
            continue
        if digest(data) != row["sha256"] or len(data) != row["bytes"]:
            report.fails(shown(name) + " is not the file that the manifest names: it was changed")
        found[name] = data
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            inside = os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
            if inside not in named:
                report.fails(shown(inside) + " is in the folder, and the manifest does not name it")
    if not report.broken:
        report.holds("all " + str(len(found)) + " files are those that the manifest names")
    return found


def check_document(
    document: dict[str, Any], data: bytes, manifest: dict[str, Any], erased: dict[str, Any], report: Report
) -> None:
    """The two digests, and that manifest and document speak of the same."""
    content = {key: value for key, value in document.items() if key not in PUBLICATION_KEYS}
    day = erased_on("document.json", data, erased)
    if day:
        report.erased("passages of document.json were blanked on " + day + "; its digests are those from before")
    else:
        tell(report, digest(data) == manifest["publication_digest"], "document.json has its publication digest")
        tell(
            report,
            digest(canonical(content)) == document["digest"] == manifest["content_digest"],
            "its content has the digest that was approved",
        )
    same = [
        ("claim", document["id"]), ("version", document["version"]), ("document_schema", document["schema"]),
        ("licence", document["licence"]), ("content_digest", document["digest"]),
    ]  # fmt: skip
    for key, value in same:
        if manifest[key] != value:
            report.fails("manifest and document differ in " + key)
    line = [row for row in document["versions"] if row["number"] == document["version"]]
    if [row["digest"] for row in line] != [document["digest"]]:
        report.fails("the document's own list of versions names another digest for it")


def check_texts(
    document: dict[str, Any], manifest: dict[str, Any], files: dict[str, bytes], erased: dict[str, Any], report: Report
) -> dict[str, str]:
    """The texts of the snapshots, by the snapshot's id, each against the digest in the document."""
    wanted = {
        row["snapshot"]["id"]: row["snapshot"]["text_sha256"] for row in statements(document) if row.get("snapshot")
    }
    texts = {}
    whole = 0
    for row in manifest["snapshots"]:
        name, key = row["file"], row["id"]
        if key not in wanted or row["text_sha256"] != wanted[key]:
            report.fails("the manifest names another digest for snapshot " + shown(key) + " than the document")
        if name is None or name not in files:
            continue
        day = erased_on(name, files[name], erased)
        if day:
            report.erased("passages of " + shown(name) + " were blanked on " + day + "; its digest is that from before")
        elif digest(files[name]) != wanted.get(key):
            report.fails(shown(name) + " is not the text whose digest the document holds")
            continue
        else:
            whole += 1
        try:
            texts[key] = files[name].decode("utf-8")
        except UnicodeDecodeError:
            report.fails(shown(name) + " is not UTF-8")
    if whole:
        report.holds(str(whole) + " texts have the digests that the document holds")
    return texts


def check_quotes(document: dict[str, Any], texts: dict[str, str], report: Report) -> None:
    """Each located quote against the text it was found in."""
    counts = {"same": 0, "words": 0, "no text": 0, "no place": 0}
    for row in statements(document):
        status, locator = row["check"]["status"], row["locator"]
        if not row["quote"]:
            continue
        if not locator:
            counts["no place"] += 1
            if status == "exact":
                report.fails(about(row) + " is called exact, and has no position")
            continue
        text = texts.get(row["snapshot"]["id"]) if row["snapshot"] else None
        if text is None:
            counts["no text"] += 1
            continue
        start, end = locator["start"], locator["end"]
        if not 0 <= start < end <= len(text):
            report.fails(about(row) + " is said to stand at a place that the text does not have")
            continue
        if status in SAME_LETTERS and text[start:end] != row["quote"]:
            report.fails(about(row) + " does not stand at " + str(start) + " to " + str(end) + " of its text")
            continue
        before, after = text[:start], text[end:]
        if not before.endswith(locator["prefix"]) or not after.startswith(locator["suffix"]):
            report.fails(about(row) + " stands among other words than the document says")
            continue
        counts["same" if status in SAME_LETTERS else "words"] += 1
    if counts["same"]:
        report.holds(str(counts["same"]) + " quotes stand in their texts, letter by letter, where the document says")
    if counts["words"]:
        report.unchecked(
            str(counts["words"])
            + " quotes are not said to stand there letter by letter (the document's check says how they"
            " differ); only their places were checked"
        )
    if counts["no text"]:
        report.unchecked(str(counts["no text"]) + " quotes whose texts are not in the bundle")
    if counts["no place"]:
        report.unchecked(str(counts["no place"]) + " quotes that have no position")


def check_annotations(
    annotations: dict[str, Any], document: dict[str, Any], texts: dict[str, str], report: Report
) -> None:
    """Each annotation says what the document says, and selects what stands in the text."""
    rows = {row["statement_id"]: row for row in statements(document)}
    items = annotations["first"]["items"]
    good = 0
    for item in items:
        key = item["id"].partition("#")[2]
        row = rows.get(key)
        place, rest = item["target"]["selector"][0], item["target"]["selector"][1:]
        if row is None or item["body"]["value"] != row["quote"]:
            report.fails("annotations.jsonld has another quote for statement " + shown(key) + " than the document")
            continue
        text = texts.get(row["snapshot"]["id"])
        found = (place["start"], place["end"]) == (row["locator"]["start"], row["locator"]["end"])
        if text is not None and any(one["exact"] != text[place["start"] : place["end"]] for one in rest):
            found = False
        if not found:
            report.fails("annotations.jsonld places statement " + shown(key) + " elsewhere than document and text")
            continue
        good += 1
    if good and good == len(items):
        report.holds(str(good) + " annotations say the same as the document")


def statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Evidence, and the reports behind it. A claim that was taken back has none."""
    return document.get("evidence", []) + document.get("upstream", [])


def about(row: dict[str, Any]) -> str:
    """A statement by its id and first words."""
    return "the quote of statement " + shown(row["statement_id"]) + ", " + shown(row["quote"][:60])


def erased_on(name: str, data: bytes, erased: dict[str, Any]) -> str:
    """The day on which the file was blanked, if it is what that left and shows it; else empty."""
    row = erased.get(name)
    if row and row["sha256"] == digest(data) and ERASED.encode() in data:
        return str(row["on"])
    return ""


def read(folder: str, name: str, report: Report) -> bytes | None:
    """A file of the bundle. Names that lead out of the folder, and links, are not followed."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts):
        report.fails(shown(name) + " is no name of a file in this folder")
        return None
    place = folder
    for part in parts:
        place = os.path.join(place, part)
        if os.path.islink(place):
            report.fails(shown(name) + " is a link; a bundle has none")
            return None
    try:
        with open(place, "rb") as file:
            return file.read()
    except OSError as fault:
        report.fails(shown(name) + " cannot be read: " + str(fault.strerror))
        return None


def parsed(name: str, data: bytes | None, report: Report) -> Any:
    """The JSON of a file, which must be in its canonical form; None where it is not JSON at all."""
    if data is None:
        return None
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=once_each, parse_float=refused, parse_constant=refused
        )
        if canonical(value) != data:
            report.fails(name + " is not in canonical form (RFC 8785)")
    except (ValueError, RecursionError) as fault:
        report.fails(name + " is not the JSON it should be: " + shown(fault))
        return None
    return value


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different: of two readers of one with equal keys, each could see another value."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice in an object")
    return dict(pairs)


def refused(text: str) -> Any:
    """A number that is none of ours."""
    raise ValueError("a number that is no integer: " + text[:20])


def canonical(value: Any) -> bytes:
    """RFC 8785 for strings, integers, booleans, null, lists and objects. Raises ValueError for anything else."""
    text = json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def ordered(value: Any) -> Any:
    """The same value with the keys of objects in the order of their UTF-16 units."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return value
    raise ValueError("a value that has no canonical form here: " + shown(value))


def digest(data: bytes) -> str:
    """SHA-256, as documents write it."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tell(report: Report, is_so: bool, sentence: str) -> None:
    """Report the sentence as what holds, or as what does not."""
    (report.holds if is_so else report.fails)(sentence)


def shown(value: Any) -> str:
    """A value on one line, in quotation marks, without what could play tricks on a terminal."""
    text = str(value)[:200]
    return "“" + "".join(letter if letter.isprintable() else "\ufffd" for letter in text) + "”"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))))
