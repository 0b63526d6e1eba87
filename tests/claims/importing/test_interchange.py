"""Interchange lines: what is refused, with its line and field; what is kept; and that nothing is lost or done twice."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from claims.actions import batches, drafting
from claims.importing import running
from claims.models import Claim, Evidence, ImportBatch, ImportProblem
from claims.tasks import work_on_batches
from history.errors import NotAllowed, Stale
from history.models import Entry
from record.verifying import Counts, verify
from sources.models import Source, Statement
from sources.models.source import plain_digest
from tests import factories, generated
from tests.claims.importing.conftest import Import, ndjson, told
from tests.conftest import database_url

pytestmark = pytest.mark.django_db

EVENT = {"type": "event", "id": "strikes", "title": {"en": "Strikes"}, "started": "2024-02"}
OUTLET = {"type": "outlet", "id": "post", "name": "The Post", "kind": "newspaper"}
SPEAKER = {"type": "speaker", "id": "layla", "name": "Layla Haddad", "kind": "person"}
SOURCE = {"type": "source", "id": "article", "outlet": "post", "url": "https://example.org/1"}
SAID = {
    "type": "statement",
    "id": "said",
    "source": "article",
    "speaker": "layla",
    "directness": "direct_quote",
    "quote": "قلنا",
}
CLAIM = {"type": "claim", "id": "c1", "event": "strikes", "kind": "occurrence", "text": {"en": "It happened."},
         "evidence": [{"statement": "said", "stance": "supports"}]}  # fmt: skip
AT = {"latitude": 1, "longitude": 4, "accuracy_m": 5}
WORLD = (EVENT, OUTLET, SPEAKER, SOURCE, SAID)


def test_the_smallest_lines_make_a_draft_in_a_batch(read: Import, author: User) -> None:
    batch = read(ndjson(*WORLD, CLAIM))
    assert told(batch) == []
    assert batch.progress == {"imported": 6, "unchanged": 0, "refused": 0, "warnings": 0}
    claim = Claim.objects.get()
    assert (claim.batch, claim.status, claim.author) == (batch, "draft", author)
    assert Statement.objects.get().quote == "قلنا"
    codes = list(Entry.objects.of(claim).values_list("code", "reason", "by_key"))
    why = "imported from theirs"
    assert codes == [("claim_created", why, author.key), ("evidence_added", why, author.key)]
    assert [str(finding) for finding in verify(Counts())] == []


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (EVENT | {"id": "e", "coordinates": AT | {"latitude": 91}}, "coordinates.latitude", "degrees"),
        (EVENT | {"id": "e", "coordinates": AT | {"latitude": "NaN"}}, "coordinates.latitude", "degrees"),
        (EVENT | {"id": "e", "coordinates": {"latitude": 1, "longitude": 4}}, "coordinates.accuracy_m", "how exact"),
        (EVENT | {"id": "e", "started": "2024-02-30"}, "started", "is not a date"),
        (EVENT | {"id": "e", "started": "03/04/2024"}, "started", "is not a date"),
        (EVENT | {"id": "e", "started": {"earliest": "2024-02-01T00:00:00Z"}}, "started.latest", "both ends"),
        (EVENT | {"id": "e", "started": {"earliest": "2024-02-02T00:00:00Z", "latest": "2024-02-01T00:00:00Z"}},
         "started.earliest", "before the latest"),
        (EVENT | {"id": "e", "title": {}}, "title", "missing"),
        (EVENT | {"id": "e", "title": {"en": "A\x00B"}}, "title.en", "U+0000"),
        (EVENT | {"id": "e", "title": {"en": "A\ud800"}}, "title.en", "U+D800"),
        (EVENT | {"id": "e", "title": {"english": "A"}}, "title", "not a language tag"),
        (EVENT | {"title": {"en": "Others"}}, "title", "already here with another title"),
        (SOURCE | {"id": "s", "url": "https://example.org/" + "x" * 3_000}, "url", "at most 3000"),
        (SOURCE | {"id": "s", "url": "javascript:alert(1)"}, "url", "http"),
        (SOURCE | {"id": "s", "url": "https://a:b@example.org/"}, "url", "password"),
        (SOURCE | {"id": "s"}, "url", "is already the source"),
        (SOURCE | {"id": "s", "url": "", "outlet": "nobody"}, "outlet", "There is no outlet"),
        (SAID | {"id": "x", "quote": ""}, "quote", "Give the words"),
        (SAID | {"id": "x", "speaker": None}, "speaker", "Name who said it"),
        (SAID | {"id": "x", "check": {"status": "exact"}}, "check.status", "Only words in a capture"),
        (CLAIM | {"id": "c", "quantity": {"lower": 5}}, "quantity.words", "Bounds come with"),
        (CLAIM | {"id": "c", "quantity": {"words": "5", "measure": "killed"}}, "quantity.hedge", "how exact"),
        (CLAIM | {"id": "c", "quantity": {"words": "5", "hedge": "exactly", "numbers": [10**17], "measure": "killed"}},
         "quantity.numbers", "between 0 and"),
        (CLAIM | {"id": "c", "quantity": {"words": "5", "hedge": "at_least", "numbers": [5], "upper": 9, "measure": "k"}},
         "quantity.lower", "means 5 to None"),
        (CLAIM | {"id": "c", "verdict": "true"}, "verdict", "is not one of"),
        (CLAIM | {"id": "c", "evidence": [{"statement": "nothing", "stance": "supports"}]},
         "evidence.0.statement", "There is no"),
        (CLAIM | {"id": "c", "fact_checks": [{"publisher": "P", "url": "https://example.org/"}]},
         "fact_checks.0.rating", "missing"),
        ({"type": "song", "id": "x"}, "type", "is not one of"),
        ({"type": "relay", "from": "said", "to": "said", "kind": "quotes"}, "to_statement", "does not repeat itself"),
        ([1, 2], "", "must be an object"),
        (7, "", "must be an object"),
    ],
)  # fmt: skip
def test_what_is_dirty_is_refused_with_its_line_and_field(read: Import, row: Any, field: str, reason: str) -> None:
    batch = read(ndjson(*WORLD, row, CLAIM))
    assert batch.progress["refused"] == 1
    ((line, where, why),) = told(batch)
    assert (line, where) == (7, field)
    assert reason in why
    assert Claim.objects.count() == 1  # the next line was imported all the same


TEXT = "👉 A spokesman said: “We told them beforehand.” The monitor counted at least 18 fighters killed in two raids."
CAPTURE = {"type": "snapshot", "id": "seen", "source": "article", "method": "fetched", "captured_at": "2024-02-03T10:00:00Z",
           "text": TEXT}  # fmt: skip


def quoted(quote: str, status: str, at: tuple[int, int] | None = None, algorithm: str = "quotes/1") -> dict[str, Any]:
    place = {"locator": {"start": at[0], "end": at[1]}} if at else {}
    return SAID | {"snapshot": "seen", "quote": quote, "check": {"status": status, "algorithm": algorithm}} | place


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (quoted("We never told them.", "exact"), "check.status", "not found"),
        (quoted("We never told them.", "exact", (21, 45)), "check.status", "not found"),
        (quoted("We never told them.", "presentation"), "check.status", "not found"),
        (quoted("The monitor counted … none of them killed", "elided"), "check.status", "not found"),
        (quoted("at least 81 fighters killed", "presentation", (70, 97)), "check.status", "altered"),
        (quoted("at least 81 fighters killed", "orthographic"), "check.status", "altered"),
        (quoted("We told them  beforehand.", "exact", (21, 45)), "check.status", "other typography"),
        (quoted("hand.", "exact", (40, 45)), "check.status", "not found"),
        (quoted("We told them beforehand.", "exact"), "locator.start", "stand at 21 to 45"),
        (quoted("We told them beforehand.", "exact", (20, 44)), "locator.start", "stand at 21 to 45"),
        (quoted("We told them beforehand.", "exact", (21, 45), ""), "check.algorithm", "Words are checked here by quotes/1"),
        (quoted("We told them beforehand.", "exact", (21, 45), "theirs/9"), "check.algorithm", "quotes/1"),
        (quoted("We told them beforehand.", "not_found"), "check.status", "exact"),
        (quoted("We told them beforehand.", "unverifiable"), "check.status", "exact"),
        (quoted("", "exact") | {"quote_missing_reason": "Not kept."}, "check.status", "There are no words"),
        (quoted("We told them beforehand.", "transcribed", None, ""), "check.status", "in a transcript"),
    ],
)  # fmt: skip
def test_what_a_file_says_of_words_in_a_capture_is_checked_again(
    read: Import, row: dict[str, Any], field: str, reason: str
) -> None:
    batch = read(ndjson(EVENT, OUTLET, SPEAKER, SOURCE, CAPTURE, row))
    ((line, where, why),) = told(batch)
    assert (line, where) == (7, field)
    assert reason in why
    assert Statement.objects.count() == 0


def test_a_claim_like_one_that_is_here_is_named_however_many_of_the_file_are_alike(
    read: Import, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK_ITEMS", 20)
    event = factories.event(author, title={"en": "Strikes"})
    here = factories.claim(author, event=event, text={"en": "Iraq was informed of it beforehand by Washington."})
    claims = [
        CLAIM
        | {"id": f"c{number}", "event": event.pk, "text": {"en": "Iraq was informed of it beforehand."}, "evidence": []}
        for number in range(60)
    ]
    batch = read(ndjson(*claims))
    assert batch.progress["imported"] == 60
    assert [(line, here.pk in reason) for line, _, reason in told(batch)] == [(line, True) for line in range(2, 62)]


def test_a_text_that_is_empty_is_one_and_a_missing_text_is_none(read: Import) -> None:
    assert told(read(ndjson(EVENT, OUTLET, SOURCE, CAPTURE | {"text": ""}))) == []
    missing = {name: value for name, value in CAPTURE.items() if name != "text"}
    assert told(read(ndjson(missing | {"id": "other"}))) == [(2, "text", "This is missing.")]


def test_a_source_that_kept_its_own_address_digest_is_the_same_when_it_is_read_again(read: Import) -> None:
    rows = (OUTLET, SOURCE)
    read(ndjson(*rows))
    # As the migration leaves it that made addresses meet.
    Source.objects.update(url_sha256=plain_digest(SOURCE["url"]))
    assert read(ndjson(*rows) + b"\n").progress == {"imported": 0, "unchanged": 2, "refused": 0, "warnings": 0}


def test_one_sided_ranges_are_kept(read: Import) -> None:
    figure = {"words": "dozens at least", "hedge": "manual", "lower": 24, "reason": "Two dozens.", "measure": "killed"}
    assert told(read(ndjson(*WORLD, CLAIM | {"quantity": figure}))) == []
    assert Claim.objects.values_list("quantity_lower", "quantity_upper").get() == (24, None)


def test_bytes_that_are_no_lines_of_ours_are_refused_one_by_one(read: Import) -> None:
    lines = [b"\xff\xfe{\x00}\x00", b"{", b'{"type": "event", "type": "event"}', b"[" * 100_000, b'{"a": ' + b"1" * 5_000 + b"}",
             b'{"type": "event", "x": NaN}', "مرحبا".encode("cp1256")]  # fmt: skip
    batch = read(b"\n".join([*lines, b"", b"  "]))
    assert [row[0] for row in told(batch)] == [1, 2, 3, 4, 5, 6, 7]
    assert batch.progress["refused"] == 7


def test_unknown_fields_are_left_out_and_that_is_said(read: Import) -> None:
    batch = read(ndjson(EVENT | {"victims": ["a name"]}))
    assert told(batch) == [(2, "victims", "This field is not one of ours; it was left out.")]
    assert batch.progress == {"imported": 1, "unchanged": 0, "refused": 0, "warnings": 1}


def test_a_claim_is_imported_whole_or_not_at_all(read: Import) -> None:
    twice = CLAIM | {
        "evidence": [{"statement": "said", "stance": stance, "id": stance} for stance in ("supports", "context")]
    }
    batch = read(ndjson(*WORLD, twice))
    assert (
        told(batch) == [(7, "evidence.1.statement", "this statement is already evidence for this claim.")]
        or told(batch)[0][0] == 7
    )
    assert (Claim.objects.count(), Evidence.objects.count(), Statement.objects.count()) == (0, 0, 1)


def test_what_names_a_row_that_was_refused_is_refused_too(read: Import) -> None:
    bad = SPEAKER | {"id": "bad", "kind": "unnamed"}  # only the database knows that a description is missing
    batch = read(ndjson(*WORLD, bad, SAID | {"id": "x", "speaker": "bad"}, CLAIM))
    assert [(line, field) for line, field, _ in told(batch)] == [(7, "description"), (8, "speaker")]
    assert Claim.objects.count() == 1
    connection.check_constraints()


def test_a_second_run_changes_nothing_even_where_people_went_on(read: Import, author: User) -> None:
    rows = (*WORLD, CLAIM)
    read(ndjson(*rows))
    before = (Entry.objects.count(), Claim.objects.count())
    assert read(ndjson(*rows)).progress["imported"] == 6  # the same file: the batch of then
    again = read(ndjson(*rows) + b"\n")
    assert again.progress == {"imported": 0, "unchanged": 6, "refused": 0, "warnings": 0}
    assert (Entry.objects.exclude(target_type="claims.importbatch").count(), Claim.objects.count()) == (
        before[0] - 2,
        1,
    )
    drafting.change_claim(claim=Claim.objects.get(), by=author, text={"en": "It happened twice."})
    edited = read(ndjson(*rows) + b"\n\n")
    assert told(edited)[0][:2] == (7, "text")
    assert Claim.objects.get().text == {"en": "It happened twice."}


def test_a_file_in_which_something_was_refused_is_read_again(read: Import) -> None:
    data = ndjson(OUTLET, SPEAKER, SOURCE, SAID, CLAIM)
    assert told(read(data))[0][:2] == (6, "event")
    read(ndjson(EVENT))
    batch = read(data)
    assert batch.progress == {"imported": 1, "unchanged": 4, "refused": 0, "warnings": 0}
    assert (ImportProblem.objects.count(), ImportBatch.objects.count()) == (0, 2)


def test_nobody_but_a_contributor_imports(read: Import, author: User, reviewer: User, stranger: User) -> None:
    for by in (reviewer, stranger):
        with pytest.raises(NotAllowed):
            batches.open_batch(by=by, format="csv", file_name="x", file_sha256="sha256:0", options={})
        with pytest.raises(NotAllowed):
            running.run(ImportBatch(imported_by=author), None, by=by)


def test_two_processes_never_read_the_same_part(author: User, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(running, "CHUNK_ITEMS", 2)
    file = tmp_path / "lines"
    file.write_bytes(ndjson(*WORLD, CLAIM))
    with file.open("rb") as stream:
        batch = batches.open_batch(
            by=author, format="interchange", file_name="x", file_sha256=running.sha256_of(stream), options={}
        )

        def other(_: ImportBatch) -> None:
            ImportBatch.objects.filter(pk=batch.pk).update(position=4)

        with pytest.raises(Stale):
            running.run(batch, stream, by=author, tell=other)
    assert Source.objects.count() == 0  # the chunk that met the other was not kept


def test_a_worker_reads_what_was_left_behind(author: User) -> None:
    from django.core.files.base import ContentFile

    batch = batches.open_batch(
        by=author, format="interchange", file_name="x", file_sha256="sha256:1", options={},
        file=ContentFile(ndjson(*WORLD, CLAIM), name="x"),
    )  # fmt: skip
    ImportBatch.objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    assert work_on_batches.call() == 0
    ImportBatch.objects.update(leased_until=timezone.now() - timedelta(minutes=1))
    assert work_on_batches.call() == 1
    batch.refresh_from_db()
    assert (batch.work, batch.file.name, batch.progress["imported"]) == ("", "", 6)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_goes_on_to_the_same_end(author: User, tmp_path) -> None:
    file = tmp_path / "lines.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in generated.lines(400, 1)), encoding="utf-8")
    lines = file.read_bytes().count(b"\n")
    site = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", "import_claims", str(file), "--format", "interchange", "--by", "amal"]

    def position() -> int:
        return ImportBatch.objects.aggregate(Max("position", default=0))["position__max"]

    process = subprocess.Popen(command, env=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun = time.monotonic()
    while time.monotonic() - begun < 60 and not position():
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert 0 < position() < lines
    done = subprocess.run(command, env=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Going on after" in done.stdout
    batch = ImportBatch.objects.get()
    assert (batch.position, sum(batch.counts.values())) == (lines, lines - 1)
    assert (Claim.objects.count(), Evidence.objects.count()) == (400, 400)
    assert [str(finding) for finding in verify(Counts())] == []


def test_the_command_says_what_it_did_and_a_dry_run_keeps_nothing(author: User, tmp_path, capsys) -> None:
    file, report = tmp_path / "f.ndjson", tmp_path / "report.ndjson"
    file.write_bytes(ndjson(*WORLD, CLAIM, {"type": "song"}))
    options = {"format": "interchange", "by": author.username, "report": report}
    call_command("import_claims", file, dry_run=True, **options)
    assert (ImportBatch.objects.count(), Claim.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert json.loads(report.read_text())["line"] == 8
    call_command("import_claims", file, **options)
    assert "6 imported, 0 unchanged, 1 refused" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no person"):
        call_command("import_claims", file, format="interchange", by="nobody")
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_claims", tmp_path / "none", format="interchange", by=author.username)


def test_fifty_lines_cost_as_many_statements_as_two(read: Import) -> None:
    read(ndjson(EVENT))  # asks for Amal's roles, once
    counts = []
    for name, size in (("a", 2), ("b", 50)):
        rows = [EVENT | {"id": f"{name}{number}"} for number in range(size)]
        with CaptureQueriesContext(connection) as queries:
            read(ndjson(*rows))
        counts.append(len(queries))
    # SQLite takes so many values a statement that fifty rows of a wide table need a second one.
    assert counts[1] - counts[0] <= (2 if connection.vendor == "sqlite" else 0)


def test_an_imported_claim_that_somebody_edits_is_reviewed_by_itself(read: Import, author: User) -> None:
    read(ndjson(*WORLD, CLAIM))
    claim = Claim.objects.get()
    factories.evidence(author, claim)
    claim.refresh_from_db()
    assert claim.batch is None
    assert Entry.objects.of(claim).last().code == "claim_left_batch"
