import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from crimebook.spacetime.lags import LEAST, SCALES_S, learn_lag, quantile_s
from crimebook.spacetime.times import LAG, LAG_SCALE_S, Lag, LagEdges, Trapezoid, mass_before
from crimebook.terms.errors import InvalidValueError

WEEK_S = 7 * 86_400.0
MIXED = Lag((0.5, 0.2, 0.3), (200.0, 1_800.0, 100_000.0))


def one(value: float) -> np.ndarray:
    return np.array([value])


@pytest.mark.parametrize("cut_s", [3_600.0, WEEK_S, math.inf])
@pytest.mark.parametrize("at_s", [500.0, 9_000.0, 400_000.0])
@pytest.mark.parametrize("points", [(0, 0, 600, 600), (0, 300, 900, 40_000)])
def test_a_mixed_lag_agrees_with_numerical_integration(points: tuple, at_s: float, cut_s: float) -> None:
    a, b, c, d = points
    height = 2 / ((d - a) + (c - b))

    def weighed(t: float) -> float:
        rise = (t - a) / (b - a) if t < b else 1.0
        fall = (d - t) / (d - c) if t > c else 1.0
        lag_s = min(max(at_s - t, 0.0), cut_s)
        earlier = 1 - MIXED.within(lag_s) / (MIXED.within(cut_s) if math.isfinite(cut_s) else 1.0)
        return height * min(rise, fall) * earlier

    kinks = sorted({p for p in (b, c, at_s, at_s - cut_s) if a < p < d})
    expected = sum(quad(weighed, low, high)[0] for low, high in zip([a, *kinks], [*kinks, d], strict=True))
    found = mass_before(LagEdges(one(at_s), one(cut_s), MIXED), Trapezoid(*map(float, points)))[0]
    assert abs(found - expected) < 1e-7


@given(at_s=st.floats(-1e5, 1e6), cut_s=st.sampled_from([0.0, 60.0, WEEK_S, math.inf]))
def test_one_law_in_two_halves_is_that_law(at_s: float, cut_s: float) -> None:
    instant = Trapezoid(0.0, 60.0, 3_600.0, 7_200.0)
    halves = Lag((0.25, 0.75), (LAG_SCALE_S, LAG_SCALE_S))
    whole = mass_before(LagEdges(one(at_s), one(cut_s)), instant)[0]
    assert math.isclose(
        mass_before(LagEdges(one(at_s), one(cut_s), halves), instant)[0], whole, abs_tol=1e-12
    )


@pytest.mark.parametrize(
    ("shares", "scales"), [((0.5,), (60.0, 600.0)), ((0.6, 0.6), (1.0, 2.0)), ((1.0,), (0.0,))]
)
def test_a_law_that_is_no_law_is_refused(shares: tuple, scales: tuple) -> None:
    with pytest.raises(InvalidValueError):
        Lag(shares, scales)


def test_a_lognormal_lag_is_learnt_though_no_law_of_ours_is_lognormal() -> None:
    lags = np.random.default_rng(4).lognormal(math.log(1_800), 2.4, 4_000)
    learnt = learn_lag(lags, WEEK_S)
    kept = lags[lags <= WEEK_S]
    for share in (0.25, 0.5, 0.75, 0.9):
        said = learnt.lag.within(float(np.quantile(kept, share))) / learnt.lag.within(WEEK_S)
        assert abs(said - share) < 0.05, share
    taken = LAG.within(float(np.quantile(kept, 0.9))) / LAG.within(WEEK_S)
    assert abs(taken - 0.9) > 0.03, "what is taken without learning would do as well: the test is no test"


def test_few_lags_teach_nothing_and_say_so() -> None:
    learnt = learn_lag([60.0] * (LEAST - 1), WEEK_S)
    assert learnt.lag == LAG
    assert not learnt.is_learnt
    assert "too few" in str(learnt.ground)


def test_a_lag_before_the_end_or_beyond_the_cut_is_counted_and_left_out() -> None:
    with_wrong = learn_lag([600.0] * 50 + [-7_200.0] * 9 + [2 * WEEK_S] * 4, WEEK_S)
    assert (with_wrong.used, with_wrong.negative, with_wrong.beyond) == (50, 9, 4)
    assert with_wrong.lag == learn_lag([600.0] * 50, WEEK_S).lag


def test_all_posted_at_once_does_not_say_that_nothing_is_ever_posted_late() -> None:
    learnt = learn_lag([0.0] * 1_000, WEEK_S)
    assert learnt.lag.shares[SCALES_S.index(LAG_SCALE_S)] >= 0.015
    assert learnt.lag.within(86_400.0) < 1.0


@given(share=st.floats(0.01, 0.99))
def test_a_quantile_is_the_time_within_which_that_share_is_posted(share: float) -> None:
    assert math.isclose(MIXED.within(quantile_s(MIXED, share)), share, rel_tol=1e-6)
