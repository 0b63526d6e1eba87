"""Reading and quoting at the desk without a browser: what is asked for, what is undone, what changed on the page since."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from claims.models import Claim, Evidence
from desk import reuse_panel
from record.actions import merging
from sources.actions import capturing, linking, stating
from sources.models import Snapshot, Source, Statement
from tests import factories
from tests.desk.test_journey import CLAIM, EVIDENCE, address
from tests.sources.test_watching import QUOTE, TEXT, capture, said

pytestmark = pytest.mark.django_db

ADD = "/desk/claims/claim/add/"
GONE = TEXT.replace("We told them beforehand.", "nothing")
WORDS = {
    "words": "We told them.", "speaker_name": "John Kirby", "speaker_kind": "person", "stance": "supports",
    "directness": "direct_quote", "basis": "unknown",
}  # fmt: skip


def read(source):
    return reverse("admin:sources_source_read", args=[source.pk])


@pytest.fixture
def told(settings):
    """How many captures the worker was told of."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    return lambda: DBTaskResult.objects.filter(task_path="sources.tasks.capture").count()


def test_words_of_a_page_that_was_never_captured_let_the_worker_capture_it(
    client, author, told, django_capture_on_commit_callbacks
):
    source = factories.source(author, canonical_url="https://example.org/x")
    client.force_login(author)
    with django_capture_on_commit_callbacks() as callbacks:
        assert client.post(read(source), WORDS).status_code == 302
    assert (Statement.objects.get().snapshot.state, told()) == ("pending", 0)
    for callback in callbacks:
        callback()
    assert told() == 1


def test_a_saving_that_is_undone_asks_no_worker(client, author, told, django_capture_on_commit_callbacks):
    client.force_login(author)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ADD, CLAIM | EVIDENCE | {"text_en": ""}).status_code == 400
    assert (Snapshot.objects.count(), told()) == (0, 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ADD, CLAIM | EVIDENCE).status_code == 302
    assert (Snapshot.objects.count(), told()) == (1, 1)


def test_a_page_is_added_alike_from_its_address_and_with_evidence(client, author):
    client.force_login(author)
    client.post(ADD, CLAIM | EVIDENCE)
    client.post("/desk/sources/source/open/", {"url": "https://example.org/other"})
    one, other = Source.objects.all()
    assert one.outlet == other.outlet and one.outlet.name == "example.org"
    assert one.language == other.language == "und"  # the page says which it is


def test_what_was_typed_from_print_has_the_language_of_its_words(client, author):
    client.force_login(author)
    printed = {
        "new-0-address": "",
        "new-0-outlet": "Al-Sabah",
        "new-0-title": "Page 3",
        "new-0-words": "لم يتم إبلاغنا",
    }
    assert client.post(ADD, CLAIM | EVIDENCE | printed).status_code == 302
    source = Source.objects.get()
    assert (source.outlet.name, source.outlet.homepage, source.language) == ("Al-Sabah", "", "ar")


def drifted(author, claim, number):
    source, _known = capturing.open_address(url=f"https://news{number}.example.org/x", by=author)
    capture(source, TEXT)
    factories.evidence(author, claim, statement=said(author, source, QUOTE))
    capture(source, GONE)
    return source


def test_a_changed_page_is_told_at_its_evidence_and_in_the_reader_and_costs_nothing_a_row(client, author):
    claim = factories.claim(author)
    source = drifted(author, claim, 0)
    client.force_login(author)

    def show():
        with CaptureQueriesContext(connection) as queries:
            html = client.get(address(claim, "change")).content.decode()
        return html, len(queries)

    client.get("/desk/")
    html, few = show()
    assert html.count("Gone from the page since") == 1
    assert "Gone from the page since" in client.get(read(source)).content.decode()
    for number in range(1, 5):
        drifted(author, claim, number)
    html, many = show()
    assert html.count("Gone from the page since") == 5
    assert many <= few


def test_the_reader_costs_the_same_with_more_statements(client, author):
    source, _known = capturing.open_address(url="https://news.example.org/x", by=author)
    capture(source, TEXT)
    client.force_login(author)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(read(source)).status_code == 200
        return len(queries)

    for speaker in ("A", "B"):
        said(author, source, QUOTE, speaker=factories.speaker(author, name=speaker))
    few = cost()
    for speaker in "CDEFGH":
        said(author, source, QUOTE, speaker=factories.speaker(author, name=speaker))
    assert cost() == few


def test_texts_of_millions_of_characters_are_not_compared_while_somebody_waits(client, author, monkeypatch):
    monkeypatch.setattr(reuse_panel, "READ", 1_000)
    compared = []
    real = reuse_panel.reuse.compare
    monkeypatch.setattr(reuse_panel.reuse, "compare", lambda *texts: compared.append(texts) or real(*texts))
    shared = " ".join(f"word{number}" for number in range(500))
    one, other = factories.source(author), factories.source(author)
    for source in (one, other):
        stating.transcribe(source=source, text=shared, by=author)
    linking.link_sources(source=one, to=other, kind="near_duplicate_of", status="detected", by=author)
    client.force_login(author)
    html = client.get(read(one)).content.decode()
    assert [len(text) for text in compared[0]] == [1_000, 1_000]
    assert "Only the first part of such long texts is looked at here." in html and "word0 word1" in html


def test_a_merged_claim_is_offered_as_the_target_of_nothing(client, author, editor):
    kept, gone, here = (factories.claim(author, text={"en": f"The bridge {word}."}) for word in ("fell", "went", "is"))
    merging.merge(claim=gone, into=kept, by=editor, reason="The same.")
    client.force_login(author)
    for app, model, field in (("claims", "claimrelation", "to_claim"), ("claims", "evidence", "claim")):
        asked = {"app_label": app, "model_name": model, "field_name": field, "term": "bridge"}
        found = json.loads(client.get("/desk/autocomplete/", asked).content)["results"]
        assert {row["id"] for row in found} == {kept.pk, here.pk}
    relation = {"relation-0-kind": "narrows", "relation-0-to": gone.pk}
    assert gone.pk not in client.get(address(here, "change")).content.decode()
    answer = client.post(address(here, "change"), CLAIM | {"edit_number": here.edit_number} | relation)
    assert answer.status_code == 400 and not here.relations_out.exists()
    source = factories.source(author, canonical_url="https://example.org/x")
    assert client.post(read(source), WORDS | {"claim": gone.pk}).status_code == 400
    assert not Evidence.objects.exists() and Claim.objects.count() == 3
    assert gone.pk in client.get("/desk/claims/claim/").content.decode(), "the list has them all"
