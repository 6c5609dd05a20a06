"""Stems: words without their case endings."""

import pytest

from crimebook.terms.script import Form, are_same, find_stem, stem


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
