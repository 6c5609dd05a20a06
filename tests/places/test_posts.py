"""Posts and clocks: recorded before it was posted; off by no more than the cut."""

from datetime import UTC, datetime, timedelta

import pytest

from crimebook.places.posts import CLOCK_CUT_SIGMAS, MAX_LAG_S, clock_time, posted_time
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import TimeBasis, WindowKind

NOON = datetime(2020, 8, 10, 12, tzinfo=UTC)


def test_a_recording_ended_before_it_was_posted_and_began_its_length_earlier() -> None:
    reading = posted_time(NOON, 90.0)
    lag, length = timedelta(seconds=MAX_LAG_S), timedelta(seconds=90)
    assert reading.time.points == (NOON - lag - length, NOON - length, NOON - lag, NOON)
    assert reading.basis is TimeBasis.POSTED
    assert reading.kind is WindowKind.LASTING


def test_the_cut_of_the_lag_is_said() -> None:
    assert "7 days" in str(posted_time(NOON, 0.0).reasons[0])


def test_a_clock_is_wrong_by_no_more_than_four_sigmas() -> None:
    reading = clock_time(NOON, NOON + timedelta(minutes=5), 10.0)
    cut = timedelta(seconds=10 * CLOCK_CUT_SIGMAS)
    end = NOON + timedelta(minutes=5)
    assert reading.time.points == (NOON - cut, NOON + cut, end - cut, end + cut)
    assert reading.basis is TimeBasis.CLOCK


def test_a_large_error_on_a_short_recording_still_has_ordered_points() -> None:
    points = clock_time(NOON, NOON, 3600.0).time.points
    assert points[0] == points[2] < points[1] == points[3]


@pytest.mark.parametrize("duration_s", [-1.0, float("nan"), 1e12])
def test_an_impossible_duration_is_refused(duration_s: float) -> None:
    with pytest.raises(InvalidValueError):
        posted_time(NOON, duration_s)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        clock_time(NOON, NOON - timedelta(seconds=1), 0.0)


def test_a_naive_time_does_not_enter() -> None:
    with pytest.raises(InvalidValueError):
        posted_time(NOON.replace(tzinfo=None), 0.0)
