"""The files hold everything that is public and nothing else, are whole or not there, and cost the same memory however many."""

import csv
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import drafting, reviewing
from record import exporting
from record.actions import erasing, public_state, publishing
from record.exporting import building, documents, interchange, published, tables
from record.exporting import claimreview as feed
from record.exporting.columns import COLUMNS, cell
from record.exporting.files import GzipFile
from record.management.commands import export_claims
from record.models import Version
from record.tasks import build_exports
from tests import factories
from tests.record.test_constraints import world  # noqa: F401  (a fixture: one row of each kind)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    """Each test has its own files."""
    settings.VAR_DIR = tmp_path
    return tmp_path / "exports"


@pytest.fixture
def publish(author, reviewer, editor) -> Any:
    return lambda **fields: factories.published(author, reviewer, editor, **fields)[0]


@pytest.fixture
def no_rest(monkeypatch) -> None:
    """As if a quiet while had passed after every build."""
    monkeypatch.setattr(building, "REST", timedelta(0))
    monkeypatch.setattr(building, "REST_FACTOR", 0)


def read(folder: Path, name: str) -> str:
    return gzip.decompress((folder / f"{name}.gz").read_bytes()).decode()


def served(name: str) -> str:
    build = building.served()
    assert build
    with building.open_file(build, f"{name}.gz") as file:
        return gzip.decompress(file.read()).decode()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def quiet(done: int, total: int) -> None:
    pass


def test_a_line_of_the_documents_is_what_the_api_answers(client, tmp_path, publish, editor, second_editor) -> None:
    claims = [publish() for _ in range(3)]
    public_state.put_notice(claim=claims[0], by=editor, reason="A call.")
    row = public_state.propose_retraction(claim=claims[1], by=editor, reason="r", public_reason={"en": "It was wrong."})
    public_state.confirm(row=row, by=second_editor)
    [file] = documents.write(tmp_path, quiet)
    lines = read(tmp_path, "claims.ndjson").splitlines()
    assert file.count == len(lines) == 3
    found = {json.loads(line)["id"]: line for line in lines}
    for claim in claims:
        assert found[claim.pk].encode() == client.get(f"/api/v1/claims/{claim.pk}/").content


def test_files_name_their_digest_and_the_same_record_gives_the_same_bytes(tmp_path, publish) -> None:
    publish()
    for write in exporting.FORMATS.values():
        first, second = write(tmp_path, quiet), write(tmp_path, quiet)
        assert first == second
        for file in first:
            data = (tmp_path / file.name).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file.bytes, file.sha256)
    assert not list(tmp_path.glob(".*"))


