"""Four-point intervals: lossless text, one encoding for one meaning, relations that admit ignorance."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint, enclosing

MINSK = timezone(timedelta(hours=3))
zones = st.sampled_from([UTC, MINSK, timezone(-timedelta(hours=4, minutes=30))])
moments = st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1), timezones=zones)


@st.composite
def intervals(draw: st.DrawFn, *, known: bool = False) -> FourPoint:
    bounds = sorted(draw(st.lists(moments, min_size=4, max_size=4)))
    if draw(st.booleans()):
        bounds[1], bounds[2] = bounds[2], bounds[1]
    if draw(st.booleans()):
        bounds[1] = bounds[0]
    keep = [True] * 4 if known else draw(st.lists(st.booleans(), min_size=4, max_size=4))
    try:
        return FourPoint(*(bound if kept else None for bound, kept in zip(bounds, keep, strict=True)))
    except InvalidValueError:
        assume(False)
        raise


def at(hour: float) -> datetime:
    return datetime(2020, 8, 9, tzinfo=MINSK) + timedelta(hours=hour)


@given(intervals())
def test_text_is_lossless_to_the_offset(interval: FourPoint):
    again = FourPoint.parse(interval.format())
    assert again == interval
    assert [b and b.utcoffset() for b in again.points] == [b and b.utcoffset() for b in interval.points]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-08-09T20:00:00+03:00",
        "2020-08-09T20:00:00/2020-08-09T21:00:00",
        "2020-08-09T20:00:00+03:00~2020-08-09T20:00:00+03:00/2020-08-09T21:00:00+03:00",
        "2020-08-09T20:00:00+03:00/2020-08-09T19:00:00+03:00",
        "2020-08-09T20:00:00.000000+03:00/2020-08-09T21:00:00+03:00",
        "2020-08-09T20:00:00+00:00/2020-08-09T21:00:00Z",
        "?/?",
        "2020-02-30T00:00:00Z/2020-03-01T00:00:00Z",
        " 2020-08-09T20:00:00Z/2020-08-09T21:00:00Z",
    ],
)
def test_any_other_writing_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        FourPoint.parse(text)


def test_what_is_unknown_stays_unknown():
    assert FourPoint.parse("?~?/?~?") == FourPoint.unknown()
    assert FourPoint.unknown().format() == "?~?/?~?"
    assert not FourPoint.unknown().is_bounded


def test_a_naive_time_does_not_enter():
    with pytest.raises(InvalidValueError, match="naive"):
        FourPoint.instant(datetime(2020, 8, 9, 22))


@pytest.mark.parametrize("points", [(2, 1, 3, 4), (1, 2, 4, 3), (3, 3, 1, 4), (1, 4, 2, 3)])
def test_bounds_that_run_backwards_are_refused(points: tuple[int, ...]):
    with pytest.raises(InvalidValueError, match="backwards"):
        FourPoint(*(at(hour) for hour in points))


def shapes(interval: FourPoint) -> list[tuple[float, float]]:
    """Every way in which the bounds can fall, at hourly steps."""
    first, second, third, last = (
        None if p is None else round((p - at(0)).total_seconds() / 3600) for p in interval.points
    )
    starts = range(0 if first is None else first, (12 if second is None else second) + 1)
    ends = range(0 if third is None else third, (12 if last is None else last) + 1)
    return [(start, end) for start, end in product(starts, ends) if start <= end]


hours = st.integers(0, 12)


@st.composite
def hourly(draw: st.DrawFn) -> FourPoint:
    start, end = sorted(draw(st.lists(hours, min_size=2, max_size=2)))
    slack = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    points = at(max(0, start - slack[0])), at(start), at(end), at(min(12, end + slack[1]))
    return FourPoint(*(point if draw(st.integers(0, 4)) else None for point in points))


@given(hourly(), hourly())
def test_relations_are_those_of_every_way_the_bounds_can_fall(one: FourPoint, other: FourPoint):
    ways = [
        (start <= other_end and other_start <= end, end < other_start)
        for (start, end), (other_start, other_end) in product(shapes(one), shapes(other))
    ]
    if any(overlap for overlap, _ in ways):
        assert one.may_overlap(other)
    if one.must_overlap(other):
        assert all(overlap for overlap, _ in ways)
    if one.must_precede(other):
        assert all(before for _, before in ways)
    assert one.may_overlap(other) == other.may_overlap(one)


@given(intervals(known=True), zones)
def test_another_zone_changes_the_writing_and_no_instant(interval: FourPoint, zone):
    moved = interval.in_zone(zone)
    assert moved == interval
    assert {point.utcoffset() for point in moved.points if point} == {zone.utcoffset(None)}


@given(st.lists(intervals(known=True), min_size=1, max_size=4))
def test_the_enclosing_interval_holds_all(several: list[FourPoint]):
    hull = enclosing(several)
    for each in several:
        assert hull.earliest_start is not None
        assert hull.latest_end is not None
        assert each.earliest_start is not None
        assert each.latest_end is not None
        assert hull.earliest_start <= each.earliest_start
        assert each.latest_end <= hull.latest_end


def test_one_open_end_opens_the_enclosing_interval():
    open_end = FourPoint(at(1), at(1), None, None)
    assert enclosing([FourPoint.exact(at(0), at(2)), open_end]) == FourPoint(at(0), at(0), None, None)
    assert enclosing([]) == FourPoint.unknown()


def test_an_hour_that_comes_twice_is_two_hours_and_each_equals_itself():
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2020, 10, 25, 2, 30, tzinfo=berlin)
    second = first.replace(fold=1)
    assert FourPoint.instant(first) != FourPoint.instant(second)
    for moment in (first, second):
        assert FourPoint.instant(moment) == FourPoint.instant(moment.astimezone(UTC))
        assert FourPoint.parse(FourPoint.instant(moment).format()) == FourPoint.instant(moment)
