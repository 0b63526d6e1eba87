"""Our own interchange: one JSON object a line, as `docs/interchange.md` and its schema describe it."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from accounts.models import User
from claims.actions.drafting import check_superseding
from claims.importing.faults import Dirty
from claims.importing.fields import Fields, check_storable
from claims.importing.lines import Item, decoded, ndjson
from claims.importing.parsed import Parsed, Ref, Spec
from claims.models import Claim, ClaimRelation, Event, Evidence, FactCheck
from claims.models.claim import ClaimKind, ReplyStatus, Verdict
from claims.models.claim_relation import RelationKind
from claims.models.evidence import Stance
from claims.workflow import EDITABLE
from history.canonical import digest
from history.ids import derived_id, is_id
from sources import quotes
from sources.actions import withdrawing
from sources.languages import LIMIT as TEXT_LIMIT
from sources.models import Outlet, Relay, Snapshot, Source, Speaker, Statement
from sources.models.outlet import OutletKind
from sources.models.relay import RelayKind
from sources.models.snapshot import SnapshotMethod, SnapshotState
from sources.models.source_link import LinkStatus
from sources.models.speaker import SpeakerKind
from sources.models.statement import QUOTE_LIMIT, Basis, CheckStatus, Directness, Standing
from sources.quote_forms import Forms

SCHEMA = "counterclaim/interchange/1"
MOST_EVIDENCE = 10_000  # of one claim
SNAPSHOT_LIMIT = 2_000_000  # characters of a text
LANGUAGE = 11
KEY_LIMIT = 200  # characters of a name that a file gives its rows itself


class Interchange:
    """Reads one file's lines. Rows are named by public ids, which are kept, or by names of the file's own.

    Names of its own need a `namespace` in the header, an address of the file's publisher: the ids made of both are the
    same each time.
    """

    def __init__(self) -> None:
        self.namespace = ""
        self.readers: dict[str, Callable[[Fields, Parsed], None]] = {
            "header": self._header,
            "event": self._event,
            "outlet": self._outlet,
            "speaker": self._speaker,
            "source": self._source,
            "snapshot": self._snapshot,
            "statement": self._statement,
            "relay": self._relay,
            "withdrawal": self._withdrawal,
            "claim": self._claim,
            "relation": self._relation,
        }

    def items(self, file: IO[bytes]) -> Iterator[Item]:
        """Every line that holds something, undecoded: what is skipped on the way to where an import stopped costs nothing."""
        for number, raw in ndjson(file):
            if number == 1 and raw is not None:  # an import that goes on needs the header too
                first = decoded(number, raw).value
                if isinstance(first, dict) and isinstance(first.get("namespace"), str):
                    self.namespace = first["namespace"][:500]
            yield Item(number, raw, size=len(raw or b""))

    def read(self, item: Item) -> Parsed:
        """The rows of one line. Raises `Dirty`."""
        item = decoded(item.line, item.value)
        if item.fault:
            raise item.fault
        check_storable(item.value)
        fields = Fields(item.value)
        kind = fields.text("type", 20, required=True)
        if kind not in self.readers:
            raise fields.fault("type", f"This is not one of {', '.join(self.readers)}.")
        parsed = Parsed(item.line)
        self.readers[kind](fields, parsed)
        parsed.remarks += fields.remarks()
        return parsed

    def _header(self, fields: Fields, parsed: Parsed) -> None:
        if fields.text("schema", 100, required=True) != SCHEMA:
            raise fields.fault("schema", f"Only {SCHEMA} can be read.")
        self.namespace = fields.text("namespace", 500)
        for name in ("site", "licence"):
            fields.raw(name)

    def _id(self, fields: Fields, name: str, model: type[models.Model], *, required: bool = True) -> str:
        value = fields.text(name, KEY_LIMIT, required=required)
        if not value or is_id(value):
            return value
        if not self.namespace:
            raise fields.fault(
                name, "This is not a public id; names of your own need a namespace in the file's header."
            )
        return derived_id(self.namespace, model._meta.label_lower, value)

    def _ref(self, fields: Fields, name: str, model: type[models.Model], *, required: bool = True) -> Ref | None:
        key = self._id(fields, name, model, required=required)
        return Ref(model, key, fields.where + name) if key else None

    def _event(self, fields: Fields, parsed: Parsed) -> None:
        columns = {
            "title": fields.words("title", required=True),
            "original_language": fields.text("original_language", LANGUAGE) or "en",
            **fields.time("started", "started"),
            **fields.time("ended", "ended"),
            "place": fields.words("place"),
            "countries": fields.text("countries", 60),
            **fields.coordinates("coordinates"),
            "parent": self._ref(fields, "parent", Event, required=False),
            "note": fields.words("note"),
        }
        parsed.specs.append(Spec(Event, self._id(fields, "id", Event), columns))

    def _outlet(self, fields: Fields, parsed: Parsed) -> None:
        columns = {
            "name": fields.text("name", 200, required=True),
            "names": fields.words("names"),
            "kind": fields.choice("kind", OutletKind),
            "country": fields.text("country", 2),
            "languages": fields.items("languages", 50),
            "family": fields.text("family", 200),
            "homepage": fields.text("homepage", 500),
        }
        parsed.specs.append(Spec(Outlet, self._id(fields, "id", Outlet), columns))

    def _speaker(self, fields: Fields, parsed: Parsed) -> None:
        columns = {
            "name": fields.text("name", 200, required=True),
            "names": fields.words("names"),
            "kind": fields.choice("kind", SpeakerKind),
            "role": fields.text("role", 200),
            "description": fields.text("description", 500),
            "principal": self._ref(fields, "principal", Speaker, required=False),
            "principal_disputed": fields.truth("principal_disputed"),
            "wikidata_id": fields.text("wikidata_id", 20),
        }
        parsed.specs.append(Spec(Speaker, self._id(fields, "id", Speaker), columns))

    def _source(self, fields: Fields, parsed: Parsed) -> None:
        columns = {
            "outlet": self._ref(fields, "outlet", Outlet),
            "canonical_url": fields.address("url"),
            "title": fields.text("title", 500),
            "byline": fields.text("byline", 300),
            **fields.time("published", "published"),
            "language": fields.text("language", LANGUAGE) or "en",
            "declared_credit": fields.text("declared_credit", 200),
            "seen": fields.truth("seen", default=True),
        }
        parsed.specs.append(Spec(Source, self._id(fields, "id", Source), columns))

    def _snapshot(self, fields: Fields, parsed: Parsed) -> None:
        text = fields.text("text", SNAPSHOT_LIMIT)
        if fields.data.get("text") is None:  # a picture has none, and says so
            raise fields.fault("text", "This is missing.")
        sha256 = fields.text("text_sha256", 71) or digest(text.encode())
        if sha256 != digest(text.encode()):
            raise fields.fault("text_sha256", "The text does not have this digest.")
        captured_at = fields.instant("captured_at")
        if captured_at is None:
            raise fields.fault("captured_at", "Say when the text was captured or typed.")
        columns = {
            "source": self._ref(fields, "source", Source),
            "method": fields.choice("method", SnapshotMethod),
            "state": SnapshotState.COMPLETE,
            "captured_at": captured_at,
            "content_type": "text/plain",
            "text": text,
            "text_sha256": sha256,
            "extractor": fields.text("extractor", 50),
            "extractor_version": fields.text("extractor_version", 30),
        }
        parsed.specs.append(Spec(Snapshot, self._id(fields, "id", Snapshot), columns))

    def _statement(self, fields: Fields, parsed: Parsed) -> None:
        standing = fields.choice("standing", Standing, default=Standing.LIVE)
        columns = {
            "source": self._ref(fields, "source", Source),
            "snapshot": self._ref(fields, "snapshot", Snapshot, required=False),
            "speaker": self._ref(fields, "speaker", Speaker, required=False),
            "role": fields.text("role", 200),
            "directness": fields.choice("directness", Directness),
            "basis": fields.choice("basis", Basis, default=Basis.UNKNOWN),
            **fields.time("said_at", "said"),
            "quote": fields.text("quote", QUOTE_LIMIT),
            "quote_missing_reason": fields.text("quote_missing_reason", 500),
            "language": fields.text("language", LANGUAGE) or "en",
            "translation": fields.words("translation"),
            "translator": fields.text("translator", 200),
        }
        if standing == Standing.MISATTRIBUTED:  # a withdrawal is a line of its own
            columns["standing"] = standing
        if locator := fields.inside("locator"):
            start, end = locator.whole("start", SNAPSHOT_LIMIT), locator.whole("end", SNAPSHOT_LIMIT)
            if start is None or end is None or start >= end:
                raise locator.fault("end", "A position has both ends, in order.")
            columns |= {"start": start, "end": end}
            columns |= {name: locator.text(name, 64) for name in ("prefix", "suffix")}
        check = fields.inside("check") or Fields({})
        columns |= {
            "check_status": check.choice("status", CheckStatus, default=CheckStatus.UNVERIFIABLE),
            "check_algorithm": check.text("algorithm", 30),
        }
        parsed.specs.append(Spec(Statement, self._id(fields, "id", Statement), columns, check=_check_quote))

    def _relay(self, fields: Fields, parsed: Parsed) -> None:
        columns = {
            "from_statement": self._ref(fields, "from", Statement),
            "to_statement": self._ref(fields, "to", Statement),
            "kind": fields.choice("kind", RelayKind),
            "status": fields.choice("status", LinkStatus, default=LinkStatus.DECLARED),
        }
        parsed.specs.append(Spec(Relay, _edge_id(Relay, columns, "from_statement", "to_statement"), columns))

    def _withdrawal(self, fields: Fields, parsed: Parsed) -> None:
        for name in ("statement", "withdrawn_by"):
            if ref := self._ref(fields, name, Statement):
                parsed.needs.append(ref)
        parsed.act = _withdraw

    def _relation(self, fields: Fields, parsed: Parsed) -> None:
        columns = {
            "from_claim": self._ref(fields, "from", Claim),
            "to_claim": self._ref(fields, "to", Claim),
            "kind": fields.choice("kind", RelationKind),
            "note": fields.words("note"),
        }
        key = _edge_id(ClaimRelation, columns, "from_claim", "to_claim")
        parsed.specs.append(Spec(ClaimRelation, key, columns, check=_check_relation))

    def _claim(self, fields: Fields, parsed: Parsed) -> None:
        key = self._id(fields, "id", Claim)
        acknowledged = fields.inside("acknowledged")
        reply = fields.inside("right_of_reply") or Fields({})
        columns = {
            "event": self._ref(fields, "event", Event),
            "kind": fields.choice("kind", ClaimKind),
            "original_language": fields.text("original_language", LANGUAGE) or "en",
            "text": fields.words("text", required=True),
            "translators": fields.words("translators"),
            "rationale": fields.words("rationale"),
            "claimant": self._ref(fields, "claimant", Speaker, required=False),
            **fields.time("made_at", "made"),
            "place": fields.words("place"),
            **fields.quantity("quantity"),
            "verdict": fields.choice("verdict", Verdict, default=""),
            "verdict_note": fields.words("verdict_note"),
            "acknowledged_by": self._ref(acknowledged, "by", Speaker) if acknowledged else None,
            "acknowledged_note": acknowledged.words("note") if acknowledged else {},
            "reply_status": reply.choice("status", ReplyStatus, default=ReplyStatus.NOT_ASKED),
            "reply_asked_on": reply.day("asked_on"),
            "reply_asked_how": reply.text("how", 200),
            "reply_note": reply.words("note"),
        }
        parsed.specs.append(Spec(Claim, key, columns))
        claim = Ref(Claim, key, "id")
        evidence = [self._evidence(row, claim) for row in fields.each("evidence", MOST_EVIDENCE)]
        parsed.specs += _newer_first(evidence)
        for place, row in enumerate(fields.each("fact_checks", 100)):
            parsed.specs.append(self._fact_check(row, claim, place))

    def _evidence(self, fields: Fields, claim: Ref) -> Spec:
        columns = {
            "claim": claim,
            "statement": self._ref(fields, "statement", Statement),
            "stance": fields.choice("stance", Stance),
            "asserts_opposite": fields.truth("asserts_opposite"),
            "party_to_event": fields.truth("party_to_event"),
            **fields.quantity("quantity"),
            "note": fields.words("note"),
            "superseded_by": self._ref(fields, "superseded_by", Evidence, required=False),
            "superseded_reason": fields.text("superseded_reason", 500),
        }
        statement = columns["statement"]
        key = self._id(fields, "id", Evidence, required=False)
        key = key or derived_id(claim.id, statement.id if statement else "")
        return Spec(Evidence, key, columns, fields.where, _check_evidence)

    def _fact_check(self, fields: Fields, claim: Ref, place: int) -> Spec:
        columns = {
            "claim": claim,
            "publisher": fields.text("publisher", 200, required=True),
            "url": fields.address("url", required=True),
            "title": fields.text("title", 500),
            "rating": fields.text("rating", 10_000, required=True),
            "verdict": fields.choice("verdict", Verdict, default=""),
            "claim_reviewed": fields.text("claim_reviewed", TEXT_LIMIT),
            "claimant": fields.text("claimant", 500),
            "reviewer": fields.text("reviewer", 200),
            "imported": fields.truth("imported"),
            "claimed_on": fields.day("claimed_on"),
            "reviewed_on": fields.day("reviewed_on"),
            "language": fields.text("language", LANGUAGE) or "en",
        }
        key = self._id(fields, "id", FactCheck, required=False)
        return Spec(FactCheck, key or derived_id(claim.id, "fact-check", str(place)), columns, fields.where)


def _edge_id(model: type[models.Model], columns: dict[str, Any], one: str, other: str) -> str:
    """The id of an edge, which needs none of its own: its ends and its kind."""
    return derived_id(model._meta.label_lower, columns[one].id, columns[other].id, columns["kind"])


def _newer_first(evidence: list[Spec]) -> list[Spec]:
    """Evidence in an order in which whatever supersedes comes before what it supersedes. Raises `Dirty` for a circle."""
    ordered: list[Spec] = []
    placed: set[str] = set()
    known = {spec.id for spec in evidence}
    waiting = evidence
    while waiting:
        ready = [
            spec
            for spec in waiting
            if (newer := spec.columns["superseded_by"]) is None or newer.id in placed or newer.id not in known
        ]
        if not ready:
            raise Dirty(f"{waiting[0].where}superseded_by", "These supersede each other in a circle.")
        ordered += ready
        placed |= {spec.id for spec in ready}
        waiting = [spec for spec in waiting if spec.id not in placed]
    return ordered


def _check_quote(row: Statement) -> None:
    """I1: words are what our own check says of them; typed by people they are never more than transcribed."""
    snapshot = row.snapshot
    if snapshot is not None and snapshot.source_id != row.source_id:
        raise Dirty("snapshot", "This snapshot is one of another source.")
    is_checked = row.check_status not in (CheckStatus.TRANSCRIBED, CheckStatus.UNVERIFIABLE) or row.check_algorithm
    if is_checked and (snapshot is None or snapshot.is_typed):
        raise Dirty("check.status", "Only words in a capture can be more than transcribed.")
    if is_checked and snapshot is not None:
        _check_again(row, snapshot.text)
        return
    if row.start is not None and (snapshot is None or snapshot.text[row.start : row.end] != row.quote):
        raise Dirty("locator.start", "The quote does not stand there in the snapshot's text.")
    if row.check_status == CheckStatus.TRANSCRIBED:
        if snapshot is None or not snapshot.is_typed or not row.quote or row.quote not in snapshot.text:
            raise Dirty("check.status", "Transcribed words stand in a transcript; these do not.")


def _check_again(row: Statement, text: str) -> None:
    """Refuses what our own check of these words does not say. Raises `Dirty`."""
    if row.check_algorithm != quotes.ALGORITHM:
        raise Dirty(
            "check.algorithm", f"Words are checked here by {quotes.ALGORITHM}; write that, or leave `check` out."
        )
    if not row.quote.strip():
        raise Dirty("check.status", "There are no words that could have been checked.")
    found = quotes.check(row.quote, _forms(text), hint=row.start)
    if found.status != row.check_status:
        label = CheckStatus(found.status).label
        raise Dirty("check.status", f"Checked here, these words are “{label}”: {found.reason}")
    if (found.start, found.end) != (row.start, row.end):
        there = "at no one place" if found.start is None else f"at {found.start} to {found.end}"
        raise Dirty("locator.start", f"Checked here, these words stand {there}.")
    row.checked_at = timezone.now()


@lru_cache(maxsize=2)
def _forms(text: str) -> Forms:
    """Hundreds of statements of one capture follow one another."""
    return Forms(text)


def _check_evidence(row: Evidence) -> None:
    try:
        check_superseding(row)
    except ValidationError as error:
        raise Dirty("evidence.superseded_reason", " ".join(error.messages)) from error


def _check_relation(row: ClaimRelation) -> None:
    if row.from_claim.status not in EDITABLE:
        raise Dirty("from", f"The claim {row.from_claim_id} is {row.from_claim.get_status_display()}; revise it first.")


def _withdraw(rows: dict[str, Any], by: User) -> bool:
    statement = Statement.objects.select_related("speaker__principal", "source").get(pk=rows["statement"].pk)
    withdrawal = rows["withdrawn_by"]
    if statement.withdrawn_by_id == withdrawal.pk:
        return False
    if statement.standing != Standing.LIVE:
        raise ValidationError(
            {"statement": f"It is {statement.get_standing_display()} already; an import changes nothing."}
        )
    withdrawing.withdraw(statement=statement, withdrawn_by=withdrawal, by=by)
    return True
