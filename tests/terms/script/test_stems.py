"""Stems: words without their case endings."""

import pytest

from crimebook.terms.script import Ending, Form, are_same, find_ending, find_stem, is_adjectival, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Машэрава", "Masherov"),
        ("Победителей", "Победителей"),
        ("Дзержинскому", "Дзяржынскага"),
        ("Пушкиным", "Пушкіна"),
        ("Притыцком", "Prytyckaha"),
        ("Минску", "Мінск"),
        ("Касманаўтаў", "Kasmanautau"),
        ("Заслаўе", "Zaslauje"),
        ("Савецкую", "Sovetskuyu"),
    ],
)
def test_case_forms_of_one_name_have_one_stem(one: str, other: str) -> None:
    assert are_same(stem(one), stem(other))


@pytest.mark.parametrize("adjective", ["Пушкинская", "Пушкінскай", "Pushkinskaya", "Puškinskaja"])
def test_an_adjective_tells_its_root_apart(adjective: str) -> None:
    found = find_stem(adjective)
    assert found.form is Form.ADJECTIVE
    assert are_same(found.root, "Пушкін")
    assert not are_same(found.text, "Пушкін")


@pytest.mark.parametrize("genitive", ["Пушкіна", "Дзержинского", "Dzerzhinskoho", "Прытыцкага"])
def test_a_surname_in_the_genitive_is_no_adjective(genitive: str) -> None:
    assert find_stem(genitive).form is Form.GENITIVE
    assert find_stem(genitive).root == ""


def test_a_surname_without_ending_is_plain() -> None:
    assert find_stem("Masherov").form is Form.PLAIN


@pytest.mark.parametrize("short", ["Гая", "Лазо", "Мира", "Гого"])
def test_three_letters_stay(short: str) -> None:
    assert len(stem(short)) >= 3


@pytest.mark.parametrize(
    ("word", "ending"),
    [
        ("Садовая", Ending.ADJECTIVE),
        ("Садовой", Ending.ADJECTIVE),
        ("Krasnaja", Ending.ADJECTIVE),
        ("Сядова", Ending.NOUN),
        ("Masherov", Ending.NOUN),
        ("Красіна", Ending.NOUN),
        ("Ленино", Ending.PLACE),
        ("Победы", Ending.OPEN),
        ("Дзержинского", Ending.OPEN),
        ("Лазо", Ending.OPEN),
        ("Pinsk", Ending.OPEN),
    ],
)
def test_an_ending_tells_the_sort_of_word_where_it_is_sure(word: str, ending: Ending) -> None:
    assert find_ending(word) is ending


@pytest.mark.parametrize(
    "word", ["Витебская", "Слуцкая", "Октябрьском", "Дзержинского", "Minskaya", "Брестский"]
)
def test_a_form_of_a_street_is_adjectival(word: str) -> None:
    assert is_adjectival(word)


@pytest.mark.parametrize(
    "word", ["Минске", "Слуцк", "у Менску", "Гродна", "Brest", "Борисове", "Орша", "Горки"]
)
def test_a_form_of_a_town_is_not_adjectival(word: str) -> None:
    assert not is_adjectival(word)
