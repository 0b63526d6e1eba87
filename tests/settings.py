"""The settings of a test run: those of production, but for what would be slow, random or out of reach."""

import os
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "for the tests alone, and long enough that the checks of a deployment accept it"
os.environ["SITE_URL"] = "http://testserver"
os.environ["INSECURE_HTTP"] = "1"
# Whatever the developer has set for running the site must not colour the tests.
for name in ("DEBUG", "REQUIRE_TOTP", "CLAIMREVIEW", "BEHIND_PROXY", "ALLOWED_HOSTS", "SITE_NAME", "DOCUMENT_LICENCE"):
    os.environ.pop(name, None)
# Captures and uploads of a test go where nobody looks for real ones; each process has its own.
os.environ["VAR_DIR"] = str(Path(tempfile.gettempdir()) / f"counterclaim-tests-{os.getpid()}")

from config.settings import *  # noqa: E402, F403

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
