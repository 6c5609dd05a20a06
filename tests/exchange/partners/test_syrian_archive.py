"""Syrian Archive: a video with its minute, the middle of its town, and NA for what nobody knows."""

import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest

from crimebook.exchange.accounts import Account, LinkWords, LocalTimes, Subject, When, Where, parse_accounts
from crimebook.exchange.partners.syrian_archive import (
    SYRIAN_ARCHIVE,
    TOWN_RADIUS_M,
    is_list_of_places,
    parse_places,
)
from crimebook.exchange.tables import Parsed, TableError, write_table
from crimebook.places.gazetteer import Gazetteer
from crimebook.places.placewords import read_places
from crimebook.terms.ids import SourceName

SAMPLE = (Path(__file__).parent / "samples" / "syrian-archive.csv").read_bytes()
VIDEO = next(csv.DictReader(io.StringIO(SAMPLE.decode(), newline="")))
PLACES = b"""City,Neighborhood,Latitude,Longitude
Hama,Invented Village,35.37,36.60
Aleppo,Other Village,36.11,37.20
"""


def parse(**differences: str) -> Parsed[Account]:
    return parse_accounts(SYRIAN_ARCHIVE, write_table([tuple({**VIDEO, **differences}.items())]))


def when(**differences: str) -> When:
    return parse(**differences).records[0].when


def test_a_video_was_recorded_at_its_minute_by_a_local_clock():
    first = parse_accounts(SYRIAN_ARCHIVE, SAMPLE).records[0]
    assert (first.subject, first.kind, first.external_id) == (Subject.RECORDING, "video", "XX_00001")
    assert first.when == When(local=LocalTimes(datetime(2016, 2, 29, 21, 38), datetime(2016, 2, 29, 21, 39)))
    assert first.duration_s is None
    assert first.labels == ("Unlawful attacks",)
    assert first.row.number == 2


def test_the_point_is_the_town_and_the_neighbourhood_is_looked_for_first():
    where = parse_accounts(SYRIAN_ARCHIVE, SAMPLE).records[0].where
    assert where.spot is not None
    assert (where.spot.point, where.spot.radius_m) == ((36.2021, 37.1343), TOWN_RADIUS_M)
    assert (where.words, where.towns) == ("Invented Quarter", "Invented Quarter, ALEPPO")


def test_na_is_nothing_everywhere():
    third = parse_accounts(SYRIAN_ARCHIVE, SAMPLE).records[2]
    assert third.where == Where()
    assert (third.title, third.labels, third.links) == ("XX_00003", (), ())


def test_without_the_minute_it_is_the_hour_without_the_hour_the_day_without_the_day_unknown():
    assert when(Recording_Minute="NA").local == LocalTimes(
        datetime(2016, 2, 29, 21), datetime(2016, 2, 29, 22)
    )
    assert when(Recording_Hour="NA") == When(first=date(2016, 2, 29), last=date(2016, 2, 29))
    assert when(Recording_Date="NA") == When()
    assert when(Recording_Hour="23.0", Recording_Minute="59").local == LocalTimes(
        datetime(2016, 2, 29, 23, 59), datetime(2016, 3, 1)
    )


def test_links_keep_their_spaces_and_news_are_parted_by_lines():
    first, second = parse_accounts(SYRIAN_ARCHIVE, SAMPLE).records[:2]
    assert first.links == (
        LinkWords("https://video.example.org/1", "Youtube_ID"),
        LinkWords("https://archive.example.org/smoke over a bakery.mp4", "Video_URL"),
    )
    assert [link.url for link in second.links if link.text == "URLs_And_News"] == [
        "https://news.example.org/a",
        "https://news.example.org/b",
    ]


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"Reference_Code": ""}, "Reference_Code"),
        ({"Reference_Code": "a b"}, "Reference_Code"),
        ({"Recording_Date": "2016-02-30"}, "Recording_Date"),
        ({"Recording_Date": "29.02.2016"}, "Recording_Date"),
        ({"Recording_Hour": "24.0"}, "Recording_Hour"),
        ({"Recording_Hour": "-1"}, "Recording_Hour"),
        ({"Recording_Hour": "inf"}, "Recording_Hour"),
        ({"Recording_Minute": "38.5"}, "Recording_Minute"),
        ({"Recording_Minute": "60"}, "Recording_Minute"),
        ({"Latitude": "NA"}, "Latitude"),
        ({"Longitude": "NA"}, "Longitude"),
        ({"Latitude": "91"}, "Latitude"),
        ({"Latitude": "north"}, "Latitude"),
    ],
)
def test_a_wrong_value_is_refused_by_field(differences: dict[str, str], field: str):
    parsed = parse(**differences)
    assert [each.field for each in parsed.refusals] == [field]
    assert not parsed.records


def test_a_table_of_other_columns_is_refused_whole():
    with pytest.raises(TableError, match="Violation_Type"):
        parse_accounts(SYRIAN_ARCHIVE, SAMPLE.replace(b"Violation_Type", b"Kind"))


def test_the_places_of_the_publication_resolve_the_words_of_a_video():
    toponyms = parse_places(PLACES, SourceName("places"))
    assert [str(each.ref) for each in toponyms.records] == [
        "places:hama/invented-village",
        "places:aleppo/other-village",
    ]
    where = parse_accounts(SYRIAN_ARCHIVE, SAMPLE).records[1].where
    readings = read_places(where.words, towns=where.towns, gazetteer=Gazetteer(toponyms.records))
    assert [each.place.centre for each in readings if each.place] == [(35.37, 36.60)]


def test_the_places_are_known_by_their_columns():
    assert is_list_of_places(PLACES)
    assert is_list_of_places(b"\xef\xbb\xbf" + PLACES.replace(b"\n", b"\r\n"))
    assert not is_list_of_places(SAMPLE)
    assert not is_list_of_places(b"geonameid,name,lat,lon,population\n")


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (b"Hama,Nowhere,NA,36.6", "Latitude"),
        (b"Hama,,35.3,36.6", "Neighborhood"),
        (b"Hama,Nowhere,35.3,200", "Latitude"),
    ],
)
def test_a_place_without_a_name_or_a_point_is_refused(row: bytes, field: str):
    parsed = parse_places(b"City,Neighborhood,Latitude,Longitude\n" + row + b"\n", SourceName("places"))
    assert [each.field for each in parsed.refusals] == [field]
