"""ClaimReview in the wild, the answers of the Fact Check Tools API, and sheets: their words, and no guess."""

import json
from datetime import UTC, datetime

import pytest

from claims.actions import reviewing
from claims.importing.checks import read_date
from claims.importing.faults import Dirty
from claims.importing.options import read_mapping
from claims.importing.sheet import COLUMNS, template
from claims.models import Claim, FactCheck
from tests.claims.importing.conftest import Import, told

pytestmark = pytest.mark.django_db

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://example.org/checks/1",
    "claimReviewed": "The bridge was closed.",
    "datePublished": "2024-02-05",
    "author": {"@type": "Organization", "name": "The Daily Record"},
    "reviewRating": {"@type": "Rating", "ratingValue": "2", "bestRating": "5", "alternateName": "Mostly false"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "A. Minister"}, "datePublished": "2024-02"},
}  # fmt: skip


def page(*scripts: str) -> bytes:
    inside = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<!doctype html><html><head>{inside}</head><body><p>مرحبا</p></body></html>".encode()


def test_a_review_becomes_a_draft_in_its_publishers_words(read: Import) -> None:
    batch = read(page(json.dumps(REVIEW)), "claimreview")
    assert told(batch) == []
    claim = Claim.objects.get()
    check = claim.fact_checks.get()
    assert claim.text == {"en": "The bridge was closed."}
    assert (claim.batch, claim.status, claim.verdict, claim.claimant) == (batch, "draft", "", None)
    assert (claim.made_precision, claim.made_words) == ("month", "2024-02")
    assert (check.publisher, check.rating, check.claimant) == ("The Daily Record", "Mostly false", "A. Minister")
    assert (str(check.reviewed_on), check.claimed_on, check.imported, check.verdict) == ("2024-02-05", None, True, "")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda review: json.dumps([review]),
        lambda review: json.dumps({"@graph": [{"@type": "WebPage"}, review]}),
        lambda review: json.dumps({"@type": "NewsArticle", "review": review}),
        lambda review: json.dumps(review | {"@type": ["Review", "ClaimReview"]}),
        lambda review: json.dumps(review | {"author": "The Daily Record"}),
        lambda review: json.dumps(review | {"author": [{"name": "The Daily Record"}]}),
        lambda review: json.dumps(review | {"reviewRating": "Mostly false"}),
        lambda review: "<!-- " + json.dumps(review) + " -->",
        lambda review: json.dumps(review).replace("was closed", "was closed"),
    ],
)
def test_the_shapes_in_the_wild_say_the_same(read: Import, wrap) -> None:
    assert told(read(page(wrap(REVIEW)), "claimreview")) == []
    check = FactCheck.objects.get()
    assert (check.publisher, check.rating, check.url) == ("The Daily Record", "Mostly false", REVIEW["url"])


def test_microdata_is_read_too(read: Import) -> None:
    data = """<div itemscope itemtype="http://schema.org/ClaimReview"><a itemprop="url" href="https://example.org/2">x</a>
      <b itemprop="claimReviewed">الجسر مغلق</b><time itemprop="datePublished" datetime="2024-02-05">Monday</time>
      <span itemprop="author" itemscope itemtype="http://schema.org/Organization"><i itemprop="name">السجل</i></span>
      <span itemprop="reviewRating" itemscope itemtype="http://schema.org/Rating"><i itemprop="alternateName">خطأ</i></span>
    </div>"""
    assert told(read(data.encode(), "claimreview", mapping={"language": "ar"})) == []
    check = FactCheck.objects.get()
    assert (check.publisher, check.rating, check.claim_reviewed) == ("السجل", "خطأ", "الجسر مغلق")
    assert Claim.objects.get().text == {"ar": "الجسر مغلق"}


@pytest.mark.parametrize(
    ("rating", "words"),
    [
        ({"ratingValue": "1", "bestRating": "5", "worstRating": "1"}, "1 (1–5)"),
        ({"ratingValue": "False"}, "False"),
        ({"ratingValue": -1, "bestRating": -1, "worstRating": -1}, None),
        ({"ratingValue": 0, "bestRating": 0, "worstRating": 0}, None),
        ({"ratingValue": -1, "bestRating": 5, "worstRating": 1}, None),
        ({"ratingValue": -1, "alternateName": "Unproven"}, "Unproven"),
        ({}, None),
    ],
)
def test_a_rating_keeps_its_words_and_a_number_on_no_scale_is_none(read: Import, rating, words) -> None:
    batch = read(json.dumps(REVIEW | {"reviewRating": rating}).encode(), "claimreview")
    assert [check.rating for check in FactCheck.objects.all()] == ([words] if words else [])
    assert (words is None) == ((1, "reviewRating", "This is missing.") in told(batch))


