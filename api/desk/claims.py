"""Claims at the desk: the queue, a draft, and what belongs to it."""

from typing import Any

from accounts.models import User
from accounts.roles import roles_of
from accounts.scopes import Scope
from api.desk import claim_state, shapes
from api.desk.edges import WRITE, named
from api.desk.rows import PAGING, a_page
from api.desk.view import Answer, Deed, DeskView
from api.problems import Problem
from api.public import addresses
from api.public.parameters import Parameter, an_id, one_of
from claims import access
from claims.actions import drafting
from claims.models import Claim, ClaimRelation, Evidence, FactCheck
from claims.similar import similar_to
from claims.workflow import Status
from history.ids import is_id


def ids_of(text: str) -> list[str]:
    """Ids with commas. Raises `ValueError` with what is allowed."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not all(map(is_id, found)):
        raise ValueError("Write ids of claims, with commas.")
    return found


LONGEST_IDS = 1_000  # characters; many times as many ids as one answer names
PARTS = ("mine", "unassigned", "overdue")


class Index(DeskView):
    """Who a token acts for."""

    deeds = {
        "get": Deed(
            "Who the token acts for",
            "The person, their roles now, the token's scopes, and the addresses of the lists.",
            (),
            answers="DeskIndex",
        )
    }

    def on_get(self) -> Answer:
        """The person and the token."""
        names = ["claims", "events", "sources", "statements", "speakers", "outlets"]
        person: User = self.by
        return Answer(
            {
                "person": claim_state.person_of(person),
                "roles": sorted(roles_of(person)),
                "scopes": self.token.scopes,
                "expires_at": self.token.expires_at.isoformat(),
                "addresses": {name: addresses.of_api(f"desk/{name}/") for name in names},
            }
        )


class Claims(DeskView):
    """The queue."""

    shape, pointers = shapes.CLAIM, shapes.CLAIM.pointers
    deeds = {
        "get": Deed(
            "The claims of the desk",
            "In the order of their ids, drafts included.",
            (Scope.READ,),
            answers="DeskClaimLinePage",
            parameters=(
                Parameter(
                    "status",
                    "Where they stand.",
                    {"type": "string", "enum": Status.values},
                    one_of(dict(Status.choices)),
                ),
                Parameter(
                    "part",
                    "`mine`: written by you or assigned to you, not settled; `unassigned`; `overdue`.",
                    {"type": "string", "enum": list(PARTS)},
                    one_of(dict.fromkeys(PARTS, "")),
                ),
                Parameter("event", "The id of an event.", {"type": "string"}, an_id),
                *PAGING,
            ),
        ),
        "post": Deed(
            "Begin a draft",
            "A contributor begins a claim. Add its evidence, then submit it.",
            WRITE,
            takes="DeskClaimWordsNew",
            answers="DeskClaim",
            status=201,
            parameters=(
                Parameter(
                    "not_similar",
                    "The ids, with commas, of claims that the problem `similar` named and that say something else.",
                    {"type": "string", "maxLength": LONGEST_IDS},
                    ids_of,
                    longest=LONGEST_IDS,
                ),
            ),
            problems=("similar",),
        ),
    }

    def on_get(self) -> Answer:
        """A page of them."""
        rows: Any = Claim.objects.for_queue()
        if "part" in self.asked:
            part = self.asked["part"]
            rows = rows.mine(self.by) if part == "mine" else getattr(rows, part)()
        wanted = {name: self.asked[name] for name in ("status", "event") if name in self.asked}
        return a_page(self, rows.filter(**wanted), claim_state.line)

    def on_post(self) -> Answer:
        """Begins one, unless claims like it are there that the program was not told of."""
        access.require(access.refusal_to_write(self.by))  # before anything is said about claims that are there
        columns = self.shape.columns(self.body)
        found = similar_to(**claim_state.asked_about(columns))
        if any(one.claim.pk not in self.asked.get("not_similar", ()) for one in found):
            raise Problem("similar", more={"similar": [claim_state.similar_members(one) for one in found]})
        claim = drafting.create_claim(by=self.by, **columns)
        return self.of_claim(claim.pk, status=201, headers={"Location": addresses.of_row(self.request.path, claim.pk)})


class ClaimDetail(DeskView):
    """One claim."""

    shape, pointers = shapes.CLAIM, shapes.CLAIM.pointers
    deeds = {
        "get": Deed(
            "Read a claim at the desk",
            "Its words, its evidence, what is missing, and what can be done. The `ETag` is its lock.",
            (Scope.READ,),
            answers="DeskClaim",
        ),
        "patch": Deed(
            "Change a draft",
            "What is left out stays. Where somebody else saved since, 409 shows both and what you both began from.",
            WRITE,
            takes="DeskClaimWordsChange",
            answers="DeskClaim",
            needs_lock=True,
        ),
    }

    def on_get(self, claim_id: str) -> Answer:
        """The claim."""
        return self.of_claim(claim_id)

    def on_patch(self, claim_id: str) -> Answer:
        """Changes it."""
        claim = self.claim(claim_id)
        drafting.change_claim(claim=claim, by=self.by, expected=self.expected, **self.shape.columns(self.body))
        return self.of_claim(claim_id)


class EvidenceOfClaim(DeskView):
    """The evidence of a claim."""

    shape, pointers = shapes.EVIDENCE, shapes.EVIDENCE.pointers
    deeds = {
        "post": Deed(
            "Add evidence",
            "A statement's stance on the claim. Also on a settled claim: `update` then publishes it.",
            WRITE,
            takes="DeskEvidenceNew",
            answers="DeskEvidence",
            status=201,
        )
    }

    def on_post(self, claim_id: str) -> Answer:
        """Adds it."""
        row = drafting.add_evidence(claim=self.claim(claim_id), by=self.by, **self.shape.columns(self.body))
        return Answer(self.shape.members(row), 201, {"Location": addresses.of_api(f"desk/evidence/{row.pk}/")})


class EvidenceDetail(DeskView):
    """One piece of evidence."""

    shape, pointers = shapes.EVIDENCE, shapes.EVIDENCE.pointers
    deeds = {
        "patch": Deed(
            "Change evidence of a draft",
            "On a settled claim, only superseding it by newer evidence is possible.",
            WRITE,
            takes="DeskEvidenceChange",
            answers="DeskEvidence",
            locks=True,
        ),
        "delete": Deed(
            "Take evidence out of a draft",
            "The statement stays, and so does what was published.",
            WRITE,
            status=204,
            locks=True,
        ),
    }

    def on_patch(self, row_id: str) -> Answer:
        """Changes it."""
        row = self.found(Evidence, row_id, "piece of evidence")
        columns = self.shape.columns(self.body)
        row = drafting.change_evidence(evidence=row, by=self.by, expected=self.expected, **columns)
        return Answer(self.shape.members(row))

    def on_delete(self, row_id: str) -> Answer:
        """Takes it out."""
        row = self.found(Evidence, row_id, "piece of evidence")
        drafting.remove_evidence(evidence=row, by=self.by, expected=self.expected)
        return Answer(status=204)


class Relations(DeskView):
    """How a claim stands to others."""

    deeds = {
        "post": Deed(
            "Relate a draft to another claim",
            "Declares how it stands to that one.",
            WRITE,
            takes="DeskRelationNew",
            answers="DeskRelation",
            status=201,
        )
    }
    pointers = {"to_claim": "/claim"}

    def on_post(self, claim_id: str) -> Answer:
        """Relates them."""
        row = drafting.relate(
            claim=self.claim(claim_id),
            to=named(self, Claim, "claim", "claim"),
            kind=self.body["kind"],
            by=self.by,
            note=self.body.get("note"),
        )
        value = {"id": row.pk, "claim": row.to_claim_id, "kind": row.kind, "note": row.note}
        return Answer(value, 201, {"Location": addresses.of_api(f"desk/relations/{row.pk}/")})


class RelationDetail(DeskView):
    """One relation."""

    deeds = {"delete": Deed("Take a relation out of a draft", "What was published stays.", WRITE, status=204)}

    def on_delete(self, row_id: str) -> Answer:
        """Takes it out."""
        drafting.remove_relation(relation=self.found(ClaimRelation, row_id, "relation"), by=self.by)
        return Answer(status=204)


class FactChecks(DeskView):
    """Reviews of the same claim by others."""

    shape, pointers = shapes.FACT_CHECK, shapes.FACT_CHECK.pointers
    deeds = {
        "post": Deed(
            "Add a fact-check",
            "Another publisher's review of the same claim, in its own rating's words.",
            WRITE,
            takes="DeskFactCheckNew",
            answers="DeskFactCheck",
            status=201,
        )
    }

    def on_post(self, claim_id: str) -> Answer:
        """Adds it."""
        row = drafting.add_fact_check(claim=self.claim(claim_id), by=self.by, **self.shape.columns(self.body))
        return Answer(self.shape.members(row), 201, {"Location": addresses.of_api(f"desk/fact-checks/{row.pk}/")})


class FactCheckDetail(DeskView):
    """One fact-check."""

    deeds = {"delete": Deed("Take a fact-check out of a draft", "What was published stays.", WRITE, status=204)}

    def on_delete(self, row_id: str) -> Answer:
        """Takes it out."""
        drafting.remove_fact_check(fact_check=self.found(FactCheck, row_id, "fact-check"), by=self.by)
        return Answer(status=204)
