"""Hints: automatic word lists, kept apart from what a source says."""

import pytest

from crimebook.places.gazetteer import Gazetteer
from crimebook.places.hints import read_hints
from crimebook.terms.places import Precision
from crimebook.terms.reasons import join_reasons


def names(gazetteer: Gazetteer, towns: str, streets: str) -> list[str]:
    return [each.name for each in read_hints(towns, streets, gazetteer)]


def test_without_a_town_there_is_no_reading(gazetteer: Gazetteer) -> None:
    assert read_hints("", "проспекте Пушкина", gazetteer) == ()
    assert read_hints("Atlantis", "", gazetteer) == ()


def test_each_town_is_a_reading_that_says_it_is_a_hint(gazetteer: Gazetteer) -> None:
    readings = read_hints("Minsk|Pinsk", "", gazetteer)
    assert [each.name for each in readings] == ["Мінск", "Пінск"]
    assert all(each.place is not None and each.place.precision is Precision.LOCALITY for each in readings)
    assert all("hint" in join_reasons(each.reasons) for each in readings)


def test_a_street_of_a_hinted_town_is_its_line(gazetteer: Gazetteer) -> None:
    (reading,) = read_hints("Minsk", "проспекте Машерова ОМОН|площади Другие", gazetteer)
    assert reading.name == "праспэкт Машэрава"
    assert reading.place is not None
    assert reading.place.precision is Precision.STREET
    assert "hint" in join_reasons(reading.reasons)


def test_a_metro_station_is_its_landmark_and_not_the_street(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "Minsk", 'станции метро "Пушкинская') == ["Пушкінская метро"]


@pytest.mark.parametrize(
    "streets", ["площади Другие", "улицах Минска", "проспект Минска", "вул. Залатая", "площади СВОИХ"]
)
def test_words_that_are_no_street_leave_the_town(gazetteer: Gazetteer, streets: str) -> None:
    assert names(gazetteer, "Minsk", streets) == ["Мінск"]


def test_a_town_found_inside_a_streets_name_is_doubted(gazetteer: Gazetteer) -> None:
    (pinsk,) = read_hints("Pinsk", "улица Пинска", gazetteer)
    assert "taken from a street's" in join_reasons(pinsk.reasons)


def test_namesakes_that_tie_leave_the_town(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "Minsk", "Дзержинского") == ["Мінск"]
