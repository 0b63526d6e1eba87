"""What was said for and against a claim and the claims it sums, with everything behind it, read in few statements of SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from claims import structure
from claims.document_parts import Around, evidence_json, statement_json
from claims.models import Claim, ClaimRelation, Evidence
from claims.models.claim_relation import RelationKind
from history.log import Target, target_of
from sources.models import ArchivedCopy, Relay, Sighting, Speaker, Statement
from sources.models.relay import RelayKind
from sources.models.source_link import LinkStatus
from sources.stated_time import StatedTime

# A chain of reports longer than this is cut; each step costs one statement of SQL, and the longest we met has four.
LONGEST_CHAIN = 12
DEEPEST_SUM = 4  # sums of sums; each level costs one statement
HIGHEST_PARTY = 4  # a spokesman of an office of a ministry of a government; beyond one, each level costs one statement


@dataclass
class Reports:
    """A claim, the claims it sums or is a part of, and all that was said in them."""

    claims: dict[str, Claim]
    relations: list[ClaimRelation]
    evidence: dict[str, list[Evidence]]
    statements: dict[str, Statement]
    relays: list[Relay]
    parties: dict[str, Speaker]
    drifts: dict[str, dict[str, Any]]
    archived: dict[str, list[ArchivedCopy]]
    _relays_of: dict[str, list[Relay]] = field(default_factory=dict, init=False)
    _steps: dict[str, list[str]] = field(default_factory=dict, init=False)
    _reached: dict[str, set[str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for relay in self.relays:
            self._relays_of.setdefault(relay.from_statement_id, []).append(relay)
            self._steps.setdefault(relay.from_statement_id, []).append(relay.to_statement_id)
            if relay.kind == RelayKind.SAME_STATEMENT:  # leads both ways
                self._steps.setdefault(relay.to_statement_id, []).append(relay.from_statement_id)

    def evidence_of(self, claim: Claim) -> list[dict[str, Any]]:
        return [evidence_json(row, self._around(row.statement)) for row in self.evidence.get(claim.pk, [])]

    def upstream_of(self, claim: Claim) -> list[dict[str, Any]]:
        """The statements behind a claim's evidence, by time."""
        own = {row.statement_id for row in self.evidence.get(claim.pk, [])}
        rows = [self.statements[key] for key in self._reach(claim) - own]
        rows.sort(key=lambda row: (str(row.said_earliest), row.pk))
        return [statement_json(row, self._around(row)) for row in rows]

    def statements_of(self, claim: Claim) -> list[Statement]:
        return [self.statements[key] for key in sorted(self._reach(claim))]

    def structure_of(self, claim: Claim, content: dict[str, Any]) -> dict[str, Any]:
        """The computed parts of the claim's document."""
        return structure.computed(content, self._parties_json(), self._neighbours(claim, frozenset({claim.pk})))

    def parties_behind(self, statements: Iterable[Statement]) -> list[Speaker]:
        """Whom the principals of these speakers speak for in turn."""
        principals = {row.speaker.principal_id for row in statements if row.speaker}
        return [party for key, party in self.parties.items() if key in principals]

    def beside(self, claim: Claim) -> set[Target]:
        """Every row that a claim next to this one was made from."""
        others = [other for key, other in self.claims.items() if key != claim.pk]
        found = {target_of(other) for other in others}
        for other in others:
            rows = self.statements_of(other)
            found |= {target_of(party) for party in self.parties_behind(rows)}
            found = found.union(*(targets_of(row) for row in rows))
        return found

    def _around(self, statement: Statement) -> Around:
        return Around(
            self._relays_of.get(statement.pk, []),
            self.drifts.get(statement.pk),
            self.archived.get(statement.source_id, []),
        )

    def _neighbours(self, claim: Claim, above: frozenset[str]) -> list[dict[str, Any]]:
        """The claims that this one sums, as they stood at its as-of, and those that it is a part of, as they stand.

        A sum that comes back to itself is cut there.
        """
        as_of = StatedTime.of(claim, "as_of").as_json() or claim.made.as_json()
        found = []
        for relation in self.relations:
            if relation.from_claim_id != claim.pk or relation.to_claim_id in above:
                continue
            if relation.kind == RelationKind.PART_OF and len(above) > 1:
                continue
            other = self.claims[relation.to_claim_id]
            content = {
                "id": other.pk,
                "kind": other.kind,
                "event": {"id": other.event_id},
                "quantity": other.quantity_json(),
                "made_at": other.made.as_json(),
                "acknowledged": True if other.acknowledged_by_id else None,
                "evidence": self.evidence_of(other),
                "upstream": self.upstream_of(other),
            }
            then = as_of if relation.kind == RelationKind.SUMS else None
            parts = self._neighbours(other, above | {other.pk}) if relation.kind == RelationKind.SUMS else []
            found.append(structure.neighbour(content, self._parties_json(), relation.kind, then, parts))
        return found

    def _parties_json(self) -> dict[str, dict[str, Any]]:
        return {
            key: {"id": party.pk, "name": party.name, "names": party.names}
            for key, party in sorted(self.parties.items())
        }

    def _reach(self, claim: Claim) -> set[str]:
        """The statements of a claim, what they repeat, step by step, and what takes them back."""
        if claim.pk not in self._reached:
            own = {row.statement_id for row in self.evidence.get(claim.pk, [])}
            reached, frontier = set(own), set(own)
            for _ in range(LONGEST_CHAIN):
                frontier = {end for key in frontier for end in self._steps.get(key, [])} - reached
                reached |= frontier
            self._reached[claim.pk] = reached | {
                withdrawal for key in own if (withdrawal := self.statements[key].withdrawn_by_id)
            }
        return self._reached[claim.pk]


