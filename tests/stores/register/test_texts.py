"""Texts for search: which words of a citation are words, and a register that has none."""

from zoneinfo import ZoneInfo

import pytest

from crimebook.search.kinds import RecordKind
from crimebook.stores.register import texts

MINSK = ZoneInfo("Europe/Minsk")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("На Окрестина избили", ["На Окрестина избили"]),
        ("https://example.org/case", []),
        ("2020-08-10T22:45:00+03:00", []),
        ("2020-08-10", []),
        ("53.907", []),
        ("-12", []),
        ("yes", []),
        ("7184 ТА-7", ["7184 ТА-7"]),
        ("13", []),
        ("c-13", []),
        ('["вада", {"kind": "камера", "at": "2020-08-10"}, 5, null]', ["вада", "камера"]),
        ("[не JSON", ["[не JSON"]),
        ("", []),
    ],
)
def test_the_words_of_a_cell_are_what_a_person_said(cell: str, told: list[str]) -> None:
    assert list(texts._said([("field", cell)], "c-13")) == told


def test_a_nesting_too_deep_is_kept_as_it_stands() -> None:
    cell = "[" * 100_000
    assert list(texts._said([("field", cell)])) == [cell]


@pytest.mark.django_db
def test_an_empty_register_has_no_texts_and_nothing_is_missing() -> None:
    assert texts.count_since(texts.marks()) == 0
    for kind in RecordKind:
        assert texts.read_changed(kind, texts.Marks(), MINSK, after=0, count=10) == texts.TextBatch()
    assert texts.load_texts(["incident a:1", "claim 5", "claim x"], MINSK) == {}
