"""A second paste of a known address finds the known source, whatever follows the reader in it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from sources.actions import recording
from sources.models import Source
from sources.models.source import address_digest, plain_digest
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "https://example.org/news/a"
SHARED = "http://www.example.org/news/a/?utm_source=feed#top"

migrate = import_module("sources.migrations.0002_let_addresses_meet").let_addresses_meet


def as_before(row: Source) -> None:
    """Give a row the digest that rows had before addresses met."""
    Source.objects.filter(pk=row.pk).update(url_sha256=plain_digest(row.canonical_url))


def two_that_meet(author: User, first: str, second: str) -> tuple[Source, Source]:
    """Two sources as they could stand before addresses met, the first recorded first."""
    older = factories.source(author, canonical_url=first)
    as_before(older)
    newer = factories.source(author, outlet=older.outlet, canonical_url=PAGE + "/elsewhere")
    Source.objects.filter(pk=newer.pk).update(canonical_url=second, url_sha256=plain_digest(second))
    newer.refresh_from_db()
    return older, newer


def test_another_way_of_writing_a_known_address_is_refused(author: User) -> None:
    known = factories.source(author, canonical_url=PAGE)
    with pytest.raises(ValidationError, match="already a source"):
        factories.source(author, outlet=known.outlet, canonical_url=SHARED)


def test_no_address_finds_no_source(author: User) -> None:
    factories.source(author)
    assert not Source.objects.at_address("").exists()
    assert not Source.objects.at_address("  ").exists()


def test_a_source_is_found_by_any_way_of_writing_its_address(author: User) -> None:
    known = factories.source(author, canonical_url=SHARED)
    assert known.canonical_url == SHARED
    for address in (PAGE, SHARED, f" {PAGE}\n"):
        assert Source.objects.at_address(address).get() == known
    assert not Source.objects.at_address(PAGE + "b").exists()


def test_the_desk_finds_a_known_source_by_a_shared_address(author: User) -> None:
    known = factories.source(author, canonical_url=PAGE)
    found = recording.find_or_create_source(by=author, url=SHARED, outlet="Whoever", language="en")
    assert found == (known, True)


def test_a_changed_address_is_found_and_the_old_one_is_free(author: User) -> None:
    known = factories.source(author, canonical_url=PAGE)
    recording.change_source(source=known, canonical_url=PAGE + "/moved?utm_source=x", by=author)
    assert Source.objects.at_address(PAGE + "/moved").get() == known
    assert not Source.objects.at_address(PAGE).exists()


def test_migrating_gives_a_source_alone_at_its_address_the_new_digest(author: User) -> None:
    row = factories.source(author, canonical_url=SHARED)
    as_before(row)
    migrate(apps, connection.schema_editor())
    row.refresh_from_db()
    assert row.url_sha256 == address_digest(PAGE)


@pytest.mark.parametrize(
    ("first", "second", "takes_it"),
    [
        (SHARED, PAGE + "?fbclid=1", 0),  # neither has it: the older
        (PAGE, SHARED, 0),
        (SHARED, PAGE, 1),  # it has it already, and two cannot
    ],
)
def test_migrating_two_sources_that_meet_loses_neither(author: User, first: str, second: str, takes_it: int) -> None:
    pair = two_that_meet(author, first, second)
    migrate(apps, connection.schema_editor())
    for row in pair:
        row.refresh_from_db()
    assert pair[takes_it].url_sha256 == address_digest(PAGE)
    assert pair[1 - takes_it].url_sha256 == plain_digest(pair[1 - takes_it].canonical_url)
    assert set(Source.objects.at_address(pair[1 - takes_it].canonical_url)) == set(pair)
    assert Source.objects.at_address(PAGE).get() == pair[takes_it]


def test_a_source_that_met_another_can_still_be_changed(author: User) -> None:
    _, newer = two_that_meet(author, PAGE, SHARED)
    migrate(apps, connection.schema_editor())
    recording.change_source(source=newer, title="The second record of it", by=author)
    newer.refresh_from_db()
    assert newer.title == "The second record of it"
    assert newer.url_sha256 == plain_digest(SHARED)
