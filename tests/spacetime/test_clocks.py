"""Offsets are drawn here, and told by drawn pairs: nothing repeats the formulas of the engine."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.spacetime.clocks import (
    LEAST_SIGMA_S,
    Clock,
    learn_clock,
    move,
    unmoved,
)
from crimebook.spacetime.differences import (
    STALE_SCALE_S,
    Difference,
    of_local_time,
    of_pair,
    of_reading,
    readings,
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
    found = of_pair(window, happened(told, told + 600), f"pair {number}")
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
    read = [of_reading(7_260.0 + k, 2.0, f"file {k}") for k in (0, 3)]
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
    pair = of_pair(recorded(0, 300), happened(0, 300), "pair")
    assert pair is not None
    assert learn_clock([pair], 10.0) is None
    measured = learn_clock([of_reading(95.0, 1.0, "file")], 60.0)
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
    assert of_pair(recording, incident, "pair") is None


def test_a_pair_says_the_offset_to_the_sum_of_both_lengths() -> None:
    found = of_pair(recorded(1_000, 1_300), happened(0, 600), "pair")
    assert found is not None
    assert (found.low_s, found.high_s) == (400.0, 1_300.0)


MINSK = timezone(timedelta(hours=3))


def photographed(
    rng: np.random.Generator, offset_s: float, number: int, *, zone: timezone | None, stale: float = 0.0
) -> Difference:
    """A device in Minsk writes its own time, with its zone or without, and a time by GPS that may be old."""
    instant = at(rng.uniform(0, 86_400))
    old_s = rng.exponential(300.0) if rng.random() < stale else 0.0
    local = (instant + timedelta(seconds=offset_s)).astimezone(MINSK)
    shown = local if zone else local.replace(tzinfo=None)
    return of_local_time(
        shown.replace(microsecond=0),
        (instant - timedelta(seconds=old_s)).replace(microsecond=0),
        1.0,
        f"file {number}",
        stale_s=STALE_SCALE_S,
    )


@given(
    offset_s=st.floats(-400, 400),
    count=st.integers(4, 12),
    has_zone=st.booleans(),
    seed=st.integers(0, 2**16),
)
@settings(max_examples=25, deadline=None)
def test_a_clock_is_found_from_photographs_though_their_zone_is_unknown_and_some_fixes_old(
    offset_s: float, count: int, has_zone: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    fresh = [photographed(rng, offset_s, number, zone=MINSK if has_zone else None) for number in range(count)]
    old = photographed(rng, offset_s, count, zone=MINSK if has_zone else None, stale=1.0)
    clock = learn_clock([*fresh, old], 3_600.0)
    assert clock is not None
    assert abs(clock.offset_s - offset_s) < 4
    assert clock.sigma_s < 10


@given(quarters=st.integers(-48, 56))
@settings(max_examples=20, deadline=None)
def test_whole_quarters_of_an_hour_are_a_zone_and_no_error(quarters: int) -> None:
    shown = at(quarters * 900 + 30).replace(tzinfo=None)
    files = [of_local_time(shown, at(0), 1.0, f"file {number}") for number in range(3)]
    clock = learn_clock(files, 300.0)
    assert clock is not None
    assert abs(clock.offset_s - 30) < 3


def test_a_zone_that_leaves_hours_is_doubted_and_one_that_leaves_seconds_is_believed() -> None:
    hours = of_local_time(at(7_200 + 5).astimezone(MINSK), at(0), 1.0, "file")
    assert hours.step_s == 900
    assert of_local_time(at(5).astimezone(MINSK), at(0), 1.0, "file").points_s == (5.0, 5.0)


def test_a_clock_that_is_days_off_beyond_every_zone_is_left_unknown() -> None:
    files = [of_local_time(at(30 * 3_600).replace(tzinfo=None), at(0), 1.0, str(k)) for k in range(5)]
    assert learn_clock(files, 60.0) is None


def test_people_who_agree_overrule_the_belief_that_a_quarter_is_a_zone() -> None:
    files = [of_local_time(at(930).replace(tzinfo=None), at(0), 1.0, f"file {k}") for k in range(3)]
    told = [Difference(800.0, 1_100.0, 10.0, f"pair {k}") for k in range(6)]
    clock = learn_clock([*files, *told], 60.0)
    assert clock is not None
    assert abs(clock.offset_s - 930) < 4
    assert clock.outliers == ()


def test_photographs_by_old_fixes_do_not_put_a_good_clock_wrong() -> None:
    ages = (300, 77, 640)
    old = [of_local_time(at(age).astimezone(MINSK), at(0), 1.0, str(age), stale_s=120.0) for age in ages]
    assert learn_clock(old[:1], 10.0) is None
    clock = learn_clock(old, 10.0)
    assert clock is None or abs(clock.offset_s) < clock.sigma_s


def test_one_reading_of_another_camera_among_many_moves_nothing_and_is_named() -> None:
    rng = np.random.default_rng(11)
    good = [photographed(rng, 42.0, number, zone=MINSK) for number in range(8)]
    stranger = of_local_time(at(-200).astimezone(MINSK), at(0), 1.0, "stranger", stale_s=STALE_SCALE_S)
    clock = learn_clock([*good, stranger], 30.0)
    assert clock is not None
    assert abs(clock.offset_s - 42) < 3
    assert clock.outliers == ("stranger",)


def test_an_instant_inside_the_recording_leaves_only_the_length_of_what_happened() -> None:
    found = of_pair(recorded(1_000, 1_300), happened(0, 60), "pair", seen_at_s=192)
    assert found is not None
    assert (found.low_s, found.high_s) == (1_132.0, 1_192.0)


def test_an_instant_pins_what_lasted_as_well_and_one_behind_the_end_pins_nothing() -> None:
    lasted = Window(None, happened(0, 600).time, WindowKind.LASTING, TimeBasis.STATED, ())
    assert of_pair(recorded(0, 300), lasted, "pair") is None
    pinned = of_pair(recorded(0, 300), lasted, "pair", seen_at_s=10)
    assert pinned is not None
    assert (pinned.low_s, pinned.high_s) == (-590.0, 10.0)
    behind = of_pair(recorded(0, 300), happened(0, 60), "pair", seen_at_s=400)
    assert behind == of_pair(recorded(0, 300), happened(0, 60), "pair")


@given(offset_s=st.floats(-2_000, 2_000), seed=st.integers(0, 2**16), bad=st.booleans())
@settings(max_examples=25, deadline=None)
def test_named_instants_find_the_clock_to_the_minute_and_a_wrong_one_does_not_move_it(
    offset_s: float, seed: int, bad: bool
) -> None:
    rng = np.random.default_rng(seed)
    found = []
    for number in range(8):
        begun, length = rng.uniform(0, 7_200), 900.0
        seen = rng.uniform(0, length)
        told = begun + seen - rng.uniform(0, 60)
        window = recorded(begun + offset_s, begun + length + offset_s)
        found.append(of_pair(window, happened(told, told + 60), str(number), seen_at_s=round(seen)))
    wrong = Difference(offset_s + 9_000, offset_s + 9_060, 2.0, "wrong")
    clock = learn_clock([each for each in found if each] + [wrong] * bad, 3_000.0)
    assert clock is not None
    assert abs(clock.offset_s - offset_s) < 60
    assert clock.outliers == ("wrong",) * bad


def test_a_message_says_less_of_its_recorder_than_a_recording_of_its_camera() -> None:
    sent = replace(recorded(100, 100), kind=WindowKind.INSTANT_INSIDE)
    found = of_pair(sent, happened(0, 60), "pair")
    assert found is not None
    assert (found.low_s, found.high_s) == (40.0, 100.0)
    assert found.sigma_s >= 180
    moved = move(sent, Clock(42.0, 9.0, ("a",), ()), "receiver 1")
    assert unmoved(moved) == sent
    assert "recorder receiver 1" in str(moved.reasons[-1])
