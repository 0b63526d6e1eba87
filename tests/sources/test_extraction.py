"""A capture is read as one text: nothing that is not seen, nothing twice, and nothing made up brings the reader down."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources import extraction
from sources.extraction import Extracted, Unreadable, extract
from sources.page_flags import FLAGS
from sources.page_text import SEPARATOR
from tests.sources.pages import CAPTION, SENTENCES, URL, page, paragraphs, pdf

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar", "fa"])


def read(markup: str, content_type: str = "text/html; charset=utf-8") -> Extracted:
    return extract(markup.encode("utf-8", "surrogatepass"), content_type, URL)


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>secret</script>", "<style>secret</style>", "<template><p>secret</p></template>", "<noscript>secret</noscript>",
        "<p hidden>secret</p>", '<div hidden="until-found"><p>secret</p></div>',
        '<p style="color:red; display : none">secret</p>',
        '<p style="visibility:hidden">secret</p>', "<!-- secret -->", "<dialog>secret</dialog>", "<iframe>secret</iframe>",
        "<select><option>secret</option></select>", '<img alt="secret">', "<svg><title>secret</title></svg>", "<?secret?>",
        '<meta name="description" content="secret">', "<title>secret</title>",
    ],
)  # fmt: skip
def test_what_nobody_sees_never_enters(hidden: str) -> None:
    for found in (read(page(article=hidden)), read(page(after=hidden)), read(f"<p>Little else.</p>{hidden}")):
        assert "secret" not in found.text


def test_what_follows_a_hidden_element_stays() -> None:
    assert "before after" in read(page(after="<p>before <span hidden>secret</span>after</p>")).text


@LANGUAGES
def test_the_article_comes_first_with_its_paragraphs(language: str) -> None:
    found = read(page(language))
    article = found.text[: found.article_length]
    assert found.kind == "html"
    assert found.flags == ()
    assert "\n\n".join(paragraphs(language)) in article
    assert "Another story" not in article
    assert found.text[found.article_length :].startswith(SEPARATOR)


@LANGUAGES
def test_captions_headlines_and_side_boxes_follow_once(language: str) -> None:
    found = read(page(language))
    for block in (CAPTION[language], "Headline of the day", "Another story", "Most read", paragraphs(language)[0]):
        assert found.text.count(block) == 1


def test_cells_of_a_row_are_parted_and_tables_are_read() -> None:
    rows = "<table><tr><th>Province</th><th>Killed</th></tr><tr><td>Anbar</td><td>18</td></tr></table>"
    assert "Anbar\t18" in read(page(after=rows)).text


def test_text_stands_as_the_page_holds_it() -> None:
    decomposed, persian = "Bagdād, Cafe\u0301", "می\u200cشود\u00a0که"
    text = read(page(article=f"<p>{decomposed} and {persian} were long enough words to be an article.</p>")).text
    assert decomposed in text
    assert persian in text


def test_a_line_break_is_kept_and_other_space_is_one() -> None:
    assert "one\ntwo three" in read(page(after="<p>one<br>\n two \n\t three</p>")).text
    assert "  kept\n    so" in read(page(after="<pre>x\n  kept\n    so</pre>")).text


@pytest.mark.parametrize("entity", ["&#0;", "&#xD800;", "&#1;", "&#xFFFE;", "&#x1F;", "\x00", "\ud800", "\x7f"])
def test_characters_that_no_database_keeps_are_replaced(entity: str) -> None:
    text = read(page(after=f"<p>left{entity}right</p>")).text
    assert not any(ord(one) < 9 or 0xD800 <= ord(one) <= 0xDFFF or ord(one) in (0x1F, 0x7F, 0xFFFE) for one in text)
    text.encode("utf-8")


def test_plain_text_is_its_own_article() -> None:
    found = extract(b"One line.\r\nAnd another line\x00.", "text/plain", URL)
    assert (found.text, found.article_length, found.kind) == ("One line.\nAnd another line\ufffd.", 28, "text")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"), (b"ID3", "audio/mpeg"), (b"\x00\x00\x00 ftyp", "video/mp4"),
        (b"PK\x03\x04\x00", ""),
        (b"\xff\xd8\xff\xe0\x00", "text/html"), (b"\x80\x81", "application/octet-stream"), (b"x", "application/zip"),
    ],
)  # fmt: skip
def test_pictures_recordings_and_unknown_files_have_no_text(body: bytes, content_type: str) -> None:
    found = extract(body, content_type, URL)
    assert (found.text, found.article_length, found.kind, found.flags) == ("", 0, "media", ("not_text",))


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/octet-stream"])
def test_a_page_is_known_by_its_first_bytes(content_type: str) -> None:
    assert extract(page().encode(), content_type, URL).kind == "html"
    assert extract(pdf(), content_type, URL).kind == "pdf"


def test_a_document_is_read_page_by_page() -> None:
    found = extract(pdf(3), "application/pdf", URL)
    assert found.text == "\n\n".join(["Eighteen people were killed"] * 3)
    assert (found.article_length, found.kind, found.flags) == (len(found.text), "pdf", ())
    assert (found.metadata.title, found.metadata.byline) == ("A report", "The monitor")
    assert found.metadata.found_in == {"title": "pdf", "byline": "pdf"}


def test_a_locked_document_is_refused_in_a_sentence() -> None:
    with pytest.raises(Unreadable, match="locked with a password"):
        extract(pdf(password="secret"), "application/pdf", URL)


def test_a_document_locked_against_printing_alone_is_read() -> None:
    assert "Eighteen" in extract(pdf(owner="secret"), "application/pdf", URL).text


@pytest.mark.parametrize(
    "body",
    [b"%PDF-", b"%PDF-1.7 nothing", b"%PDF-1.4\n" + b"1 0 obj\n" * 5_000, pdf()[:200], b"%PDF-1.4\nxref\n0 99999999\n"],
)
def test_a_broken_document_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        extract(body, "application/pdf", URL)


def test_a_document_without_text_says_so() -> None:
    assert extract(pdf(words=""), "application/pdf", URL).flags == ("no_text_layer",)


def test_a_document_with_thousands_of_pages_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "PAGES", 20)
    found = extract(pdf(2_000), "application/pdf", URL)
    assert found.text.count("Eighteen") == 20
    assert found.flags == ("cut_short",)


def test_a_slow_document_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "SECONDS", -1.0)
    found = extract(pdf(5), "application/pdf", URL)
    assert "cut_short" in found.flags


def test_a_made_up_drawing_is_damaged_and_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    began = time.process_time()
    found = extract(pdf(drawing=b"<<" * 100_000), "application/pdf", URL)
    assert time.process_time() - began < 20
    assert found.flags == ("damaged", "no_text_layer")
    assert len(caplog.records) < 10


@given(st.binary(max_size=300))
def test_no_document_raises_anything_else(noise: bytes) -> None:
    whole = pdf()
    for body in (whole[:150] + noise + whole[150:], b"%PDF-1.5\n" + noise, whole[: len(whole) // 2] + noise):
        try:
            extract(body, "application/pdf", URL)
        except Unreadable as error:
            assert str(error).endswith(".")


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>/!-&;#x=\"' apdivtrscl\n", max_size=200).map(str.encode)))
def test_no_page_raises_anything(noise: bytes) -> None:
    for content_type in ("text/html", "text/html; charset=utf-16", "text/plain; charset=utf-7", "", "x" * 50):
        found = extract(b"<html>" + noise, content_type, "not an address")
        assert 0 <= found.article_length <= len(found.text)
        assert set(found.flags) <= FLAGS.keys()
        found.text.encode("utf-8")


HOSTILE = {
    "deep": ("<div>" * 100_000 + "found words" + "</div>" * 100_000, "deeply_nested"),
    "deep lists": ("<ul><li>found words" * 50_000, "deeply_nested"),
    "attributes": ("<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">found words</p>", "cut_short"),
    "quoted attributes": (
        "<p " + "".join(f"a{number}='>'" for number in range(200_000)) + ">found words</p>",
        "cut_short",
    ),
    "entities": (
        "<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><p>found words &b;</p>" + "&amp;" * 100_000,
        "",
    ),
    "elements": ("<p>found words</p>" + "<a href=x>y</a> " * 200_000, "no_article"),
    "scripts": ("<p>found words</p>" + "a<script>b</script>" * 100_000, "no_article"),
    "wide and deep": ("<div>" * 200 + "<p>found words</p>" * 30_000, "no_article"),
    "tables": ("<table><tr><td>found words" * 1_000, "deeply_nested"),
    "json": ('<p>found words</p><script type="application/ld+json">' + "[" * 500_000 + "</script>", ""),
    "json numbers": (
        '<p>found words</p><script type="application/ld+json">{"datePublished": ' + "9" * 500_000 + "}</script>",
        "",
    ),
    "metas": ("<p>found words</p>" + '<meta name="author" content="a">' * 50_000, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_made_up_page_is_read_in_time(name: str) -> None:
    body, flag = HOSTILE[name]
    began = time.process_time()
    found = read(f"<html><body>{body}")
    assert time.process_time() - began < 20
    assert "found words" in found.text
    assert not flag or flag in found.flags


def test_a_page_beyond_the_limit_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "BODY_LIMIT", 1_000)
    found = read(page())
    assert "cut_short" in found.flags
    assert SENTENCES["en"].format(i=0) in found.text


def test_every_flag_has_a_sentence() -> None:
    assert all(sentence.endswith(".") for sentence in FLAGS.values())
