"""EDTF: in exactly, out as an enclosing interval that says when it lost something."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.edtf import format_edtf, parse_edtf
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint

MINSK = ZoneInfo("Europe/Minsk")
BERLIN = ZoneInfo("Europe/Berlin")


def day(year: int, month: int, date: int, zone: ZoneInfo = MINSK) -> datetime:
    return datetime(year, month, date, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2020-08-09", (2020, 8, 9), (2020, 8, 10)),
        ("2020-08", (2020, 8, 1), (2020, 9, 1)),
        ("2020-02-XX", (2020, 2, 1), (2020, 3, 1)),
        ("2020", (2020, 1, 1), (2021, 1, 1)),
        ("2020-XX", (2020, 1, 1), (2021, 1, 1)),
    ],
)
def test_a_date_is_a_moment_within_it(text: str, first: tuple[int, int, int], after: tuple[int, int, int]):
    start, end = day(*first), day(*after)
    assert parse_edtf(text, MINSK) == FourPoint(start, end, start, end)


def test_an_interval_began_within_one_and_ended_within_the_other():
    found = parse_edtf("2020-08-09/2020-09", MINSK)
    assert found.points == (day(2020, 8, 9), day(2020, 8, 10), day(2020, 9, 1), day(2020, 10, 1))


@pytest.mark.parametrize("text", ["2020-08-09/..", "2020-08-09/"])
def test_an_open_end_is_unknown(text: str):
    assert parse_edtf(text, MINSK).latest_end is None
    assert parse_edtf("../2020-08-09", MINSK).earliest_start is None


@pytest.mark.parametrize(
    "text", ["", "about 2020", "2020-13", "2020-02-30", "2020~", "2020-08-09?", "20-08-09"]
)
def test_what_is_not_exact_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        parse_edtf(text, MINSK)


def test_a_day_when_the_clocks_change_is_as_long_as_it_was():
    found = parse_edtf("2020-10-25", BERLIN)
    assert found.earliest_start is not None
    assert found.latest_end is not None
    assert found.latest_end.timestamp() - found.earliest_start.timestamp() == 25 * 3600


def test_hours_are_lost_and_said_to_be():
    evening = FourPoint.exact(day(2020, 8, 9) + timedelta(hours=22), day(2020, 8, 10) + timedelta(hours=2))
    written = format_edtf(evening, MINSK)
    assert (written.text, written.is_lossy) == ("2020-08-09/2020-08-10", True)


dates = st.dates(datetime(1990, 1, 1).date(), datetime(2040, 1, 1).date())


@given(dates, dates)
def test_whole_days_come_back_as_they_were(one, other):
    first, last = sorted((one, other))
    text = first.isoformat() if first == last else f"{first}/{last}"
    if first == last:
        written = format_edtf(parse_edtf(text, MINSK), MINSK)
        assert (written.text, written.is_lossy) == (text, False)
    else:
        assert format_edtf(parse_edtf(text, MINSK), MINSK).text == text


@given(dates, st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y-%m}", "{0:%Y}", "{0:%Y-%m-%d}/{0:%Y}-12-31"]))
def test_bounds_agree_with_another_implementation(date, form: str):
    text = form.format(date)
    peer, ours = edtf.parse_edtf(text), parse_edtf(text, MINSK)
    assert ours.earliest_start is not None
    assert ours.latest_end is not None
    assert tuple(ours.earliest_start.timetuple())[:3] == tuple(peer.lower_strict())[:3]
    last = ours.latest_end - timedelta(seconds=1)
    assert tuple(last.timetuple())[:3] == tuple(peer.upper_strict())[:3]
