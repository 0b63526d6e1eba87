"""robots.txt as RFC 9309 reads it, and how long it is remembered."""

import time

import pytest

from sources.fetching.robots import Memory, Rules, read

# Rules for everybody, a path, and whether we may ask for it.
TABLE = [
    ("", "/x", True),
    ("Disallow:", "/x", True),
    ("Disallow: /", "/x", False),
    ("Disallow: /", "/", False),
    ("Disallow: /a", "/b", True),
    ("Disallow: /a", "/a/b", False),
    ("Disallow: /a", "/ab", False),
    ("Disallow: /a/", "/a", True),
    ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),  # the longer line wins, wherever it stands
    ("Allow: /a\nDisallow: /a/b", "/a/b/c", False),
    ("Disallow: /a\nAllow: /a", "/a", True),  # of two equal ones the allowing
    ("Disallow: /*.pdf$", "/x/y.pdf", False),
    ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
    ("Disallow: /*.pdf", "/x/y.pdf?z", False),
    ("Disallow: *", "/x", False),
    ("Disallow: /x$", "/x", False),
    ("Disallow: /x$", "/xy", True),
    ("Disallow: /a*b*c", "/a-b-d", True),
    ("Disallow: /a*b*c", "/a-b-c-d", False),
    ("Disallow: /ab*b$", "/ab", True),
    ("Disallow: /?q=", "/?q=1", False),
    ("Disallow: /أخبار", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", False),
    ("Disallow: /%d8%a3", "/%D8%A3", False),
    ("Disallow: /a%2Fb", "/a/b", True),
    ("Disallow: /a%2fb", "/a%2Fb", False),
    ("Disallow: /%61", "/a", False),
    ("disallow : /x # why", "/x", False),
    ("nonsense\nDisallow: /x", "/x", False),
]


@pytest.mark.parametrize(("lines", "path", "allowed"), TABLE)
def test_the_longest_matching_line_decides(lines, path, allowed):
    assert read(f"User-agent: *\n{lines}").allow(path) is allowed


GROUPS = [
    ("User-agent: other\nDisallow: /", True),
    ("User-agent: *\nDisallow: /\n\nUser-agent: Counterclaim\nDisallow: /other", True),
    ("User-agent: Counterclaim\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
    ("User-agent: COUNTERCLAIM/2.1\nDisallow: /", False),
    ("User-agent: counterclaim\nUser-agent: other\nDisallow: /", False),
    (
        "User-agent: counterclaim\nAllow: /y\nUser-agent: other\nDisallow: /\nUser-agent: counterclaim\nDisallow: /x",
        False,
    ),
    ("User-agent: counterclaim\n\nUser-agent: *\nDisallow: /", False),  # no rule between: one group
    ("User-agent: counterclaimer\nDisallow: /", True),
    ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
    ("Disallow: /", True),  # in no group
    ("\x00\x01<html>Not found</html>", True),
]


@pytest.mark.parametrize(("text", "allowed"), GROUPS)
def test_the_groups_that_name_us_count_or_else_everybodys(text, allowed):
    assert read(text).allow("/x") is allowed


def test_a_pattern_made_to_keep_us_busy_does_not():
    started = time.monotonic()
    assert read("User-agent: *\n" + f"Disallow: /{'*a' * 200}*b\n" * 200).allow("/" + "a" * 3_000)
    assert time.monotonic() - started < 2


def test_only_so_many_lines_are_kept():
    assert len(read("User-agent: *\n" + "Disallow: /x\n" * 20_000).lines) == 10_000


def test_rules_are_remembered_an_hour_and_a_sites_own_error_a_minute():
    now = 1_000.0
    memory = Memory(clock=lambda: now)
    memory.keep("http://a.example", Rules())
    memory.keep("http://b.example", Rules(None))
    now += 59
    assert memory.recall("http://a.example") == Rules()
    assert memory.recall("http://b.example") == Rules(None)
    now += 2
    assert memory.recall("http://b.example") is None
    now += 3_600
    assert memory.recall("http://a.example") is None


def test_the_oldest_site_is_forgotten_when_there_are_too_many():
    memory = Memory(most=2)
    for site in ("a", "b", "a", "c"):
        memory.keep(site, Rules())
    assert [site for site in "abc" if memory.recall(site)] == ["a", "c"]
