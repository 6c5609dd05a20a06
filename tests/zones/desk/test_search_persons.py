"""Persons in the search: found in another script, and one step from their page."""

from pathlib import Path
from typing import Any

import pytest
from tests.work.vetting.cast import officer, open_register
from tests.zones.desk.test_reports import signed_in, text_of

from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.transactions import next_change, writing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mention(db: None, settings: Any, tmp_path: Path) -> int:
    settings.SEARCH_FOLDER = tmp_path / "search"
    open_register()
    for role in ("investigator", "auditor"):
        ensure_member(role, role.title(), role)
    with writing():
        return officer(rank_words="маёр", change=next_change()).pk


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no accusation"), ("be", "не абвінавач"), ("ru", "не обвин")]
)
def test_a_person_is_found_in_latin_letters_and_leads_to_their_page(mention: int, language: str, said: str):
    page = text_of(signed_in("investigator").get(f"/{language}/search/?words=Ziaziulin&kind=person"))
    assert f'href="/{language}/persons/{mention}/"' in page
    assert said in page
    assert "маёр" in page


def test_who_may_not_read_gets_no_page():
    assert signed_in("auditor").get("/en/search/?words=Ziaziulin").status_code == 404
