"""Which words of a citation's cells are words."""

import pytest

from crimebook.stores.register.cell_words import words_said


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
    assert list(words_said([("field", cell)], "c-13")) == told


def test_a_nesting_too_deep_is_kept_as_it_stands() -> None:
    cell = "[" * 100_000
    assert list(words_said([("field", cell)])) == [cell]
