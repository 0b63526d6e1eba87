"""Two ways of writing one page meet, two pages do not, and nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.addresses import LIMIT, is_same_host_family, normalise

PAGE = "https://example.org/news/a"
MEET = [
    ("HTTP://Example.ORG:80/news/a", PAGE),
    ("https://example.org./news/a/", PAGE),
    ("https://reader@example.org/news/a", PAGE),
    ("  https://example.org/news/a\n", PAGE),
    ("https://example.org/x/../news/./a", PAGE),
    ("https://example.org/%6eews/a", PAGE),
    ("https://example.org/news/a#part-2", PAGE),
    ("https://example.org/news/a#:~:text=said", PAGE),
    ("https://www.example.org/news/a", PAGE),
    ("https://m.example.org/news/a", PAGE),
    ("https://mobile.example.org/news/a", PAGE),
    ("https://amp.example.org/news/a", PAGE),
    ("https://example.org/news/a/amp/", PAGE),
    ("https://example.org/amp/news/a", PAGE),
    ("https://example.org/news/a.amp", PAGE),
    ("https://example.org/news/a?amp=1", PAGE),
    ("https://example.org/news/a?amp", PAGE),
    ("https://example.org/news/a?outputType=amp", PAGE),
    ("https://www.google.com/amp/s/amp.example.org/news/a", PAGE),
    ("https://www.google.co.uk/amp/s/www.example.org/news/a", PAGE),
    (
        "https://www-example-org.cdn.ampproject.org/v/s/www.example.org/news/a?amp_js_v=0.1&amp=1",
        PAGE + "?amp_js_v=0.1",
    ),
    ("https://example.org/news/a?utm_source=x&UTM_Medium=y&fbclid=1&gclid=2&igshid=3&mc_cid=4", PAGE),
    ("https://example.org/news/a?&b=2&utm_id=9&a=1&", PAGE + "?b=2&a=1"),
    ("https://example.org/%d8%ae", "https://example.org/خ"),
    ("https://www.bbc.co.uk/news", "https://m.bbc.co.uk/news"),
    ("https://xn--mgbh0fb.example/a", "https://مثال.example/a"),
    ("https://en.m.wikipedia.org/wiki/Anbar", "https://en.wikipedia.org/wiki/Anbar"),
    ("https://twitter.com/desk/status/1?s=20&t=abc", "https://x.com/desk/status/1"),
    ("https://youtu.be/abc?si=xyz", "https://www.youtube.com/watch?v=abc&feature=shared"),
]

APART = [
    ("https://example.org/news/a", "https://example.org/news/b"),
    ("https://example.org/news/a", "https://example.org/News/a"),
    ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
    ("https://example.org/?id=1", "https://example.org/?id=2"),
    ("https://example.org/?s=1", "https://example.org/?s=2"),
    ("https://example.org:8443/", "https://example.org/"),
    ("https://arabic.example.org/", "https://example.org/"),
    ("https://example.org/#!/one", "https://example.org/#!/two"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://amp.co.uk/", "https://m.co.uk/"),
    ("https://m.org/", "https://org/"),
    ("https://example.org/amp", "https://example.org/"),
    ("https://evil.example/@example.org/", "https://example.org/"),
    ("https://example.org@evil.example/", "https://example.org/"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(("one", "other"), MEET)
def test_two_ways_of_writing_one_page_meet(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not an address",
        "javascript:alert(1)",
        "ftp://example.org/",
        "https://",
        "https://[::1",
        "https://a:b:c/",
        "//example.org/a",
    ],
)
def test_what_is_no_address_comes_back_stripped(text: str) -> None:
    assert normalise(f"  {text} ") == text


def test_an_endless_address_is_left_alone() -> None:
    endless = "https://www.example.org/?utm_source=" + "x" * LIMIT
    assert normalise(endless) == endless


def test_a_cache_of_a_cache_of_a_cache_ends() -> None:
    wound = "https://google.com/amp/s/" * 300 + "example.org/a"
    assert normalise(normalise(wound)) == normalise(wound)


SCRAPS = [
    *"http:/s.amp%2eE%?=&#!w.m[]@:01utm_اß。\\ \t\ud800", "https://", "www.", "/amp/", ".amp", "google.com/amp/s/",
    "x.cdn.ampproject.org/c/s/", "youtu.be/", "../", "%2541",
]  # fmt: skip


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join)),
    st.sampled_from(["", "https://", PAGE]),
)
def test_the_form_of_a_form_is_itself(text: str, before: str) -> None:
    once = normalise(before + text)
    assert normalise(once) == once


def test_hosts_of_one_family() -> None:
    assert is_same_host_family("https://www.example.org/a", "http://m.example.org/b")
    assert is_same_host_family("https://news.example.org/a", "https://example.org/a")
    assert is_same_host_family("https://www.google.com/amp/s/example.org/a", "https://example.org/a")
    assert not is_same_host_family("https://example.org/a", "https://notexample.org/a")
    assert not is_same_host_family("https://example.org/a", "javascript:alert(1)")
    assert not is_same_host_family("", "")
