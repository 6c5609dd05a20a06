"""Names in Latin letters as the published tables have them, and slips that fingers make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.scenario.spelling import (
    BGN_BE,
    BGN_RU,
    GOST_B,
    ICAO,
    ISO_9,
    LACINKA,
    NATIONAL_BE,
    SYSTEMS,
    System,
    mistype,
    without_marks,
)

UNITS = st.floats(0, 1, exclude_max=True)


@pytest.mark.parametrize(
    ("system", "name", "latin"),
    [
        (NATIONAL_BE, "Пераможцаў", "Pieramožcaŭ"),
        (NATIONAL_BE, "Гомель", "Homieĺ"),
        (NATIONAL_BE, "Яноўшчына", "Janoŭščyna"),
        (LACINKA, "Слава", "Słava"),
        (BGN_BE, "Магілёў", "Mahilyow"),
        (BGN_BE, "Прытыцкага", "Prytytskaha"),
        (BGN_RU, "Берёза", "Berëza"),
        (BGN_RU, "Уручье", "Uruchye"),
        (ICAO, "Победителей", "Pobeditelei"),
        (ISO_9, "Щёлково", "Ŝëlkovo"),
        (GOST_B, "Шоссе", "Shosse"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.name,
)
def test_a_name_is_written_as_its_table_says(system: System, name: str, latin: str):
    assert system.write(name) == latin


@pytest.mark.parametrize("language", SYSTEMS)
def test_every_letter_of_the_language_has_its_latin(language: str):
    letters = {"ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя"}[language]
    for system in SYSTEMS[language]:
        for letter in letters + letters.upper():
            assert not any("\u0400" <= sign <= "\u04ff" for sign in system.write(letter)), (
                system.name,
                letter,
            )


@pytest.mark.parametrize("language", SYSTEMS)
def test_the_systems_of_a_language_differ(language: str):
    name = {"ru": "Площадь Якуба Коласа", "be": "Плошча Якуба Коласа, Няміга, Гомель"}[language]
    assert len({system.write(name) for system in SYSTEMS[language]}) == len(SYSTEMS[language])


@given(text=st.text("абвгдПЎёi ", min_size=1, max_size=20), kind=UNITS, where=UNITS, key=UNITS)
def test_a_slip_changes_at_most_one_letter_or_two_that_stand_together(
    text: str, kind: float, where: float, key: float
):
    slipped = mistype(text, kind=kind, where=where, key=key)
    assert abs(len(slipped) - len(text)) <= 1
    if len(slipped) == len(text):
        wrong = [place for place, pair in enumerate(zip(text, slipped, strict=True)) if pair[0] != pair[1]]
        assert len(wrong) <= 2
        assert not wrong or wrong[-1] - wrong[0] <= 1


def test_marks_are_left_out_by_people_in_a_hurry():
    assert without_marks("Pieramožcaŭ, Берёза, Homieĺ") == "Pieramozcau, Береза, Homiel"
