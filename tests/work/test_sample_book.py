import csv
import math
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from shapely import MultiLineString

from crimebook.exchange.cases import parse_cases
from crimebook.exchange.figures import parse_figures
from crimebook.exchange.gazetteers import parse_toml
from crimebook.exchange.institutions import parse_institutions
from crimebook.exchange.radio import parse_radio
from crimebook.exchange.recordings import parse_recordings
from crimebook.exchange.tables import Parsed
from crimebook.exchange.values import Bounds
from crimebook.terms.codebook import Codebook
from crimebook.terms.ids import SourceName
from crimebook.terms.instants import parse_instant
from crimebook.terms.places import LatLon, distance_m
from crimebook.terms.toponyms import Toponym, ToponymKind
from crimebook.work.sampling import GAZETTEER_FILES

FOLDER = files("crimebook.work.sample_book")
TODAY = date(2020, 12, 31)
BELARUS = Bounds(south=51.2, north=56.2, west=23.1, east=32.8)
CODEBOOK = Codebook.load()
TABLES = ("cases", "institutions", "figures", "recordings", "radio", "sources")
PATRONYMIC = re.compile(
    r"\w+(ович|евич|ович|ьич|овна|евна|ична|авіч|евіч|аўна|еўна|ovich|evich|avich|ovna|evna)\b"
)
# Place names that end as a patronymic does; a person's would stand between a first and a last name.
PLACE_NAMES = {"Богдановича", "Bahdanovich"}


def content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(content(f"{table}.csv").decode("utf-8").splitlines()))


@cache
def toponyms() -> tuple[Toponym, ...]:
    parsed = [parse_toml(content(name), SourceName("sample")) for name in GAZETTEER_FILES]
    assert not any(each.refusals for each in parsed)
    return tuple(record for each in parsed for record in each.records)


def street(name: str, town: str = "Minsk") -> Toponym:
    (found,) = (
        each
        for each in toponyms()
        if each.kind is ToponymKind.STREET and each.town == town and name in each.names
    )
    return found


def flat(each: Toponym) -> MultiLineString:
    """The lines in metres on a plane that touches the ground at 54 N."""
    x_m, y_m = 111_195 * math.cos(math.radians(54.0)), 111_195
    return MultiLineString(
        [[(point.lon * x_m, point.lat * y_m) for point in line] for line in each.place.lines]
    )


@pytest.mark.parametrize(
    "parse",
    [
        lambda: parse_cases(content("cases.csv"), today=TODAY),
        lambda: parse_institutions(content("institutions.csv"), bounds=BELARUS),
        lambda: parse_figures(content("figures.csv"), today=TODAY),
        lambda: parse_recordings(content("recordings.csv"), today=TODAY, bounds=BELARUS),
        lambda: parse_radio(content("radio.csv"), today=TODAY, bounds=BELARUS),
        lambda: parse_toml(content("gazetteer.toml"), SourceName("sample")),
        lambda: parse_toml(content("landmarks.toml"), SourceName("sample")),
    ],
    ids=["cases", "institutions", "figures", "recordings", "radio", "gazetteer", "landmarks"],
)
def test_every_row_comes_in(parse: Callable[[], Parsed[Any]]) -> None:
    parsed = parse()
    assert parsed.refusals == ()
    assert parsed.records


@pytest.mark.parametrize("table", TABLES)
def test_ids_are_unique(table: str) -> None:
    ids = [next(iter(row.values())) for row in rows(table)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("table", ["recordings", "radio"])
def test_every_recording_and_every_radio_message_is_invented_and_says_so(table: str) -> None:
    assert {row["is_invented"] for row in rows(table)} == {"yes"}


def test_a_case_has_a_public_page_or_is_invented_and_never_both() -> None:
    titles = {row["url"] for row in rows("sources")}
    for row in rows("cases"):
        assert (row["url"] in titles) is (row["is_invented"] == "no"), row["case_no"]
        assert row["url"] or row["is_invented"] == "yes", row["case_no"]


def test_every_source_has_an_organisation_and_a_title_and_is_used() -> None:
    cited = {row["url"] for row in rows("cases")}
    for row in rows("sources"):
        assert row["organisation"], row["url"]
        assert row["title"], row["url"]
        assert row["url"] in cited, row["url"]


def test_figures_and_institutions_give_their_source() -> None:
    assert all(row["source_title"] and row["words"] for row in rows("figures"))
    assert all(row["source"] and row["source_licence"] for row in rows("institutions"))


def test_a_share_says_that_the_count_before_is_not_known() -> None:
    shares = [row for row in rows("figures") if row["unit_of_measure"] == "percent"]
    assert shares
    assert all("not known" in row["words"] for row in shares)


def test_figures_and_parents_point_at_institutions_of_the_book() -> None:
    known = {row["id"] for row in rows("institutions")}
    assert {row["subject_unit"] for row in rows("figures")} <= known
    assert {row["parent"] for row in rows("institutions") if row["parent"]} <= known


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("cases", "violations", "acts"),
        ("cases", "perpetrator_units", "unit_kinds"),
        ("recordings", "kind", "recording_kinds"),
        ("figures", "field", "claim_fields"),
        ("figures", "unit_of_measure", "measures"),
    ],
)
def test_coded_columns_have_codes(table: str, column: str, vocabulary: str) -> None:
    labels = {label for row in rows(table) for label in row[column].split("|")}
    assert {label for label in labels if CODEBOOK.code_for_label(vocabulary, label) is None} == set()


