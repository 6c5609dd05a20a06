"""An intake on a folder of its own: the settings of that zone, and a house whose keys are good now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext
from tests.zones.intake.browsing import Line, chromium, line_to, served
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    yield context
    context.close()


@pytest.fixture
def line(house: House, settings: Any) -> Iterator[Line]:
    """A line to the intake."""
    settings.WHITENOISE_USE_FINDERS = True
    with served() as port, line_to(port) as line:
        yield line


@pytest.fixture
def url(line: Line) -> str:
    """The address of the intake at the end of the line."""
    return f"http://127.0.0.1:{line.port}"
