"""Times as partners write them: read one way only, or not at all."""

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.moments import Moment, check_pattern, read_as, read_day, read_epoch, read_moment
from crimebook.terms.errors import InvalidValueError

MINSK = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-08-09", date(2020, 8, 9), date(2020, 8, 9)),
        ("2020-08", date(2020, 8, 1), date(2020, 8, 31)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("9.8.2020", date(2020, 8, 9), date(2020, 8, 9)),
        ("31/12/2020", date(2020, 12, 31), date(2020, 12, 31)),
        ("12/31/2020", date(2020, 12, 31), date(2020, 12, 31)),
        ("08/08/2020", date(2020, 8, 8), date(2020, 8, 8)),
    ],
)
def test_days_months_and_years_are_the_days_that_they_hold(text: str, first: date, last: date):
    assert read_moment(text) == Moment(first, last)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2020-08-09T22:45:00+03:00", datetime(2020, 8, 9, 22, 45, tzinfo=MINSK)),
        ("2020-08-09 22:45 +0300", datetime(2020, 8, 9, 22, 45, tzinfo=MINSK)),
        ("2020-08-09T22:45:00.123456789Z", datetime(2020, 8, 9, 22, 45, 0, 123456, tzinfo=UTC)),
        ("2020-08-09 22:45:00 UTC", datetime(2020, 8, 9, 22, 45, tzinfo=UTC)),
        ("1597012500", datetime(2020, 8, 9, 22, 35, tzinfo=UTC)),
        ("1597012500000", datetime(2020, 8, 9, 22, 35, tzinfo=UTC)),
    ],
)
def test_an_offset_is_converted_and_never_relabelled(text: str, instant: datetime):
    assert read_moment(text).instant == instant


def test_a_clock_without_an_offset_stays_without():
    moment = read_moment("09.08.2020, 22:45")
    assert moment.local == datetime(2020, 8, 9, 22, 45)
    assert moment.instant is None


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2020",
        "2020-02-30",
        "1492-01-01",
        "9999-01-01",
        "22:45",
        "soon",
        "",
        "2020-08 10:00",
        "2020-08-09T25:00",
    ],
)
def test_what_can_be_read_two_ways_or_none_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        read_moment(text)


def test_an_error_does_not_quote_words():
    with pytest.raises(InvalidValueError) as caught:
        read_moment("a name of somebody")
    assert "somebody" not in str(caught.value)


def test_a_named_format_says_which_number_is_the_month():
    assert read_as("MM/DD/YYYY", "03/04/2020").first == date(2020, 3, 4)
    assert read_as("DD/MM/YY hh:mm", "03/04/20 22:45").local == datetime(2020, 4, 3, 22, 45)
    with pytest.raises(InvalidValueError):
        read_as("MM/DD/YYYY", "2020-03-04")


@pytest.mark.parametrize("pattern", ["DD.MM", "YYYY-YYYY", "", "YYYY" * 20])
def test_a_format_that_names_no_one_year_is_refused(pattern: str):
    with pytest.raises(InvalidValueError):
        check_pattern(pattern)


def test_one_day_is_not_a_month():
    with pytest.raises(InvalidValueError):
        read_day("2020-08")


@given(st.datetimes(datetime(1973, 4, 1), datetime(2200, 1, 1)))
def test_milliseconds_come_back(moment: datetime):
    stamp = int(moment.replace(tzinfo=UTC).timestamp())
    assert read_epoch(str(stamp * 1000)).timestamp() == stamp


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.sampled_from(["", "+03:00", "Z"]))
def test_a_written_time_comes_back(moment: datetime, offset: str):
    read = read_moment(moment.isoformat() + offset)
    assert read.clock is not None
    assert read.clock.replace(tzinfo=None) == moment


@given(st.text(max_size=30))
def test_any_words_are_read_or_refused(text: str):
    with contextlib.suppress(InvalidValueError):
        read_moment(text)
