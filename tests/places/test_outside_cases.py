"""The documented cases and the posts of the outside folder, read over the outside gazetteer."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import crimebook
from crimebook.exchange.gazetteers import parse_toml
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.hints import read_hints
from crimebook.places.settlements import settlement_radius_m
from crimebook.places.windows import ReadWindow, read_windows
from crimebook.terms.ids import ExternalId, Ref, SourceName
from crimebook.terms.places import LatLon, Place, Precision, distance_m
from crimebook.terms.toponyms import Toponym, ToponymKind
from crimebook.terms.windows import WindowKind

pytestmark = pytest.mark.outside

COUNTRY = Place(LatLon(53.6, 27.95), 375_000.0, Precision.COUNTRY)
STREET_HALF_WIDTH_M, LANDMARK_RADIUS_M = 20.0, 150.0
POINT_LIKE_M = 300.0

WHOLE_STREETS = {"321", "442", "493", "31", "32", "107", "199", "267", "279", "295", "432", "245"}
"""Cases that name a street which the outside map has, and no point on it."""

LOST = {"13", "83", "91", "164", "226", "243", "264", "269", "278", "367", "388", "459", "468"}
"""Cases whose only place is not on the outside map: their town, and a person must place them."""

OURS = Path(crimebook.__file__).parent / "work" / "sample_book"
PLACED_BY_OURS = {"13", "83", "91", "164", "226", "243", "264", "269", "278", "388", "468"}
"""Of `LOST`, those that our own streets and landmarks place; of 164 a person must still tell the crossing."""


def ref(source: str, text: str) -> Ref:
    return Ref(SourceName(source), ExternalId(text))


def settlements(folder: Path) -> Iterator[Toponym]:
    for row in rows(folder / "belarus-gazetteer" / "geonames_by_cities500.csv"):
        names = (row["name"], *row["names_cyrillic"].split("|"), *row["names_latin"].split("|"))
        population = int(row["population"] or 0)
        point = LatLon(float(row["lat"]), float(row["lon"]))
        place = Place(point, settlement_radius_m(population), Precision.LOCALITY)
        kept = tuple(name for name in names if name.strip())
        yield Toponym(
            ref("geonames", row["geonameid"]), ToponymKind.SETTLEMENT, kept, place, population=population
        )


def streets(folder: Path) -> Iterator[Toponym]:
    for feature in json.loads((folder / "belarus-gazetteer" / "osm_streets_by.geojson").read_text())[
        "features"
    ]:
        drawn, said = feature["geometry"], feature["properties"]
        parts = [drawn["coordinates"]] if drawn["type"] == "LineString" else drawn["coordinates"]
        lines = tuple(tuple(LatLon(lat, lon) for lon, lat in part) for part in parts)
        place = Place.along(lines, STREET_HALF_WIDTH_M, Precision.STREET)
        names = (said["name_be"], said["name_latin"])
        yield Toponym(ref("osm", feature["id"]), ToponymKind.STREET, names, place, town=said["city_be"])


def landmarks(folder: Path) -> Iterator[Toponym]:
    """Places of detention; one without coordinates stands where its neighbour in the same lane stands."""
    spots: dict[str, LatLon] = {}
    for row in rows(folder / "belarus-institutions" / "institutions.csv"):
        found = re.search(r"(\d\d\.\d{3,}) (\d\d\.\d{3,})", row["place"])
        lane = re.sub(r"\s*\d+\w?(?:;.*)?$", "", row["place"])
        if found:
            spots[lane] = LatLon(float(found[1]), float(found[2]))
        if lane in spots:
            names = tuple(name for name in (row["name_en"], row["name_be"], row["name_ru"]) if name)
            place = Place(spots[lane], LANDMARK_RADIUS_M, Precision.VICINITY)
            town = row["place"].partition(",")[0]
            yield Toponym(ref("bodies", row["id"]), ToponymKind.LANDMARK, names, place, town=town)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def map_of_belarus(outside: Path) -> Gazetteer:
    country = Toponym(ref("test", "by"), ToponymKind.COUNTRY, ("Беларусь",), COUNTRY)
    return Gazetteer([country, *settlements(outside), *streets(outside), *landmarks(outside)])


@pytest.fixture(scope="module")
def cases(outside: Path, map_of_belarus: Gazetteer) -> dict[str, tuple[ReadWindow, ...]]:
    return read_cases(outside, map_of_belarus)


@pytest.fixture(scope="module")
def cases_with_ours(outside: Path) -> dict[str, tuple[ReadWindow, ...]]:
    """The cases read over the gazetteer that ships and the outside one together."""
    ours = [
        each
        for name in ("gazetteer.toml", "landmarks.toml")
        for each in parse_toml((OURS / name).read_bytes(), SourceName("ours")).records
    ]
    whole = Gazetteer([*ours, *settlements(outside), *streets(outside), *landmarks(outside)])
    return read_cases(outside, whole)


def read_cases(outside: Path, gazetteer: Gazetteer) -> dict[str, tuple[ReadWindow, ...]]:
    return {
        row["case_no"]: read_windows(
            row["place_text"],
            row["time_text"],
            towns=row["city"],
            first=date.fromisoformat(row["date_from"]),
            last=date.fromisoformat(row["date_to"]) if row["date_to"] else None,
            zone=ZoneInfo("Europe/Minsk"),
            gazetteer=gazetteer,
        )
        for row in rows(outside / "belarus-cases" / "cases.csv")
    }


@pytest.fixture(scope="module")
def spots(outside: Path) -> dict[str, LatLon]:
    found = {each.ref.external_id: each.place.centre for each in landmarks(outside)}
    return {str(key): point for key, point in found.items()}


def precisions(windows: tuple[ReadWindow, ...]) -> set[Precision]:
    return {each.window.place.precision for each in windows if each.window.place is not None}


def test_every_case_has_windows_with_four_bounds_and_reasons(
    cases: dict[str, tuple[ReadWindow, ...]],
) -> None:
    assert len(cases) == 35
    for windows in cases.values():
        assert windows
        for each in windows:
            assert None not in each.window.time.points
            assert each.window.place is not None
            assert each.window.reasons


@pytest.mark.parametrize(
    ("case", "landmark"),
    [
        ("27", "cip-akrestsina"),
        ("334", "cip-akrestsina"),
        ("27", "prison-8"),
        ("200", "prison-8"),
        ("201", "prison-8"),
    ],
)
def test_places_of_detention_are_points(
    cases: dict[str, tuple[ReadWindow, ...]], spots: dict[str, LatLon], case: str, landmark: str
) -> None:
    near = [each for each in cases[case] if is_near(each, spots[landmark])]
    assert len(near) == 1


@pytest.mark.parametrize(
    ("case", "point"),
    [("94", LatLon(53.9095, 27.4955)), ("436", LatLon(53.9241, 27.5031)), ("427", LatLon(54.0116, 27.2647))],
)
def test_crossings_and_coordinates_are_points(
    cases: dict[str, tuple[ReadWindow, ...]], case: str, point: LatLon
) -> None:
    assert any(is_near(each, point) for each in cases[case])


def test_streets_are_whole_lines(cases: dict[str, tuple[ReadWindow, ...]]) -> None:
    assert {
        case for case, windows in cases.items() if Precision.STREET in precisions(windows)
    } == WHOLE_STREETS


def test_what_the_map_lacks_is_the_town_and_wants_a_person(cases: dict[str, tuple[ReadWindow, ...]]) -> None:
    for case in LOST:
        assert precisions(cases[case]) == {Precision.LOCALITY}, case
        assert all(each.window.wanting is not None for each in cases[case]), case


def test_our_streets_and_landmarks_place_what_the_outside_map_lacks(
    cases_with_ours: dict[str, tuple[ReadWindow, ...]],
) -> None:
    placed = {case for case in LOST if Precision.LOCALITY not in precisions(cases_with_ours[case])}
    assert placed >= PLACED_BY_OURS
    for case in PLACED_BY_OURS - {"164"}:
        assert all(each.window.wanting is None for each in cases_with_ours[case]), case
    assert any("is not drawn" in str(each.window.wanting) for each in cases_with_ours["164"])


def test_with_our_streets_more_cases_are_whole_lines(
    cases_with_ours: dict[str, tuple[ReadWindow, ...]],
) -> None:
    lines = {case for case, windows in cases_with_ours.items() if Precision.STREET in precisions(windows)}
    assert lines >= {"13", "164", "264", "269", "388", "468"}
    assert len(lines) >= len(WHOLE_STREETS) + 4


def test_no_disc_is_smaller_than_what_stands_there(cases: dict[str, tuple[ReadWindow, ...]]) -> None:
    for windows in cases.values():
        for each in windows:
            place = each.window.place
            assert place is not None
            assert place.radius_m >= (60.0 if place.precision is Precision.VICINITY else 200.0)


def test_only_detention_over_several_days_lasts(cases: dict[str, tuple[ReadWindow, ...]]) -> None:
    lasting = {case for case, windows in cases.items() if windows[0].window.kind is WindowKind.LASTING}
    assert lasting == {"27", "334"}


def test_every_hinted_town_is_found(outside: Path, map_of_belarus: Gazetteer) -> None:
    posts = rows(outside / "belarus-channels" / "media_index.csv")
    hinted = {(post["towns_auto"], post["streets_auto"]) for post in posts if post["towns_auto"]}
    assert all(read_hints(*each, map_of_belarus) for each in hinted)
    lines = [
        reading
        for each in hinted
        for reading in read_hints(*each, map_of_belarus)
        if reading.place is not None and reading.place.precision is Precision.STREET
    ]
    assert len(lines) >= 60


def test_streets_are_joined_to_the_settlements_that_they_lie_in(
    outside: Path, map_of_belarus: Gazetteer
) -> None:
    for town, street in (
        ("Мінск", "Менск"),
        ("Гродно", "Горадня"),
        ("Brest", "Берасьце"),
        ("Дзержинск", "Койданаў"),
    ):
        home = map_of_belarus.find_towns(town)[0]
        mapped = [each for each in streets(outside) if each.town == street]
        assert mapped
        assert {found.ref for each in mapped if (found := map_of_belarus.town_of(each))} == {home.ref}


def is_near(window: ReadWindow, point: LatLon) -> bool:
    place = window.window.place
    return (
        place is not None
        and place.precision in {Precision.EXACT, Precision.VICINITY}
        and distance_m(place.centre, point) <= POINT_LIKE_M
        and place.radius_m <= POINT_LIKE_M
    )
