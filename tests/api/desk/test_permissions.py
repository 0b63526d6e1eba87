"""Every route of the write side, as every person and with every scope: denials first, and a denial leaves no trace."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import get_resolver

from accounts.models import KeptAnswer, Token
from accounts.scopes import Scope
from api.desk.view import DeskView
from claims.actions import drafting, reviewing
from record.actions import public_state
from sources.actions import linking
from tests import factories
from tests.api.desk.conftest import CLAIM, ROOT
from tests.conftest import Role, person
from tests.house.code import LEVEL

pytestmark = pytest.mark.django_db

SEERS = {"contributor", "reviewer", "editor", "administrator"}
WRITERS = {"contributor", "administrator"}
REVIEWERS = {"reviewer", "administrator"}
EDITORS = {"editor", "administrator"}
EVERYONE = ["stranger", "contributor", "reviewer", "editor", "administrator"]

READ, DRAFT, REVIEW, PUBLISH = ({scope} for scope in Scope.values)
REASON = {"reason": "Because."}
SEEN = {"revision": "{revision}"}

# method and address → (who may, which scopes it takes, what is sent)
TABLE: dict[str, tuple[set[str], set[str], Any]] = {
    "GET ": (SEERS, set(), None),
    "GET claims/": (SEERS, READ, None),
    "POST claims/": (WRITERS, DRAFT, CLAIM | {"event": "{event}", "text": {"en": "The harbour closed."}, "translators": {}}),
    "GET claims/{draft}/": (SEERS, READ, None),
    "PATCH claims/{draft}/": (WRITERS, DRAFT, {"verdict": "contested"}),
    "POST claims/{draft}/evidence/": (WRITERS, DRAFT, {"statement": "{other}", "stance": "supports"}),
    "POST claims/{draft}/relations/": (WRITERS, DRAFT, {"claim": "{settled}", "kind": "related"}),
    "POST claims/{draft}/fact-checks/": (
        WRITERS, DRAFT, {"publisher": "Others", "url": "https://example.org/", "rating": "So so"},
    ),
    "PATCH evidence/{evidence}/": (WRITERS, DRAFT, {"stance": "context"}),
    "DELETE evidence/{evidence}/": (WRITERS, DRAFT, None),
    "DELETE relations/{relation}/": (WRITERS, DRAFT, None),
    "DELETE fact-checks/{fact_check}/": (WRITERS, DRAFT, None),
    "POST claims/{draft}/submit/": (WRITERS, DRAFT, None),
    "POST claims/{waiting}/return/": (REVIEWERS, REVIEW, SEEN | REASON),
    "POST claims/{waiting}/approve/": (REVIEWERS, REVIEW, SEEN),
    "POST claims/{waiting}/consent/": (EDITORS, REVIEW, SEEN),
    "POST claims/{approved}/publish/": (EDITORS, PUBLISH, {"revision": "{approved_revision}"}),
    "POST claims/{approved}/correct/": (
        EDITORS, PUBLISH, {"revision": "{approved_revision}", "what": {"en": "It."}, "why": {"en": "So."}},
    ),
    "POST claims/{added}/update/": (REVIEWERS, REVIEW | PUBLISH, {"seen_digest": "{digest}"}),
    "POST claims/{settled}/revise/": (WRITERS, DRAFT, None),
    "POST claims/{settled}/notice/": (EDITORS, PUBLISH, REASON),
    "POST claims/{settled}/withhold/": (EDITORS, PUBLISH, REASON),
    "POST claims/{settled}/retract/": (EDITORS, PUBLISH, REASON | {"public_reason": {"en": "It was wrong."}}),
    **{f"POST claims/{{added}}/{name}/confirm/": (EDITORS, PUBLISH, None) for name in ("notice", "withhold", "retract")},
    **{f"POST claims/{{added}}/{name}/end/": (EDITORS, PUBLISH, REASON) for name in ("notice", "withhold", "retract")},
    "GET events/": (SEERS, READ, None),
    "POST events/": (WRITERS, DRAFT, {"title": {"en": "Strikes"}}),
    "GET events/{event}/": (SEERS, READ, None),
    "PATCH events/{event}/": (WRITERS, DRAFT, {"countries": "IQ"}),
    "GET speakers/": (SEERS, READ, None),
    "POST speakers/": (WRITERS, DRAFT, {"name": "A", "kind": "person"}),
    "GET speakers/{speaker}/": (SEERS, READ, None),
    "PATCH speakers/{speaker}/": (WRITERS, DRAFT, {"role": "spokeswoman"}),
    "GET outlets/": (SEERS, READ, None),
    "POST outlets/": (WRITERS, DRAFT, {"name": "B", "kind": "site"}),
    "GET outlets/{outlet}/": (SEERS, READ, None),
    "PATCH outlets/{outlet}/": (WRITERS, DRAFT, {"family": "C"}),
    "GET sources/": (SEERS, READ, None),
    "POST sources/": (WRITERS, DRAFT, {"outlet": "{outlet}"}),
    "GET sources/{source}/": (SEERS, READ, None),
    "PATCH sources/{source}/": (WRITERS, DRAFT, {"title": "D"}),
    "GET sources/{source}/snapshots/": (SEERS, READ, None),
    "POST sources/{source}/captures/": (WRITERS, DRAFT, {"url": "https://example.org/briefing"}),
    "POST sources/{source}/transcripts/": (WRITERS, DRAFT, {"text": "Typed."}),
    "GET sources/{source}/links/": (SEERS, READ, None),
    "POST sources/{source}/links/": (WRITERS, DRAFT, {"to": "{other_source}", "kind": "revision_of"}),
    "POST source-links/{link}/judgement/": (WRITERS, DRAFT, {"confirm": True}),
    "GET statements/": (SEERS, READ, None),
    "POST statements/": (
        WRITERS,
        DRAFT,
        {"source": "{source}", "speaker": "{speaker}", "directness": "inferred", "quote_missing_reason": "Not seen."},
    ),
    "GET statements/{statement}/": (SEERS, READ, None),
    "PATCH statements/{statement}/": (WRITERS, DRAFT, {"role": "clerk"}),
    "GET statements/{statement}/relays/": (SEERS, READ, None),
    "POST statements/{statement}/relays/": (WRITERS, DRAFT, {"of": "{other}", "kind": "paraphrases"}),
    "POST statements/{statement}/withdraw/": (WRITERS, DRAFT, {"withdrawn_by": "{same_speaker}"}),
    "POST statements/{statement}/misattribute/": (WRITERS, DRAFT, REASON),
    "POST relays/{relay}/judgement/": (WRITERS, DRAFT, {"confirm": True}),
}  # fmt: skip


@pytest.fixture
def world(author, reviewer, editor, second_editor):
    """A claim at every moment, and one of everything around them."""
    draft = factories.claim(author)
    evidence = factories.evidence(author, draft)
    relation = drafting.relate(claim=draft, to=factories.claim(author), kind="related", by=author)
    check = drafting.add_fact_check(
        claim=draft, by=author, publisher="Others", url="https://example.org/a", rating="So so"
    )
    waiting, revision = factories.submitted(author)
    approved, approved_revision = factories.approved(author, reviewer)
    settled, _ = factories.published(author, reviewer, editor)
    added, _ = factories.published(author, reviewer, editor, verdict_note={"en": "The minutes say more."})
    factories.evidence(author, added)
    for act, words in (
        (public_state.put_notice, {}),
        (public_state.withhold, {}),
        (public_state.propose_retraction, {"public_reason": {"en": "It was wrong."}}),
    ):
        act(claim=added, by=second_editor, reason="r", **words)
    said = evidence.statement
    other = factories.statement(author)
    relay = linking.declare_relay(statement=said, of=other, kind="quotes", by=author, status="detected")
    link = linking.link_sources(
        source=said.source, to=other.source, kind="syndicated_from", by=author, status="detected"
    )
    from claims import documents

    rows = {
        "draft": draft, "evidence": evidence, "relation": relation, "fact_check": check, "waiting": waiting,
        "revision": revision, "approved": approved, "approved_revision": approved_revision, "settled": settled,
        "added": added, "event": draft.event, "speaker": said.speaker, "outlet": said.source.outlet,
        "source": said.source, "other_source": other.source, "statement": said, "other": other, "relay": relay,
        "link": link, "same_speaker": factories.statement(author, speaker=said.speaker),
    }  # fmt: skip
    return {name: row.pk for name, row in rows.items()} | {"digest": documents.build(added).digest}


def filled(value: Any, world: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.format(**world)
    return {name: filled(part, world) for name, part in value.items()} if isinstance(value, dict) else value


def ask(program, name: str, world: dict[str, str], **headers: str) -> Any:
    method, _, path = name.partition(" ")
    lock = {"If_Match": "*"} if method == "PATCH" else {}
    return program.ask(method, filled(path, world), filled(TABLE[name][2], world), **lock, **headers)


def everything() -> dict[str, list[str]]:
    """Every row of ours but tokens, which note that they were used."""
    ours = [model for model in apps.get_models() if model._meta.app_label in LEVEL and model is not Token]
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list())) for model in ours}


def test_every_route_and_method_is_in_the_table() -> None:
    routes = set()
    for pattern in get_resolver("api.desk.urls").url_patterns:
        path = re.sub(r"<str:\w+>", "*", str(pattern.pattern))
        routes |= {f"{method.upper()} {path}" for method in pattern.callback.view_class.deeds}
    assert {re.sub(r"\{\w+\}", "*", name) for name in TABLE} == routes


def test_every_deed_asks_for_the_scopes_of_the_table() -> None:
    for pattern in get_resolver("api.desk.urls").url_patterns:
        view = pattern.callback.view_class
        assert issubclass(view, DeskView)
        path = re.sub(r"<str:\w+>", "*", str(pattern.pattern))
        for method, deed in view.deeds.items():
            [scopes] = {
                frozenset(row[1])
                for name, row in TABLE.items()
                if re.sub(r"\{\w+\}", "*", name) == f"{method.upper()} {path}"
            }
            assert set(deed.scopes) == scopes, (method, path)


def test_nobody_is_answered_without_a_good_token(client, world, program, author) -> None:
    client.force_login(author)  # a cookie opens nothing here
    before = everything()
    for name in TABLE:
        method, _, path = name.partition(" ")
        body = filled(TABLE[name][2], world)
        for header in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic YTpi"}):
            answer = client.generic(method, ROOT + filled(path, world), data=b"{}" if body else b"", headers=header)
            assert answer.status_code == 401, name
            assert answer["WWW-Authenticate"].startswith("Bearer") and answer.json()["type"].endswith(
                "/not-authenticated/"
            )
    assert everything() == before


@pytest.mark.parametrize("role", EVERYONE)
def test_who_may_not_is_refused_and_leaves_no_trace(world, program, role) -> None:
    somebody = person("some_one", *([Role(role)] if role in Role.values else []))
    if role == "stranger":  # they had a role when they made it
        somebody.groups.add(*type(somebody).groups.rel.model.objects.filter(name="editor"))
    asking = program(type(somebody).objects.get(pk=somebody.pk))
    if role == "stranger":
        somebody.groups.clear()
    before = everything()
    for name, (allowed, _scopes, _body) in TABLE.items():
        if role not in allowed:
            answer = ask(asking, name, world, Idempotency_Key=f"k{len(name)}")
            assert (answer.status_code, answer.json()["type"].rsplit("/", 2)[1]) == (403, "not-allowed"), name
            assert answer.json()["detail"]
    assert everything() == before
    assert not KeptAnswer.objects.exists()


def test_whoever_has_the_role_and_the_scopes_may(world, program, subtests) -> None:
    for name, (allowed, scopes, _body) in TABLE.items():
        with subtests.test(name), transaction.atomic():  # each finds everything as it was
            role = sorted(allowed - {"administrator"})[0]
            able = program(person("some_one", Role(role)), *(sorted(scopes) or ["read"]))
            answer = ask(able, name, world)
            transaction.set_rollback(True)
            # Naming no party, the claim in review takes no harm from consent; a correction needs something published before.
            done = answer.status_code in (200, 201, 202, 204)
            assert done or (name.endswith("correct/") and answer.status_code == 422), answer.content


def test_a_token_without_the_scope_is_refused_whatever_the_person_may(world, program, administrator) -> None:
    before = everything()
    tokens = {scope: program(administrator, *(set(Scope.values) - {scope})) for scope in Scope.values}
    for name, (_allowed, scopes, _body) in TABLE.items():
        for scope in scopes:
            answer = ask(tokens[scope], name, world)
            assert (answer.status_code, answer.json()["type"].rsplit("/", 2)[1]) == (403, "scope-missing"), name
    before["history.Entry"] = everything()["history.Entry"]  # the tokens' own entries
    assert everything() == before


def test_four_eyes_bind_the_superusers_token_too(program) -> None:
    from accounts.models import User

    root = User.objects.create_superuser("root")
    claim, revision = factories.submitted(root)
    answer = program(root).post(f"claims/{claim.pk}/approve/", {"revision": revision.pk})
    assert answer.status_code == 403
    assert "You wrote part of this" in answer.json()["detail"]


def test_a_role_that_was_taken_is_lost_at_once_and_a_closed_account_too(program, author, administrator) -> None:
    from accounts.actions import people

    asking = program(author)
    people.set_roles(person=author, roles=["reviewer"], by=administrator)
    assert asking.post("speakers/", {"name": "A", "kind": "person"}).status_code == 403
    people.deactivate(person=author, by=administrator)
    assert asking.get("").status_code == 401


def test_the_refusal_is_the_desks_in_the_same_words(client, world, program, editor) -> None:
    client.force_login(editor)
    desk = client.post(f"/desk/claims/claim/{world['waiting']}/steps/approve/", {"revision": world["revision"]})
    api = program(editor).post(f"claims/{world['waiting']}/approve/", {"revision": world["revision"]})
    assert (desk.status_code, api.status_code) == (403, 403)
    assert api.json()["detail"] in desk.content.decode()
    assert reviewing.Claim.objects.get(pk=world["waiting"]).status == "in_review"