def test_tables_hold_each_entity_and_join_by_their_ids(tmp_path, publish, author, reviewer, editor) -> None:
    claim = factories.claim(author, kind="quantity", quantity_words="at least 16", quantity_hedge="at_least",
                            quantity_numbers=[16], measure="killed", population="all")  # fmt: skip
    said = factories.statement(author, quote='=1+1 „قال“,\n"two"')
    factories.evidence(author, claim, statement=said)
    drafting.add_fact_check(
        claim=claim, by=author, publisher="Others", url="https://example.org/", rating="-2", language="en"
    )
    drafting.relate(claim=claim, to=publish(), kind="related", by=author)
    revision = reviewing.submit(claim=claim, by=author)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    publishing.publish(claim=claim, revision=revision, by=editor)
    files = {file.name: file.count for file in tables.write(tmp_path, quiet)}
    assert set(files) == {f"{name}.csv.gz" for name in COLUMNS}
    found = {name: rows(read(tmp_path, f"{name}.csv")) for name in COLUMNS}
    assert {name: len(table) for name, table in found.items()} == {name.split(".")[0]: n for name, n in files.items()}
    own = next(row for row in found["claims"] if row["id"] == claim.pk)
    assert (own["figure_lower"], own["figure_upper"], own["figure_words"]) == ("16", "", "at least 16")
    [evidence] = [row for row in found["evidence"] if row["claim"] == claim.pk]
    [statement] = [row for row in found["statements"] if (row["claim"], row["id"]) == (claim.pk, evidence["statement"])]
    assert statement["quote"] == '\'=1+1 „قال“,\n"two"'
    assert statement["speaker"] in {row["id"] for row in found["speakers"]}
    assert statement["source"] in {row["id"] for row in found["sources"]}
    assert statement["outlet"] in {row["id"] for row in found["outlets"]}
    assert own["event"] in {row["id"] for row in found["events"]}
    assert [row["rating"] for row in found["fact_checks"]] == ["'-2"]
    assert [row["claim"] for row in found["relations"]] == [claim.pk]
    raw = gzip.decompress((tmp_path / "claims.csv.gz").read_bytes())
    assert raw.startswith(b"id,url,state,")  # no byte order mark
    assert b"\r\n" in raw


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("text", "=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("text", "+1", "'+1"), ("text", "-1", "'-1"), ("text", "@SUM(A1)", "'@SUM(A1)"), ("text", "\t=1", "'\t=1"),
        ("text", "＝1", "'＝1"), ("text", "'quoted", "''quoted"), ("text", "قال", "قال"), ("text", "", ""),
        ("longitude", "-42.5", "-42.5"), ("figure_lower", 0, "0"), ("counts", False, "false"), ("text", None, ""),
        ("names", {"ar": "=ب"}, '{"ar": "=ب"}'), ("names", {}, ""), ("languages", ["en"], '["en"]'),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(name: str, value: Any, written: str) -> None:
    assert cell(name, value) == written


def test_the_feed_holds_our_verdicts_alone(tmp_path, publish, editor, settings) -> None:
    claim, noticed = publish(verdict="supported", verdict_note={"en": "The minutes."}), publish()
    public_state.put_notice(claim=noticed, by=editor, reason="A call.")
    [file] = feed.write(tmp_path, quiet)
    found = json.loads(read(tmp_path, "claimreview.json"))
    [element] = found["dataFeedElement"]
    [review] = element["item"]
    assert file.count == 1
    assert review["url"].startswith(f"http://testserver/claims/{claim.pk}/they-were-told")
    assert found["dateModified"] == Version.objects.get(claim=claim).effective_at.isoformat()
    settings.CLAIMREVIEW = False
    feed.write(tmp_path, quiet)
    assert json.loads(read(tmp_path, "claimreview.json"))["dataFeedElement"] == []


def test_nothing_of_the_desk_is_in_any_file(world, folder, author, no_rest) -> None:  # noqa: F811
    """World holds a draft, notes to colleagues and a claim withheld; its published claim is under notice."""
    assert build_exports.call()
    private = [author.username, world["claim"].pk, world["other"].claim_id, "Gone."]
    for path in folder.glob("build-*/*.gz"):
        text = gzip.decompress(path.read_bytes()).decode()
        # Documents name people by role and key, as their pages do; tables and feed do not.
        for words in private if "ndjson" in path.name else [*private, author.key]:
            assert words not in text, (path.name, words)
    assert world["version"].claim_id in served("claims.csv")
    assert not {"people", "log_head", "previous_digest"} & {name for columns in COLUMNS.values() for name in columns}


def test_what_is_withheld_is_served_no_more_from_that_moment_and_then_is_in_no_file(
    client, folder, publish, editor
) -> None:
    hidden, other = publish(text={"en": "A dangerous sentence."}), publish()
    assert build_exports.call()
    assert "A dangerous sentence." in served("claims.ndjson")
    hold = public_state.withhold(claim=hidden, by=editor, reason="A name.")
    assert building.served() is None
    for address in ("/exports/claims.ndjson.gz", "/api/v1/exports/"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
    assert build_exports.call()  # without rest: it takes something away
    for path in folder.rglob("*.gz"):
        assert hidden.pk not in gzip.decompress(path.read_bytes()).decode(), path.name
    assert other.pk in served("claims.ndjson")
    assert len(list(folder.glob("build-*"))) == 1
    public_state.end(row=hold, by=editor, reason="It was nothing.")
    assert building.served() is not None  # what came back may wait
    assert not build_exports.call()


def test_what_is_erased_is_served_no_more_from_that_moment(folder, publish, editor, second_editor) -> None:
    claim = publish()
    assert build_exports.call()
    row = erasing.propose_erasure(claim=claim, by=editor, passages=["We told them"], ground="a law", reason="r")
    assert building.served() is not None
    erasing.confirm_erasure(erasure=row, by=second_editor)
    assert building.served() is None
    assert build_exports.call()
    assert "We told them" not in served("claims.ndjson")
    assert "█" in served("statements.csv")


def test_what_was_public_of_a_retracted_claim_is_served_no_more_once_it_is_withheld_or_erased(
    publish, editor, second_editor
) -> None:
    claim = publish(text={"en": "A dangerous sentence."})
    words = {"public_reason": {"en": "It was wrong."}}
    retraction = public_state.propose_retraction(claim=claim, by=editor, reason="r", **words)
    public_state.confirm(row=retraction, by=second_editor)
    assert build_exports.call()
    assert "A dangerous sentence." in served("claims.csv")
    hold = public_state.withhold(claim=claim, by=editor, reason="r")
    assert building.served() is None
    public_state.end(row=hold, by=editor, reason="r")
    assert building.served() is not None
    erasure = erasing.propose_erasure(claim=claim, by=editor, passages=["dangerous"], ground="a law", reason="r")
    erasing.confirm_erasure(erasure=erasure, by=second_editor)
    assert building.served() is None
    assert build_exports.call()
    assert "dangerous" not in served("claims.csv")


def test_a_step_that_only_the_desk_sees_makes_no_new_files(publish, editor, no_rest) -> None:
    claim = publish()
    assert build_exports.call()
    words = {"public_reason": {"en": "It was wrong."}}
    public_state.propose_retraction(claim=claim, by=editor, reason="r", **words)
    assert not build_exports.call()


@pytest.mark.parametrize("left", ["", "{", "[]", '{"folder": "build-1"}'])
def test_a_pointer_that_cannot_be_read_is_made_anew(client, folder, publish, left) -> None:
    publish()
    assert build_exports.call()
    (folder / "current.json").write_text(left)
    assert client.get("/exports/claims.ndjson.gz").status_code == 503
    assert build_exports.call()
    assert building.served() is not None


def test_lists_made_anew_have_the_files_made_anew(publish) -> None:
    publish()
    assert build_exports.call()
    call_command("rebuild", stdout=io.StringIO())
    assert building.served() is None
    assert build_exports.call()


def test_many_publications_make_one_build_and_a_busy_hour_waits(publish, monkeypatch) -> None:
    for _ in range(3):
        publish()
    assert [build_exports.call() for _ in range(3)] == [True, False, False]
    assert (building.current().sequence, building.current().file("claims.ndjson.gz").count) == (3, 3)
    publish()
    assert not build_exports.call()
    monkeypatch.setattr(building, "REST", timedelta(0))
    monkeypatch.setattr(building, "REST_FACTOR", 0)
    assert build_exports.call()
    assert building.current().sequence == 4


def test_a_changed_setting_makes_them_anew(publish, settings) -> None:
    publish()
    assert build_exports.call()
    settings.SITE_URL = "https://claims.example.org"
    assert build_exports.call()
    assert json.loads(served("claims.ndjson"))["url"].startswith("https://claims.example.org/")


def test_a_build_that_fails_leaves_the_one_before(folder, publish, monkeypatch, no_rest) -> None:
    publish()
    assert build_exports.call()
    before = building.current()
    publish()

    def half(folder: Path, progress: Any) -> Any:
        with GzipFile(folder, "claims.ndjson", form="documents", media_type="x") as file:
            file.write(b"half")
            raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setitem(exporting.FORMATS, "documents", half)
        with pytest.raises(OSError, match="full"):
            build_exports.call()
    assert building.served() == before
    assert len(served("claims.ndjson").splitlines()) == 1
    assert len(list(folder.glob("build-*"))) == 1  # nothing is left to fill the disk
    assert build_exports.call()
    assert len(served("claims.ndjson").splitlines()) == 2
    assert len(list(folder.glob("build-*"))) == 1


def test_a_disk_that_is_full_at_the_very_end_leaves_nothing(tmp_path, monkeypatch) -> None:
    def full(number: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"), GzipFile(tmp_path, "x", form="documents", media_type="x") as file:
        file.write(b"half")
    assert list(tmp_path.iterdir()) == []


KILLED = """
import time
import django
django.setup()
from record import exporting
from record.exporting import building
from record.exporting.files import GzipFile
from record.models import PublicationCounter

def half(folder, progress):
    with GzipFile(folder, "claims.ndjson", form="documents", media_type="x") as file:
        file.write(b"half")
        print("half", flush=True)
        time.sleep(60)

exporting.FORMATS.clear()
exporting.FORMATS["documents"] = half
building._is_due = lambda build: True
PublicationCounter.objects.first = lambda: PublicationCounter(value=9, changes=9)
building.build_if_due()
"""


def test_a_killed_build_leaves_the_one_before_and_the_next_one_goes_on(folder, publish, no_rest) -> None:
    publish()
    assert build_exports.call()
    before = building.current()
    publish()
    environment = os.environ | {"VAR_DIR": str(folder.parent), "DJANGO_SETTINGS_MODULE": "config.settings"}
    killed = subprocess.Popen([sys.executable, "-c", KILLED], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert killed.stdout.readline() == "half\n"
        assert not build_exports.call()  # another process is at it
    finally:
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=10)
    assert building.current() == before
    assert len(served("claims.ndjson").splitlines()) == 1
    assert len(list(folder.glob("build-*"))) == 2
    assert build_exports.call()
    assert len(served("claims.ndjson").splitlines()) == 2
    assert len(list(folder.glob("build-*"))) == 1


def test_statements_are_one_for_so_many_claims(tmp_path, publish, monkeypatch) -> None:
    for _ in range(4):
        publish()
    monkeypatch.setattr(published, "CHUNK", 3)
    with CaptureQueriesContext(connection) as statements:
        documents.write(tmp_path, quiet)
    assert len(statements) == 1 + 3  # how many there are; three, one, none


@pytest.mark.parametrize("write", exporting.FORMATS.values(), ids=exporting.FORMATS)
def test_memory_does_not_grow_with_claims(tmp_path, publish, monkeypatch, write) -> None:
    publish()
    [sample] = published.claims(quiet)

    def peak(count: int) -> int:
        monkeypatch.setattr(published, "claims", lambda progress: (sample for _ in range(count)))
        tracemalloc.start()
        write(tmp_path, quiet)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(800) < peak(100) + 48_000  # seventy bytes a claim would be seen


def test_the_command_writes_the_same_files_with_a_manifest_and_says_how_far_it_is(
    tmp_path, publish, monkeypatch
) -> None:
    publish()
    monkeypatch.setattr(published, "TOLD_EVERY", 1)
    for form in exporting.FORMATS:
        out, told = io.StringIO(), io.StringIO()
        call_command("export_claims", format=form, to=tmp_path / "new" / form, stdout=out, stderr=told)
        said = json.loads((tmp_path / "new" / form / f"manifest-{form}.json").read_text())
        assert said["complete_up_to"] == 1
        assert said["licence"]["name"] == "CC BY 4.0"
        for file in said["files"]:
            assert hashlib.sha256((tmp_path / "new" / form / file["name"]).read_bytes()).hexdigest() == file["sha256"]
            assert file["sha256"] in out.getvalue()
        assert "1 of 1 claims" in told.getvalue()
    with monkeypatch.context() as patched:
        patched.setattr(interchange, "_TABLE", "PRAGMA max_page_count = 1;" + interchange._TABLE)
        with pytest.raises(CommandError, match="TMPDIR names another"):
            call_command("export_claims", format="interchange", to=tmp_path, verbosity=0)
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="Cannot write to"):
        call_command("export_claims", format="csv", to=tmp_path / "file")


def test_what_is_taken_back_while_the_command_writes_is_in_no_file_of_it(
    tmp_path, publish, editor, monkeypatch
) -> None:
    claim = publish()

    def late(folder: Path, progress: Any) -> Any:
        files = documents.write(folder, progress)
        public_state.withhold(claim=claim, by=editor, reason="A name.")
        return files

    monkeypatch.setitem(export_claims.WRITERS, "documents", late)
    with pytest.raises(CommandError, match="Run it again"):
        call_command("export_claims", format="documents", to=tmp_path / "new", verbosity=0)
    assert list((tmp_path / "new").iterdir()) == []


def test_a_disk_that_is_full_leaves_the_whole_set_that_the_command_wrote_before(tmp_path, publish, monkeypatch) -> None:
    publish()
    call_command("export_claims", format="csv", to=tmp_path, verbosity=0, stdout=io.StringIO())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publish()
    close, calls = GzipFile.__exit__, iter(range(20))

    def full(self: GzipFile, *error: Any) -> None:
        close(self, *error)
        if next(calls) == 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(GzipFile, "__exit__", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_claims", format="csv", to=tmp_path, verbosity=0)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
