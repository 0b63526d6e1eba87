"""The settings of a test run: those of production, but for what would be slow, random or out of reach."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "for the tests alone, and long enough that the checks of a deployment accept it"
os.environ["SITE_URL"] = "http://testserver"
os.environ["INSECURE_HTTP"] = "1"
# Whatever the developer has set for running the site must not colour the tests.
for name in (
    "DEBUG",
    "REQUIRE_TOTP",
    "CLAIMREVIEW",
    "BEHIND_PROXY",
    "ALLOWED_HOSTS",
    "SITE_NAME",
    "DOCUMENT_LICENCE",
    "CAPTURE_CONTACT",
    "CAPTURE_ROBOTS",
    "CAPTURE_PROXY",
    "CAPTURE_SECONDS",
    "CAPTURE_MAX_BYTES",
):
    os.environ.pop(name, None)
# Database, captures and uploads of a test go where nobody looks for real ones, in memory where the machine offers that;
# each process has its own folder and takes it away.
_memory = Path("/dev/shm")
_folder = tempfile.mkdtemp(prefix="counterclaim-tests-", dir=_memory if os.access(_memory, os.W_OK) else None)
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["VAR_DIR"] = _folder

from config.settings import *  # noqa: E402, F403

if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file as in production: one in memory is a single connection for all threads, and proves nothing about races.
    DATABASES["default"]["TEST"] = {"NAME": Path(_folder) / "test.sqlite3"}  # noqa: F405

# Argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The manifest would need collectstatic before every run.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Tasks are kept in a list; a test that wants one run calls it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