def test_several_reviews_of_one_page_are_several_claims_and_a_second_run_changes_nothing(read: Import) -> None:
    data = page(json.dumps([REVIEW, REVIEW | {"claimReviewed": "The road was closed."}, REVIEW]))
    batch = read(data, "claimreview")
    assert batch.progress == {"imported": 2, "unchanged": 1, "refused": 0, "warnings": 0}
    again = read(data + b"\n", "claimreview")
    assert again.progress == {"imported": 0, "unchanged": 3, "refused": 0, "warnings": 0}
    assert Claim.objects.count() == 2


def test_a_feed_is_streamed_and_a_broken_end_is_reported(read: Import) -> None:
    elements = [
        {"@type": "DataFeedItem", "item": [REVIEW | {"url": f"https://example.org/{number}"}]} for number in range(20)
    ]
    feed = json.dumps({"@type": "DataFeed", "dateModified": "2024", "dataFeedElement": elements})
    assert read(feed.encode(), "claimreview").progress["imported"] == 20
    batch = read(feed[:-400].encode(), "claimreview")
    assert (batch.progress["unchanged"], batch.progress["refused"]) == (19, 1)
    assert "broken from here on" in told(batch)[0][2]


def test_google_answers_bring_each_review_under_its_publisher(read: Import) -> None:
    claim = {
        "text": "The bridge was closed.", "claimant": "A. Minister", "claimDate": "2024-02-03T00:00:00Z",
        "claimReview": [
            {"publisher": {"name": name, "site": "x.org"}, "url": f"https://example.org/{name}", "title": "Bridge",
             "reviewDate": "2024-02-05T10:00:00Z", "textualRating": "False", "languageCode": "en"}
            for name in ("One", "Two")
        ],
    }  # fmt: skip
    ratings = "publisher,rating,verdict\nOne,false,contradicted\n"
    batch = read(json.dumps({"claims": [claim, {"text": "x"}]}).encode(), "gfc", ratings=ratings)
    assert told(batch) == [(2, "claimReview", "A claim has a list of reviews.")]
    draft = Claim.objects.get()
    # Somebody else's conclusion is shown in our words where an editor mapped it; it is not our verdict.
    assert dict(draft.fact_checks.values_list("publisher", "verdict")) == {"One": "contradicted", "Two": ""}
    assert (draft.verdict, draft.made_earliest) == ("", datetime(2024, 2, 3, tzinfo=UTC))


def test_our_own_past_check_keeps_its_day_and_reviewer_and_its_mapped_verdict(read: Import, author) -> None:
    person = {"@type": "Person", "name": "Layla Haddad"}
    own = REVIEW | {"publisher": {"name": "Our Newsroom"}, "author": person}
    ratings = "publisher,rating,verdict\nOur Newsroom,Mostly false,contradicted\n"
    read(json.dumps(own).encode(), "claimreview", mapping={"own_publishers": ["Our Newsroom"]}, ratings=ratings)
    claim = Claim.objects.get()
    check = claim.fact_checks.get()
    assert (check.reviewer, str(check.reviewed_on), claim.verdict) == ("Layla Haddad", "2024-02-05", "contradicted")
    assert reviewing.submit(claim=claim, by=author).content["fact_checks"][0]["imported"] is True


