"""The schema and the documentation are promises: real answers keep them, and nothing answers what they do not say."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from accounts.models import User
from api import problems
from api.management.commands.openapi import kept
from api.public import filters, parameters, vocabulary
from api.public.components import COMPONENTS
from api.public.components.examples import is_plain
from claims.actions import drafting, reviewing
from claims.models.claim import ClaimKind, ReplyStatus, Verdict
from claims.models.claim_relation import RelationKind
from claims.models.evidence import Stance
from claims.quantities import Hedge
from record.actions import publishing
from record.models.listing import PublicState
from record.models.version import VersionKind
from record.tasks import build_exports
from sources.actions import linking, withdrawing
from sources.models.outlet import OutletKind
from sources.models.relay import RelayKind
from sources.models.sighting import DriftFinding
from sources.models.snapshot import SnapshotMethod
from sources.models.source_link import LinkStatus
from sources.models.speaker import SpeakerKind
from sources.models.statement import Basis, CheckStatus, Directness, Standing
from sources.stated_time import PRECISIONS, StatedTime
from tests import factories

DOCS = (settings.BASE_DIR / "docs" / "api.md").read_text()


@pytest.fixture
def rich(author: User, reviewer: User, editor: User) -> str:
    """The id of a published claim that has one of everything."""
    party = factories.speaker(author, name="A Ministry", kind="government", names={"ar": "وزارة"})
    spokesman = factories.speaker(author, principal=party, role="spokesman", wikidata_id="Q1")
    event = factories.event(
        author,
        place={"en": "Anbar"},
        latitude=Decimal("33.5"),
        longitude=Decimal("42.5"),
        accuracy_m=100,
        parent=factories.event(author),
        **StatedTime.parse("2024-02-04").columns("ended"),
    )
    figure = {"quantity_words": "at least 16", "quantity_hedge": "at_least", "quantity_numbers": [16]} | {
        "measure": "killed", "population": "all",
    }  # fmt: skip
    claim = factories.claim(
        author,
        event=event,
        kind="quantity",
        claimant=spokesman,
        acknowledged_by=party,
        acknowledged_note={"en": "It said so."},
        reply_status="asked",
        reply_asked_on="2024-02-05",
        place={"en": "Anbar"},
        **figure,
    )
    said = factories.statement(author, speaker=spokesman, translation={"ar": "قلنا"}, translator="Amal")
    relayed = factories.statement(
        author, speaker=None, directness="outlet_voice", quote="", quote_missing_reason="Not seen."
    )
    taken_back = factories.statement(author, speaker=spokesman, quote="We were wrong.")
    linking.declare_relay(statement=relayed, of=said, kind="quotes", by=author)
    factories.evidence(author, claim, statement=said, **figure)
    factories.evidence(author, claim, statement=relayed)
    factories.evidence(author, claim, statement=taken_back, stance="withdraws", asserts_opposite=True)
    withdrawing.withdraw(statement=said, withdrawn_by=taken_back, by=author)
    drafting.relate(claim=claim, to=factories.claim(author), kind="related", by=author, note={"en": "See."})
    drafting.add_fact_check(
        claim=claim, by=author, publisher="Others", url="https://example.org/", rating="So so", verdict="contested",
        claimed_on="2024-02-03", reviewed_on="2024-02-04",
    )  # fmt: skip
    drafting.change_claim(claim=claim, by=author, verdict_note={"en": "The minutes say more than the reports."})
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    return claim.pk


@pytest.mark.django_db
def test_answers_are_what_the_schema_says(client: Client, conforms, rich, correct, monkeypatch, tmp_path) -> None:
    from claims.models import Claim

    claim = Claim.objects.get(pk=rich)
    correct(claim, verdict="contested")
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    build_exports.call()
    address = f"/api/v1/claims/{rich}/"
    document = client.get(address).json()
    assert document["claimant"]["principal"] and any(row["withdrawn_by"] for row in document["evidence"])
    conforms("Claim", document)
    for path, component in {
        "/api/v1/": "Index",
        "/api/v1/claims/": "ClaimSummaryPage",
        f"{address}evidence/": "EvidencePage",
        f"{address}versions/": "VersionPage",
        f"{address}versions/1/": "ClaimOrTombstone",
        "/api/v1/events/": "EventPage",
        f"/api/v1/events/{claim.event_id}/": "Event",
        "/api/v1/claims/?view=full": "ClaimSummaryPage",
        "/api/v1/claims/?q=told": "ClaimSummaryPage",
        "/api/v1/search/?q=told": "SearchPage",
        "/api/v1/search/?q=told&view=full": "SearchPage",
        "/api/v1/changes/": "ChangePage",
        "/api/v1/changes/?view=full": "ChangePage",
        "/api/v1/speakers/": "SpeakerPage",
        "/api/v1/outlets/": "OutletPage",
        "/api/v1/sources/": "SourcePage",
        "/api/v1/statements/": "StatementPage",
        f"/api/v1/speakers/{document['claimant']['id']}/": "Speaker",
        f"/api/v1/outlets/{document['evidence'][0]['outlet']['id']}/": "Outlet",
        f"/api/v1/sources/{document['evidence'][0]['source']['id']}/": "SourceWithOutlet",
        f"/api/v1/statements/{document['evidence'][0]['statement_id']}/": "Statement",
        "/api/v1/corrections/": "CorrectionPage",
        "/api/v1/exports/": "ExportManifest",
        "/api/v1/problems/": "ProblemKindPage",
        "/api/v1/problems/withheld/": "ProblemKind",
    }.items():
        answer = client.get(path).json()
        conforms(component, answer)
        assert answer.get("results", True), path


def objects(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of an object in there."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield path, schema
        for name, part in schema.items():
            yield from objects(part, f"{path}.{name}")
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part, path)


def test_every_field_is_described_and_no_other_is_allowed() -> None:
    for path, schema in objects(COMPONENTS, "components"):
        assert schema["additionalProperties"] is False, path
        for name, field in schema["properties"].items():
            assert field.get("description"), f"{path}.{name} is not described"


def test_every_field_with_a_value_of_its_own_has_an_example_that_fits(conforms) -> None:
    for path, schema in objects(COMPONENTS, "components"):
        for name, field in schema["properties"].items():
            if is_plain(field):
                [example] = field["examples"]
                assert example != "", f"{path}.{name} has no example"
                jsonschema.validate(example, field, jsonschema.Draft202012Validator)


def test_the_kept_description_is_the_one_we_answer() -> None:
    """A change of the API is a difference in this file: `make openapi` writes it, and a reviewer reads it."""
    assert (settings.BASE_DIR / "docs" / "openapi.json").read_text() == kept(), (
        "Run `make openapi` and read the difference."
    )


def test_every_address_and_parameter_is_described_in_the_schema(client: Client) -> None:
    schema = client.get("/api/v1/schema/").json()
    assert schema["openapi"].startswith("3.1")
    routes = {
        "/api/v1/" + re.sub(r"<[a-z]+:([a-z_]+)>", r"{\1}", str(route.pattern))
        for route in get_resolver("api.public.urls").url_patterns
    }
    # The write side has a test of its own.
    read = {path: methods for path, methods in schema["paths"].items() if not path.startswith("/api/v1/desk/")}
    assert set(read) == routes - {"/api/v1/schema/", "/api/v1/docs/"}
    for path, methods in read.items():
        operation = methods["get"]
        assert operation["summary"] and operation["description"], path
        assert all(parameter["description"] for parameter in operation["parameters"]), path
        assert {"200", "304", "400", "404", "406", "429", "500"} <= set(operation["responses"]), path
        assert set(re.findall(r"\{(\w+)\}", path)) == {p["name"] for p in operation["parameters"] if p["in"] == "path"}
    references = set(re.findall(r"#/components/schemas/(\w+)", client.get("/api/v1/schema/").content.decode()))
    assert references <= set(schema["components"]["schemas"])


def test_the_words_are_those_of_the_models() -> None:
    for words, choices in [
        (vocabulary.CLAIM_KINDS, ClaimKind),
        (vocabulary.VERDICTS, Verdict),
        (vocabulary.VERSION_KINDS, VersionKind),
        (vocabulary.STANCES, Stance),
        (vocabulary.STANDINGS, Standing),
        (vocabulary.DIRECTNESS, Directness),
        (vocabulary.BASES, Basis),
        (vocabulary.CHECKS, CheckStatus),
        (vocabulary.DRIFTS, DriftFinding),
        (vocabulary.HEDGES, Hedge),
        (vocabulary.SPEAKER_KINDS, SpeakerKind),
        (vocabulary.OUTLET_KINDS, OutletKind),
        (vocabulary.SNAPSHOT_METHODS, SnapshotMethod),
        (vocabulary.RELAY_KINDS, RelayKind),
        (vocabulary.RELATION_KINDS, RelationKind),
        (vocabulary.REPLY_STATES, ReplyStatus),
    ]:
        assert set(words) == set(choices.values)
    assert set(vocabulary.PRECISIONS) == set(PRECISIONS)
    # A withheld claim is refused, and a rejected guess is in no document.
    assert set(vocabulary.STATES) == set(PublicState.values) - {PublicState.WITHHELD}
    assert set(vocabulary.RELAY_STATES) == set(LinkStatus.values) - {LinkStatus.REJECTED}


def test_the_documentation_names_every_problem_parameter_and_address(client: Client) -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \| [0-9]{3} \|", DOCS, re.MULTILINE)) == set(problems.KINDS)
    for kind in problems.KINDS.values():
        assert f"| `{kind.code}` | {kind.status} |" in DOCS
    for parameter in [
        *filters.CLAIM_FILTERS,
        *filters.CORRECTION_FILTERS,
        parameters.AS_OF,
        parameters.ORDERING,
        parameters.VIEW,
        parameters.QUESTION,
        *parameters.PAGING,
    ]:
        assert f"`{parameter.name}`" in DOCS
    for path in client.get("/api/v1/schema/").json()["paths"]:
        if not path.startswith("/api/v1/desk/"):  # `docs/writing-api.md` names those
            assert f"`{re.sub('[a-z]+_id', 'id', path.removeprefix('/api/v1'))}`" in DOCS
