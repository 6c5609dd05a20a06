"""Acts by day, by week, by month, by year."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crimebook.work.reading.overview_page import Day
from crimebook.zones.desk.drawing.days import Labelled, Step, draw_days


def test_a_day_without_acts_is_a_gap_and_not_left_out() -> None:
    bars = draw_days((Day(date(2020, 8, 9), 4, 1), Day(date(2020, 8, 12), 8, 2)))
    assert [bar.acts for bar in bars] == [4, 0, 0, 8]
    assert [bar.height for bar in bars] == [50.0, 0.0, 0.0, 100.0]
    assert {bar.step for bar in bars} == {Step.DAY}


def test_bars_do_not_touch_and_stay_inside() -> None:
    bars = draw_days(tuple(Day(date(2020, 8, day), day, 1) for day in range(1, 31)))
    for bar, following in pairwise(bars):
        assert bar.x + bar.width < following.x
    assert bars[-1].x + bars[-1].width <= 100


def test_many_days_are_shown_by_week_from_monday_to_sunday() -> None:
    first = date(2020, 8, 9)
    bars = draw_days(tuple(Day(first + timedelta(days=number), 2, 1) for number in range(121)))
    assert {bar.step for bar in bars} == {Step.WEEK}
    # The ninth of August was a Sunday: the first bar is cut by the first day.
    assert [(bar.first, bar.last, bar.acts) for bar in bars[:2]] == [
        (date(2020, 8, 9), date(2020, 8, 9), 2),
        (date(2020, 8, 10), date(2020, 8, 16), 14),
    ]


def test_a_decade_is_shown_by_year() -> None:
    bars = draw_days((Day(date(2010, 1, 1), 1, 1), Day(date(2020, 8, 9), 1, 1)))
    assert [bar.first.year for bar in bars] == list(range(2010, 2021))
    assert [bar.acts for bar in bars] == [1, *[0] * 9, 1]


@given(st.lists(st.dates(date(1900, 1, 1), date(2200, 12, 31)), min_size=1, max_size=40, unique=True))
def test_no_act_is_lost_or_told_twice_however_long_the_time(found: list[date]) -> None:
    bars = draw_days(tuple(Day(day, 3, 2) for day in found))
    assert (sum(bar.acts for bar in bars), sum(bar.incidents for bar in bars)) == (
        3 * len(found),
        2 * len(found),
    )
    assert bars[0].first == min(found)
    assert bars[-1].last == max(found)
    for bar, following in pairwise(bars):
        assert bar.last + timedelta(days=1) == following.first


def test_no_days_no_bars() -> None:
    assert draw_days(()) == ()


def test_few_labels_stand_under_many_days() -> None:
    bars = draw_days(tuple(Day(date(2020, 8, day), 1, 1) for day in range(1, 31)))
    labels = [bar.labelled for bar in bars if bar.labelled]
    assert labels == [Labelled.ALWAYS, Labelled.WIDE] * 3
    assert (bars[0].edge, bars[15].edge, bars[-1].edge) == ("first", "", "last")
