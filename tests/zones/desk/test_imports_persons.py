"""Tables that name persons, on the pages: offered as such, shown to nobody, sealed or left out."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.work.opening.holders import make_kept
from tests.work.test_named_imports import CANARY, PHONE, spellings
from tests.zones.desk import test_imports
from tests.zones.desk.test_imports import chosen, sent, signed_in, suggested

from crimebook.stores.register.models import Citation, CitedIdentity

pytestmark = pytest.mark.django_db

TABLE = f"№;Дата;ФИО;Связь;Где\n7;10.08.2020;{CANARY};{PHONE};у моста\n8;11.08.2020;;;у моста\n".encode()

folder = test_imports.folder
registrar = test_imports.registrar


@pytest.fixture
def kept(folder: Path, settings: Any, registrar: Client) -> Client:
    """A registrar at a book with three custodians, of whom two open a name."""
    desk, _ = make_kept(folder)
    settings.BOOK = SimpleNamespace(**{**vars(settings.BOOK), "vault_folder": desk.folders.vault})
    return registrar


def lies_open(folder: Path) -> bool:
    wanted = [each for words in (CANARY, PHONE) for each in spellings(words)]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return any(each in content for each in wanted for content in files)


def test_a_column_of_persons_is_offered_as_one_and_none_of_its_values_are_shown(registrar: Client):
    address = sent(registrar, TABLE)
    posted = suggested(registrar, address)
    assert (posted["role-2"], posted["role-4"]) == ("person_name", "place_words")
    html = registrar.get(address).content.decode()
    assert CANARY not in html
    assert "у моста" in html
    assert "not shown" in html


def test_without_custodians_the_page_says_so_until_persons_are_left_out(registrar: Client, folder: Path):
    address = sent(registrar, TABLE)
    refused = chosen(registrar, address, **{"role-3": "person_phone"})
    assert refused.status_code == 400
    html = refused.content.decode()
    assert "custodians who keep names" in html
    assert CANARY not in html
    assert PHONE not in html
    left = chosen(registrar, address, **{"role-3": "person_phone", "leave_persons_out": "on"})
    assert "It will be left out" in registrar.get(left.headers["Location"]).content.decode()
    report = registrar.post(f"{address}import/").content.decode()
    assert "left out: 1." in report
    assert Citation.objects.count() == 2
    assert not CitedIdentity.objects.exists()
    assert not lies_open(folder)


def test_names_are_sealed_and_the_pages_say_to_how_many(kept: Client, folder: Path):
    address = sent(kept, TABLE)
    answer = chosen(kept, address, **{"role-3": "person_phone"})
    shown = kept.get(answer.headers["Location"]).content.decode()
    assert "2 of 3 custodians" in shown
    assert CANARY not in shown
    report = kept.post(f"{address}import/").content.decode()
    assert "sealed to the custodians: 1." in report
    assert CitedIdentity.objects.count() == 1
    words = [name for row in Citation.objects.values_list("words", flat=True) for name, _ in row]
    assert set(words) == {"№", "Дата", "Где"}
    assert not lies_open(folder)


def test_a_table_that_waits_lies_encrypted_and_opens_in_its_own_browser_alone(
    registrar: Client, folder: Path
):
    address = sent(registrar, TABLE)
    assert list((folder / "staging" / "uploads").iterdir())
    assert not lies_open(folder)
    assert registrar.get(address).status_code == 200
    assert signed_in("operator").get(address).status_code == 404


def test_a_column_that_a_person_leaves_in_words_stays_in_words(registrar: Client):
    address = sent(registrar, TABLE)
    chosen(registrar, address, **{"role-2": ""})
    registrar.post(f"{address}import/")
    assert dict(Citation.objects.get(external_id="7").words)["ФИО"] == CANARY
