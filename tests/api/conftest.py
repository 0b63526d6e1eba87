"""What tests of the API share: a schema to hold answers against, and a throttle that starts fresh."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from django.core.cache import cache
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from accounts.models import User
from api.public.about import schema_bytes
from claims.actions import drafting, reviewing
from claims.models import Claim
from record.actions import public_state, publishing
from record.models import Version
from tests import factories


@pytest.fixture(autouse=True)
def fresh_throttle() -> None:
    """Every test has its own minute."""
    cache.clear()


@pytest.fixture(scope="session")
def conforms() -> Callable[[str, Any], None]:
    """Raises unless a value is an instance of that component of the schema."""
    schema = Resource.from_contents(json.loads(schema_bytes()), default_specification=DRAFT202012)
    registry: Registry = Registry().with_resource("urn:schema", schema)

    def check(name: str, value: Any) -> None:
        reference = {"$ref": f"urn:schema#/components/schemas/{name}"}
        jsonschema.Draft202012Validator(reference, registry=registry).validate(value)

    return check


# The verdicts of these tests need not be what one report suggests.
NOTED = {"verdict_note": {"en": "The minutes say more than the reports."}}


@pytest.fixture
def publish(author: User, reviewer: User, editor: User) -> Callable[..., tuple[Claim, Version]]:
    """Publishes a claim with these fields; answers (claim, version)."""
    return lambda **fields: factories.published(author, reviewer, editor, **fields)


@pytest.fixture
def correct(author: User, reviewer: User, editor: User) -> Callable[..., Version]:
    """Publishes a correction of a claim, with these fields changed."""

    def correct(claim: Claim, **fields: Any) -> Version:
        reviewing.revise(claim=claim, by=author)
        drafting.change_claim(claim=claim, by=author, **NOTED | fields)
        revision = reviewing.submit(claim=claim, by=author)
        reviewing.approve(claim=claim, revision=revision, by=reviewer)
        note = publishing.CorrectionNote(what={"en": "The verdict."}, why={"en": "New words."}, old="one", new="other")
        return publishing.publish(claim=claim, revision=revision, by=editor, correction=note)

    return correct


@pytest.fixture
def withhold(editor: User) -> Callable[[Claim], Any]:
    """Hides a claim for a while."""
    return lambda claim: public_state.withhold(claim=claim, by=editor, reason="A court asks.")


@pytest.fixture
def retract(editor: User, second_editor: User) -> Callable[[Claim], Any]:
    """Takes a claim back for good."""

    def retract(claim: Claim) -> None:
        row = public_state.propose_retraction(
            claim=claim, by=editor, reason="It is wrong.", public_reason={"en": "It was wrong."}
        )
        public_state.confirm(row=row, by=second_editor)

    return retract
