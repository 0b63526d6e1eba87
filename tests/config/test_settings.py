"""The settings as a process of its own reads them: production, demonstration, and environments that make no sense."""

import logging
import os
import subprocess
import sys
from contextlib import closing

from django.conf import settings
from django.db import ConnectionHandler

from config import env

PRODUCTION = {
    "SECRET_KEY": "0123456789 abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "SITE_URL": "https://claims.example.org",
}


def python(tmp_path, *command, **environment):
    """Runs Python with nothing in its environment but what is given."""
    given = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=given | environment, capture_output=True, text=True
    )


def check(tmp_path, *options, **environment):
    """`manage.py check` in such an environment."""
    return python(tmp_path, "manage.py", "check", *options, **environment)


def read(tmp_path, *names, **environment):
    """The values of these settings, one a line."""
    code = "from config import settings as s\n" + "\n".join(f"print(repr(s.{name}))" for name in names)
    done = python(tmp_path, "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_deployment_passes_every_check(tmp_path):
    done = check(tmp_path, "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_is_the_default_and_secure(tmp_path):
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS > 0"]
    assert read(tmp_path, *names, **PRODUCTION) == ["False", "True", "True", "True", "True"]


def test_plain_http_has_to_be_asked_for(tmp_path):
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"]
    assert read(tmp_path, *names, **PRODUCTION, INSECURE_HTTP="1") == ["False", "False", "False", "0"]


def test_a_missing_secret_is_an_error_with_a_hint_and_no_traceback(tmp_path):
    done = check(tmp_path, SITE_URL="https://claims.example.org")
    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_secret_of_set_up_is_used(tmp_path):
    (tmp_path / "secret_key").write_text("made at set-up\n")
    assert read(tmp_path, "SECRET_KEY") == ["'made at set-up'"]


def test_several_wrong_values_are_all_told_at_once(tmp_path):
    wrong = {"DEBUG": "maybe", "PORT": "eighty", "DATABASE_URL": "mysql://localhost/x", "SITE_URL": "example"}
    done = check(tmp_path, **(PRODUCTION | wrong))
    assert done.returncode == 1
    for name in wrong:
        assert f"{name} " in done.stderr
    assert done.stderr.count("HINT") == 4
    assert "Traceback" not in done.stderr


def test_the_web_server_refuses_to_start_on_a_wrong_value(tmp_path):
    done = python(tmp_path, "-c", "import config.wsgi", **(PRODUCTION | {"PORT": "eighty"}))
    assert done.returncode == 1
    assert "PORT is 'eighty'" in done.stderr
    assert "Traceback" not in done.stderr


def test_addresses_of_the_site_follow_from_its_address_and_port(tmp_path):
    hosts, url = read(tmp_path, "ALLOWED_HOSTS", "SITE_URL", SECRET_KEY="x" * 60, PORT="8123")
    assert url == "'http://127.0.0.1:8123'"
    assert "127.0.0.1" in hosts
    [hosts] = read(tmp_path, "ALLOWED_HOSTS", **PRODUCTION)
    assert "claims.example.org" in hosts


def test_every_setting_is_documented():
    documented = (settings.BASE_DIR / "docs" / "settings.md").read_text(encoding="utf-8")
    missing = [name for name in dict.fromkeys(settings.ENV_NAMES) if f"`{name}`" not in documented]
    assert not missing


def test_sqlite_is_opened_as_said(db, tmp_path):
    with closing(ConnectionHandler({"default": env.sqlite(tmp_path / "db.sqlite3")})["default"]) as connection:
        cursor = connection.cursor()
        answers = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            answers[pragma] = cursor.fetchone()[0]
    assert answers == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}


def test_a_monitors_head_requests_fill_no_log():
    assert not logging.getLogger("gunicorn.http.wsgi").isEnabledFor(logging.WARNING)
