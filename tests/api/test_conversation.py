"""The API against its own description: schemathesis over every operation, and a typed client made from it."""

import importlib
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from django import conf
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from openapi_python_client import Config, MetaType, generate
from openapi_python_client.config import ConfigFile
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from accounts.actions import tokens
from accounts.demonstration import PEOPLE
from accounts.models import User
from accounts.scopes import Scope
from api.public.about import schema_bytes
from record.case.loading import load_case
from record.models import Listing
from record.tasks import build_exports
from tests.conftest import person

# Not a fault of ours by this schema: the id of nothing, two parameters that exclude each other, a question without a word.
EXCLUDED = [positive_data_acceptance]
# It asks once more without the token, over a network that tests have not; `tests/api/desk/test_permissions.py` does that.
OF_TOKENS = [ignored_auth]


@pytest.fixture
def case(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration case, with its prebuilt files."""
    list(load_case({name: person(name, role) for name, (_, role) in PEOPLE.items()}))
    monkeypatch.setattr(conf.settings, "VAR_DIR", tmp_path)
    build_exports.call()


def operations(**which: Any) -> list[Any]:
    described = schemathesis.openapi.from_dict(json.loads(schema_bytes()))
    chosen = described.include(**which) if which else described
    return [operation.ok() for operation in chosen.get_all_operations()]


@pytest.fixture
def application() -> Iterator[Any]:
    """The site without a server. The connection stays open between requests, as it holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


def conversations(**which: Any) -> Iterator[tuple[Any, schemathesis.GenerationMode]]:
    """Each operation with requests that fit its description, and where it takes parameters with some that do not."""
    for operation in operations(**which):
        yield operation, POSITIVE
        if operation.query or operation.path_parameters or operation.body:
            yield operation, NEGATIVE


def converse(
    application: Any, subtests: pytest.Subtests, headers: dict[str, str] | None = None, examples: int = 5, **which: Any
) -> None:
    """So many requests to each operation in each mode, always the same ones."""
    for operation, mode in conversations(**which):

        @given(asked=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples, derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def exchange(asked: schemathesis.Case) -> None:
            cache.clear()
            asked.call_and_validate(app=application, headers=headers, excluded_checks=EXCLUDED + OF_TOKENS)

        with subtests.test(operation.label, mode=mode.value):
            exchange()


def test_no_request_gets_an_answer_that_is_not_described(
    case: None, application: Any, subtests: pytest.Subtests
) -> None:
    converse(application, subtests)


def test_no_request_with_a_token_gets_an_answer_that_is_not_described(
    case: None, application: Any, subtests: pytest.Subtests, administrator: User
) -> None:
    token = tokens.make(
        owner=administrator, by=administrator, label="A conversation", scopes=list(Scope.values),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    converse(application, subtests, {"Authorization": f"Bearer {token.shown_once}"}, examples=3, tag="desk")


@pytest.fixture
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the client's package, generated from the schema and importable."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_bytes(schema_bytes())
    config = Config.from_sources(
        ConfigFile(post_hooks=[]), MetaType.NONE, folder / "openapi.json", "utf-8", True, folder / "counterclaim_client"
    )
    assert generate(config=config) == []  # no warning either
    sys.path.insert(0, str(folder))
    yield "counterclaim_client"
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.startswith("counterclaim_client")]:
        del sys.modules[name]


def test_a_typed_client_made_from_the_schema_reads_the_case(case: None, application: Any, package: str) -> None:
    def part(name: str) -> Any:
        return importlib.import_module(f"{package}.{name}")

    client = part("client").Client(
        base_url="http://testserver", httpx_args={"transport": httpx.WSGITransport(app=application)}
    )
    listed = part("api.claims.claim_list").sync(client=client, page_size=100)
    assert len(listed.results) == Listing.objects.current().listed().count() == 16
    assert isinstance(listed.results[0], part("models.claim_summary").ClaimSummary)
    found = part("api.search.search").sync(client=client, q="Was the Iraqi government told before the airstrikes?")
    best = found.results[0]
    assert best.score > 0 and found.ranked.complete
    whole = part("api.claims.claim_detail").sync(best.id, client=client)
    assert whole.verdict == "withdrawn"
    speaker = next(row.speaker for row in whole.evidence if row.speaker)
    assert part("api.speakers.speaker_detail").sync(speaker.id, client=client).name == speaker.name
    changes = part("api.changes.change_list").sync(client=client, updated_since="0", page_size=100)
    assert [change.sequence for change in changes.results] == list(range(1, len(changes.results) + 1))
    refused = part("api.claims.claim_list").sync(client=client, event="222222222222")
    assert isinstance(refused, part("models.problem").Problem) and refused.errors[0].pointer == "#/event"
