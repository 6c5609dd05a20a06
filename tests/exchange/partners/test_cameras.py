"""Cameras: an inventory of where they stand, no recordings yet."""

from datetime import date
from pathlib import Path

import pytest

from crimebook.exchange.accounts import Account, Subject, When, parse_accounts
from crimebook.exchange.partners.cameras import CAMERAS, KIND, POLE_RADIUS_M
from crimebook.exchange.tables import Parsed, TableError, write_table
from crimebook.terms.codebook import Codebook
from crimebook.terms.windows import View

SAMPLE = (Path(__file__).parent / "samples" / "cameras.csv").read_bytes()
CAMERA = {"camera_id": "7", "location": "Mill Bridge", "lon": "27.56", "lat": "53.90"}


def parse(**differences: str) -> Parsed[Account]:
    return parse_accounts(CAMERAS, write_table([tuple({**CAMERA, **differences}.items())]))


def test_a_camera_stands_somewhere_and_looks_somewhere():
    first = parse_accounts(CAMERAS, SAMPLE).records[0]
    assert (first.external_id, first.title, first.where.towns) == ("C-1", "Mill Bridge", "Oldtown")
    assert first.where.spot is not None
    assert (first.where.spot.point, first.where.spot.radius_m) == ((53.902284, 27.561831), 15.0)
    assert first.view == View(10.0, 60.0, 80.0)
    assert first.when == When(first=date(2019, 1, 1), last=date(2021, 12, 31))


def test_a_camera_is_a_recording_that_is_still_to_be_asked_for():
    for account in parse_accounts(CAMERAS, SAMPLE).records:
        assert (account.subject, account.kind) == (Subject.RECORDING, KIND)
    term = Codebook.load().vocabulary("recording_kinds").find_term(KIND)
    assert term is not None
    assert "no recording" in term.labels["en"]


def test_what_an_inventory_does_not_say_stays_unknown():
    _, second, third = parse_accounts(CAMERAS, SAMPLE).records
    assert second.when == When()
    assert second.view is None
    assert second.where.spot is not None
    assert second.where.spot.radius_m == POLE_RADIUS_M
    assert third.where.spot is None
    assert third.title == "C-3"


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"camera_id": ""}, "camera_id"),
        ({"lat": ""}, "lat"),
        ({"lon": "27,x"}, "lat"),
        ({"lat": "-91"}, "lat"),
        ({"radius_m": "-5"}, "radius_m"),
        ({"radius_m": "1e30"}, "radius_m"),
        ({"azimuth_deg": "90"}, "opening_deg"),
        ({"range_m": "90"}, "azimuth_deg"),
        ({"azimuth_deg": "nan", "opening_deg": "60", "range_m": "80"}, "azimuth_deg"),
        ({"azimuth_deg": "90", "opening_deg": "400", "range_m": "80"}, "azimuth_deg"),
        ({"azimuth_deg": "90", "opening_deg": "60", "range_m": "0"}, "azimuth_deg"),
        ({"in_service_from": "2020"}, "in_service_from"),
        ({"in_service_from": "2020-02-01", "in_service_to": "2020-01-01"}, "in_service_to"),
    ],
)
def test_a_wrong_value_is_refused_by_field(differences: dict[str, str], field: str):
    assert [each.field for each in parse(**differences).refusals] == [field]


def test_another_table_is_refused_whole():
    with pytest.raises(TableError, match="camera_id"):
        parse_accounts(CAMERAS, b"id,lat\n1,2\n")
