"""What differs between two documents, in words. Pure: it reads the two documents and nothing else."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language_bidi, get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from claims.document_labels import CODES, LABELS, MAPS
from claims.documents import content_of
from claims.models.claim_relation import RelationKind
from claims.structure import COMPUTED
from sources.models.sighting import DriftFinding
from sources.models.statement import Standing

SHOWN = 90  # characters of a quote or value that a sentence shows; the whole stands in `old` and `new`


@dataclass(frozen=True)
class Difference:
    """One thing that changed. `path` names where, with dots ("rationale.en"); everything below it is covered.

    "" is the whole document. A row of a list is named by its id ("evidence.2kd…"). `follows` marks what another difference
    of the same row already tells: people are shown the others, programs may want all.
    """

    path: str
    old: Any
    new: Any
    sentence: str
    follows: bool = False


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Everything that differs between two documents or contents; empty exactly when their contents are the same.

    Either may be {} (nothing yet) or a tombstone. What publishing adds around a content is left aside.
    """
    old, new = content_of(old), content_of(new)
    if old == new:
        return []
    if sentence := _whole(old, new):
        return [Difference("", old, new, sentence)]
    found: list[Difference] = []
    stated = any(old.get(key) != new.get(key) for key in old.keys() | new.keys() if key not in COMPUTED)
    for key in dict.fromkeys([*LABELS, *old, *new]):
        one, other = old.get(key), new.get(key)
        if one == other:
            continue
        if key in ("evidence", "upstream"):
            found += _statements(key, one or [], other or [])
        elif key in ("relations", "fact_checks"):
            found += _listed(key, one or [], other or [])
        elif key == "quantity":
            found += _figure(key, str(LABELS[key]), one, other)
        elif key in COMPUTED:
            found += _computed(key, one, other, stated)
        elif key == "claimant" and (one or {}).get("id") != (other or {}).get("id"):
            found.append(_arrow(key, str(LABELS[key]), one, other))
        else:
            found += _value(key, key, str(LABELS.get(key, key)), one, other)
    return found or [Difference("", old, new, _("The order of its parts changed"))]


def _whole(old: dict[str, Any], new: dict[str, Any]) -> str | None:
    """The sentence that says it all, where one side is no claim; None where the parts are worth comparing."""
    if not old:
        return _("First text")
    if not new:
        return _("Nothing is left of it")
    if "retracted" in new and "retracted" not in old:
        return _("Retracted: {reason}").format(reason=_short(_any(new["retracted"].get("reason") or {})))
    if "retracted" in old and "retracted" not in new:
        return _("Published again after it was retracted")
    return None


