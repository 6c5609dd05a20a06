"""Offsets are drawn here, and told by drawn pairs: nothing repeats the formulas of the engine."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.spacetime.clocks import (
    LEAST_SIGMA_S,
    Clock,
    Difference,
    difference_of_pair,
    difference_of_reading,
    learn_clock,
    move,
    readings,
    unmoved,
)
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind

NIGHT = datetime(2020, 8, 9, 21, tzinfo=UTC)


def at(second: float) -> datetime:
    return NIGHT + timedelta(seconds=second)


def recorded(start_s: float, end_s: float, sigma_s: float = 10.0) -> Window:
    cut = 4 * sigma_s
    time = FourPoint(at(start_s - cut), at(start_s + cut), at(end_s - cut), at(end_s + cut))
    return Window(None, time, WindowKind.LASTING, TimeBasis.CLOCK, (), sigma_s)


def happened(start_s: float, end_s: float) -> Window:
    return Window(
        None, FourPoint.exact(at(start_s), at(end_s)), WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ()
    )


def confirmed(rng: np.random.Generator, offset_s: float, number: int) -> Difference:
    """A recording of some minutes truly covers an instant, which a witness puts into ten minutes."""
    instant, length = rng.uniform(0, 7_200), rng.uniform(60, 600)
    begun = instant - rng.uniform(0, length)
    told = instant - rng.uniform(0, 600)
    window = recorded(begun + offset_s, begun + length + offset_s)
    found = difference_of_pair(window, happened(told, told + 600), f"pair {number}")
    assert found is not None
    return found


def test_an_offset_of_minutes_is_found_from_confirmed_pairs() -> None:
    rng = np.random.default_rng(3)
    clock = learn_clock([confirmed(rng, 1_500.0, number) for number in range(12)], 10.0)
    assert clock is not None
    assert abs(clock.offset_s - 1_500) < 200
    assert abs(clock.offset_s - 1_500) < 3 * clock.sigma_s
    assert clock.outliers == ()


def test_the_spread_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    held = []
    for _ in range(150):
        sigma_s = float(rng.choice([10.0, 60.0]))
        offset_s = rng.normal(0, sigma_s) if rng.random() < 0.85 else rng.normal(0, 900)
        clock = learn_clock([confirmed(rng, offset_s, number) for number in range(5)], sigma_s)
        if clock is not None:
            held.append(abs(clock.offset_s - offset_s) <= 2 * clock.sigma_s)
    assert len(held) > 20
    assert 0.85 <= np.mean(held) <= 1.0, np.mean(held)


def test_recordings_of_hours_that_fit_teach_nothing_of_a_clock() -> None:
    hours = [Difference(-5_000.0, 5_000.0, 60.0, f"pair {number}") for number in range(6)]
    assert learn_clock(hours, 10.0) is None


def test_one_wrong_verdict_drags_nothing_and_is_named() -> None:
    rng = np.random.default_rng(7)
    good = [confirmed(rng, 1_200.0, number) for number in range(6)]
    wrong = Difference(20_000.0, 21_000.0, 1.0, "pair of another night")
    alone, beside = learn_clock(good, 10.0), learn_clock([*good, wrong], 10.0)
    assert alone is not None
    assert beside is not None
    assert abs(alone.offset_s - beside.offset_s) < alone.sigma_s
    assert beside.outliers == ("pair of another night",)


def test_hours_are_believed_once_two_measured_times_agree() -> None:
    read = [difference_of_reading(at(7_260 + k), at(0), 2.0, f"file {k}") for k in (0, 3)]
    clock = learn_clock(read, 60.0)
    assert clock is not None
    assert abs(clock.offset_s - 7_261.5) < 5
    assert clock.sigma_s < 20


def test_differences_that_contradict_each_other_teach_nothing() -> None:
    two = [Difference(0.0, 60.0, 1.0, "pair"), Difference(9_000.0, 9_060.0, 1.0, "other pair")]
    clock = learn_clock(two, 600.0)
    assert clock is None or clock.outliers == ("other pair",)
    hours = [Difference(low, low + 60.0, 1.0, str(low)) for low in (-9_000.0, 9_000.0)]
    assert learn_clock(hours, 60.0) is None


def test_one_confirmed_pair_teaches_nothing_and_one_measured_time_does() -> None:
    pair = difference_of_pair(recorded(0, 300), happened(0, 300), "pair")
    assert pair is not None
    assert learn_clock([pair], 10.0) is None
    measured = learn_clock([difference_of_reading(at(95), at(0), 1.0, "file")], 60.0)
    assert measured is not None
    assert abs(measured.offset_s - 95) < 3


def test_nothing_is_learnt_from_nothing() -> None:
    assert learn_clock([], 10.0) is None


@given(count=st.integers(2, 40), offset_s=st.floats(-100, 100))
def test_the_spread_never_collapses(count: int, offset_s: float) -> None:
    same = [Difference(offset_s, offset_s, 1.0, str(k), is_measured=True) for k in range(count)]
    clock = learn_clock(same, 30.0)
    assert clock is not None
    assert clock.sigma_s >= LEAST_SIGMA_S
    assert abs(clock.offset_s - offset_s) < 3


@given(
    offset_s=st.integers(-900_000, 900_000), sigma_s=st.integers(20, 9_000), stated_s=st.integers(0, 3_000)
)
def test_what_was_moved_can_be_taken_back(offset_s: int, sigma_s: int, stated_s: int) -> None:
    window = recorded(0, 300, stated_s / 10)
    moved = move(window, Clock(offset_s / 10, sigma_s / 10, ("a", "b"), ()), "camera 7")
    assert unmoved(moved) == window
    begun, ended = readings(moved.time)
    assert begun == at(-offset_s / 10)
    assert ended - begun == timedelta(seconds=300)
    assert moved.clock_sigma_s == sigma_s / 10
    assert "camera 7" in str(moved.reasons[-1])
    assert unmoved(window) is window


@pytest.mark.parametrize(
    ("recording", "incident"),
    [
        (
            Window(None, FourPoint.exact(at(0), at(60)), WindowKind.LASTING, TimeBasis.POSTED, ()),
            happened(0, 9),
        ),
        (recorded(0, 60), Window(None, happened(0, 9).time, WindowKind.LASTING, TimeBasis.STATED, ())),
        (recorded(0, 60), Window(None, FourPoint.unknown(), WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ())),
    ],
)
def test_a_post_what_lasted_and_what_has_no_time_say_nothing_of_a_clock(
    recording: Window, incident: Window
) -> None:
    assert difference_of_pair(recording, incident, "pair") is None


def test_a_pair_says_the_offset_to_the_sum_of_both_lengths() -> None:
    found = difference_of_pair(recorded(1_000, 1_300), happened(0, 600), "pair")
    assert found is not None
    assert (found.low_s, found.high_s) == (400.0, 1_300.0)
