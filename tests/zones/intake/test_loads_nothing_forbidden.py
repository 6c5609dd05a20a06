"""What the running intake has loaded: nothing that opens a report, and no store of the desk's."""

import json
import os
import subprocess
import sys

import pytest
from tests.zones.intake.houses import House, make_house

FORBIDDEN = (
    "crimebook.unsealing",
    "crimebook.work.opening",
    "crimebook.stores.register",
    "crimebook.stores.vault",
    "crimebook.stores.blobs",
    "crimebook.stores.lake",
    "crimebook.stores.finder",
    "crimebook.stores.jobs",
    "crimebook.zones.desk",
    "crimebook.zones.cli",
    "django.contrib.auth",
    "django.contrib.sessions",
    "duckdb",
    "psycopg",
    "pyarrow",
    "scipy",
    "sqlite3",
    "tantivy",
)
# Every page and address is asked for once, since views load what they need when they need it.
ASK = """
import json, sys
import crimebook.zones.intake.serving
from crimebook.zones.intake.wsgi import application
from django.test import RequestFactory
from django.urls import get_resolver
from django.core.handlers.wsgi import WSGIHandler

def ask(method, path, **fields):
    request = RequestFactory(HTTP_HOST="localhost").generic(method, path, **fields)
    return application.get_response(request).status_code

said = [ask("GET", path) for path in
        ("/be/", "/en/check/", "/ru/report/", "/en/return/", "/en/leave/", "/keys", "/nothing")]
said.append(ask("POST", "/en/report/", data="way=victim", content_type="application/x-www-form-urlencoded"))
said.append(ask("POST", "/en/return/", data="words=one", content_type="application/x-www-form-urlencoded"))
said.append(ask("PUT", "/parts/" + "0" * 64, data=b"x"))
print(json.dumps([said, sorted(sys.modules)]))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the modules of an intake that has answered."""
    house: House = make_house(tmp_path_factory.mktemp("loads") / "intake")
    environment = {
        **os.environ,
        "CRIMEBOOK_INTAKE": str(house.path),
        "DJANGO_SETTINGS_MODULE": "crimebook.settings.intake",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], check=True, capture_output=True, text=True, env=environment
    )
    said, modules = json.loads(done.stdout)
    assert said == [200, 200, 200, 200, 200, 200, 404, 200, 422, 402]
    return list(modules)


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_the_intake_has_not_loaded(loaded: list[str], forbidden: str):
    assert [name for name in loaded if name == forbidden or name.startswith(f"{forbidden}.")] == []


def test_the_intake_has_loaded_what_it_needs(loaded: list[str]):
    assert {
        "crimebook.sealing.agefile",
        "crimebook.stores.spool.drop",
        "crimebook.work.receiving.reports",
    } <= set(loaded)
