"""Settings of the intake: the side that faces the internet.

The intake's folder is named by ``CRIMEBOOK_INTAKE``. There is no database, no session, no cookie and no log;
nothing secret stands here or there.
"""

import os
from pathlib import Path

from crimebook.stores.intake.folder import CONFIGURATION, IntakeFolder

INTAKE_PATH = Path(os.environ.get("CRIMEBOOK_INTAKE", "intake"))
# Without a folder only tests run, which bring their own.
_FOLDER = IntakeFolder.open(INTAKE_PATH) if (INTAKE_PATH / CONFIGURATION).exists() else None

# Nothing is signed with it; Django wants one. It is never on a disk.
SECRET_KEY = os.urandom(32).hex()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
if _FOLDER:
    ALLOWED_HOSTS += [*_FOLDER.hosts, *([_FOLDER.onion] if _FOLDER.onion else [])]

INSTALLED_APPS = ["django.contrib.staticfiles", "crimebook.zones.intake"]
MIDDLEWARE = [
    "crimebook.zones.intake.headers.QuietHeaders",
    "crimebook.zones.intake.strangers.RefuseStrangers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
]
ROOT_URLCONF = "crimebook.zones.intake.urls"
WSGI_APPLICATION = "crimebook.zones.intake.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["crimebook.zones.intake.surroundings.surroundings"],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES: dict[str, object] = {}

LANGUAGE_CODE = "be"
LANGUAGES = [
    each
    for each in [("be", "Беларуская"), ("ru", "Русский"), ("en", "English")]
    if _FOLDER is None or each[0] in _FOLDER.languages
]
LOCALE_PATHS = [str(Path(__file__).parent.parent / "zones" / "intake" / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# A style sheet in a cache tells that the pages were here.
WHITENOISE_MAX_AGE = 0
APPEND_SLASH = False

# What is typed is small; files never count here, since `uploads` seals them while they are read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Where a view does not say otherwise an upload is refused: nothing in clear is kept, on a disk least of all.
FILE_UPLOAD_HANDLERS = ["crimebook.zones.intake.uploads.RefuseUploads"]
FILE_UPLOAD_TEMP_DIR = "/nonexistent"

# Nothing is logged: an address tells which page was asked for, an error may hold what somebody typed, and a
# line of any kind has its time. What an operator needs to know, `crimebook intake check` finds out by asking.
LOGGING_CONFIG = "crimebook.zones.intake.quiet.silence"
LOGGING: dict[str, object] = {}
