"""2020PB: an incident with its day, its pin and all its links; what is unknown stays unknown."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crimebook.exchange.accounts import Account, LinkWords, Subject, When, Where, parse_accounts
from crimebook.exchange.partners.police_brutality import PIN_RADIUS_M, POLICE_BRUTALITY
from crimebook.exchange.partners.us_zones import ZONES, zones_of_state
from crimebook.exchange.tables import Parsed, TableError
from crimebook.terms.codebook import Codebook

SAMPLE = (Path(__file__).parent / "samples" / "2020pb.json").read_bytes()


def parse(**differences: Any) -> Parsed[Account]:
    return parse_accounts(POLICE_BRUTALITY, json.dumps({"data": [{"id": "a-1", **differences}]}).encode())


def refused(**differences: Any) -> list[str]:
    return [each.field for each in parse(**differences).refusals]


def test_an_incident_has_its_day_its_pin_and_its_labels():
    first = parse_accounts(POLICE_BRUTALITY, SAMPLE).records[0]
    assert first.external_id == "or-lakeview-1"
    assert first.subject is Subject.INCIDENT
    assert (first.when.first, first.when.last) == (date(2020, 6, 1), date(2020, 6, 1))
    assert first.where.spot is not None
    assert (first.where.spot.point, first.where.spot.radius_m) == ((42.18881, -120.34579), PIN_RADIUS_M)
    assert first.where.towns == "Lakeview, Oregon"
    assert first.labels == ("drive", "horse", "protester")
    assert first.title == "Riders drive into a queue"
    assert first.text.endswith("Nobody is told why.")


def test_every_link_is_kept_in_its_order_also_twice_and_also_if_it_is_no_address():
    links = parse_accounts(POLICE_BRUTALITY, SAMPLE).records[0].links
    assert links == (
        LinkWords("https://video.example.org/queue", "from the roof"),
        LinkWords("https://video.example.org/queue"),
        LinkWords("video.example.net/queue2 (the end)"),
    )
    assert parse_accounts(POLICE_BRUTALITY, SAMPLE).records[1].links == (
        LinkWords("https://video.example.org/gas"),
    )


def test_without_a_day_it_is_undated_and_its_words_stay():
    undated = parse_accounts(POLICE_BRUTALITY, SAMPLE).records[1]
    assert undated.when == When(zones=("America/Denver",))
    assert dict(undated.row.words)["date_text"] == "Unknown Date"


def test_without_a_point_it_is_unplaced_and_so_is_the_point_of_programs():
    unplaced, nowhere = parse_accounts(POLICE_BRUTALITY, SAMPLE).records[2:]
    assert unplaced.where == Where(towns="Unknown Location")
    assert unplaced.when.zones == ()
    assert nowhere.where == Where(towns="Colby, Kansas")


def test_the_id_is_enough():
    assert not parse().refusals
    assert parse_accounts(POLICE_BRUTALITY, b'[{"id": "a-1"}]').records == parse().records


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": None}, "id"),
        ({"id": "a 1"}, "id"),
        ({"id": "a\u202e1"}, "id"),
        ({"id": ["a"]}, "id"),
        ({"date": "2020-06-31"}, "date"),
        ({"date": "06/01/2020"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": "0000-00-00"}, "date"),
        ({"date": "٢٠٢٠-٠٦-٠١"}, "date"),
        ({"geolocation": "42.1"}, "geolocation"),
        ({"geolocation": "42.1, 200"}, "geolocation"),
        ({"geolocation": "nan, 1"}, "geolocation"),
        ({"geolocation": "1, 2, 3"}, "geolocation"),
        ({"geolocation": [42.1, 1]}, "geolocation"),
        ({"name": ["a", "b"]}, "name"),
        ({"description": {"en": "a"}}, "description"),
        ({"tags": "shove"}, "tags"),
        ({"tags": {"shove": 1}}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"links": [["https://example.org"]]}, "links"),
        ({"links": [{"url": 5}]}, "links"),
        ({"name": "a\x00b"}, "name"),
        ({"tags": ["a\x00b"]}, "tags"),
        ({"name": "half a \ud83d"}, "name"),
        ({"name": "x" * 200_001}, "name"),
        ({"half \ud83d": "a name"}, "record"),
    ],
)
def test_a_wrong_value_is_refused_by_field(differences: dict[str, Any], field: str):
    assert refused(**differences) == [field]


@pytest.mark.parametrize(
    "content", [b"{}", b'{"data": {}}', b'"data"', b"[1]", b"", b'[{"id": "a"', b"[NaN]"]
)
def test_another_file_is_refused_whole(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(POLICE_BRUTALITY, content)


@pytest.mark.parametrize("content", [b"[" * 100_000, b'[{"id": ' + b"[" * 990 + b"]" * 990 + b"}]"])
def test_values_nested_too_deep_are_refused_not_fallen_over(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(POLICE_BRUTALITY, content)


@pytest.mark.parametrize(
    ("state", "zones"),
    [
        ("Oregon", ("America/Los_Angeles", "America/Boise")),
        ("texas", ("America/Chicago", "America/Denver")),
        ("Washington", ("America/Los_Angeles",)),
        ("Washington DC", ("America/New_York",)),
        ("Unknown Location", ()),
        ("", ()),
    ],
)
def test_a_state_with_two_zones_has_both(state: str, zones: tuple[str, ...]):
    assert zones_of_state(state) == zones


def test_every_zone_exists_and_every_state_has_one():
    # Fifty states, the capital by two names, five territories.
    assert len(ZONES) == 50 + 2 + 5
    for zones in ZONES.values():
        assert all(ZoneInfo(zone).key == zone for zone in zones)


def test_its_tags_have_a_crosswalk_and_a_tag_without_a_code_stays_words():
    book = Codebook.load()
    assert POLICE_BRUTALITY.crosswalk in book.crosswalks
    walk = POLICE_BRUTALITY.crosswalk
    assert book.code_for_label("methods", "taser", crosswalk=walk) == "electric_device"
    assert book.code_for_label("acts", "arrest", crosswalk=walk) is None
