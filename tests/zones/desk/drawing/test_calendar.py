"""The line of a life in service: posts at their place, ticks at the turn of years and months."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.terms.intervals import FourPoint
from crimebook.zones.desk.drawing.calendar import draw_calendar

MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
UNKNOWN = FourPoint.unknown()


def since(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 1, tzinfo=UTC)


def test_years_stand_on_the_line_and_an_open_end_runs_out_of_it() -> None:
    held = FourPoint(since(2015), since(2015), since(2019), since(2019))
    still = FourPoint(since(2019), since(2019, 6), None, None)
    drawn = draw_calendar([held, still], UTC)
    assert drawn is not None
    assert [mark.text for mark in drawn.ticks] == ["2015", "2016", "2017", "2018", "2019"]
    assert all(mark.is_major for mark in drawn.ticks)
    first, second = drawn.rows
    assert first is not None
    assert second is not None
    assert not first.runs_out_right
    assert second.outer.endswith("1000.0,16")


def test_a_short_time_has_ticks_at_months() -> None:
    drawn = draw_calendar([FourPoint(since(2020, 8), since(2020, 8), since(2020, 9), since(2020, 9))], UTC)
    assert drawn is not None
    assert "01.2021" not in [mark.text for mark in drawn.ticks]
    assert "2021" in [mark.text for mark in drawn.ticks]
    assert [mark.text for mark in drawn.ticks if not mark.is_major]


def test_what_is_not_known_has_no_row_and_nothing_known_has_no_line() -> None:
    assert draw_calendar([UNKNOWN], UTC) is None
    assert draw_calendar([], UTC) is None
    drawn = draw_calendar([UNKNOWN, FourPoint(since(2018), None, None, None)], UTC)
    assert drawn is not None
    assert drawn.rows[0] is None
    assert drawn.rows[1] is not None


@settings(max_examples=40)
@given(st.lists(MOMENTS, min_size=1, max_size=4))
def test_ticks_are_few_in_order_and_on_the_line(moments: list[datetime]) -> None:
    drawn = draw_calendar([FourPoint(each, each, each, each) for each in moments], UTC)
    assert drawn is not None
    places = [mark.percent for mark in drawn.ticks]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert 1 <= len(places) <= 10
