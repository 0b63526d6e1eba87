"""What a page says of itself becomes suggestions that fit a source's columns, with where they were found; lies do no harm."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.addresses import validate_address
from sources.credits import credit_in
from sources.extraction import extract
from sources.languages import validate_tag, validate_text
from sources.page_metadata import NOTES, Metadata
from sources.page_values import NEVER, language_tag, plain, stated
from tests.sources.pages import SENTENCES, URL, page


def of(head: str, language: str = "en", article: str = "") -> Metadata:
    return extract(page(language, head=head, article=article).encode(), "text/html; charset=utf-8", URL).metadata


def ld(node: Any) -> str:
    text = node if isinstance(node, str) else json.dumps(node)
    return f'<script type="application/ld+json">{text}</script>'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Eighteen killed",
    "author": [{"@type": "Person", "name": "Layla Haddad"}, "Sami Aziz"],
    "publisher": {"@type": "Organization", "name": "The Daily Record"},
    "datePublished": "2024-02-03T14:30:00+03:00",
    "dateModified": "2024-02-04",
    "inLanguage": "en-gb",
    "sourceOrganization": {"name": "Reuters"},
    "mainEntityOfPage": {"@id": "https://example.org/news/a"},
}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "javascript:alert(1)", "data:text/html,x",
        "https://user:secret@example.org/", "https://example.org/" + "x" * 4_000,
        "https://example.org.evil.example/", "//evil.example/a", "https://[::1", "", "  ", "https://exa mple.org/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_the_pages_own_is_not_taken(address: str) -> None:
    assert of(f'<link rel="canonical" href="{address}">').canonical_url == ""


def test_an_address_on_another_site_is_noted() -> None:
    assert of('<meta property="og:url" content="https://evil.example/">').notes == ("canonical_elsewhere",)
    assert NOTES["canonical_elsewhere"]


@pytest.mark.parametrize("address", ["/news/a?id=1", "https://example.org/news/a?id=1", "//m.example.org/news/a?id=1"])
def test_an_address_of_the_same_hosts_is_taken(address: str) -> None:
    found = of(f'<link rel="alternate canonical" href="{address}">')
    assert found.canonical_url.endswith("example.org/news/a?id=1")
    assert found.found_in["canonical_url"] == "link"


@pytest.mark.parametrize(
    "shape",
    [lambda node: node, lambda node: [node], lambda node: {"@graph": [{"@type": "Organization", "name": "No title"}, node]},
     lambda node: {"@type": "WebPage", "name": "The page", "mainEntity": node},
     lambda node: [[{"@type": ["Thing", "Report"]} | node]]],
)  # fmt: skip
def test_json_ld_is_read_in_every_shape(shape: Any) -> None:
    found = of(ld(shape(ARTICLE)))
    assert (found.title, found.byline, found.outlet_name) == (
        "Eighteen killed",
        "Layla Haddad, Sami Aziz",
        "The Daily Record",
    )
    assert (found.language, found.declared_credit) == ("en-GB", "Reuters")
    assert found.canonical_url == "https://example.org/news/a"
    assert found.published.earliest == datetime(2024, 2, 3, 11, 30, tzinfo=UTC)
    assert (found.published.precision, found.published.words) == ("minute", "2024-02-03T14:30:00+03:00")
    assert (found.modified.precision, found.modified.words) == ("day", "2024-02-04")
    assert set(found.found_in.values()) == {"json-ld"}


BROKEN = [
    '<!-- {"@type": "NewsArticle", "headline": "Kept"} -->', '{"@type": "NewsArticle", "headline": "Kept",}',
    '{"@type": "NewsArticle", "headline": "Kept", "author": [1,], }', '{"headline": "Kept", "articleBody": "he said "no" and"}',
    '{"@type": "NewsArticle", "description": "one\ntwo", "headline": "Kept"};',
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_broken_json_ld_is_mended_where_it_can_be(text: str) -> None:
    assert of(ld(text)).title == "Kept"


WRONG = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.just("javascript:alert(1)"),
        st.just("x" * 5_000),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["name", "@id", "@value", "@type"]), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys([*ARTICLE, "isAccessibleForFree", "isBasedOn", "@graph", "url"], WRONG)
    )
)
def test_whatever_a_page_says_fits_the_columns_or_is_left_out(node: dict[str, Any]) -> None:
    found = of(ld({"@type": "NewsArticle"} | node))
    for value, limit in (
        (found.title, 500),
        (found.byline, 300),
        (found.outlet_name, 200),
        (found.declared_credit, 200),
    ):
        assert len(value) <= limit
        validate_text(value)
    for time in (found.published, found.modified):
        assert (time.earliest is None) == (time.latest is None)
        assert len(time.words) <= 100
    if found.canonical_url:
        validate_address(found.canonical_url)
    if found.language:
        validate_tag(found.language)
    assert found.found_in.keys() == {
        name for name, value in vars(found).items() if name not in ("found_in", "notes") and value not in ("", NEVER)
    }


def test_opengraph_and_other_meta_elements_are_read_next() -> None:
    found = of(
        '<meta property="og:title" content="Title &amp; more"><meta property="og:site_name" content="The Site">'
        '<meta name="author" content="Layla Haddad"><meta property="article:published_time" content="2024-02-03">'
        '<meta property="og:updated_time" content="Sun, 04 Feb 2024 10:00:00 GMT"><meta property="og:locale" content="en_US">'
    )
    assert (found.title, found.outlet_name, found.byline) == ("Title & more", "The Site", "Layla Haddad")
    assert (found.published.precision, found.modified.precision) == ("day", "minute")
    assert found.found_in == {
        "title": "opengraph", "outlet_name": "opengraph", "byline": "meta", "published": "opengraph",
        "modified": "opengraph", "language": "html",
    }  # fmt: skip


def test_what_the_page_does_not_say_is_guessed_from_its_markup() -> None:
    found = of(
        "",
        article='<p class="byline">By <span class="author">Layla Haddad</span></p><time datetime="2024-02-03">3 Feb</time>',
    )
    assert (found.title, found.byline) == ("Headline of the day", "Layla Haddad")
    assert found.published.precision == "day"
    assert found.found_in["published"] == "htmldate"
    assert found.found_in["title"] == "trafilatura"


def test_a_language_that_is_not_written_in_the_articles_letters_is_not_taken() -> None:
    markup = page("ar").replace('lang="ar"', 'lang="en"')
    found = extract(markup.encode(), "text/html; charset=utf-8", URL).metadata
    assert (found.language, found.notes) == ("", ("language_contradicted",))
    assert [of("", language).language for language in SENTENCES] == ["en", "ar", "fa"]


TIMES = [
    ("2024", "year", "2024-01-01T00:00"), ("2024-02", "month", "2024-02-01T00:00"), ("2024-02-03", "day", "2024-02-03T00:00"),
    ("2024/2/3", "day", "2024-02-03T00:00"), ("2024-02-03T14:30:00Z", "minute", "2024-02-03T14:30"),
    ("2024-02-03T14:30:00.123456789+0300", "minute", "2024-02-03T11:30"), ("2024-02-03 14:30:00 +03:00",
    "minute", "2024-02-03T11:30"),
    ("20240203T143000Z", "minute", "2024-02-03T14:30"), ("Sat, 03 Feb 2024 14:30:00 +0300", "minute", "2024-02-03T11:30"),
    # Without an offset only the day is known.
    ("2024-02-03T14:30:00", "day", "2024-02-03T00:00"), ("2024-02-03 14:30", "day", "2024-02-03T00:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["", "yesterday", "03/02/2024", "2024-13-01", "0001-01-01", "9999-12-31T23:59:59Z", 5, None, [], "1" * 5_000],
)
def test_what_is_no_certain_date_is_no_date(words: Any) -> None:
    assert stated(words) == NEVER


@pytest.mark.parametrize(("words", "precision", "earliest"), TIMES)
def test_a_time_is_as_exact_as_it_was_stated(words: str, precision: str, earliest: str) -> None:
    found = stated(words)
    assert (found.precision, found.words) == (precision, words)
    assert found.earliest == datetime.fromisoformat(earliest).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "tag"),
    [("ar_IQ", "ar-IQ"), ("EN-us", "en-US"), ("zh-hans-cn", "zh-Hans-CN"), ("fa", "fa"), ("en_US.UTF-8",
    "en-US"), ("English", ""),
     ("und", ""), ("", ""), ("../etc", ""), (None, ""), (["ar"], "")],
)  # fmt: skip
def test_language_tags_are_brought_into_their_usual_letters(value: Any, tag: str) -> None:
    assert language_tag(value) == tag


def test_words_lose_markup_and_control_characters() -> None:
    assert plain("<b>One</b> &amp;\n two\x00\ud800\u0378", 50) == "One & two"


BODY = "\n\nThe rest of it says more.\n\n"
CREDITS = [
    ("BAGHDAD (Reuters) - The government said so." + BODY, "Reuters"),
    ("Headline\n\nBAGHDAD, Feb 3 (AFP) — The government said so." + BODY, "AFP"),
    ("بغداد - رويترز: قالت الحكومة ذلك." + BODY, "رويترز"),
    ("بيروت (أ ف ب) – قالت الحكومة ذلك." + BODY, "أ ف ب"),
    ("تهران – ایرنا – دولت گفت." + BODY, "ایرنا"),
    (BODY + "(AFP)", "AFP"), (BODY + "(AFP/Reuters)", "AFP/Reuters"), (BODY + "(أ ف ب، رويترز)",
    "أ ف ب، رويترز"), (BODY + "© 2024 AFP", "AFP"),
    (BODY + "Source: Agencies", "Agencies"), (BODY + "المصدر: وكالات", "وكالات"), (BODY + "منبع: خبرگزاری فارس", "خبرگزاری فارس"),
    (BODY + "Reporting by Layla Haddad; Editing by Sami Aziz", "Reporting by Layla Haddad; Editing by Sami Aziz"),
]  # fmt: skip
NO_CREDITS = [
    "",
    "He told Reuters that it was so.\n\n" * 30,
    "The AP was told.",
    "قال لوكالة رويترز إن الأمر كذلك.",
    "Sources: none" + "\n\nMore of it." * 60,
]


@pytest.mark.parametrize("text", NO_CREDITS)
def test_an_agency_that_is_only_mentioned_is_no_credit(text: str) -> None:
    assert credit_in(text) == ""


@pytest.mark.parametrize(("text", "credit"), CREDITS)
def test_a_credit_at_either_end_is_found_as_it_is_written(text: str, credit: str) -> None:
    assert credit_in(text) == credit


def test_a_credit_in_the_byline_is_found() -> None:
    assert of('<meta name="author" content="Layla Haddad, AFP">').declared_credit == "AFP"
    assert credit_in("Aap Smith", alone=True) == ""


def test_a_credit_at_the_end_of_an_article_is_found_behind_nothing_else() -> None:
    found = of("", "ar", "<p>(أ ف ب)</p>")
    assert (found.declared_credit, found.found_in["declared_credit"]) == ("أ ف ب", "article")
