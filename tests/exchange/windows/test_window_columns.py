"""Columns of lists: numbers and instants as people, programs and frames write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.windows.columns import read_instants, read_numbers, wall_instants
from crimebook.terms.instants import instants_of

MINSK, BERLIN = ZoneInfo("Europe/Minsk"), ZoneInfo("Europe/Berlin")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANT_US = 1_597_002_300_000_000


@pytest.mark.parametrize(
    "column",
    [
        ["2020-08-09T22:45:00+03:00"],
        ["2020-08-09 19:45:00Z"],
        ["2020-08-09T22:45+0300"],
        ["2020-08-09T22:45:00.000+03"],
        ["1597002300"],
        ["1597002300.0"],
        ["1597002300000"],
        pa.array([1_597_002_300]),
        pa.array([1_597_002_300_000]),
        pa.array([INSTANT_US]),
        pa.array([1_597_002_300.0]),
        pa.array([INSTANT_US], pa.timestamp("us", "Europe/Minsk")),
        pa.array([INSTANT_US * 1_000], pa.timestamp("ns", "UTC")),
    ],
)
def test_one_instant_is_read_however_it_is_written(column: list[str] | pa.Array):
    read = read_instants(pa.array(column) if isinstance(column, list) else column, None, latest=False)
    assert read.us.tolist() == [INSTANT_US]
    assert read.is_known.all()
    assert not (read.is_wrong | read.is_naive).any()


@pytest.mark.parametrize(
    "text", ["yesterday", "2020-08-09", "2020-13-40T00:00:00Z", "9", "22:45", "2020-08-09T25:00:00Z", "1e99"]
)
def test_what_is_no_instant_is_wrong_and_not_guessed(text: str):
    read = read_instants(pa.array([text, "2020-08-09T22:45:00+03:00"]), MINSK, latest=False)
    # "9" is nine seconds after 1970 began: an instant, if a strange one.
    assert read.is_wrong.tolist() == [text != "9", False]
    assert read.us[1] == INSTANT_US


def test_a_number_too_far_from_any_archive_is_wrong():
    read = read_instants(pa.array([10**18, -(10**13)]), None, latest=False)
    assert read.is_wrong.all()


def test_a_time_without_an_offset_is_naive_until_a_zone_is_named():
    for column in (pa.array(["2020-08-09T22:45:00"]), pa.array([datetime(2020, 8, 9, 22, 45)])):
        read = read_instants(column, None, latest=False)
        assert read.is_naive.all()
        assert not read.is_known.any()
        assert read_instants(column, MINSK, latest=False).us.tolist() == [INSTANT_US]


def test_an_empty_cell_is_no_time_and_no_fault():
    for column in (
        pa.array([None, ""]),
        pa.array([None, float("nan")]),
        pa.array([None], pa.timestamp("us")),
    ):
        read = read_instants(column, None, latest=False)
        assert not (read.is_known | read.is_wrong | read.is_naive).any()


@given(
    st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)), min_size=1, max_size=5),
    st.sampled_from([BERLIN, MINSK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("America/St_Johns")]),
)
def test_clock_readings_are_the_instants_that_the_zone_allows(walls: list[datetime], zone: ZoneInfo):
    us = np.array([(wall - datetime(1970, 1, 1)) // timedelta(microseconds=1) for wall in walls], np.int64)
    for latest, choose in ((False, min), (True, max)):
        expected = [(choose(instants_of(wall, zone)) - EPOCH) // timedelta(microseconds=1) for wall in walls]
        assert wall_instants(us, zone, latest=latest).tolist() == expected


def test_an_hour_that_comes_twice_is_read_as_wide_as_it_can_be():
    column = pa.array(["2020-10-25T02:30:00"])
    first, last = (read_instants(column, BERLIN, latest=latest).us[0] for latest in (False, True))
    assert last - first == 3_600_000_000


def test_numbers_are_read_and_what_is_none_is_wrong():
    read = read_numbers(pa.array([" 1.5 ", "", None, "x", "inf", "1,5"]))
    assert read.is_wrong.tolist() == [False, False, False, True, True, True]
    assert read.values[0] == 1.5
    assert np.isnan(read.values[1:]).all()
    assert read_numbers(pa.array([True])).is_wrong.all()
