"""Settings of one installation, read from the environment. The README lists the variables.

By default the archive answers this machine only, over plain HTTP. Naming WARRAQ_ALLOWED_HOSTS makes
it public, and with that HTTPS is required of every visitor unless WARRAQ_HTTPS says otherwise.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
YES_OR_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def switch(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in YES_OR_NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; say 1 or 0.")
    return YES_OR_NO[value]


def number(name: str, default: int, least: int = 1) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}; say a whole number from {least} on.")
    return int(value)


def kept_secret_key(directory: Path) -> str:
    """The key of this installation, made on first use; only its owner may read the file."""
    path = directory / "secret_key"
    if not path.exists():
        draft = path.with_name(f"secret_key.{os.getpid()}")
        with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, path)  # of several processes starting at once, the first one's key stays
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


DATA_DIR = Path(os.environ.get("WARRAQ_DATA") or BASE_DIR / "var").resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"WARRAQ_DATA cannot be used: {error}") from error
CAPTURES_ROOT = DATA_DIR / "captures"
LOCKS_ROOT = DATA_DIR / "locks"
UPLOADS_ROOT = FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
UPLOADS_ROOT.mkdir(exist_ok=True)
LARGEST_CAPTURE = number("WARRAQ_LARGEST_CAPTURE", 20 * 1024 * 1024)
LARGEST_UPLOAD = number("WARRAQ_LARGEST_UPLOAD", 1024 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = ["archive.admin.receiving.Receiver"]
DATA_UPLOAD_MAX_NUMBER_FILES = None  # the handler has its own limit, and says so

DEBUG = switch("WARRAQ_DEBUG", default=False)
PUBLIC_HOSTS = os.environ.get("WARRAQ_ALLOWED_HOSTS", "").replace(",", " ").split()
if any("/" in host for host in PUBLIC_HOSTS):
    raise ImproperlyConfigured(
        "WARRAQ_ALLOWED_HOSTS takes names such as archive.example, no address."
    )
ALLOWED_HOSTS = PUBLIC_HOSTS or LOOPBACK
HTTPS = switch("WARRAQ_HTTPS", default=bool(PUBLIC_HOSTS))
PROXIES = number("WARRAQ_PROXIES", 0, least=0)
SECRET_KEY = os.environ.get("WARRAQ_SECRET_KEY") or kept_secret_key(DATA_DIR)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "reversion",
    "archive",
    "search",  # before haystack, whose rebuild_index empties the index it rebuilds
    "haystack",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "archive.pages.choosing.heed_choices",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "archive.pages.choosing.choices_in_force",
            ],
        },
    },
]

KEPT_OPEN = 60
"""Seconds a connection serves further requests; to open one for each takes a sixth of a page's time."""

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "archive.sqlite3",
    "CONN_MAX_AGE": KEPT_OPEN,
    # Readers go on while an import writes, and writers wait for one another.
    "OPTIONS": {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
    },
}


def database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return SQLITE
    try:
        return dict(dj_database_url.parse(url, conn_max_age=KEPT_OPEN))
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error


DATABASES = {"default": database()}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
"""An article with its comments is one form at the desk, and some have over a thousand."""

HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "search.whoosh_engine.WhooshEngine",
        "PATH": str(DATA_DIR / "index"),
        "SILENTLY_FAIL": False,
    },
}
HAYSTACK_SIGNAL_PROCESSOR = "search.signals.ArticleSignalProcessor"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# Whether other names of the domain need HTTPS too is not for the archive to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if HTTPS:
    # The proxy that ends TLS says so; it must drop this header from what visitors send.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in PUBLIC_HOSTS if host != "*"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a page not found is no event
        "trafilatura": {"level": "ERROR"},  # nor is a page without an article
    },
}
