"""An intake on a folder of its own: the settings of that zone, and a house whose keys are good now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.zones.intake.houses import House, make_house
from tests.zones.intake.reporters import Reporter

from crimebook.settings import intake as intake_settings
from crimebook.zones.intake import house as open_house
from crimebook.zones.intake import keyring

SETTINGS = (
    "ROOT_URLCONF",
    "INSTALLED_APPS",
    "MIDDLEWARE",
    "TEMPLATES",
    "LANGUAGES",
    "LANGUAGE_CODE",
    "LOCALE_PATHS",
    "APPEND_SLASH",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "DATA_UPLOAD_MAX_NUMBER_FILES",
    "FILE_UPLOAD_HANDLERS",
    "FILE_UPLOAD_TEMP_DIR",
    "WHITENOISE_MAX_AGE",
)


@pytest.fixture
def house(tmp_path: Path, settings: Any) -> Iterator[House]:
    """Make an intake the one of this process. No test here may touch the database, as the zone has none."""
    made = make_house(tmp_path / "intake")
    for name in SETTINGS:
        setattr(settings, name, getattr(intake_settings, name))
    settings.INTAKE_PATH = made.path
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "a" * 56 + ".onion"]
    open_house.forget()
    keyring.share(keyring.Ring())
    with translation.override("en"):
        yield made
    open_house.forget()


@pytest.fixture
def client(house: House) -> Client:
    """A browser without scripts."""
    return Client()


@pytest.fixture
def reporter(client: Client) -> Reporter:
    """Somebody who reports without scripts."""
    return Reporter(client)
