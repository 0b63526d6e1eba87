"""Evidence in a sheet: rows of a claim are one draft, names never guessed, words never altered; a second run adds nothing."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from claims.actions import drafting, reviewing
from claims.importing import running
from claims.importing.sheet import COLUMNS
from claims.models import Alert, Claim, Evidence
from claims.workflow import Status
from history.models import Entry
from record.verifying import Counts, verify
from sources.actions import recording
from sources.models import Outlet, Source, Speaker, Statement
from tests import factories
from tests.claims.importing.conftest import Import, told

pytestmark = pytest.mark.django_db

ROW = {
    "claim": "At least 18 people were killed.", "kind": "quantity", "made": "2024-02-03", "measure": "killed",
    "source": "https://news.example/1", "outlet": "The Post", "speaker": "Layla Haddad", "speaker_kind": "person",
    "words": "We counted at least 18 dead.", "said": "2024-02-03", "stance": "supports", "figure": "at least 18",
}  # fmt: skip
OTHER = ROW | {"source": "https://news.example/2", "words": "It was 12.", "stance": "contradicts", "figure": "12"}


def sheet(*rows: dict[str, str], end: str = "") -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return (stream.getvalue() + end).encode()


def test_a_row_brings_who_said_what_where_and_when(read: Import, author: User) -> None:
    said = {"verdict": "contested", "rationale": "Two counts.", "verdict_note": "The lower one is older."}
    batch = read(sheet(ROW | said), "csv")
    assert told(batch) == []
    (row,) = Evidence.objects.select_related("statement__source__outlet", "statement__speaker", "claim")
    statement = row.statement
    assert (row.claim.batch, row.claim.status, row.claim.measure) == (batch, "draft", "killed")
    assert (row.claim.rationale, row.claim.verdict_note) == ({"en": said["rationale"]}, {"en": said["verdict_note"]})
    assert (row.stance, row.quantity_words, row.quantity_lower, row.quantity_upper) == (
        "supports",
        "at least 18",
        18,
        None,
    )
    assert (statement.quote, statement.said_words, statement.said_precision) == (ROW["words"], "2024-02-03", "day")
    # What a person must decide stays open.
    assert (statement.basis, statement.check_status, statement.snapshot) == ("unknown", "unverifiable", None)
    assert (str(statement.source.outlet), str(statement.speaker)) == ("The Post", "Layla Haddad")
    assert (statement.source.canonical_url, statement.source.language) == (ROW["source"], "und")
    assert [str(finding) for finding in verify(Counts())] == []


def test_rows_of_one_claim_are_one_draft_chunks_apart_and_a_second_run_changes_nothing(
    read: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "CHUNK_ITEMS", 2)
    reviewed = {
        "claim": ROW["claim"],
        "made": ROW["made"],
        "url": "https://checks.example/1",
        "publisher": "P",
        "rating": "R",
    }
    between = [{"claim": f"Bridge {number} was closed."} for number in range(4)]
    rows = [ROW, *between, OTHER, ROW | {"claim": "It was a strike."}, reviewed, ROW]
    batch = read(sheet(*rows), "csv")
    assert batch.progress == {"imported": 8, "unchanged": 1, "refused": 0, "warnings": 0}
    claim = Claim.objects.get(text={"en": ROW["claim"]})
    assert (claim.evidence.count(), claim.fact_checks.count(), claim.batch) == (2, 1, batch)
    # What one speaker said in one source is one statement, whatever it is evidence of.
    assert (Claim.objects.count(), Statement.objects.count(), Speaker.objects.count(), Source.objects.count()) == (
        6,
        2,
        1,
        2,
    )
    entries = Entry.objects.exclude(target_type="claims.importbatch").count()
    again = read(sheet(*rows, end="\r\n"), "csv")
    assert again.progress == {"imported": 0, "unchanged": 9, "refused": 0, "warnings": 0}
    assert Entry.objects.exclude(target_type="claims.importbatch").count() == entries


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ({"source": ""}, "source", "missing"),
        ({"source": "news.example/1"}, "source", "http"),
        ({"source": "https://a:b@news.example/"}, "source", "password"),
        ({"words": " "}, "words", "missing"),
        ({"words": "x" * 5_001}, "words", "at most 5000"),
        ({"words": "A\x00B"}, "words", "U+0000"),
        ({"words": "A\x07B"}, "words", "U+0007"),
        ({"words_language": "english"}, "words_language", "not a language tag"),
        ({"stance": ""}, "stance", "is not one of"),
        ({"stance": "for"}, "stance", "is not one of"),
        ({"speaker": "", "speaker_kind": ""}, "", ""),
        ({"speaker": ""}, "speaker", "Say who it is"),
        ({"speaker": "", "speaker_kind": "", "directness": "direct_quote"}, "speaker", "Name who said it"),
        ({"directness": "outlet_voice"}, "directness", "has no speaker"),
        ({"speaker_kind": ""}, "speaker", "There is no speaker of this name"),
        ({"speaker": "x" * 201}, "speaker", "at most 200"),
        ({"speaker_kind": "spokesman"}, "speaker_kind", "is not one of"),
        ({"outlet": "x" * 201}, "outlet", "at most 200"),
        ({"basis": "rumour"}, "basis", "is not one of"),
        ({"figure": "9" * 201}, "figure", "at most 200"),
        ({"measure": "people killed"}, "measure", "lower-case word"),
        ({"said": "03/04/2024"}, "said", "can be two days"),
        ({"figure": "who knows"}, "figure", "cannot be read as a figure"),
        ({"figure": "at least 18", "measure": ""}, "figure", "say in measure"),
    ],
)
def test_a_dirty_cell_is_named_and_nothing_of_its_row_is_half_written(
    read: Import, cells: dict[str, str], field: str, reason: str
) -> None:
    batch = read(sheet(ROW | cells, {"claim": "The bridge was closed."}), "csv")
    assert [(line, where) for line, where, _ in told(batch)] == ([(2, field)] if field else [])
    assert all(reason in why for *_, why in told(batch))
    kept = batch.progress["imported"] == 2
    assert Claim.objects.count() == 1 + kept
    assert (Evidence.objects.count(), Statement.objects.count(), Source.objects.count(), Outlet.objects.count()) == (
        kept,
    ) * 4


@pytest.mark.parametrize(
    "words", ["  «قُتِلَ ١٨ شخصًا على الأقلّ»\n", "دست\u200cکم ۱۸ نفر کشته شدند", "He said “18”\u00a0…  ", "٢٫٥"]
)
def test_words_stand_as_they_were_given(read: Import, words: str) -> None:
    assert told(read(sheet(ROW | {"words": words}), "csv")) == []
    assert Statement.objects.get().quote == words


@pytest.mark.parametrize(
    ("figure", "measure", "read_as"),
    [
        ("at least 18", "killed", ("at_least", 18, None, "killed")),
        ("18 wounded", "killed", ("exactly", 18, 18, "wounded")),
        ("ما لا يقل عن ١٨ قتيلا", "", ("at_least", 18, None, "killed")),
        ("دست‌کم ۱۸ کشته", "", ("at_least", 18, None, "killed")),
        ("dozens", "killed", ("dozens", 12, None, "killed")),
        ("between 10 and 20", "killed", ("between", 10, 20, "killed")),
    ],
)
def test_a_figure_is_read_as_the_desk_reads_it(
    read: Import, figure: str, measure: str, read_as: tuple[Any, ...]
) -> None:
    cells = {"figure": figure, "measure": measure, "words": figure}
    assert told(read(sheet(ROW | cells), "csv")) == []
    row = Evidence.objects.get()
    assert (row.quantity_words, row.quantity_hedge, row.quantity_lower, row.quantity_upper, row.measure) == (
        figure,
        *read_as,
    )


def test_a_tally_of_a_casualty_recorder_can_be_kept_in_a_sheet(read: Import) -> None:
    tally = ROW | {"claim": "The number killed.", "kind": "tally", "measure": "killed", "population": "all"}
    assert told(read(sheet(tally, tally | {"words": "23 now.", "figure": "23"}), "csv")) == []
    assert list(Evidence.objects.values_list("quantity_lower", "population").order_by("quantity_lower")) == [
        (18, "all"),
        (23, "all"),
    ]


def test_speakers_and_outlets_are_those_of_that_name_and_never_one_of_two(read: Import, author: User) -> None:
    speaker = factories.speaker(author, name="layla HADDAD")
    outlet = recording.create_outlet(by=author, name="THE POST", kind="newspaper")
    assert told(read(sheet(ROW | {"speaker_kind": ""}), "csv")) == []
    statement = Statement.objects.get()
    assert (statement.speaker, statement.source.outlet) == (speaker, outlet)
    second = factories.speaker(author, name="Layla Haddad")
    rows = [OTHER, ROW, OTHER | {"speaker": second.pk}]
    batch = read(sheet(*rows), "csv")
    ((line, field, why),) = told(batch)
    assert (line, field) == (2, "speaker")
    assert speaker.pk in why and second.pk in why
    assert batch.progress == {"imported": 1, "unchanged": 1, "refused": 1, "warnings": 0}
    assert Statement.objects.get(quote="It was 12.").speaker == second
    recording.create_outlet(by=author, name="The Post", kind="newspaper")
    again = read(sheet(ROW | {"source": "https://news.example/3"}), "csv")
    assert [(line, field) for line, field, _ in told(again)] == [(2, "outlet")]


def test_an_unnamed_speaker_is_never_taken_for_another(read: Import, author: User) -> None:
    unnamed = {"speaker": "a local medic", "speaker_kind": "unnamed"}
    batch = read(sheet(ROW | unnamed, OTHER | unnamed, ROW | unnamed | {"claim": "It was a strike."}), "csv")
    assert told(batch) == []
    assert Speaker.objects.filter(kind="unnamed", description="a local medic").count() == 2
    left_open = read(sheet(ROW | unnamed | {"speaker_kind": "", "words": "More."}), "csv")
    assert [(line, field) for line, field, _ in told(left_open)] == [(2, "speaker")]


def test_a_speaker_by_name_and_by_id_is_one_and_so_is_what_they_said(read: Import, author: User) -> None:
    speaker = factories.speaker(author, name="Layla Haddad")
    rows = [ROW, ROW | {"speaker": speaker.pk}, ROW | {"speaker": speaker.pk, "stance": "context"}]
    batch = read(sheet(*rows), "csv")
    assert (batch.progress["imported"], batch.progress["unchanged"], batch.progress["refused"]) == (1, 2, 0)
    assert (Statement.objects.count(), Evidence.objects.count()) == (1, 1)
    assert {(line, field) for line, field, _ in told(batch)} >= {(4, "stance")}


def test_a_source_is_found_by_its_address_and_keeps_its_outlet(read: Import, author: User) -> None:
    outlet = recording.create_outlet(by=author, name="News", kind="site", homepage="http://www.news.example/en/")
    source = recording.create_source(by=author, outlet=outlet, canonical_url="https://news.example/1", language="en")
    written = ROW | {"source": "http://www.news.example/1?utm_source=x#top"}
    batch = read(sheet(written, OTHER | {"outlet": ""}), "csv")
    ((line, field, why),) = told(batch)
    assert (line, field, source.pk in why) == (2, "outlet", True)
    assert Statement.objects.get(quote=ROW["words"]).source == source
    assert list(Outlet.objects.all()) == [outlet]  # that of the address's host, and none for a source that has one


def test_an_outlet_that_nobody_names_is_called_by_its_host(read: Import) -> None:
    rows = [row | {"outlet": "", "speaker": "", "speaker_kind": ""} for row in (ROW, OTHER)]
    assert told(read(sheet(*rows), "csv")) == []
    assert [(one.name, one.homepage) for one in Outlet.objects.all()] == [("news.example", "https://news.example/")]
    assert set(Statement.objects.values_list("speaker", "directness")) == {(None, "outlet_voice")}


def test_what_the_desk_recorded_in_these_words_is_the_same_statement(read: Import, author: User) -> None:
    read(sheet(ROW), "csv")
    source, speaker = Source.objects.get(), Speaker.objects.get()
    here = factories.statement(author, source=source, speaker=speaker, quote="It was 12.", directness="direct_quote")
    batch = read(sheet(OTHER | {"source": ROW["source"], "said": "2024-02-04"}), "csv")
    assert [(line, field) for line, field, _ in told(batch)] == [(2, "said")]  # what it has otherwise is said, and kept
    assert Evidence.objects.get(stance="contradicts").statement == here
    drafting.remove_evidence(evidence=Evidence.objects.get(stance="contradicts"), by=author)
    drafting.add_evidence(claim=Claim.objects.get(), statement=here, stance="context", by=author)
    again = read(sheet(OTHER | {"source": ROW["source"], "said": ""}), "csv")
    assert [(line, field) for line, field, _ in told(again)] == [(2, "stance"), (2, "figure")]
    assert (again.progress["unchanged"], Evidence.objects.count()) == (1, 2)


def test_what_somebody_changed_or_took_out_stays_so_and_that_is_said(read: Import, author: User) -> None:
    reviewed = {"claim": "It was a strike.", "url": "https://checks.example/1", "publisher": "P", "rating": "R"}
    read(sheet(ROW, OTHER, reviewed), "csv")
    supporting, contradicting = Evidence.objects.order_by("-stance")
    drafting.remove_evidence(evidence=contradicting, by=author)
    drafting.change_evidence(evidence=supporting, by=author, stance="context")
    check = Claim.objects.get(text={"en": "It was a strike."}).fact_checks.get()
    drafting.remove_fact_check(fact_check=check, by=author)
    drafting.change_claim(claim=supporting.claim, by=author, text={"en": "18 people were killed."}, verdict="supported")
    batch = read(sheet(ROW | {"verdict": "contested"}, OTHER, reviewed), "csv")
    assert batch.progress == {"imported": 0, "unchanged": 3, "refused": 0, "warnings": 4}
    assert sorted((line, field) for line, field, _ in told(batch)) == [
        (2, "stance"),
        (2, "verdict"),
        (3, "words"),
        (4, "url"),
    ]
    assert "stays out" in told(batch)[3][2]
    assert Evidence.objects.get().stance == "context"


REVIEWED = {"claim": "It was a strike.", "url": "https://checks.example/1", "publisher": "P", "rating": "False"}


@pytest.mark.parametrize(
    ("first", "then", "left_out"),
    [
        ({}, ROW | {"claimant": "A ministry", "publisher": "P"}, {"claimant", "publisher"}),
        (REVIEWED, REVIEWED | {"rating": "Mostly false", "title": "Was it?"}, {"rating", "title"}),
        (REVIEWED, REVIEWED | {"made": "2024-02-03", "verdict": "contested"}, {"claimReview", "text"}),
        (ROW, ROW | {"language": "en-GB"}, {"language"}),
        (ROW, ROW | {"words_language": "en-GB"}, {"words_language"}),
        (ROW, ROW | {"speaker_kind": "government"}, {"speaker_kind"}),
        (ROW, ROW | {"speaker_kind": "government", "words": "Others died."}, {"speaker_kind"}),
        ({}, ROW | {"outlet": "7m3k9q2wx4ab"}, {"outlet"}),
        ({}, ROW | {"speaker": "7m3k9q2wx4ab"}, {"speaker"}),
    ],
)
def test_what_a_row_has_otherwise_or_beyond_what_can_be_kept_is_said(
    read: Import, first: dict[str, str], then: dict[str, str], left_out: set[str]
) -> None:
    if first:
        assert told(read(sheet(first), "csv")) == []
    assert {field for _, field, _ in told(read(sheet(then), "csv"))} == left_out


def test_a_date_that_was_left_out_is_told_of_again_once_it_can_be_read(read: Import) -> None:
    row = ROW | {"made": "03/04/2024"}
    assert [field for _, field, _ in told(read(sheet(row), "csv"))] == ["made"]
    again = read(sheet(row), "csv", mapping={"dates": "day_first"})
    assert {(field, "here with another" in why) for _, field, why in told(again)} == {("made", True)}


def test_words_are_never_given_to_a_speaker_of_another_kind(read: Import) -> None:
    read(sheet(ROW), "csv")
    batch = read(sheet(ROW | {"speaker_kind": "government", "words": "Others died."}), "csv")
    assert (batch.progress["refused"], Statement.objects.count()) == (1, 1)


def test_a_review_that_is_known_takes_no_claim_of_another_day_along(read: Import) -> None:
    read(sheet(REVIEWED), "csv")
    read(sheet(REVIEWED | {"made": "2024-02-03", "verdict": "contested", "rationale": "Two say so."}), "csv")
    kept = Claim.objects.get(verdict="contested")
    assert (kept.fact_checks.count(), kept.rationale, Claim.objects.count()) == (0, {"en": "Two say so."}, 2)


def test_evidence_of_a_later_sheet_goes_to_the_claim_that_is_here_and_is_reviewed_by_itself(
    read: Import, author: User, reviewer: User
) -> None:
    batch = read(sheet(ROW), "csv")
    claim = Claim.objects.get()
    assert told(read(sheet(ROW, OTHER), "csv")) == []
    claim.refresh_from_db()
    assert (claim.evidence.count(), claim.batch, claim.edit_number) == (2, None, 1)
    assert Entry.objects.of(claim).filter(code="claim_left_batch").exists()
    drafting.change_claim(claim=claim, by=author, verdict="contested", rationale={"en": "Two figures."},
                          verdict_note={"en": "They differ."})  # fmt: skip
    revision = reviewing.submit(claim=claim, by=author)
    more = ROW | {"source": "https://news.example/3"}
    refused = read(sheet(more), "csv")
    assert [(line, field) for line, field, _ in told(refused)] == [(2, "claim")]
    assert (Evidence.objects.count(), Source.objects.count(), batch.claims.count()) == (2, 2, 0)
    reviewing.approve(claim=claim, revision=revision, by=reviewer)
    Claim.objects.filter(pk=claim.pk).update(status=Status.SETTLED)
    assert read(sheet(more, end="\r\n"), "csv").progress["imported"] == 1
    assert Alert.objects.get(claim=claim).kind == "update_waits"


def test_a_row_that_the_database_refuses_takes_no_other_claim_along(read: Import) -> None:
    tally = ROW | {
        "claim": "A tally of nobody.",
        "kind": "tally",
    }  # only the database knows that a population is missing
    batch = read(sheet(tally, OTHER, tally | {"words": "More."}, ROW), "csv")
    assert [(line, field) for line, field, _ in told(batch)] == [(2, "measure"), (4, "measure")]
    assert (batch.progress["imported"], Claim.objects.count(), Evidence.objects.count()) == (2, 1, 2)
    connection.check_constraints()


def test_fifty_rows_cost_as_many_statements_as_two(read: Import, author: User) -> None:
    read(sheet(ROW), "csv")
    counts = []
    for name, size in (("x", 2), ("a", 2), ("b", 50)):  # the first has no claims of others beside it
        rows = [
            ROW | {"claim": f"{name} {number % 5}", "source": f"https://{name}{number}.example/1", "speaker": f"{name} {number}",
                   "outlet": "" if number % 2 else f"{name} {number}"}
            for number in range(size)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert read(sheet(*rows), "csv").progress["imported"] == size
        counts.append(len(queries))
    assert counts[2] - counts[1] <= (8 if connection.vendor == "sqlite" else 0)  # so many values a statement