def test_what_is_left_as_rated_can_be_submitted(read: Import, author) -> None:
    read(json.dumps(REVIEW).encode(), "claimreview")
    assert reviewing.submit(claim=Claim.objects.get(), by=author).content["verdict"] is None


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("03/04/2024", "day_first", "2024-04-03"),
        ("03/04/2024", "month_first", "2024-03-04"),
        ("03/04/2024", "iso", None),
        ("13/04/2024", "iso", "2024-04-13"),
        ("04.13.2024", "iso", "2024-04-13"),
        ("04/04/2024", "iso", "2024-04-04"),
        ("13/04/2024", "month_first", None),
        ("31/02/2024", "day_first", None),
        ("2024-02-30", "iso", None),
        ("٢٠٢٤-٠٢-٠٣", "iso", None),
        ("last week", "iso", None),
    ],
)
def test_a_date_is_never_guessed(written: str, order: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(ValueError, match=r"\.$"):
            read_date(written, order)
    else:
        stated = read_date(written, order)
        assert stated.earliest is not None
        assert (stated.earliest.date().isoformat(), stated.precision, stated.words) == (day, "day", written)


def test_the_template_is_a_sheet_that_can_be_imported(read: Import) -> None:
    batch = read(template().encode(), "csv")
    assert told(batch) == []
    assert batch.progress["imported"] == 1
    assert template().splitlines()[0] == ",".join(COLUMNS)


def test_a_sheet_of_other_headings_and_another_encoding_is_read_by_its_mapping(read: Import) -> None:
    rows = "الادعاء;تاريخ;ملاحظة\r\nالجسر مغلق;03/04/2024;خاص\r\n;;x\r\n"
    mapping = {"columns": {"claim": "الادعاء", "made": "تاريخ"}, "dates": "day_first", "delimiter": ";",
               "encoding": "windows-1256", "language": "ar"}  # fmt: skip
    batch = read(rows.encode("windows-1256"), "csv", mapping=mapping)
    left_out = "This column is not one of ours; it was left out."
    assert told(batch) == [(2, "ملاحظة", left_out), (3, "claim", "This is missing.")]
    claim = Claim.objects.get()
    assert (claim.text, claim.made_words, claim.made_precision) == ({"ar": "الجسر مغلق"}, "03/04/2024", "day")
    assert read(rows.encode("windows-1256") + b"\r\n", "csv", mapping=mapping).progress["unchanged"] == 1


def test_an_ambiguous_date_and_wrong_bytes_are_reported_by_line(read: Import) -> None:
    data = b"claim,made\r\nOne,03/04/2024\r\n\xe7wo,\r\n"
    batch = read(data, "csv")
    (first, second) = told(batch)
    assert first[:2] == (2, "made") and "can be two days" in first[2]
    assert second[:2] == (3, "claim") and "not utf-8" in second[2]
    assert batch.progress == {"imported": 1, "unchanged": 0, "refused": 1, "warnings": 1}


@pytest.mark.parametrize("format", ["gfc", "claimreview"])
@pytest.mark.parametrize(
    "hostile", [b"9" * 5_000, b"[" * 100_000, b'{"a":' * 100_000], ids=["digits", "lists", "objects"]
)
def test_a_file_that_would_take_the_parser_down_is_reported(read: Import, format: str, hostile: bytes) -> None:
    batch = read(b'{"claims": [{"claimReview": ' + hostile, format)
    assert [(line, "broken from here on" in why) for line, _, why in told(batch)] == [(1, True)]


@pytest.mark.parametrize(
    ("sheet", "line", "reason"),
    [
        (b'claim,made\r\nOne,"2024\r\nTwo,\r\n', 2, "Lines 2 to 3 cannot be read"),
        (b'claim,made\r\n"He said "no" to it",\r\n', 2, "Line 2 cannot be read"),
        (b"claim,made\r\n" + b"x" * 200_000 + b",\r\n", 2, "field larger than"),
        (b"claim,note,note\r\nOne,kept,\r\n", 2, "not one of ours"),
    ],
)
def test_no_cell_is_joined_cut_or_lost_unsaid(read: Import, sheet: bytes, line: int, reason: str) -> None:
    batch = read(sheet + b"Last,\r\n" if b'"2024' not in sheet else sheet, "csv")
    ((where, _, why),) = told(batch)
    assert (where, reason in why) == (line, True)


def test_a_line_without_end_is_not_held(read: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.importing.sheet.LONGEST", 1_000)
    batch = read(b"claim\r\nOne\r\n" + b"x," * 5_000 + b"\r\nTwo\r\n", "csv")
    assert [(line, "more than 1,000" in why) for line, _, why in told(batch)] == [(3, True)]
    assert batch.progress["imported"] == 2


@pytest.mark.parametrize(
    "mapping",
    [{"encoding": name} for name in ("rot13", "base64", "idna", "undefined", "unicode_escape", "utf-7")]
    + [{"delimiter": mark} for mark in ('"', "\n", " ")]
    + [{"columns": {"claim": "x", "made": "x"}}],
)
def test_a_mapping_by_which_no_sheet_can_be_read_is_refused(mapping: dict[str, str]) -> None:
    with pytest.raises(Dirty, match=next(iter(mapping))):
        read_mapping(json.dumps(mapping).encode())


def test_what_is_nested_too_deeply_is_said(read: Import) -> None:
    deep: object = REVIEW
    for _ in range(20):
        deep = {"@graph": [deep]}
    batch = read(page(json.dumps([REVIEW, deep])), "claimreview")
    assert (batch.progress["imported"], [line for line, *_ in told(batch)]) == (1, [2])
