"""Readings: one name in many spellings shares a key, different names share none."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.script import are_same, skeletons, sounds, stem
from crimebook.terms.script.readings import MAX_READINGS

ONE_NAME = [
    ("Прытыцкага", "Притыцкого", "Притицького", "Pritickogo", "Prytyckaha", "Prytytskaha"),
    ("Пушкіна", "Пушкина", "Pushkina", "Puškina", "Puskina", "Pushkin"),
    ("Касманаўтаў", "Космонавтов", "Kasmanautau", "Kasmanaŭtaŭ"),
    ("Дзяржынскага", "Дзержинского", "Dzerzhinskogo", "Dzerzinskogo", "Dzerzhinskoho", "Dziaržynskaha"),
    ("Гінтаўта", "Гинтовта", "Hintauta", "Hintaŭta"),
    ("Чыгладзэ", "Чигладзе", "Chigladze", "Cyhladze", "Čyhładze"),
    ("Ракасоўскага", "Рокоссовского", "Rocossovskogo", "Rakasouskaha"),
    ("Камсамольская", "Комсомольская", "Komsomolskaya", "Kamsamolskaja"),
    ("Савецкая", "Советская", "Sovetskaya", "Savieckaja"),
    ("Маладзёжная", "Молодёжная", "Молодежная", "Molodeznaya", "Maladziožnaja"),
    ("Машэрава", "Машерова", "Masherov", "Masherava", "Mašerava"),
    ("Леніна", "Ленина", "Lenin", "Lienina"),
    ("Акрэсьціна", "Акрэсціна", "Окрестина", "Okrestina", "Akrestsina", "Akreścina"),
    ("Жодзіна", "Жодино", "Zhodino", "Zhodzina", "Žodzina"),
    ("Хмяльніцкага", "Хмельницкого", "Khmelnitskogo", "Chmialnickaha", "Hmelnickogo"),
    ("Шчорса", "Щорса", "Ščorsa", "Shchorsa", "Szczorsa"),
    ("Уладзіміра", "Владимира", "Ўладзіміра", "Vladimira"),
]
PAIRS = [pair for names in ONE_NAME for pair in itertools.combinations(names, 2)]
APART = [pair for one, other in itertools.combinations(ONE_NAME, 2) for pair in itertools.product(one, other)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_spellings_of_one_name_share_a_skeleton_and_a_sound(one: str, other: str) -> None:
    assert are_same(stem(one), stem(other))
    assert not sounds(stem(one)).isdisjoint(sounds(stem(other)))


def test_different_names_share_no_skeleton() -> None:
    assert [pair for pair in APART if are_same(*pair)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Леніна", "Лунінец"),
        ("Калініна", "Каліноўскага"),
        ("Казлова", "Кавалёва"),
        ("Жукава", "Жукоўскага"),
        ("Чайкоўскага", "Чкалава"),
        ("Берасце", "Брэст"),
    ],
)
def test_names_that_look_alike_stay_apart(one: str, other: str) -> None:
    assert not are_same(stem(one), stem(other))


def test_vowels_tell_apart_what_consonants_do_not() -> None:
    assert are_same("Менск", "Манск")
    assert sounds("Кірава").isdisjoint(sounds("Корава"))


@given(st.text(alphabet="abcčdefghijklłmnoprsštuŭvwxyzžабвгдеёжзийклмнопрстуўфхцчшщыэюя", max_size=24))
def test_every_word_has_few_readings_and_meets_itself(word: str) -> None:
    assert len(skeletons(word)) <= MAX_READINGS
    assert skeletons(word) == skeletons(word.upper().lower())