def read(claim: Claim) -> Reports:
    """Read the claim's reports. The number of statements of SQL does not grow with them."""
    claims, relations = _claims(claim)
    evidence: dict[str, list[Evidence]] = {}
    for row in Evidence.objects.filter(claim__in=claims).select_related(
        "statement__source__outlet", "statement__speaker__principal", "statement__snapshot", "statement__withdrawn_by"
    ):
        evidence.setdefault(row.claim_id, []).append(row)
    for rows in evidence.values():
        rows.sort(key=_order)
    own = {row.statement_id: row.statement for rows in evidence.values() for row in rows}
    relays, reached = _follow(own)
    behind = Statement.objects.with_sources().filter(pk__in=reached - own.keys())
    statements = own | {row.pk: row for row in behind}
    return Reports(
        claims, relations, evidence, statements, relays, _parties(statements.values()), _drifts(statements),
        _archived(statements.values()),
    )  # fmt: skip


def claims_resting_on(statements: set[str], claims: set[str]) -> set[str]:
    """The claims whose computed parts follow from these statements, or from the evidence of these other claims.

    Goes back from a statement to whoever repeats it, and up from a claim to whatever sums or contains it.
    """
    reached, frontier = set(statements), set(statements)
    for _ in range(LONGEST_CHAIN):
        if not frontier:
            break
        repeating = Relay.objects.exclude(status=LinkStatus.REJECTED).filter(to_statement__in=frontier)
        same = Relay.objects.exclude(status=LinkStatus.REJECTED).filter(
            from_statement__in=frontier, kind=RelayKind.SAME_STATEMENT
        )
        ends = set(repeating.values_list("from_statement", flat=True))
        frontier = (ends | set(same.values_list("to_statement", flat=True))) - reached
        reached |= frontier
    resting = set(Evidence.objects.filter(statement__in=reached).values_list("claim", flat=True))
    level = resting | claims
    for _ in range(DEEPEST_SUM):
        above = ClaimRelation.objects.filter(to_claim__in=level, kind__in=[RelationKind.SUMS, RelationKind.PART_OF])
        level = set(above.values_list("from_claim", flat=True)) - resting
        if not level:
            break
        resting |= level
    return resting


