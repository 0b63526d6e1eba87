"""A review of a claim as other formats have it: to a draft with a fact-check, in its publisher's own words."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from claims.importing.faults import Dirty, Remark
from claims.importing.fields import check_storable, short
from claims.importing.options import DEFAULTS, DateOrder, Ratings
from claims.importing.parsed import Parsed, Ref, Spec
from claims.models import Claim, Event, FactCheck, ImportBatch
from claims.models.fact_check import identity_of
from history.ids import derived_id, new_id
from sources.addresses import ADDRESS_LIMIT, validate_address
from sources.languages import LIMIT as TEXT_LIMIT
from sources.languages import validate_tag
from sources.stated_time import StatedTime, zone_of

# An ISO date, perhaps with a time: only the day is kept of when something was reviewed.
_ISO = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?([T ].*)?", re.ASCII)
# Three numbers in an order that the text does not say.
_THREE = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})", re.ASCII)


def read_date(text: str, order: str, zone: str = "UTC") -> StatedTime:
    """A date as people write it, with its precision and its own words.

    03/04/2024 is read only if the order of day and month is known, or if only one order gives a date. Raises `ValueError`
    with a sentence.
    """
    words = " ".join(text.split())
    if three := _THREE.fullmatch(words):
        first, _, second, year = three.groups()
        found = {}
        for name, day, month in ((DateOrder.DAY_FIRST, first, second), (DateOrder.MONTH_FIRST, second, first)):
            try:
                found[name] = date(int(year), int(month), int(day))
            except ValueError:
                continue
        chosen = found.get(DateOrder(order)) if order != DateOrder.ISO else None
        if chosen is None and order != DateOrder.ISO and found:
            raise ValueError(f"{short(words)} is no date with the {DateOrder(order).label.split(':')[0]}.")
        if chosen is None and len(set(found.values())) > 1:
            raise ValueError(
                f"{short(words)} can be two days; say in the mapping whether dates are day_first or month_first."
            )
        chosen = chosen or next(iter(found.values()), None)
        if chosen is None:
            raise ValueError(f"{short(words)} is no day of the calendar.")
        iso = chosen.isoformat()
    elif _ISO.fullmatch(words):
        iso = words.replace(" ", "T", 1)
    else:
        raise ValueError(f"{short(words)} is not a date; write 2024, 2024-02, 2024-02-03 or 2024-02-03T14:30.")
    try:
        stated = StatedTime.parse(iso, zone)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return StatedTime(stated.earliest, stated.latest, stated.precision, stated.zone, words[:100])


@dataclass
class Check:
    """One review of one claim, as a publisher gave it; every text as it stands there. `names` say where each was read."""

    claim: str = ""
    claimant: str = ""
    claimed: str = ""
    url: str = ""
    publisher: str = ""
    reviewer: str = ""
    title: str = ""
    rating: str = ""
    reviewed: str = ""
    language: str = ""
    body: str = ""
    names: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def name(self, part: str) -> str:
        return self.names.get(part, part)


class Checks:
    """Turns reviews into rows under a batch's options."""

    def __init__(self, batch: ImportBatch) -> None:
        self.mapping = DEFAULTS | batch.options.get("mapping", {})
        self.ratings = Ratings(batch.options.get("ratings", []))
        self.batch = batch

    def parsed(self, line: int, checks: list[Check], *, reviewed: bool = True, claim_id: str = "") -> Parsed:
        """A draft for what these review: one claim, one or more reviews of it; or, not `reviewed`, the claim alone.

        Raises `Dirty`.
        """
        parsed = Parsed(line)
        first = checks[0]
        text = self._text(first, "claim", TEXT_LIMIT)
        language = self._language(first, parsed)
        columns = self.claim_columns(text, language)
        made, claimed_on = self._when(first, "claimed", parsed)
        columns |= made
        claim_id = claim_id or new_id()
        specs = []
        for check in checks:
            if not reviewed:
                parsed.remarks += check.remarks
                continue
            specs.append(self._fact_check(check, Ref(Claim, claim_id, "claim"), language, parsed, claimed_on))
            parsed.remarks += check.remarks
        own = [spec for spec in specs if spec.columns["publisher"] in self.mapping["own_publishers"]]
        verdicts = {spec.columns["verdict"] for spec in own}
        if len(verdicts) == 1:  # our own conclusion of then; of two that differ, neither is chosen
            columns["verdict"] = verdicts.pop()
            body = self._text(first, "body", TEXT_LIMIT, required=False, parsed=parsed)
            if body and columns["verdict"]:
                columns["rationale"] = {language: body}
        parsed.specs = [*self.event(parsed), Spec(Claim, claim_id, columns), *specs]
        parsed.identities = [identity_of(spec.columns["url"], text) for spec in specs]
        return parsed

    def claim_columns(self, text: str, language: str) -> dict[str, Any]:
        """What every draft has, whatever the format."""
        return {
            "event": Ref(Event, self._event_id(), "event"),
            "kind": self.mapping["kind"],
            "original_language": language,
            "text": {language: text},
        }

    def event(self, parsed: Parsed) -> list[Spec]:
        """The event under which drafts wait that name none: one a batch, unless the mapping names one that is here."""
        if self.mapping["event"]:
            return []
        title = {"en": f"Imported from {self.batch.file_name}"}
        return [Spec(Event, self._event_id(), {"title": title}, if_needed=True)]

    def _event_id(self) -> str:
        return self.mapping["event"] or derived_id(self.batch.pk, "event")

    def _fact_check(self, check: Check, claim: Ref, language: str, parsed: Parsed, claimed_on: date | None) -> Spec:
        publisher = self._text(check, "publisher", 200)
        rating = self._text(check, "rating", 10_000)
        url = self._text(check, "url", ADDRESS_LIMIT)
        try:
            validate_address(url)
        except (ValidationError, ValueError) as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else "This is not an address."
            raise Dirty(check.name("url"), reason) from error
        _, reviewed_on = self._when(check, "reviewed", parsed)
        columns = {
            "claim": claim,
            "publisher": publisher,
            "url": url,
            "title": self._text(check, "title", 500, required=False, parsed=parsed),
            "rating": rating,
            "verdict": self.ratings.verdict(publisher, rating),
            "claim_reviewed": self._text(check, "claim", TEXT_LIMIT),
            "claimant": self._text(check, "claimant", 500, required=False, parsed=parsed),
            "reviewer": self._text(check, "reviewer", 200, required=False, parsed=parsed),
            "imported": True,
            "claimed_on": claimed_on,
            "reviewed_on": reviewed_on,
            "language": language,
        }
        told = {name: check.name(name) for name in ("publisher", "title", "rating", "reviewer") if columns[name]}
        return Spec(FactCheck, new_id(), columns, told=told)

    def _text(self, check: Check, part: str, limit: int, *, required: bool = True, parsed: Parsed | None = None) -> str:
        """A text as it stands. A required one that does not fit refuses the item; another is left out, and that is said."""
        value = getattr(check, part)
        if not value.strip():
            if required:
                raise Dirty(check.name(part), "This is missing.")
            return ""
        check_storable(value, check.name(part))
        if len(value) > limit:
            reason = f"This has {len(value)} characters; at most {limit} fit."
            if required or parsed is None:
                raise Dirty(check.name(part), reason)
            parsed.remarks.append(Remark(check.name(part), f"{reason} It was left out."))
            return ""
        return str(value)

    def _language(self, check: Check, parsed: Parsed) -> str:
        value = check.language.strip() or self.mapping["language"]
        try:
            validate_tag(value)
        except ValidationError as error:
            parsed.remarks.append(Remark(check.name("language"), " ".join(error.messages)))
            return str(self.mapping["language"])
        return str(value)

    def stated(self, value: str, name: str, parsed: Parsed) -> StatedTime | None:
        """A date as it stands in the file. What cannot be read is left out, and that is said."""
        if not value.strip():
            return None
        check_storable(value, name)
        try:
            return read_date(value, self.mapping["dates"], self.mapping["zone"])
        except ValueError as error:
            parsed.remarks.append(Remark(name, f"{error} It was left out."))
            return None

    def _when(self, check: Check, part: str, parsed: Parsed) -> tuple[dict[str, Any], date | None]:
        """(columns of when a claim was made, the day if it is one)."""
        stated = self.stated(value := getattr(check, part), check.name(part), parsed)
        if stated is None:
            return {}, None
        columns = stated.columns("made") if part == "claimed" else {}
        if stated.precision in ("month", "year"):
            if part == "reviewed":
                parsed.remarks.append(Remark(check.name(part), f"{short(value)} names no day; it was left out."))
            return columns, None
        iso = stated.words[:10] if _ISO.fullmatch(stated.words) else None
        day = date.fromisoformat(iso) if iso else _local_day(stated)
        return columns, day


def _local_day(stated: StatedTime) -> date | None:
    middle = stated.earliest and stated.latest and stated.earliest + (stated.latest - stated.earliest) / 2
    return middle.astimezone(zone_of(stated.zone)).date() if middle else None
