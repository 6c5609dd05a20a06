import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr

from crimebook.spacetime.spaces import LOST_MASS, apart, sigma_m, within_reach, within_sector
from crimebook.terms.places import LatLon, Precision, bearing_deg, distance_m, unit_vector


def one(value: float) -> np.ndarray:
    return np.array([float(value)])


def integrate(away: float, reach: float) -> float:
    """The Gaussian mass of a disc by strips across it; away and reach in sigmas."""

    def strip(x: float) -> float:
        half = math.sqrt(max(reach * reach - x * x, 0.0))
        return math.exp(-((x - away) ** 2) / 2) / math.sqrt(2 * math.pi) * (2 * ndtr(half) - 1)

    low, high = max(-reach, away - 12), min(reach, away + 12)
    if low >= high:
        return 0.0
    edges = np.linspace(low, high, 25)
    return math.fsum(quad(strip, a, b, epsabs=1e-14)[0] for a, b in pairwise(edges))


@example(away=6.5e-161, gap=2.0)
@given(away=st.floats(0, 1_000), gap=st.floats(-12, 12))
def test_reach_agrees_with_numerical_integration(away: float, gap: float) -> None:
    reach = max(away + gap, 0.01)
    found = within_reach(one(away * 30), one(30), one(reach * 30))[0]
    assert abs(found - integrate(away, reach)) < 1e-9


@pytest.mark.parametrize("away", [0.0, 1.0, 99.0, 101.0, 1e5, 1e9, 1e15])
def test_reach_is_finite_however_far(away: float) -> None:
    for reach in (0.0, 1.0, away, 2 * away):
        assert 0 <= within_reach(one(away), one(1.0), one(reach))[0] <= 1


def test_reach_has_no_jump_where_the_method_changes() -> None:
    below, above = (within_reach(one(away), one(1.0), one(100.0))[0] for away in (100.0 - 1e-9, 100.0 + 1e-9))
    assert abs(below - above) < 1e-8


@pytest.mark.parametrize(("distance", "chance"), [(0.0, 1.0), (150.0, 1.0), (150.001, 0.0)])
def test_exact_points_are_within_reach_or_not(distance: float, chance: float) -> None:
    assert within_reach(one(distance), one(0), one(150))[0] == chance


@given(sigma=st.floats(1, 500), reach=st.floats(10, 1_000))
def test_closer_is_never_worse(sigma: float, reach: float) -> None:
    distances = np.linspace(0, 3_000, 50)
    found = within_reach(distances, np.full(50, sigma), np.full(50, reach))
    assert (np.diff(found) <= 1e-9).all()


@given(away=st.floats(0, 300), off=st.floats(-7, 7), half=st.floats(0.01, math.pi), reach=st.floats(1, 500))
def test_a_sector_and_the_rest_make_the_whole(away: float, off: float, half: float, reach: float) -> None:
    def sector(off: float, half: float) -> float:
        return within_sector(one(away), one(off), one(20), one(reach), one(half))[0]

    whole = within_reach(one(away), one(20), one(reach))[0]
    assert abs(sector(off, half) + sector(off + math.pi, math.pi - half) - whole) < 1e-8
    assert sector(off, half) == pytest.approx(sector(-off, half), abs=1e-12)


@pytest.mark.parametrize(
    ("away", "off", "sigma", "reach", "half"),
    [(60, 0.6, 40, 100, 0.5), (60, 3.0, 40, 1e9, 1.5), (5, 0.0, 40, 60, 0.4), (300, 0.05, 10, 310, 0.1)],
)
def test_a_draw_of_a_million_agrees(away: float, off: float, sigma: float, reach: float, half: float) -> None:
    rng = np.random.default_rng(2)
    x = away * math.cos(off) + rng.normal(0, sigma, 1_000_000)
    y = away * math.sin(off) + rng.normal(0, sigma, 1_000_000)
    near = np.hypot(x, y) <= reach
    drawn = np.mean(near & (np.abs(np.arctan2(y, x)) <= half))
    assert abs(within_sector(one(away), one(off), one(sigma), one(reach), one(half))[0] - drawn) < 0.002
    assert abs(within_reach(one(away), one(sigma), one(reach))[0] - np.mean(near)) < 0.002


def test_exact_points_are_in_the_sector_or_not() -> None:
    assert within_sector(one(50), one(0.1), one(0), one(60), one(0.2))[0] == 1.0
    assert within_sector(one(50), one(0.3), one(0), one(60), one(0.2))[0] == 0.0
    assert within_sector(one(50), one(2 * math.pi - 0.1), one(0), one(60), one(0.2))[0] == 1.0


@given(
    st.tuples(st.floats(-89, 89), st.floats(-180, 180)), st.tuples(st.floats(-89, 89), st.floats(-180, 180))
)
def test_distance_and_bearing_are_those_of_the_terms(one_at: tuple, other_at: tuple) -> None:
    here, there = LatLon(*one_at), LatLon(*other_at)
    away_m, bearing = apart(np.array(unit_vector(there)), np.array([unit_vector(here)]))
    assert away_m[0] == pytest.approx(distance_m(here, there), abs=1e-6)
    if 1.0 < away_m[0] < 2e7:
        turn = math.degrees(bearing[0]) - bearing_deg(here, there)
        assert (turn + 180) % 360 - 180 == pytest.approx(0.0, abs=1e-4)


def test_a_measured_point_loses_one_per_cent_and_a_settlement_is_even() -> None:
    assert sigma_m(30.0, Precision.EXACT) == sigma_m(30.0, Precision.VICINITY) == 10.0
    assert sigma_m(30.0, Precision.LOCALITY) == sigma_m(30.0, Precision.STREET) == 15.0
    assert 1 - within_reach(one(0), one(10), one(30))[0] == pytest.approx(LOST_MASS)
    rng = np.random.default_rng(3)
    even = 30 * np.sqrt(rng.random(1_000_000)) * np.cos(rng.uniform(0, 2 * math.pi, 1_000_000))
    assert even.std() == pytest.approx(15.0, rel=0.01)
