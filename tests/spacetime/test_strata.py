from datetime import UTC, datetime, timedelta

import pytest

from crimebook.spacetime.strata import (
    DAY_S,
    LEAST_CHANCE,
    Extent,
    Stratum,
    covered_s,
    estimate_stratum,
    stratum_of,
)
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind

NIGHT = Extent("Minsk, the night of 9 August 2020", DAY_S, 12_000.0)
EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)


def a_window(seconds: float, kind: WindowKind = WindowKind.LASTING, view: View | None = None) -> Window:
    time = FourPoint.exact(EVENING, EVENING + timedelta(seconds=seconds))
    return Window(None, time, kind, TimeBasis.STATED, (), view=view)


def test_means_are_the_coverage_of_a_random_instant_and_point() -> None:
    stratum = estimate_stratum(NIGHT, [8_640.0, 2 * DAY_S], [1_200.0, 50_000.0], [90.0, 180.0])
    assert stratum.mean_time == pytest.approx((0.1 + 1) / 2)
    assert stratum.mean_place == pytest.approx((0.01 + 1) / 2)
    assert stratum.mean_view == pytest.approx(0.375)
    assert stratum.recordings == 2


def test_a_stratum_of_no_recordings_has_the_least_prior() -> None:
    empty = estimate_stratum(NIGHT, [], [])
    assert (empty.mean_time, empty.mean_place, empty.mean_view) == (LEAST_CHANCE, LEAST_CHANCE, 1.0)


def test_a_stratum_counts_windows_and_leaves_out_lengths_nobody_knows() -> None:
    unknown = Window(None, FourPoint.unknown(), WindowKind.LASTING, TimeBasis.UNKNOWN, ())
    stratum = stratum_of(NIGHT, [a_window(864.0, view=View(0.0, 36.0, 90.0)), unknown])
    assert stratum.mean_time == pytest.approx(0.01)
    assert stratum.mean_view == pytest.approx(0.1)
    assert stratum.recordings == 2


def test_a_message_covers_its_context_and_a_post_one_side_of_it() -> None:
    message = a_window(0.0, WindowKind.INSTANT_INSIDE)
    post = Window(None, message.time, WindowKind.INSTANT_INSIDE, TimeBasis.POSTED, ())
    assert (covered_s(message, 600.0), covered_s(post, 600.0)) == (1_200.0, 600.0)


def test_a_video_covers_its_length_whatever_is_known_of_its_ends() -> None:
    hour = timedelta(hours=1)
    soft = FourPoint(EVENING - hour, EVENING + hour, EVENING, EVENING + 2 * hour)
    posted = FourPoint(None, EVENING, None, EVENING + timedelta(seconds=40))
    assert covered_s(Window(None, soft, WindowKind.LASTING, TimeBasis.CLOCK, ())) == 3_600.0
    assert covered_s(Window(None, posted, WindowKind.LASTING, TimeBasis.POSTED, ())) == 40.0


def test_a_mean_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        Stratum("nowhere", DAY_S, 1.0, mean_time=0.0, mean_place=0.5, recordings=0)
