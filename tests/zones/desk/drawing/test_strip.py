"""The time strip."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.zones.desk.cast import MINSK, at, evening, within

from crimebook.terms.intervals import FourPoint
from crimebook.zones.desk.drawing.strip import WIDTH, draw_strip

minutes = st.integers(-40_000, 40_000)


def points(polygon: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (point.split(",") for point in polygon.split())]


def test_an_evening_is_a_trapezoid_with_its_flat_middle() -> None:
    strip = draw_strip([evening()], MINSK)
    assert strip is not None
    outer = points(strip.row(evening()).outer)
    xs = [x for x, _ in outer]
    assert xs == sorted(xs)
    expected = [strip.x_of(at(9, hour)) for hour in (20, 22, 24, 26)]
    assert all(abs(x - wanted) < 0.1 for x, wanted in zip(xs, expected, strict=True))


def test_what_was_surely_nowhere_has_no_core() -> None:
    strip = draw_strip([evening()], MINSK)
    assert strip is not None
    row = strip.row(within(at(9, 21), at(9, 23)))
    assert row.core == ""
    assert len({y for _, y in points(row.outer)}) == 2


def test_a_time_without_bounds_has_no_strip() -> None:
    assert draw_strip([FourPoint.unknown()], MINSK) is None
    assert draw_strip([], MINSK) is None


def test_an_instant_can_be_seen() -> None:
    strip = draw_strip([FourPoint.instant(at(9, 23))], MINSK)
    assert strip is not None
    xs = [x for x, _ in points(strip.row(FourPoint.instant(at(9, 23))).outer)]
    assert max(xs) - min(xs) >= 3


@given(st.tuples(minutes, minutes, minutes, minutes).map(sorted))
def test_no_row_leaves_the_strip(bounds: list[int]) -> None:
    strip = draw_strip([evening()], MINSK)
    assert strip is not None
    row = strip.row(FourPoint(*(at(9, 22) + timedelta(minutes=each) for each in bounds)))
    for polygon in filter(None, (row.outer, row.core)):
        assert all(0 <= x <= WIDTH for x, _ in points(polygon))


@given(st.integers(1, 2_000_000))
def test_ticks_are_few_in_order_and_inside(span_minutes: int) -> None:
    strip = draw_strip([within(at(1, 5.3), at(1, 5.3) + timedelta(minutes=span_minutes))], MINSK)
    assert strip is not None
    percents = [tick.percent for tick in strip.ticks]
    assert percents == sorted(percents)
    assert 1 <= len(percents) <= 9
    assert all(0 <= each <= 100 for each in percents)
    assert strip.ticks[0].begins_day


def test_a_row_that_runs_out_says_so() -> None:
    strip = draw_strip([evening()], MINSK)
    assert strip is not None
    row = strip.row(FourPoint(None, at(9, 20), at(9, 22), at(12, 0)))
    assert row.runs_out_left
    assert row.runs_out_right