def _value(key: str, path: str, label: str, old: Any, new: Any) -> Iterator[Difference]:
    """The differences of one value, told leaf by leaf below a label that says where."""
    if old == new:
        return
    if key in MAPS and _is_map(old) and _is_map(new):
        yield from _words(path, label, old or {}, new or {})
    elif _is_time(old) or _is_time(new):
        yield _arrow(path, label, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            below = _part(label, LABELS.get(name, name))
            yield from _value(name, f"{path}.{name}", below, old.get(name), new.get(name))
    else:
        yield _arrow(path, label, old, new)


def _words(path: str, label: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    for tag in dict.fromkeys([*old, *new]):
        one, other = old.get(tag), new.get(tag)
        if one == other:
            continue
        form = (
            _("{label} ({language}) added: {new}")
            if one is None
            else _("{label} ({language}) removed: {old}")
            if other is None
            else _("{label} ({language}) changed")
        )
        sentence = form.format(label=label, language=language_name(tag), old=_short(one), new=_short(other))
        yield Difference(f"{path}.{tag}", one, other, sentence)


def _figure(path: str, label: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Iterator[Difference]:
    """A figure whose words changed is one difference: its bounds follow from them."""
    if old == new:
        return
    if old and new and old.get("words") == new.get("words"):
        yield from _value("", path, label, old, new)
    else:
        yield _arrow(path, label, old, new)


def _computed(key: str, old: dict[str, Any] | None, new: dict[str, Any] | None, stated: bool) -> Iterator[Difference]:
    """What follows from the rest: the label and the counts are told, the chains and figures behind them are at hand.

    `stated` says that something else changed too, of which these are the consequence.
    """
    told = False
    if key == "corroboration":
        one, other = (old or {}).get("label"), (new or {}).get("label")
        if one != other:
            told = True
            yield _arrow("corroboration.label", str(LABELS[key]), one, other)
        for side, sentence in (
            ("supports", _("Origins that support it: {old} → {new}")),
            ("contradicts", _("Origins that contradict it: {old} → {new}")),
        ):
            before, after = (_counted((corroboration or {}).get(side)) for corroboration in (old, new))
            if before != after:
                told = True
                yield Difference(f"corroboration.{side}", before, after, sentence.format(old=before, new=after))
    changed = _("{label} changed").format(label=LABELS[key])
    yield Difference(key, old, new, changed, follows=told or stated)


def _counted(side: dict[str, Any] | None) -> str:
    """How many origins there are on a side: 1, or 1–2."""
    if not side:
        return _("none")
    low, high = side.get("grounded", 0), side.get("grounded", 0) + side.get("unknown", 0)
    return str(low) if low == high else f"{low}–{high}"


def _statements(key: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Difference]:
    """Rows matched by id, each named by its speaker and words."""
    name = "id" if key == "evidence" else "statement_id"
    before, after = ({row[name]: row for row in rows} for rows in (old, new))
    added, removed, changed = (
        (_("Evidence added: {row}"), _("Evidence removed: {row}"), _("Evidence ({row})"))
        if key == "evidence"
        else (
            _("Report behind it added: {row}"),
            _("Report behind it removed: {row}"),
            _("Report behind it ({row})"),
        )
    )
    for row_id in dict.fromkeys([*before, *after]):
        one, other, path = before.get(row_id), after.get(row_id), f"{key}.{row_id}"
        if one is None:
            yield Difference(path, None, other, added.format(row=statement_name(after[row_id])))
        elif other is None:
            yield Difference(path, one, None, removed.format(row=statement_name(one)))
        elif one != other:
            yield from _row(path, changed.format(row=statement_name(other)), one, other, after)


def _row(
    path: str, label: str, old: dict[str, Any], new: dict[str, Any], rows: dict[str, dict[str, Any]]
) -> Iterator[Difference]:
    """The differences of one piece of evidence or of one report behind it."""
    told = set()
    newer = new.get("superseded_by")
    if newer and newer != old.get("superseded_by"):
        told |= {"superseded_by", "counts"}
        by = statement_name(rows[newer]) if newer in rows else newer
        sentence = _("Evidence superseded: {row}, by {newer}").format(row=statement_name(new), newer=by)
        yield Difference(f"{path}.superseded_by", old.get("superseded_by"), newer, sentence)
    if new.get("standing") != old.get("standing"):
        told |= {"standing", "counts", "withdrawn_by"}
        forms: dict[Any, str] = {
            Standing.WITHDRAWN: _("Withdrawn by whoever said it: {row}"),
            Standing.MISATTRIBUTED: _("Found to be misattributed: {row}"),
        }
        form = forms.get(new.get("standing"), _("Stands again: {row}"))
        yield Difference(
            f"{path}.standing", old.get("standing"), new.get("standing"), form.format(row=statement_name(new))
        )
    for name in sorted(told & {"counts", "withdrawn_by"}):
        if old.get(name) != new.get(name):
            below = _part(label, LABELS.get(name, name))
            sentence = _arrow(f"{path}.{name}", below, old.get(name), new.get(name)).sentence
            yield Difference(f"{path}.{name}", old.get(name), new.get(name), sentence, follows=True)
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name), new.get(name)
        if one == other or name in told:
            continue
        below = _part(label, LABELS.get(name, name))
        if name == "quantity":
            yield from _figure(f"{path}.{name}", _part(label, _("figure")), one, other)
        elif name == "speaker" and one and other and one.get("id") == other.get("id"):
            yield from _value(name, f"{path}.{name}", below, one, other)
        elif name in ("speaker", "drift"):
            yield _arrow(f"{path}.{name}", below, one, other)
        else:
            yield from _value(name, f"{path}.{name}", below, one, other)


def _listed(key: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Difference]:
    """Rows that have no id of their own: each is there or not, as often as it is."""
    gone, come = list(old), []
    for row in new:
        if row in gone:
            gone.remove(row)
        else:
            come.append(row)
    relations = key == "relations"
    removed = _("Relation removed: {row}") if relations else _("Fact-check removed: {row}")
    added = _("Relation added: {row}") if relations else _("Fact-check added: {row}")
    for row in gone:
        yield Difference(key, row, None, removed.format(row=_listed_name(row)))
    for row in come:
        yield Difference(key, None, row, added.format(row=_listed_name(row)))


def _listed_name(row: dict[str, Any]) -> str:
    if "claim" in row:
        return f"{_code(RelationKind, row['kind'])} {row['claim']}"
    return _part(_short(row["publisher"]), _short(row["title"] or row["rating"]))


def statement_name(row: dict[str, Any]) -> str:
    """A statement of a document by its speaker and words: John Kirby, “…”."""
    speaker = row.get("speaker") or row.get("outlet") or {}
    words = row.get("quote")
    said = _("“{words}”").format(words=_short(words)) if words else _short(row.get("quote_missing_reason") or "")
    return _part(_short(speaker.get("name", "")), said)


def _part(whole: str, part: object) -> str:
    return _("{whole}, {part}").format(whole=whole, part=part)


def language_name(tag: str) -> str:
    """What a language is called, in the reader's language where it is known."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


def _arrow(path: str, label: str, old: Any, new: Any) -> Difference:
    sentence = _("{label}: {old} → {new}").format(label=label, old=_shown(path, old), new=_shown(path, new))
    return Difference(path, old, new, sentence)


def _shown(path: str, value: Any) -> str:
    """A value in a few words."""
    if value is None or value in ("", [], {}):
        return _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return _short(pgettext("between the parts of a list", ", ").join(value))
        return ngettext("{count} entry", "{count} entries", len(value)).format(count=len(value))
    if isinstance(value, dict):
        if "by" in value:  # an acknowledgement
            return _shown(path, value["by"])
        if "finding" in value:  # what became of the words on the page
            return _code(DriftFinding, value["finding"])
        return _short(value.get("words") or value.get("name") or value.get("measure") or _any(value))
    ends = [ending for ending in CODES if path == ending or path.endswith("." + ending)]
    if ends and not path.startswith(("event", "claimant")) and isinstance(value, str):
        return _code(CODES[max(ends, key=len)], value)
    return _short(str(value))


def _code(choices: type[TextChoices], value: str) -> str:
    # Choices are called in English, as the answers to programs are; here people read.
    return _(str(choices(value).label)) if value in choices.values else value


def _short(text: Any) -> str:
    """At most `SHOWN` characters; words that may run the other way than those around are set apart, and disturb nothing."""
    text = " ".join(str(text or "").split())
    if len(text) > SHOWN:
        text = text[: SHOWN - 1].rstrip() + "…"
    if text and (get_language_bidi() or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)):
        return f"\u2068{text}\u2069"
    return text


def _any(words: dict[str, Any]) -> str:
    return next((value for value in words.values() if isinstance(value, str)), "")


def _is_map(value: Any) -> bool:
    return value is None or (isinstance(value, dict) and all(isinstance(words, str) for words in value.values()))


def _is_time(value: Any) -> bool:
    return isinstance(value, dict) and "earliest" in value
