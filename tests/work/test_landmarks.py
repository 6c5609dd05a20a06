"""The streets, landmarks and city districts that ship: whole, in the country, and as sure as they say."""

import tomllib
from collections import Counter
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from crimebook.exchange.gazetteers import parse_toml
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.landmarks import LandmarkClass, class_of
from crimebook.places.placewords import read_places
from crimebook.terms.ids import SourceName
from crimebook.terms.places import LatLon, Precision, distance_m
from crimebook.terms.script import fold
from crimebook.work.sampling import GAZETTEER_FILES

FOLDER = files("crimebook.work.sample_book")
RADII_M = {"landmark": (100, 5_000), "district": (1_000, 7_000), "street": (500, 3_000)}
HALF_WIDTHS_M = (50, 1_000)
METRO_STATIONS_OF_2020 = 29


def entries() -> list[dict[str, Any]]:
    return tomllib.loads((FOLDER / "landmarks.toml").read_text("utf-8"))["place"]


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    parsed = [parse_toml((FOLDER / name).read_bytes(), SourceName("sample")) for name in GAZETTEER_FILES]
    assert not any(each.refusals for each in parsed)
    return Gazetteer(record for each in parsed for record in each.records)


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(each["kind"] for each in entries())
    assert kinds.total() >= 290
    assert kinds["landmark"] >= 165
    assert kinds["street"] >= 100
    assert kinds["district"] >= 20


def test_every_entry_is_whole_in_three_languages_and_says_who_drew_it() -> None:
    for each in entries():
        assert {"id", "kind", "town", "be", "ru", "en", "source"} <= each.keys(), each["id"]
        assert all(each[name].strip() for name in ("be", "ru", "en", "town")), each["id"]
        assert each["source"].startswith("drawn by us from common knowledge, "), each["id"]
        extent = each.get("half_width_m", each.get("radius_m"))
        assert f"{extent} m" in each["source"], each["id"]


def test_ids_are_unique_and_start_with_the_towns() -> None:
    ids = [each["id"] for each in entries()]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("by.") and each.count(".") == 2 for each in ids)


def test_a_radius_fits_its_kind() -> None:
    for each in entries():
        if "lines" in each:
            assert HALF_WIDTHS_M[0] <= each["half_width_m"] <= HALF_WIDTHS_M[1], each["id"]
        else:
            least, most = RADII_M[each["kind"]]
            assert least <= each["radius_m"] <= most, each["id"]


def test_only_streets_are_lines_and_lines_have_no_leaps() -> None:
    for each in entries():
        assert "lines" not in each or each["kind"] == "street", each["id"]
        for line in each.get("lines", []):
            assert len(line) >= 2, each["id"]
            for (lat, lon), (next_lat, next_lon) in pairwise(line):
                assert abs(lat - next_lat) < 0.05, each["id"]
                assert abs(lon - next_lon) < 0.06, each["id"]


def test_no_two_entries_of_a_town_share_a_name() -> None:
    for language in ("be", "ru", "en"):
        names = Counter((each["town"], each["kind"], fold(each[language])) for each in entries())
        assert [name for name, count in names.items() if count > 1] == []


def test_every_place_lies_in_the_town_that_it_names(shipped: Gazetteer) -> None:
    for each in entries():
        (town, *_) = shipped.find_towns(each["town"])
        points = [point for line in each.get("lines", []) for point in line] or [(each["lat"], each["lon"])]
        if each["id"] == "by.minsk.airport":
            continue
        for lat, lon in points:
            away_m = distance_m(town.place.centre, LatLon(lat, lon))
            assert away_m <= town.place.radius_m, (each["id"], round(away_m))


def test_all_metro_stations_of_minsk_are_there(shipped: Gazetteer) -> None:
    stations = [each for each in entries() if class_of(each["en"]) is LandmarkClass.METRO]
    assert len(stations) == METRO_STATIONS_OF_2020
    for each in stations:
        for language in ("be", "ru", "en"):
            (reading,) = read_places(each[language], towns="Minsk", gazetteer=shipped)
            assert (reading.name, reading.wanting) == (each["be"], None)


def test_all_nine_districts_of_minsk_have_their_police() -> None:
    districts = [each for each in entries() if each["id"].startswith("by.minsk.district_")]
    police = [each for each in entries() if each["id"].startswith("by.minsk.ruus_")]
    assert len(districts) == len(police) == 9


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_every_landmark_is_found_by_its_own_name_or_told_as_doubtful(
    shipped: Gazetteer, language: str
) -> None:
    for each in entries():
        if each["kind"] != "landmark":
            continue
        found = read_places(each[language], towns=each["town"], gazetteer=shipped)
        assert any(each["be"] == reading.name or reading.wanting for reading in found), each["id"]


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_every_street_is_found_by_its_own_name(shipped: Gazetteer, language: str) -> None:
    for each in entries():
        # «Аўтамабільная дарога» is no type of street's name: the ring road is found by its letters.
        if each["kind"] != "street" or each["id"] == "by.minsk.mkad":
            continue
        (reading,) = read_places(each[language], towns=each["town"], gazetteer=shipped)
        assert reading.name == each["be"], each["id"]
        assert reading.place is not None
        assert reading.place.precision is Precision.STREET


@pytest.mark.parametrize(
    ("words", "town", "name"),
    [
        ("Komsomolskaya street", "Baranavichy", "вуліца Камсамольская"),
        ("Praspekt Kasmanautau", "Hrodna", "праспект Касманаўтаў"),
        ("Lenin Square", "Kobryn", "плошча Леніна"),
        ("Площадь Перемен", "Минск", "плошча Перамен"),
        ("shopping center 'Atrium'", "Mahiliou", "гандлёвы цэнтр «Атрыум»"),
        ("Московское РУВД", "Минск", "Маскоўскае РУУС"),
        ("Володарка", "Минск", "СІЗА № 1 на Валадарскага"),
        ("стела", "Минск", "стэла «Мінск — горад-герой»"),
        ("Stela", "Minsk", "стэла «Мінск — горад-герой»"),
        ("Amerikanka", "Minsk", "СІЗА КДБ"),
        ("Charviakova street", "Minsk", "вуліца Чарвякова"),
        ("Кунцевщина", "Минск", "Кунцаўшчына"),
        ("МКАД", "Минск", "Мінская кальцавая аўтамабільная дарога"),
    ],
)
def test_words_of_the_field_are_known(shipped: Gazetteer, words: str, town: str, name: str) -> None:
    (reading,) = read_places(words, towns=town, gazetteer=shipped)
    assert (reading.name, reading.wanting) == (name, None)


def test_a_crossing_with_a_street_that_has_no_line_wants_a_person(shipped: Gazetteer) -> None:
    (reading,) = read_places(
        "intersection of Kalinina & Molodezhnaya str", towns="Navapolatsk", gazetteer=shipped
    )
    assert reading.name == "вуліца Маладзёжная"
    assert "is not drawn" in str(reading.wanting)
