"""What people say of time and place: their language, their rounding, the evening's date after midnight."""

import re
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from crimebook.scenario.draws import Draws
from crimebook.scenario.nights import FIRST_DAY_S
from crimebook.scenario.place_words import look_around, tell_place, tell_town
from crimebook.scenario.time_words import tell_time
from crimebook.scenario.world import load_world

MINSK = load_world().city("minsk")
EVENING = date(2021, 6, 4)
LANGUAGES = ("be", "ru", "en")
by_language = pytest.mark.parametrize("language", LANGUAGES)


def tellings(at_s: int, language: str, *, is_vague: bool = False, count: int = 400):
    rolls = Draws("words", language).rolls(count, 16)
    return [tell_time(FIRST_DAY_S + at_s, language, each, is_vague=is_vague) for each in rolls]


@by_language
def test_the_day_is_that_of_the_instant_or_the_evening_before(language: str):
    days = Counter(told.day for told in tellings(24 * 3600 + 40 * 60, language))
    assert set(days) == {EVENING, EVENING + timedelta(days=1)}
    assert 0.2 < days[EVENING] / sum(days.values()) < 0.8
    assert {told.day for told in tellings(21 * 3600, language)} == {EVENING}


@by_language
def test_a_clock_time_is_near_what_is_remembered(language: str):
    at_s = 22 * 3600 + 17 * 60
    clocks = [re.search(r"\b(\d\d)[:.](\d\d)\b", told.words) for told in tellings(at_s, language)]
    minutes = [int(found[1]) * 60 + int(found[2]) for found in clocks if found]
    assert len(minutes) > 100
    assert all(22 * 60 <= each <= 23 * 60 for each in minutes)


@by_language
def test_the_vague_name_a_clock_less_often(language: str):
    def clocks(*, is_vague: bool) -> int:
        return sum(":" in told.words for told in tellings(75_000, language, is_vague=is_vague))

    assert clocks(is_vague=True) < clocks(is_vague=False) / 1.5


@by_language
def test_words_have_no_gap_left_to_fill(language: str):
    for hour in range(48):
        for told in tellings(hour * 3600 + 1234, language, count=60):
            assert not re.search(r"[{}]|  | $", told.words), told.words


@by_language
def test_a_place_is_named_by_what_stands_near(language: str):
    stela = MINSK.path(next(each for each in MINSK.features if each.id == "minsk.stela"))
    around = look_around(MINSK, np.asarray(stela))
    said = Counter(
        tell_place(around, 0, language, rolls, is_vague=False) for rolls in Draws("place").rolls(600, 32)
    )
    known = {"be": "стэл", "ru": "стел", "en": "stela"}[language]
    assert sum(count for words, count in said.items() if known in words.lower()) > 60
    assert len(said) > 40
    assert not any("{" in words for words in said)


def test_places_come_in_several_scripts_and_spellings():
    street = MINSK.path(next(each for each in MINSK.features if each.id == "minsk.prytyckaha"))
    around = look_around(MINSK, np.asarray(street))
    said = {
        tell_place(around, 2, language, rolls, is_vague=False)
        for language in LANGUAGES
        for rolls in Draws("scripts").rolls(1500, 32)
    }
    for spelling in ("Прытыцкага", "Притыцкого", "Prytytskaha", "Prytyckaha", "Pritytskogo"):
        assert any(spelling in words for words in said), spelling


def test_a_town_is_mostly_named():
    towns = Counter(tell_town(MINSK, "ru", rolls) for rolls in Draws("towns").rolls(1000, 16))
    assert towns["Минск"] > 600
    assert 0 < towns[""] < 60
