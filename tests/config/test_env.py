"""The readers of the environment: what they make of good values, and how they speak of bad ones."""

from pathlib import Path

import pytest

from config.env import Env

HERE = Path("/somewhere/var/db.sqlite3")


def env(**values):
    return Env(values)


@pytest.mark.parametrize("word", ["1", "true", "Yes", " on "])
def test_a_flag_understands_every_usual_yes(word):
    assert env(DEBUG=word).flag("DEBUG", False) is True


@pytest.mark.parametrize("word", ["0", "FALSE", "no", "off"])
def test_a_flag_understands_every_usual_no(word):
    assert env(DEBUG=word).flag("DEBUG", True) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_missing_or_empty_flag_is_its_default(default):
    assert env().flag("DEBUG", default) is default
    assert env(DEBUG="  ").flag("DEBUG", default) is default


def test_a_wrong_flag_keeps_the_default_and_is_told():
    read = env(DEBUG="maybe")
    assert read.flag("DEBUG", False) is False
    [problem] = read.problems
    assert problem.name == "DEBUG"
    assert "'maybe'" in problem.message
    assert "yes or no" in problem.hint


@pytest.mark.parametrize("value", ["0", "65536", "-1", "8000.5", "eight", "٨٠٠٠", "1" * 40])
def test_a_port_that_is_none_is_told(value):
    read = env(PORT=value)
    assert read.number("PORT", 8000, low=1, high=65535) == 8000
    assert [problem.name for problem in read.problems] == ["PORT"]


def test_a_port_is_read():
    assert env(PORT="8001").number("PORT", 8000, low=1, high=65535) == 8001


def test_words_are_separated_by_commas():
    assert env(ALLOWED_HOSTS=" a.org, b.org ,").words("ALLOWED_HOSTS", []) == ["a.org", "b.org"]


@pytest.mark.parametrize(
    "value", ["claims.example.org", "ftp://example.org", "https://", "https://a:b", "https://a/?x=1"]
)
def test_an_address_that_is_none_is_told(value):
    read = env(SITE_URL=value)
    assert read.address("SITE_URL", "http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    assert [problem.name for problem in read.problems] == ["SITE_URL"]


def test_an_address_loses_the_slash_at_its_end():
    assert env(SITE_URL="https://claims.example.org/").address("SITE_URL", "") == "https://claims.example.org"


def test_every_wrong_origin_is_told_and_the_good_ones_are_kept():
    read = env(CSRF_TRUSTED_ORIGINS="https://a.org,b.org,https://c.org/path")
    assert read.origins("CSRF_TRUSTED_ORIGINS") == ["https://a.org"]
    assert len(read.problems) == 2


def test_a_folder_that_is_a_file_is_told(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    read = env(VAR_DIR=str(file))
    assert read.folder("VAR_DIR", tmp_path) == tmp_path
    assert len(read.problems) == 1


def test_no_database_is_sqlite_in_the_default_file():
    assert env().database("DATABASE_URL", HERE)["NAME"] == HERE


def test_sqlite_takes_the_write_lock_at_the_beginning_and_keeps_its_connection():
    database = env(DATABASE_URL="sqlite:////data/site.sqlite3").database("DATABASE_URL", HERE)
    assert database["NAME"] == Path("/data/site.sqlite3")
    assert database["CONN_MAX_AGE"] is None
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_relative_sqlite_file_is_relative_to_where_we_run():
    database = env(DATABASE_URL="sqlite:///site.sqlite3").database("DATABASE_URL", HERE)
    assert database["NAME"] == Path.cwd() / "site.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_read_with_its_escapes_and_options(scheme):
    address = f"{scheme}://claims%40desk:p%2Fw@db.example.org:5433/claims?sslmode=require"
    database = env(DATABASE_URL=address).database("DATABASE_URL", HERE)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("claims@desk", "p/w")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", "5433", "claims")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 10


def test_postgresql_through_a_unix_socket():
    database = env(DATABASE_URL="postgresql://postgres:@/claims?host=/run/pg").database("DATABASE_URL", HERE)
    assert (database["HOST"], database["NAME"]) == ("/run/pg", "claims")


@pytest.mark.parametrize(
    "address",
    [
        "mysql://root@localhost/claims",
        "postgres://me:secret@localhost:port/claims",
        "postgres://me:secret@localhost/",
        "postgres://me:secret@localhost/claims?sllmode=require",
        "postgres://me:secret@[::1/claims",
        "sqlite://",
        "sqlite:///",
        "sqlite://var/db.sqlite3",
        "db.sqlite3",
    ],
)
def test_an_address_of_no_database_is_told_without_repeating_a_password(address):
    read = env(DATABASE_URL=address)
    assert read.database("DATABASE_URL", HERE)["NAME"] == HERE
    [problem] = read.problems
    assert problem.name == "DATABASE_URL"
    assert problem.hint
    assert "secret" not in problem.message + problem.hint


@pytest.mark.parametrize("value", ["https://claims.example.org/about?a=b", "desk@claims.example.org"])
def test_a_contact_is_a_web_or_mail_address(value):
    read = env(CAPTURE_CONTACT=value)
    assert read.contact("CAPTURE_CONTACT", "https://site.example") == value
    assert read.problems == []


@pytest.mark.parametrize(
    "value", ["a b", "x) evil (", "desk@claims.example\r\nHost: x", "مكتب@claims.example", "x" * 201]
)
def test_a_contact_that_would_break_a_request_is_told(value):
    read = env(CAPTURE_CONTACT=value)
    assert read.contact("CAPTURE_CONTACT", "https://site.example") == "https://site.example"
    assert read.problems[0].name == "CAPTURE_CONTACT"


@pytest.mark.parametrize("value", ["", "http://proxy:3128", "http://me:word@[2001:db8::1]:3128/", "http://10.0.0.1"])
def test_a_proxy_is_named_by_its_address(value):
    read = env(CAPTURE_PROXY=value)
    assert read.proxy("CAPTURE_PROXY") == value.rstrip("/")
    assert read.problems == []


@pytest.mark.parametrize(
    "value",
    ["proxy:3128", "https://me:secret@proxy:3128", "socks5://proxy", "http://me:secret@proxy:x", "http://proxy/path",
     "http://proxy?q", "http://", "http://:3128", "http://me:secret@", "http://me:sec ret@proxy", "http://[::1"],
)  # fmt: skip
def test_what_is_no_proxy_is_told_without_repeating_a_password(value):
    read = env(CAPTURE_PROXY=value)
    assert read.proxy("CAPTURE_PROXY") == ""
    [problem] = read.problems
    assert "secret" not in problem.message + problem.hint


@pytest.mark.parametrize(
    ("value", "usable"),
    [("mailto:a@b.example", True), ("https://b.example/security", True), ("tel:+1-201-555-0123", True), ("a@b.example", False),
     ("javascript:alert(1)", False), ("mailto:a@b.example\nCanonical: x", False)],
)  # fmt: skip
def test_a_contact_uri_has_its_scheme(value: str, usable: bool) -> None:
    env = Env({"CONTACT": value})
    assert env.contact_uri("CONTACT") == (value if usable else "")
    assert bool(env.problems) is not usable
