"""Romanising: Latin for people to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.script import romanise


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("вуліца Прытыцкага", "vulitsa Prytytskaha"),
        ("улица Притыцкого", "ulitsa Pritytskogo"),
        ("Дзержинский проспект", "Dzerzhinsky prospekt"),
        ("Чыгладзэ", "Chyhladze"),
        ("Харків", "Kharkiv"),
        ("ЩУЧИН", "SHCHUCHIN"),
        ("Соф’і", "Sofi"),
    ],
)
def test_each_language_is_romanised_by_its_own_letters(cyrillic: str, latin: str) -> None:
    assert romanise(cyrillic) == latin


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_text_without_cyrillic_is_left_alone(text: str) -> None:
    assert romanise(text) == text


@given(st.text(alphabet="абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюя ", max_size=40))
def test_no_cyrillic_letter_is_left(text: str) -> None:
    assert not any("\u0400" <= sign <= "\u052f" for sign in romanise(text))
