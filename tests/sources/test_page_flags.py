"""A person is told of logins, robots' questions, empty pages and “not found”, and not of articles about them."""

import pytest

from sources.charsets import decode
from sources.extraction import extract
from tests.sources.pages import SENTENCES, URL, page

NOTICES = [
    ("soft_404", "The page you are looking for could not be found."), ("soft_404", "Error 404"),
    ("soft_404", "عذرا، الصفحة غير موجودة"), ("soft_404", "لم يتم العثور على الصفحة المطلوبة"), ("soft_404", "خطأ 404"),
    ("soft_404", "صفحه مورد نظر یافت نشد"), ("soft_404", "صفحه درخواستی شما پیدا نشد"),
    ("login_wall", "Subscribe now to continue reading."),
    ("login_wall", "This article is for subscribers. Already a subscriber?"),
    ("login_wall", "سجّل الدخول لمتابعة القراءة"), ("login_wall", "هذا المحتوى للمشتركين فقط"),
    ("login_wall", "برای ادامه مطلب وارد شوید"), ("login_wall", "این مطلب ویژه مشترکان است"),
    ("login_wall", "Welcome <form><input type=password></form>"),
    ("robot_check", "Verify you are human by completing the action below."), ("robot_check", "تحقق من أنك إنسان"),
    ("robot_check", "تأیید کنید که ربات نیستید"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar", "fa"])
def test_an_article_that_speaks_of_such_things_is_not_flagged(language: str) -> None:
    spoken = "".join(f"<p>{notice}</p>" for _, notice in NOTICES if "<" not in notice)
    long = page(language, article=spoken, after="<form><input type=password></form>", count=40)
    assert extract(long.encode(), "text/html", URL).flags == ()


@pytest.mark.parametrize(("flag", "notice"), NOTICES)
def test_a_notice_in_place_of_an_article_is_flagged(flag: str, notice: str) -> None:
    markup = f"<html><head><title>Site</title></head><body><h1>Site</h1><p>{notice}</p><p>Home</p></body></html>"
    assert flag in extract(markup.encode(), "text/html; charset=utf-8", URL).flags


def test_a_page_that_says_it_is_closed_is_believed() -> None:
    closed = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    assert "login_wall" in extract(page(head=closed, count=40).encode(), "text/html", URL).flags


@pytest.mark.parametrize("body", ["", " ", "<html></html>", "<div id=root></div><script>app()</script>"])
def test_a_page_that_needs_a_browser_is_flagged(body: str) -> None:
    assert "empty_page" in extract(body.encode(), "text/html", URL).flags


ARABIC, PERSIAN = SENTENCES["ar"] * 5, SENTENCES["fa"].replace("\u200c", " ") * 5
RUSSIAN, FRENCH = (
    "Удары нанесены по нескольким зданиям у города. " * 9,
    "Des frappes aériennes ont touché l’été près de la forêt. " * 9,
)
CHARSETS = [
    (ARABIC, "utf-8", "text/html; charset=utf-8", ()),
    (ARABIC, "utf-8", "", ()),
    (ARABIC, "utf-8-sig", "text/html; charset=windows-1256", ()),
    (ARABIC, "utf-16", "", ()),
    (ARABIC, "utf-16-le", "text/html; charset=utf-16", ()),
    (ARABIC, "cp1256", "text/html; charset=windows-1256", ()),
    (ARABIC, "cp1256", "text/html", ()),
    (ARABIC, "cp1256", "text/html; charset=utf-8", ("wrong_charset",)),
    (ARABIC, "utf-8", "text/html; charset=windows-1256", ("wrong_charset",)),
    (ARABIC, "utf-8", "text/html; charset=utf-7", ()),
    (ARABIC, "utf-8", "text/html; charset=hex", ()),
    (PERSIAN, "utf-8", "text/html; charset=iso-8859-1", ("wrong_charset",)),
    (RUSSIAN, "cp1251", "", ()),
    (FRENCH, "cp1252", "text/html; charset=iso-8859-1", ()),
    (FRENCH, "cp1252", "text/html; charset=utf-8", ("wrong_charset",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "declared", "flags"), CHARSETS)
def test_a_page_is_read_in_the_charset_it_is_written_in(
    text: str, written: str, declared: str, flags: tuple[str, ...]
) -> None:
    assert decode(text.encode(written), declared) == (text, flags)


def test_the_page_names_its_charset_where_the_header_does_not() -> None:
    named = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><p>قال</p>'
    assert decode(named.encode("cp1256"), "text/html") == (named, ())


def test_a_few_broken_bytes_leave_the_rest_readable() -> None:
    broken = ARABIC.encode() + b" \xff " + ARABIC.encode()
    assert decode(broken, "text/html; charset=utf-8") == (f"{ARABIC} \ufffd {ARABIC}", ("broken_characters",))
    assert "broken_characters" in extract(f"<p>{ARABIC}".encode() + b"\xff", "text/html; charset=utf-8", URL).flags
