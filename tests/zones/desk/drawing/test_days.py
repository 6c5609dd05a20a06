"""Acts by day."""

from datetime import date
from itertools import pairwise

from crimebook.work.reading.pages import Day
from crimebook.zones.desk.drawing.days import draw_days


def test_a_day_without_acts_is_a_gap_and_not_left_out() -> None:
    bars = draw_days((Day(date(2020, 8, 9), 4, 1), Day(date(2020, 8, 12), 8, 2)))
    assert [bar.day.acts for bar in bars] == [4, 0, 0, 8]
    assert [bar.height for bar in bars] == [50.0, 0.0, 0.0, 100.0]


def test_bars_do_not_touch_and_stay_inside() -> None:
    bars = draw_days(tuple(Day(date(2020, 8, day), day, 1) for day in range(1, 31)))
    for bar, following in pairwise(bars):
        assert bar.x + bar.width < following.x
    assert bars[-1].x + bars[-1].width <= 100


def test_years_apart_are_shown_without_the_years_between() -> None:
    assert len(draw_days((Day(date(2010, 1, 1), 1, 1), Day(date(2020, 8, 9), 1, 1)))) == 2


def test_no_days_no_bars() -> None:
    assert draw_days(()) == ()


def test_few_labels_stand_under_many_days() -> None:
    bars = draw_days(tuple(Day(date(2020, 8, day), 1, 1) for day in range(1, 31)))
    assert sum(bar.is_labelled for bar in bars) <= 8
