"""The gazetteer: towns and streets in any spelling, ranked by what has to be forgiven."""

from collections.abc import Callable

import pytest

from crimebook.places.gazetteer import Gazetteer
from crimebook.terms.places import LatLon
from crimebook.terms.toponyms import Toponym, ToponymKind

STREETS = frozenset({ToponymKind.STREET})
Maker = Callable[..., Toponym]


def names(gazetteer: Gazetteer, words: str, town: str = "Minsk") -> list[tuple[str, int]]:
    home = gazetteer.find_towns(town)[0]
    return [(found.toponym.names[0], found.cost) for found in gazetteer.find(words, kinds=STREETS, town=home)]


@pytest.mark.parametrize(
    "words", ["Minsk", "Менск", "Минске", "у Мінску".removeprefix("у "), "г. Минск", "Miensk"]
)
def test_a_town_is_found_in_every_spelling(gazetteer: Gazetteer, words: str) -> None:
    assert gazetteer.find_towns(words)[0].names[0] == "Мінск"


def test_an_unknown_town_is_not_found(gazetteer: Gazetteer) -> None:
    assert gazetteer.find_towns("Чарнобыль") == ()
    assert gazetteer.find_towns("") == ()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Prospekt Pushkina 39", "праспэкт Пушкіна"),
        ("пр-т Пушкина", "праспэкт Пушкіна"),
        ("проспекте Пушкина", "праспэкт Пушкіна"),
        ("Masherov avenue 51", "праспэкт Машэрава"),
        ("вуліцы Прытыцкага", "вуліца Прытыцкага"),
        ("ул.Притыцкого", "вуліца Прытыцкага"),
        ("Pritickogo str", "вуліца Прытыцкага"),
        ("улице Веры Хоружей", "вуліца Веры Харужай"),
        ("улице Хоружей", "вуліца Веры Харужай"),
        ("проспекте Победителей", "праспект Пераможцаў"),
        ("Prospekt Pobeditelei 19", "праспект Пераможцаў"),
        ("1y zavulak Akrestsina 36A", "1-ы завулак Акрэсьціна"),
        ("ул. Окрестина", "вуліца Акрэсьціна"),
    ],
)
def test_a_street_is_found_in_every_case_and_spelling(gazetteer: Gazetteer, words: str, name: str) -> None:
    assert names(gazetteer, words)[0][0] == name


def test_an_adjective_and_another_type_cost_more_and_say_so(gazetteer: Gazetteer) -> None:
    home = gazetteer.find_towns("Minsk")[0]
    found = gazetteer.find("Pushkinskaya str.", kinds=STREETS, town=home)[0]
    said = " ".join(map(str, found.reasons))
    assert found.is_choosable
    assert "adjectival" in said
    assert "the source says street, the map avenue" in said


def test_the_type_word_chooses_between_namesakes(gazetteer: Gazetteer) -> None:
    assert names(gazetteer, "проспект Дзержинского")[0][0] == "праспэкт Дзяржынскага"
    assert names(gazetteer, "улица Дзержинского")[0][0] == "вуліца Дзяржынскага"


def test_a_square_is_shown_for_a_street_but_cannot_be_chosen(gazetteer: Gazetteer) -> None:
    home = gazetteer.find_towns("Pinsk")[0]
    street, square = gazetteer.find("Lenin Street", kinds=STREETS, town=home)
    assert (street.toponym.names[0], street.is_choosable) == ("вуліца Леніна", True)
    assert (square.toponym.names[0], square.is_choosable) == ("плошча Леніна", False)


@pytest.mark.parametrize("words", ["вуліца Леніна", "2-і завулак Акрэсціна", "улица Пушкинских", "улица", ""])
def test_what_the_town_does_not_have_is_not_found(gazetteer: Gazetteer, words: str) -> None:
    assert names(gazetteer, words) == []


def test_one_wrong_letter_is_similar_and_never_the_same(gazetteer: Gazetteer) -> None:
    home = gazetteer.find_towns("Minsk")[0]
    assert gazetteer.find("Prytyskoho", kinds=STREETS, town=home) == ()
    similar = gazetteer.find_similar("Prytyskoho", kinds=STREETS, town=home)
    assert [(each.toponym.names[0], each.is_similar) for each in similar] == [("вуліца Прытыцкага", True)]


def test_a_street_goes_to_the_namesake_town_that_it_lies_in(town: Maker, street: Maker) -> None:
    north, south = LatLon(55.0, 27.0), LatLon(52.0, 27.0)
    towns = (town("Гарадок", north, population=9), town("Гарадок ", south, "Гарадок"))
    lane = street("вуліца Новая", LatLon(52.0, 27.0), LatLon(52.001, 27.0), town="Гарадок")
    gazetteer = Gazetteer([*towns, lane])
    home = gazetteer.town_of(lane)
    assert home is not None
    assert home.place.centre == south


def test_a_street_whose_town_is_far_away_has_none(town: Maker, street: Maker) -> None:
    lane = street("вуліца Новая", LatLon(52.0, 27.0), LatLon(52.001, 27.0), town="Гарадок")
    assert Gazetteer([town("Гарадок", LatLon(55.0, 27.0)), lane]).town_of(lane) is None


def test_a_settlement_of_two_gazetteers_is_one_with_the_wider_disc(town: Maker) -> None:
    centre = LatLon(53.9, 27.56)
    twice = [
        town("Мінск", centre, radius_m=9000.0),
        town("Minsk", LatLon(53.91, 27.57), "Минск", radius_m=16_000.0),
    ]
    found = Gazetteer(twice).find_towns("Минск")
    assert len(found) == 1
    assert found[0].place.radius_m == 16_000.0


def test_a_street_of_two_gazetteers_is_the_finer_drawing(town: Maker, street: Maker) -> None:
    ends = LatLon(53.9, 27.5), LatLon(53.9, 27.6)
    rough = street("праспект Пушкіна", *ends, half_width_m=200.0, tag="rough")
    fine = street("праспэкт Пушкіна", *ends, half_width_m=20.0, tag="fine")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56), "Менск"), rough, fine])
    found = gazetteer.find("Pushkina", kinds=STREETS, town=None)
    assert [each.toponym.place.half_width_m for each in found] == [20.0]


def test_a_fine_drawing_of_a_part_does_not_replace_the_whole(town: Maker, street: Maker) -> None:
    rough = street(
        "праспект Пушкіна", LatLon(53.9, 27.5), LatLon(53.9, 27.6), half_width_m=200.0, tag="rough"
    )
    fine = street("праспэкт Пушкіна", LatLon(53.9, 27.5), LatLon(53.9, 27.51), half_width_m=20.0, tag="fine")
    gazetteer = Gazetteer([town("Мінск", LatLon(53.9, 27.56), "Менск"), rough, fine])
    found = gazetteer.find("Pushkina", kinds=STREETS, town=None)
    assert len(found) == 1
    assert len(found[0].toponym.place.lines) == 2
    assert found[0].toponym.place.half_width_m == 200.0
