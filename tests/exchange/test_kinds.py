"""Each kind of file: what its rows become, and which values refuse a row."""

import json
from datetime import date
from typing import Any

import pytest

from crimebook.exchange.cases import InjuryWords, parse_cases
from crimebook.exchange.figures import parse_figures
from crimebook.exchange.gazetteers import parse_geonames, parse_streets, parse_toml
from crimebook.exchange.institutions import parse_institutions
from crimebook.exchange.posts import parse_posts
from crimebook.exchange.radio import parse_radio
from crimebook.exchange.recordings import parse_recordings
from crimebook.exchange.tables import Parsed, TableError, write_table
from crimebook.exchange.values import WORLD, Bounds
from crimebook.terms.ids import SourceName
from crimebook.terms.places import Precision

TODAY = date(2026, 1, 1)
BELARUS = Bounds(south=51, north=57, west=23, east=33)


def refused(parsed: Parsed[Any]) -> list[str]:
    return [each.field for each in parsed.refusals]


def row(**cells: str) -> bytes:
    return write_table([tuple(cells.items())])


def case(**differences: str) -> bytes:
    cells = {
        "case_no": "7",
        "url": "https://example.org/7",
        "date_from": "2020-08-09",
        "date_to": "",
        "city": "(Minsk)",
        "time_text": "late evening",
        "place_text": "a square",
        "perpetrator_units": "OMON|Undefined",
        "violations": "Beating",
        "victim_category": "a man",
        "evidence_kind": "video",
        "injuries": "head/bruise/beat.object",
        "is_invented": "no",
    }
    return row(**{**cells, **differences})


def test_a_case_keeps_its_lists_and_its_words():
    parsed = parse_cases(case(), today=TODAY).records[0]
    assert parsed.units == ("OMON", "Undefined")
    assert parsed.injuries == (InjuryWords("head", "bruise", "beat.object"),)
    assert dict(parsed.row.words)["city"] == "(Minsk)"
    assert parsed.last is None


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"date_from": "2092-08-09"}, "date_from"),
        ({"date_from": "09.08.2020"}, "date_from"),
        ({"date_from": ""}, "date_from"),
        ({"date_to": "2020-08-01"}, "date_to"),
        ({"case_no": ""}, "case_no"),
        ({"case_no": "a b"}, "case_no"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"injuries": "head"}, "injuries"),
        ({"is_invented": "maybe"}, "is_invented"),
    ],
)
def test_a_case_with_a_wrong_value_is_refused_by_field(differences: dict[str, str], field: str):
    parsed = parse_cases(case(**differences), today=TODAY)
    assert refused(parsed) == [field]
    assert not parsed.records


def test_a_date_to_come_says_what_was_expected():
    fault = parse_cases(case(date_from="2092-08-09"), today=TODAY).refusals[0].fault
    assert str(fault) == "expected a date from 1900 to the day of the import, got 2092-08-09; check the year"


def post(**differences: str) -> bytes:
    cells = {
        "id": "chan/1",
        "channel": "chan",
        "time_utc": "2020-08-09T20:00:00Z",
        "media_type": "video_file",
        "mime": "video/mp4",
        "duration_s": "12",
        "width": "640",
        "height": "360",
        "towns_auto": "Minsk",
        "streets_auto": "",
    }
    return row(**{**cells, **differences})


def test_a_post_with_a_video_is_a_video():
    parsed = parse_posts(post(), today=TODAY).records[0]
    assert (parsed.is_video, parsed.duration_s, parsed.width_px) == (True, 12.0, 640)
    assert not parse_posts(post(media_type="photo"), today=TODAY).records[0].is_video


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"time_utc": "2020-08-09 20:00"}, "time_utc"),
        ({"time_utc": "2092-08-09T20:00:00Z"}, "time_utc"),
        ({"duration_s": "-1"}, "duration_s"),
        ({"duration_s": "nan"}, "duration_s"),
        ({"width": "6.5"}, "width"),
    ],
)
def test_a_post_with_a_wrong_value_is_refused_by_field(differences: dict[str, str], field: str):
    assert refused(parse_posts(post(**differences), today=TODAY)) == [field]


def recording(**differences: str) -> bytes:
    cells = {
        "id": "cam-1",
        "title": "a camera",
        "kind": "fixed_camera",
        "lat": "53.9",
        "lon": "27.5",
        "radius_m": "10",
        "start": "2020-08-09T22:00:00+03:00",
        "end": "2020-08-09T22:15:00+03:00",
        "clock_sigma_s": "5",
        "posted_at": "",
        "duration_s": "",
        "azimuth_deg": "90",
        "opening_deg": "60",
        "range_m": "80",
        "town_words": "",
        "place_words": "",
        "is_invented": "yes",
    }
    return row(**{**cells, **differences})


