"""TimeMap: events of its schema, old and new, with the paths of their sources as links."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crimebook.exchange.accounts import Account, LinkWords, LocalTimes, Subject, When, parse_accounts
from crimebook.exchange.partners.timemap import RADIUS_M, TIMEMAP, UNSTATED_RADIUS_M
from crimebook.exchange.tables import Parsed, TableError

SAMPLE = (Path(__file__).parent / "samples" / "timemap.json").read_bytes()
EVENTS = parse_accounts(TIMEMAP, SAMPLE).records


def parse(**differences: Any) -> Parsed[Account]:
    return parse_accounts(TIMEMAP, json.dumps([{"id": "EV-1", **differences}]).encode())


def when(**differences: Any) -> When:
    return parse(**differences).records[0].when


def minute(*parts: int) -> When:
    start = datetime(2020, *parts)
    return When(local=LocalTimes(start, start.replace(minute=start.minute + 1)))


def test_an_event_has_its_minute_its_point_and_its_labels():
    first = EVENTS[0]
    assert (first.external_id, first.subject) == ("EV-1", Subject.INCIDENT)
    assert first.when == minute(8, 9, 22, 45)
    assert first.where.spot is not None
    assert (first.where.spot.point, first.where.spot.radius_m) == ((53.9023, 27.5618), RADIUS_M["street"])
    assert (first.where.words, first.text) == ("Mill Bridge", "A lorry stops before a school.")
    assert first.labels == ("Lorry", "Photo", "School")


def test_the_paths_of_sources_become_links():
    assert EVENTS[0].links == (
        LinkWords("https://photo.example.org/3"),
        LinkWords("https://photo.example.org/1", "From a window"),
        LinkWords("window/2.jpg", "From a window"),
        LinkWords("https://photo.example.org/2", "From a roof"),
    )
    assert EVENTS[1].links == (LinkWords("https://photo.example.org/4", "a photograph"),)
    assert EVENTS[2].links == (LinkWords("https://photo.example.org/5"),)


def test_sources_may_stand_by_id():
    content = {"events": [{"id": "a", "sources": ["s"]}], "sources": {"s": {"path": "https://x.example.org"}}}
    assert parse_accounts(TIMEMAP, json.dumps(content).encode()).records[0].links == (
        LinkWords("https://x.example.org"),
    )


def test_filters_are_labels_in_every_form():
    assert EVENTS[1].labels == ("Residential", "Windows", "Commercial")
    assert EVENTS[2].labels == ("Convoy",)


def test_a_time_is_as_exact_as_its_event_says():
    assert EVENTS[2].when.local == LocalTimes(datetime(2020, 8, 11, 5), datetime(2020, 8, 11, 6))
    assert EVENTS[3].when.local == LocalTimes(
        datetime(2020, 8, 11, 5, 30, 10), datetime(2020, 8, 11, 5, 30, 11)
    )
    assert EVENTS[4].when == When(first=date(2020, 8, 11), last=date(2020, 8, 11))
    assert EVENTS[5].when == When(first=date(2020, 8, 11), last=date(2020, 8, 11), words="05:30")
    assert EVENTS[1].when == When(first=date(2020, 8, 10), last=date(2020, 8, 10), words="around noon")
    assert EVENTS[7].when == When(words="at night")


def test_an_older_event_is_read_by_its_older_names_and_named_by_its_words():
    older = EVENTS[6]
    assert older.text == "An older record."
    assert older.when.first == date(2020, 8, 12)
    assert older.where.spot is not None
    assert (older.where.spot.point, older.where.spot.radius_m) == ((53.9, 27.5), UNSTATED_RADIUS_M)
    again = json.dumps({"events": json.loads(SAMPLE)["events"][6:7]}).encode()
    assert parse_accounts(TIMEMAP, again).records[0].external_id == older.external_id


def test_a_decimal_comma_is_a_point_and_zero_zero_is_no_place():
    assert EVENTS[1].where.spot is not None
    assert EVENTS[1].where.spot.point == (53.905, 27.563)
    assert EVENTS[7].where.spot is None


def test_dates_are_iso_or_month_first():
    assert when(date="02/24/2022").first == when(date="2022-02-24").first == date(2022, 2, 24)


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"id": "a b"}, "id"),
        ({"id": ["a"]}, "id"),
        ({"date": "24/02/2022"}, "date"),
        ({"date": "02/24/9999"}, "date"),
        ({"date": "yesterday"}, "date"),
        ({"date": 20220224}, "date"),
        ({"time": ["05:30"]}, "time"),
        ({"time_precision": {"a": 1}}, "time_precision"),
        ({"latitude": "53.9"}, "longitude"),
        ({"longitude": "53.9"}, "latitude"),
        ({"latitude": "91", "longitude": "1"}, "latitude"),
        ({"latitude": "1e999", "longitude": "1"}, "latitude"),
        ({"description": ["a"]}, "description"),
        ({"associations": [["a"]]}, "associations"),
        ({"associations": [{"value": 5}]}, "associations"),
        ({"sources": "https://example.org"}, "sources"),
        ({"sources": [5]}, "sources"),
        ({"sources": [{"paths": "a"}]}, "sources"),
        ({"sources": [{"paths": [5]}]}, "sources"),
    ],
)
def test_a_wrong_value_is_refused_by_field(differences: dict[str, Any], field: str):
    given = {"date": "2020-08-09", **differences}
    assert [each.field for each in parse(**given).refusals] == [field]


def test_a_number_beyond_all_numbers_refuses_its_event():
    content = b'[{"id": "a", "latitude": 1e999, "longitude": 1}, {"id": "b"}]'
    parsed = parse_accounts(TIMEMAP, content)
    assert [(each.row, each.field) for each in parsed.refusals] == [(1, "latitude")]


@pytest.mark.parametrize(
    "content", [b"{}", b'{"events": {}}', b'{"events": [], "sources": 5}', b"[[]]", b"5"]
)
def test_another_file_is_refused_whole(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(TIMEMAP, content)