def test_kinds_of_evidence_have_codes() -> None:
    labels = {label.strip() for row in rows("cases") for label in row["evidence_kind"].split(";")}
    assert {label for label in labels if CODEBOOK.code_for_label("evidence_kinds", label) is None} == set()


def test_injuries_are_codes_of_the_codebook() -> None:
    vocabularies = ("body_regions", "injury_natures", "methods")
    triples = [
        each.split("/") for row in rows("cases") if row["injuries"] for each in row["injuries"].split("|")
    ]
    assert triples
    for triple in triples:
        for vocabulary, code in zip(vocabularies, triple, strict=True):
            assert code in CODEBOOK.vocabulary(vocabulary).codes(), triple


def test_coordinates_are_in_belarus() -> None:
    spots = [
        LatLon(float(row["lat"]), float(row["lon"]))
        for row in rows("recordings") + rows("radio")
        if row["lat"]
    ]
    assert [BELARUS.check(spot) for spot in spots] == spots


def test_times_are_aware_in_minsk_time_and_in_those_months() -> None:
    fields = [("recordings", "start"), ("recordings", "end"), ("recordings", "posted_at"), ("radio", "at")]
    moments = [row[field] for table, field in fields for row in rows(table) if row[field]]
    for text in moments:
        assert text.endswith("+03:00"), text
        assert datetime(2020, 8, 1, tzinfo=UTC) < parse_instant(text) < datetime(2020, 12, 1, tzinfo=UTC)


def test_a_recording_ends_after_it_began_and_is_posted_after_it_ended() -> None:
    for row in rows("recordings"):
        if row["start"]:
            assert parse_instant(row["start"]) <= parse_instant(row["end"]), row["id"]
        if row["start"] and row["posted_at"] and row["kind"] != "livestream":
            assert parse_instant(row["end"]) <= parse_instant(row["posted_at"]), row["id"]
        assert row["start"] or row["posted_at"], row["id"]


def test_some_recordings_know_little() -> None:
    recordings = rows("recordings")
    assert any(not row["start"] and row["posted_at"] for row in recordings)
    assert any(not row["lat"] and not row["place_words"] for row in recordings)
    assert any(row["azimuth_deg"] for row in recordings)
    assert len(recordings) >= 60
    assert len(rows("radio")) >= 40
    assert len(rows("cases")) >= 14


def test_nobody_is_named() -> None:
    for table in TABLES:
        for row in rows(table):
            for cell in row.values():
                found = {match.group() for match in PATRONYMIC.finditer(cell)} - PLACE_NAMES
                assert not found, next(iter(row.values()))


def test_heads_stand_by_their_office_only() -> None:
    for row in rows("institutions"):
        headed = row["note"].partition("headed by ")[2]
        assert not headed or headed.startswith(("the ", "its ")), row["id"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("вуліца Прытыцкага", "праспект Пушкіна"),
        ("праспект Пераможцаў", "праспект Машэрава"),
        ("вуліца Прытыцкага", "вуліца Жудро"),
        ("праспект Незалежнасці", "вуліца Сурганава"),
        ("праспект Незалежнасці", "вуліца Леніна"),
        ("праспект Пераможцаў", "вуліца Няміга"),
        ("праспект Машэрава", "вуліца Максіма Багдановіча"),
        ("праспект Дзяржынскага", "Мінская кальцавая аўтамабільная дарога"),
    ],
)
def test_streets_that_cross_do_come_together(one: str, other: str) -> None:
    assert flat(street(one)).distance(flat(street(other))) < 60


def test_a_metro_station_lies_at_its_crossing() -> None:
    (station,) = (each for each in toponyms() if "Pushkinskaya metro station" in each.names)
    for name in ("вуліца Прытыцкага", "праспект Пушкіна"):
        nearest_m = min(
            disc.radius_m + distance_m(disc.centre, station.place.centre)
            for disc in street(name).place.cover()
        )
        assert nearest_m < station.place.radius_m + 100


def test_every_place_is_in_the_country_and_says_who_drew_it() -> None:
    (country,) = (each for each in toponyms() if each.kind is ToponymKind.COUNTRY)
    for each in toponyms():
        assert "drawn by us" in each.source, each.ref
        assert distance_m(country.place.centre, each.place.centre) < country.place.radius_m, each.ref


def test_every_place_has_three_names_and_its_town_is_in_the_gazetteer() -> None:
    places = [
        each for name in GAZETTEER_FILES for each in tomllib.loads(content(name).decode("utf-8"))["place"]
    ]
    settlements = {
        name
        for each in places
        if each["kind"] == "settlement"
        for name in (each["en"], *each.get("also", ()))
    }
    for each in places:
        assert each["be"], each["id"]
        assert each["ru"], each["id"]
        assert each["en"], each["id"]
        assert each.get("town", "Minsk") in settlements, each["id"]
    towns = {
        word
        for table, column in (("cases", "city"), ("recordings", "town_words"), ("radio", "town_words"))
        for row in rows(table)
        for word in [row[column]]
        if word
    }
    assert towns <= settlements


def test_towns_streets_and_landmarks_do_not_share_a_place_by_mistake() -> None:
    seen: dict[tuple[str, LatLon], str] = {}
    for each in toponyms():
        key = (each.kind.value, each.place.centre)
        assert key not in seen, (each.ref, seen[key])
        seen[key] = str(each.ref)
