"""`manage.py explain` prints what the document holds, for a draft and for what is published."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def explained(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("explain", *arguments, stdout=out, **options)
    return out.getvalue()


def test_a_draft_is_explained_with_chain_figures_and_label(author: User) -> None:
    claim = factories.claim(author, kind="quantity", quantity_words="23", quantity_hedge="exactly", quantity_numbers=[23],
                            measure="killed", population="all", text={"en": "Twenty-three were killed."})  # fmt: skip
    monitor = factories.speaker(author, name="The Observatory", kind="organisation")
    row = factories.evidence(
        author, claim, statement=factories.statement(author, speaker=monitor, basis="record"), measure="killed",
        population="all", quantity_words="at least 18", quantity_hedge="at_least", quantity_numbers=[18],
    )  # fmt: skip
    told = explained(claim.pk)
    assert "LABEL single_origin (rule 1)" in told
    assert "1 report, one origin: The Observatory." in told
    assert "suggests: not_enough_evidence" in told
    assert f"{row.pk} The Observatory: “at least 18” = 18 or more, contains the claim's (now)" in told
    assert f"{row.statement_id} The Daily Record, The Observatory [supports]" in told


def test_what_was_published_is_explained_as_json(author: User, reviewer: User, editor: User) -> None:
    claim, version = factories.published(author, reviewer, editor)
    factories.evidence(author, claim)  # waits on the desk
    parts = json.loads(explained(claim.pk, "--published", "--json"))
    assert parts["corroboration"] == version.content["corroboration"]
    assert parts["corroboration"]["supports"]["reports"] == 1
    assert json.loads(explained(claim.pk, "--json"))["corroboration"]["supports"]["reports"] == 2


def test_an_unknown_or_unpublished_claim_is_said_to_be_so(author: User) -> None:
    with pytest.raises(CommandError, match="There is no claim"):
        explained("23456789abcd")
    with pytest.raises(CommandError, match="never published"):
        explained(factories.claim(author).pk, "--published")