def parse_recording(**differences: str) -> Parsed[Any]:
    return parse_recordings(recording(**differences), today=TODAY, bounds=BELARUS)


def test_a_recording_keeps_pose_and_clock():
    parsed = parse_recording().records[0]
    assert parsed.view is not None
    assert (parsed.view.azimuth_deg, parsed.clock_sigma_s) == (90.0, 5.0)


def test_swapped_coordinates_are_told_as_swapped():
    refusal = parse_recording(lat="27.5", lon="53.9").refusals[0]
    assert refusal.field == "lat"
    assert refusal.fault.remedy == "latitude and longitude look swapped"


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"lon": ""}, "lon"),
        ({"radius_m": ""}, "radius_m"),
        ({"end": ""}, "end"),
        ({"start": "", "end": ""}, "start"),
        ({"end": "2020-08-09T21:00:00+03:00"}, "end"),
        ({"start": "2020-08-09T22:00:00"}, "start"),
        ({"opening_deg": "0"}, "azimuth_deg"),
        ({"is_invented": ""}, "is_invented"),
    ],
)
def test_a_recording_with_a_wrong_value_is_refused_by_field(differences: dict[str, str], field: str):
    assert refused(parse_recording(**differences)) == [field]


def test_a_recording_may_be_known_by_its_posting_alone():
    parsed = parse_recording(
        start="", end="", posted_at="2020-08-10T00:00:00+03:00", duration_s="40", lat="", lon=""
    )
    assert parsed.records[0].spot is None


def test_an_institution_says_where_it_stands_only_inside_the_book():
    cells = {"id": "x", "name_en": "A prison", "parent": "", "place": "Town, Street 1; 54.13 28.36"}
    assert parse_institutions(row(**cells), bounds=BELARUS).records[0].point == (54.13, 28.36)
    assert refused(parse_institutions(row(**{**cells, "place": "Town; 28.36 54.13"}), bounds=BELARUS)) == [
        "place"
    ]
    assert refused(parse_institutions(row(**{**cells, "parent": "x"}), bounds=BELARUS)) == ["parent"]


def test_radio_and_figures_need_their_words():
    message = {"id": "m", "at": "2020-08-09T22:00:00+03:00", "channel": "1", "text": "", "is_invented": "yes"}
    assert refused(parse_radio(row(**message), today=TODAY, bounds=WORLD)) == ["text"]
    figure = {"id": "f", "field": "x", "value": "", "words": "w", "source_title": "t"}
    assert refused(parse_figures(row(**figure), today=TODAY)) == ["value"]


SOURCE = SourceName("a-gazetteer")


def test_our_own_gazetteer_gives_streets_as_lines_and_towns_as_discs():
    content = """
    [[place]]
    id = "t"
    kind = "settlement"
    en = "Town"
    lat = 53.0
    lon = 27.0
    radius_m = 4000

    [[place]]
    id = "s"
    kind = "street"
    town = "Town"
    be = "Вуліца"
    lines = [[[53.0, 27.0], [53.01, 27.0]]]

    [[place]]
    id = "bad"
    kind = "street"
    """
    parsed = parse_toml(content.encode(), SOURCE)
    assert [each.place.precision for each in parsed.records] == [Precision.LOCALITY, Precision.STREET]
    assert parsed.records[1].place.lines == (((53.0, 27.0), (53.01, 27.0)),)
    assert len(parsed.refusals) == 1


def test_geojson_writes_longitude_first():
    geometry = {"type": "LineString", "coordinates": [[27.0, 53.0], [27.1, 53.1]]}
    names = {"name_be": "вуліца", "name_latin": "vulica", "city_be": "Менск", "city_latin": "Miensk"}
    content = json.dumps({"features": [{"id": "a", "geometry": geometry, "properties": names}]})
    assert parse_streets(content.encode(), SOURCE).records[0].place.lines == (((53.0, 27.0), (53.1, 27.1)),)
    with pytest.raises(TableError, match="whole"):
        parse_streets(content.encode()[:-5], SOURCE)


def test_a_settlement_gets_the_radius_of_its_people():
    cells = {
        "geonameid": "1",
        "name": "Town",
        "lat": "53",
        "lon": "27",
        "population": "900",
        "names_cyrillic": "Горад",
    }
    parsed = parse_geonames(row(**cells), SOURCE, radius_of=lambda people: people * 2.0)
    assert parsed.records[0].place.radius_m == 1800.0
    assert parsed.records[0].names == ("Town", "Горад")
