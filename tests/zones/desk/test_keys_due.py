"""What is due about keys stands on the desk's overview, for those who can do it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.zones.desk import cast

from crimebook.terms.reasons import reason
from crimebook.work.actors import Role
from crimebook.work.opening.keyduties import Duty, DutyKind
from crimebook.zones.desk import visitors
from crimebook.zones.desk.views import overview

TOLD = "The manifest ends on 2026-03-01: have the next one signed"


@dataclass
class Folder:
    """As much of a book's folder as the page asks for."""

    vault_folder: Path
    name: str = "Book"


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """A book with one duty."""
    settings.BOOK = Folder(tmp_path)
    told = reason("The manifest ends on {day}: have the next one signed", day="2026-03-01")
    monkeypatch.setattr(overview, "key_duties", lambda folder, at: (Duty(DutyKind.MANIFEST, told),))


def test_a_registrar_reads_what_is_due(visitor: Client, due: None, monkeypatch: pytest.MonkeyPatch):
    registrar = replace(cast.INVESTIGATOR, role=Role.REGISTRAR)
    monkeypatch.setattr(visitors, "find_actor", lambda key: registrar)
    assert TOLD in visitor.get("/en/").content.decode()
    assert "Манифест кончается 2026-03-01" in visitor.get("/ru/").content.decode()


def test_who_cannot_do_it_is_not_told(visitor: Client, due: None):
    assert TOLD not in visitor.get("/en/").content.decode()


def test_nothing_is_said_where_nothing_is_due(visitor: Client, due: None, monkeypatch: pytest.MonkeyPatch):
    registrar = replace(cast.INVESTIGATOR, role=Role.REGISTRAR)
    monkeypatch.setattr(visitors, "find_actor", lambda key: registrar)
    monkeypatch.setattr(overview, "key_duties", lambda folder, at: ())
    assert "Keys: what is due" not in visitor.get("/en/").content.decode()
