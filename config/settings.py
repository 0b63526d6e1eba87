"""All settings. What an operator may change is read from the environment here and explained in docs/settings.md."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import Env

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(os.environ)

# --- What an operator sets -------------------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG", False)
# Serves over plain http: a demonstration on this machine, or a trial inside a closed network.
INSECURE_HTTP = env.flag("INSECURE_HTTP", False)
# A proxy in front of us sets X-Forwarded-Proto and X-Forwarded-For. Believed only when this says so.
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)

VAR_DIR = env.folder("VAR_DIR", BASE_DIR / "var")
PORT = env.number("PORT", 8000, low=1, high=65535)

SITE_NAME = env.text("SITE_NAME", "Counterclaim")
# The absolute base of every address that leaves the site: citations, ClaimReview, the API.
SITE_URL = env.address("SITE_URL", f"http://127.0.0.1:{PORT}")
# Of the documents we publish, by name and by address. It is written into every version.
DOCUMENT_LICENCE = env.text("DOCUMENT_LICENCE", "CC BY 4.0")
DOCUMENT_LICENCE_URL = env.address("DOCUMENT_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
# Whether claim pages carry ClaimReview JSON-LD for search engines.
CLAIMREVIEW = env.flag("CLAIMREVIEW", True)
# Whom to tell of a weakness of the site (RFC 9116): mailto:, tel: or https:. Without it there is no security.txt.
SECURITY_CONTACT = env.contact_uri("SECURITY_CONTACT")
# Whether the desk opens only to people who signed in with a one-time code as well.
REQUIRE_TOTP = env.flag("REQUIRE_TOTP", False)

# After how many days a page with quotes of ours is captured again; 0 for never.
CAPTURE_AGAIN_DAYS = env.number("CAPTURE_AGAIN_DAYS", 7, low=0, high=3650)

ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    list(dict.fromkeys([urlsplit(SITE_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"])),
)
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "db.sqlite3")}

_secret_key_file = VAR_DIR / "secret_key"
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY and _secret_key_file.is_file():
    # Made once by `make setup`, so that a demonstration needs no setting and still has a secret of its own.
    SECRET_KEY = _secret_key_file.read_text(encoding="ascii").strip()
if not SECRET_KEY:
    # Good for this process alone. Outside debug it is refused: sessions would end with every restart.
    SECRET_KEY = secrets.token_urlsafe(50)
    if not DEBUG:
        env.refuse(
            "SECRET_KEY",
            "SECRET_KEY is not set and var/secret_key does not exist.",
            "Run `make setup` to make one, or set SECRET_KEY to a long random text that stays the same.",
        )

# How many requests a minute the API answers to one network address; 0 for no limit.
API_REQUESTS_A_MINUTE = env.number("API_REQUESTS_A_MINUTE", 600, low=0, high=1_000_000)

# How many requests a minute the write side answers to one token; 0 for no limit.
TOKEN_REQUESTS_A_MINUTE = env.number("TOKEN_REQUESTS_A_MINUTE", 600, low=0, high=1_000_000)

# What captures tell the sites they visit, and what each may cost (sources/fetching/).
CAPTURE_CONTACT = env.contact("CAPTURE_CONTACT", SITE_URL)
CAPTURE_ROBOTS = env.flag("CAPTURE_ROBOTS", True)
CAPTURE_PROXY = env.proxy("CAPTURE_PROXY")
CAPTURE_SECONDS = env.number("CAPTURE_SECONDS", 30, low=1, high=600)
CAPTURE_MAX_BYTES = env.number("CAPTURE_MAX_BYTES", 15_000_000, low=10_000, high=200_000_000)

# Named by `config.checks`, which turns each into an error with its hint.
ENV_PROBLEMS = env.problems
ENV_NAMES = env.names

# --- Applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Faces first: their templates win over the admin's.
    "desk.apps.DeskConfig",
    "pages.apps.PagesConfig",
    "api.apps.ApiConfig",
    "record.apps.RecordConfig",
    "claims.apps.ClaimsConfig",
    "sources.apps.SourcesConfig",
    "accounts.apps.AccountsConfig",
    "history.apps.HistoryConfig",
    "config.apps.ConfigConfig",
    "desk.apps.DeskAdminConfig",  # django.contrib.admin with our site, and no admin class but ours
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    # Above everything, so that static files and redirects carry the policy too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    # Right after the second factor is known: nothing of the desk answers before it was given.
    "desk.totp.AskForCode",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as its documentation asks: it turns a locked sign-in into the page that says so.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# An action is atomic itself; a transaction around a whole request would hold SQLite's one write lock while rendering.
ATOMIC_REQUESTS = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["config.naming"],
        },
    },
]

# Widgets of ours have templates too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- People ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
PASSWORD_HASHERS = ["accounts.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 7 * 24 * 3600
OTP_TOTP_ISSUER = SITE_NAME

# Ten wrong passwords for one name from one address close that pair for a quarter of an hour. The name alone is not
# locked: anybody could then keep a colleague out.
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.client_ip"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- Browsers --------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

_https = not (DEBUG or INSECURE_HTTP)
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# W021 asks for HSTS preloading, a pledge that a domain's owner makes for all of it at a public list; not ours to make.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# A claim's form carries its evidence: more fields than Django's 1,000, still bounded.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Captures and uploads. They have no public address: a stored page may carry anything.
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- Languages and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic")), ("fa", _("Persian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Work in the background ------------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- The API ---------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.answer",
    # `?format=` would be a parameter that nobody declared.
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_THROTTLE_RATES": {
        "anon": f"{API_REQUESTS_A_MINUTE}/minute" if API_REQUESTS_A_MINUTE else None,
        "token": f"{TOKEN_REQUESTS_A_MINUTE}/minute" if TOKEN_REQUESTS_A_MINUTE else None,
    },
    "NUM_PROXIES": 1 if BEHIND_PROXY else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Counterclaim",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": ["api.public.schema.add_components", "api.desk.schema.add_components"],
}

# --- Log -------------------------------------------------------------------------------------------------------------

# To standard error, outside debug as well: whoever runs us decides where it goes from there.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    # The level is the handler's too: a worker sets its own loggers to tell of every task, sixty thousand lines a day.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A page that is not there is the browser's mistake; only ours are worth a line.
        "django.request": {"level": "ERROR"},
        # It warns of every HEAD that Django answers as a GET; the body goes out nowhere, and monitors send one a minute.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
