"""A published claim, its correction, its withholding and its end, by the actions that make them in life."""

from collections.abc import Callable

import pytest

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.models import Claim
from record.actions import public_state, publishing
from record.models import Version
from tests import factories

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def claim(author: User, reviewer: User, editor: User) -> Claim:
    """Published once, with one quote for it; its words would break a page that does not escape."""
    return factories.published(author, reviewer, editor, text={"en": f"They were told beforehand {HOSTILE}."})[0]


@pytest.fixture
def corrected(claim: Claim, author: User, reviewer: User, editor: User) -> Version:
    """The same claim's second version, which corrects its verdict."""
    reviewing.revise(claim=claim, by=author)
    note = {"en": "The minutes say more than one report."}
    drafting.change_claim(claim=claim, by=author, verdict="supported", verdict_note=note)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    note = publishing.CorrectionNote(
        what={"en": "The verdict changed."},
        why={"en": "The minutes came out."},
        old="not_enough_evidence",
        new="supported",
    )
    return publishing.publish(claim=claim, revision=revision, by=editor, correction=note)


@pytest.fixture
def withhold(editor: User) -> Callable[[Claim], object]:
    return lambda claim: public_state.withhold(claim=claim, by=editor, reason="It may do harm.")


@pytest.fixture
def put_notice(editor: User) -> Callable[[Claim], object]:
    return lambda claim: public_state.put_notice(claim=claim, by=editor, reason="A letter came.")


@pytest.fixture
def retract(editor: User, second_editor: User) -> Callable[[Claim], object]:
    def both(claim: Claim) -> object:
        row = public_state.propose_retraction(
            claim=claim, by=editor, reason="Invented.", public_reason={"en": "The source was invented."}
        )
        return public_state.confirm(row=row, by=second_editor)

    return both
