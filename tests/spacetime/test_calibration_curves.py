import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.spacetime.calibration import (
    LEAST_SLOPE,
    Bin,
    Curve,
    base_log_loss,
    chance,
    fit_curve,
    log_loss,
    reliability,
)
from crimebook.terms.errors import InvalidValueError


def drawn(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores too sure by half and four bits too high; the truth is drawn by what they should say."""
    rng = np.random.default_rng(seed)
    should = rng.normal(-5, 2, count)
    return 1.5 * should + 4, rng.random(count) < 1 / (1 + np.exp2(-should))


def test_a_curve_of_one_half_of_the_truth_holds_on_the_other() -> None:
    curve = fit_curve(*drawn(1, 60_000))
    score, true = drawn(2, 60_000)
    edges = (-9, -7, -5, -3, -1)
    before = [each for each in reliability(score, true, edges) if each.observed >= 100]
    after = [each for each in reliability(curve.bits(score), true, edges) if each.observed >= 100]
    assert any(not 0.8 < each.ratio < 1.25 for each in before)
    assert len(after) >= 3
    assert all(0.8 < each.ratio < 1.25 for each in after)
    assert log_loss(curve.bits(score), true) < base_log_loss(true) < log_loss(score, true)


def test_a_curve_makes_room_for_what_is_added_after_it() -> None:
    score, true = drawn(1, 60_000)
    others, others_true = drawn(2, 60_000)
    added = np.where(np.arange(60_000) % 3 == 0, 2.0, 0.0)
    alone = fit_curve(score, true)
    beside = fit_curve(score, true, added)
    claimed = {curve: chance(curve.bits(others) + added).sum() for curve in (alone, beside)}
    assert claimed[alone] > 1.5 * others_true.sum()
    assert math.isclose(claimed[beside], others_true.sum(), rel_tol=0.05)


@given(
    steps=st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)), min_size=1, max_size=6),
    scores=st.lists(st.floats(-60, 60), min_size=2, max_size=20, unique=True),
)
def test_a_curve_changes_no_order(steps: list[tuple[float, float]], scores: list[float]) -> None:
    points = np.cumsum([(-8.0, -9.0), *steps], axis=0)
    curve = Curve(tuple((float(x), float(y)) for x, y in points))
    ordered = np.sort(scores)
    assert (np.diff(curve.bits(ordered)) >= 0).all()


def test_a_score_that_nobody_has_seen_claims_hardly_more() -> None:
    curve = Curve(((-10.0, -8.0), (0.0, -2.0)))
    assert math.isclose(curve.bits(20.0), -2.0 + 20 * LEAST_SLOPE)
    assert math.isclose(curve.bits(-30.0), -8.0 - 20 * LEAST_SLOPE)


@pytest.mark.parametrize("knots", [((0.0, 0.0),), ((0.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 1.0))])
def test_a_curve_that_does_not_rise_is_refused(knots: tuple) -> None:
    with pytest.raises(InvalidValueError):
        Curve(knots)


def test_bins_count_every_pair_once_and_sum_what_was_said() -> None:
    bits = np.array([-20.0, -3.0, -2.0, -2.0, 5.0])
    bins = reliability(bits, [False, True, False, True, True], (-10.0, -2.0, 0.0))
    assert [each.pairs for each in bins] == [1, 1, 2, 1]
    assert [each.observed for each in bins] == [0, 1, 1, 1]
    assert math.isclose(sum(each.predicted for each in bins), float(chance(bits).sum()))


def test_the_interval_of_a_ratio_holds_it_and_narrows_with_more_pairs() -> None:
    few, many = Bin(-4, -2, 100, 10, 8.0), Bin(-4, -2, 10_000, 1_000, 800.0)
    for each in (few, many):
        assert each.interval[0] < each.ratio < each.interval[1]
    assert many.interval[1] - many.interval[0] < few.interval[1] - few.interval[0]


def test_saying_the_base_rate_of_every_pair_has_the_base_rates_log_loss() -> None:
    true = np.arange(1_000) < 10
    assert math.isclose(log_loss(np.full(1_000, math.log2(10 / 990)), true), base_log_loss(true))


def test_one_true_pair_is_too_few_for_a_curve() -> None:
    with pytest.raises(InvalidValueError):
        fit_curve([-3.0, -4.0], [True, False])