def targets_of(statement: Statement) -> set[Target]:
    """The rows whose words a statement in a document holds, as the log names them."""
    found = {target_of(statement), target_of(statement.source), target_of(statement.source.outlet)}
    if statement.speaker:
        found.add(target_of(statement.speaker))
        if statement.speaker.principal:
            found.add(target_of(statement.speaker.principal))
    return found


def _claims(claim: Claim) -> tuple[dict[str, Claim], list[ClaimRelation]]:
    """The claim, what it sums, what that sums, and what the claim is declared to be a part of."""
    claims, relations = {claim.pk: claim}, []
    level = [claim.pk]
    for depth in range(DEEPEST_SUM):
        kinds = [RelationKind.SUMS] if depth else [RelationKind.SUMS, RelationKind.PART_OF]
        found = list(
            ClaimRelation.objects.filter(from_claim__in=level, kind__in=kinds)
            .select_related("to_claim")
            .order_by("kind", "to_claim_id")
        )
        relations += found
        level = [row.to_claim_id for row in found if row.kind == RelationKind.SUMS and row.to_claim_id not in claims]
        claims |= {row.to_claim_id: row.to_claim for row in found if row.to_claim_id not in claims}
        if not level:
            break
    return claims, relations


def _follow(statements: dict[str, Statement]) -> tuple[list[Relay], set[str]]:
    """Relays out of these statements, step by step, and every statement reached. Rejected guesses are left out."""
    relays: dict[str, Relay] = {}
    reached = set(statements)
    frontier = set(statements)
    withdrawals = {row.withdrawn_by_id for row in statements.values() if row.withdrawn_by_id}
    for _ in range(LONGEST_CHAIN):
        if not frontier:
            break
        found = Relay.objects.exclude(status=LinkStatus.REJECTED).filter(from_statement_id__in=frontier)
        same = Relay.objects.exclude(status=LinkStatus.REJECTED).filter(
            to_statement_id__in=frontier, kind=RelayKind.SAME_STATEMENT
        )
        step = list(found.union(same))
        relays.update({relay.pk: relay for relay in step})
        ends = {relay.to_statement_id for relay in step} | {relay.from_statement_id for relay in step}
        frontier = ends - reached
        reached |= ends
    return list(relays.values()), reached | withdrawals


def _drifts(statements: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Of each statement whose page changed: what the newest capture shows. The text of that capture need not travel."""
    changed = Sighting.objects.changed().filter(statement__in=statements)
    return {
        row.statement_id: {
            "finding": row.finding,
            "captured_at": row.seen_at.isoformat(),
            "text_sha256": row.snapshot.text_sha256,
        }
        for row in changed.select_related("snapshot").only("statement", "drift", "seen_at", "snapshot__text_sha256")
    }


def _archived(statements: Iterable[Statement]) -> dict[str, list[ArchivedCopy]]:
    """Where archives keep copies of these sources, oldest first."""
    found: dict[str, list[ArchivedCopy]] = {}
    for copy in ArchivedCopy.objects.filter(source__in={row.source_id for row in statements}):
        found.setdefault(copy.source_id, []).append(copy)
    return found


def _parties(statements: Iterable[Statement]) -> dict[str, Speaker]:
    """For each principal that speaks for somebody in turn: the party at the top."""
    principals = {
        row.speaker.principal.pk: row.speaker.principal for row in statements if row.speaker and row.speaker.principal
    }
    known = dict(principals)
    for _ in range(HIGHEST_PARTY):
        missing = {row.principal_id for row in known.values() if row.principal_id} - known.keys()
        if not missing:
            break
        known |= {row.pk: row for row in Speaker.objects.filter(pk__in=missing)}
    found = {}
    for key, principal in principals.items():
        top, seen = principal, {key}
        while top.principal_id in known and top.principal_id not in seen:
            top = known[top.principal_id]
            seen.add(top.pk)
        if top.pk != key:
            found[key] = top
    return found


def _order(row: Evidence) -> tuple[bool, Any, str]:
    said = row.statement.said_earliest
    return (said is None, said or 0, row.pk)
