"""Atoms: words and numbers with where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.search.words import runs_of, split_atoms


def forms(text: str) -> list[str]:
    return [atom.form for atom in split_atoms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мы ішлі, ціха.", ["мы", "ішлі", "ціха"]),
        ("6,700 people and 12 000", ["6700", "people", "and", "12", "000"]),
        ("п'ять падʼезд пад’езд", ["пять", "падезд", "падезд"]),
        ("Клён-12", ["клен", "12"]),
        ("7184 ТА-7 і 7184TA7", ["7184", "ta", "7", "і", "7184", "ta", "7"]),
        ("1734 АВ-7", ["1734", "ab", "7"]),
        ("22:45", ["22", "45"]),
        ("му\u0301ка", ["мука"]),
        ("пере\u00adнос", ["перенос"]),
        ("", []),
        ("…—?!", []),
    ],
)
def test_a_text_has_these_words(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_a_code_is_one_run_and_words_are_runs_of_their_own() -> None:
    runs = runs_of(split_atoms("Сокол-3 у моста"))
    assert [[atom.form for atom in run] for run in runs] == [["сокол", "3"], ["у"], ["моста"]]


@given(st.text(max_size=200))
def test_an_atom_is_the_piece_of_the_text_where_it_stands(text: str) -> None:
    end = 0
    for atom in split_atoms(text):
        assert end <= atom.start < atom.end
        assert text[atom.start : atom.end] == atom.text
        assert not any(sign.isspace() for sign in atom.form)
        end = atom.end
