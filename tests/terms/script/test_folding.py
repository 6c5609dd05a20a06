"""Folding: one writing for what differs only in marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.script import fold, split_words


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="абвгдеёжзійклмнопрстуўфхцчшыьэюяabcčdeéšžł' ", max_size=30))
def test_folding_ignores_case(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Маладзёжная", "маладзежная"),
        ("Касманаўтаў", "КАСМАНАУТАУ"),
        ("Mins'k", "Minsk"),
        ("Соф’і", "софі"),
        ("Puškina", "puskina"),
        ("Пу́шкина", "Пушкина"),
        ("  two   words ", "two words"),
    ],
)
def test_marks_case_and_spaces_are_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_short_i_stays_a_letter_of_its_own() -> None:
    assert fold("Чайкоўскі") != fold("Чаикоўскі")


def test_words_keep_their_writing_and_ordinals_are_words() -> None:
    assert split_words("1-ы завулак Акрэсціна, 36А") == ("1-ы", "завулак", "Акрэсціна", "36А")
