"""Settings of the desk and of the command line: the team's side of a book.

The book is the folder in ``CRIMEBOOK_BOOK``; its register is SQLite there, or the PostgreSQL database in
``CRIMEBOOK_DATABASE``. Nothing secret stands here.
"""

import os
from functools import partial
from pathlib import Path

from crimebook.stores.blobs.opening import blobs_place
from crimebook.stores.folder.book import is_book, open_book
from crimebook.stores.register.connection import database_settings
from crimebook.stores.staging.uploads import MAX_UPLOAD_BYTES
from crimebook.work.signing import passing_signer, signer_of

BOOK_PATH = Path(os.environ.get("CRIMEBOOK_BOOK", "book"))
BOOK = open_book(BOOK_PATH) if is_book(BOOK_PATH) else None

BLOBS = blobs_place(BOOK.blobs_folder, os.environ) if BOOK else None

# By what the register has the events signed that are written into it; given a zone's name.
CUSTODY_KEY = partial(signer_of, BOOK.vault_folder) if BOOK else passing_signer

SEARCH_FOLDER = BOOK.search_folder if BOOK else None

# Without a book only commands that need none run, and tests, which make their own database.
SECRET_KEY = BOOK.read_secret() if BOOK else os.urandom(32).hex()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("CRIMEBOOK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "crimebook.stores.register",
    "crimebook.zones.desk",
]
MIDDLEWARE = [
    "crimebook.zones.desk.headers.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "crimebook.zones.desk.urls"
WSGI_APPLICATION = "crimebook.zones.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "crimebook.zones.desk.visitors.visitor",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {
    "default": database_settings(
        BOOK.register_file if BOOK else BOOK_PATH / "register.sqlite3",
        os.environ.get("CRIMEBOOK_DATABASE", ""),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("be", "Беларуская"), ("ru", "Русский"), ("en", "English")]
USE_I18N = True
USE_TZ = True
# Instants are stored in UTC; this is the zone whose days the pages speak of.
TIME_ZONE = BOOK.zone if BOOK else "Europe/Minsk"

STATIC_URL = "/static/"
# The files of the package itself are served; there is no copy of them to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "desk"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "crimebook.zones.desk.views.errors.forged"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
# Over loopback there is no TLS; behind a name there must be.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("CRIMEBOOK_HOSTS") is not None
X_FRAME_OPTIONS = "DENY"
# no-referrer would make browsers send "Origin: null" and every form would fail its CSRF check.
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A table that somebody sends is never written where Django thinks fit: a seized disk keeps what was deleted.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BYTES + 64 * 1024

# Content, addresses and people are not logged; only the class of an error is.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"quiet": {"()": "crimebook.zones.desk.quiet.QuietHandler"}},
    "root": {"handlers": ["quiet"], "level": "ERROR"},
    # Every logger of Django's passes its records up to the root and has no handler of its own: their lines
    # would quote the address that was asked for.
    "loggers": {
        name: {"handlers": [], "level": "ERROR", "propagate": True}
        for name in ("django", "django.request", "django.server", "django.security", "django.template")
    },
}
