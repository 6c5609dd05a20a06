import math
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr

from crimebook.spacetime.times import (
    LAG_SCALE_S,
    Edges,
    LagEdges,
    NormalEdges,
    Trapezoid,
    UniformEdges,
    coverage,
    mass_before,
)

SECONDS = st.floats(-1e6, 1e6)
LENGTHS = st.sampled_from([0.0, 0.001, 1.0, 60.0, 3_600.0, 86_400.0, 1e6])
POINTS = st.tuples(LENGTHS, LENGTHS, LENGTHS).map(lambda gaps: tuple(np.cumsum((0.0, *gaps)).tolist()))


def one(value: float) -> np.ndarray:
    return np.array([value])


def integrate(cdf: Callable[[float], float], instant: Trapezoid, kinks: Iterable[float]) -> float:
    """The same by adaptive quadrature, with the trapezoid written out once more."""
    a, b, c, d = instant
    height = 2 / ((d - a) + (c - b))

    def density(t: float) -> float:
        if t < b:
            return height * (t - a) / (b - a)
        return height if t <= c else height * (d - t) / (d - c)

    ends = sorted({a, b, c, d, *(kink for kink in kinks if a < kink < d)})
    return math.fsum(
        quad(lambda t: density(t) * cdf(t), start, end, epsabs=1e-13, epsrel=1e-12, limit=200)[0]
        for start, end in pairwise(ends)
    )


@given(points=POINTS.filter(lambda points: points[3] > 0), at=SECONDS, sigma=st.floats(0.01, 1e5))
def test_a_clock_agrees_with_numerical_integration(points: tuple, at: float, sigma: float) -> None:
    instant = Trapezoid.of(points)
    expected = integrate(lambda t: ndtr((t - at) / sigma), instant, [at + k * sigma for k in range(-9, 10)])
    assert abs(mass_before(NormalEdges(one(at), one(sigma)), instant)[0] - expected) < 1e-9


@given(points=POINTS.filter(lambda points: points[3] > 0), low=SECONDS, width=st.floats(0.01, 1e6))
def test_bounds_agree_with_numerical_integration(points: tuple, low: float, width: float) -> None:
    instant, high = Trapezoid.of(points), low + width
    expected = integrate(lambda t: min(max((t - low) / width, 0), 1), instant, [low, high])
    assert abs(mass_before(UniformEdges(one(low), one(high)), instant)[0] - expected) < 1e-9


@given(points=POINTS.filter(lambda points: points[3] > 0), at=SECONDS, cut=st.floats(0.1, 1e7))
def test_a_lag_agrees_with_numerical_integration(points: tuple, at: float, cut: float) -> None:
    def posted_after(lag: float) -> float:
        return 1 - min(max(lag, 0), cut) / (LAG_SCALE_S + min(max(lag, 0), cut)) * (LAG_SCALE_S + cut) / cut

    instant = Trapezoid.of(points)
    kinks = [at, at - cut, *(at - LAG_SCALE_S * 2.0**k for k in range(-4, 13))]
    expected = integrate(lambda t: posted_after(at - t), instant, kinks)
    assert abs(mass_before(LagEdges(one(at), one(cut)), instant)[0] - expected) < 1e-9


@given(b=st.floats(60, 1e5), s=st.floats(-1e5, 1e5), length=st.floats(0, 1e4), sigma=st.floats(1, 600))
def test_the_uniform_case_is_the_textbook_formula(b: float, s: float, length: float, sigma: float) -> None:
    def g(u: float) -> float:
        z = u / sigma
        return sigma * (z * ndtr(z) + math.exp(-z * z / 2) / math.sqrt(2 * math.pi))

    e, instant = s + length, Trapezoid(0.0, 0.0, b, b)
    textbook = (g(b - s) - g(0 - s) - g(b - e) + g(0 - e)) / b
    found = coverage(NormalEdges(one(s), one(sigma)), NormalEdges(one(e), one(sigma)), instant, instant)
    assert abs(found[0] - textbook) < 1e-9


@pytest.mark.parametrize(
    ("start", "end", "share"),
    [(0.0, 10.0, 0.1), (-50.0, 25.0, 0.25), (99.0, 500.0, 0.01), (200.0, 300.0, 0.0)],
)
def test_an_exact_clock_covers_the_share_of_the_overlap(start: float, end: float, share: float) -> None:
    instant = Trapezoid(0.0, 0.0, 100.0, 100.0)
    found = coverage(UniformEdges(one(start), one(start)), UniformEdges(one(end), one(end)), instant, instant)
    assert math.isclose(found[0], share, abs_tol=1e-12)


@pytest.mark.parametrize(("moment", "covered"), [(0.0, 1.0), (60.0, 1.0), (60.001, 0.0), (-0.001, 0.0)])
def test_an_instant_known_exactly_is_covered_from_the_first_moment_to_the_last(
    moment: float, covered: float
) -> None:
    instant = Trapezoid(moment, moment, moment, moment)
    edges = UniformEdges(one(0.0), one(0.0)), UniformEdges(one(60.0), one(60.0))
    assert coverage(*edges, instant, instant)[0] == covered


def test_a_day_without_a_certain_middle_is_flat() -> None:
    day = Trapezoid.of((0.0, 86_400.0, 0.0, 86_400.0))
    assert day == (0.0, 0.0, 86_400.0, 86_400.0)


@given(points=POINTS, s=SECONDS, length=LENGTHS, sigma=st.floats(0.01, 1e5), cut=LENGTHS)
def test_a_chance_lies_between_0_and_1(
    points: tuple, s: float, length: float, sigma: float, cut: float
) -> None:
    instant = Trapezoid.of(points)
    for starts, ends in (
        (NormalEdges(one(s), one(sigma)), NormalEdges(one(s + length), one(sigma))),
        (UniformEdges(one(s), one(s + length)), UniformEdges(one(s + length), one(s + 2 * length))),
        (LagEdges(one(s), one(cut)), LagEdges(one(s + length), one(cut))),
    ):
        raw = mass_before(starts, instant) - mass_before(ends, instant, strictly=True)
        assert -1e-9 <= raw[0] <= 1 + 1e-9
        assert 0 <= coverage(starts, ends, instant, instant)[0] <= 1


def test_a_worse_clock_lowers_what_is_inside_and_raises_what_is_outside() -> None:
    instant, sigmas = Trapezoid(0.0, 0.0, 60.0, 60.0), np.array([1.0, 30.0, 120.0, 600.0])

    def covered(s: float, e: float) -> np.ndarray:
        starts, ends = (NormalEdges(np.full(4, edge), sigmas) for edge in (s, e))
        return coverage(starts, ends, instant, instant)

    assert (np.diff(covered(-60.0, 120.0)) < 0).all()
    assert (np.diff(covered(180.0, 360.0)[:3]) > 0).all()


def test_what_lasted_needs_only_presence() -> None:
    night = Trapezoid(0.0, 0.0, 0.0, 0.0), Trapezoid(86_400.0, 86_400.0, 86_400.0, 86_400.0)
    minute = UniformEdges(one(500.0), one(500.0)), UniformEdges(one(560.0), one(560.0))
    before = UniformEdges(one(-99.0), one(-99.0)), UniformEdges(one(-9.0), one(-9.0))
    assert coverage(*minute, *night)[0] == 1.0
    assert coverage(*before, *night)[0] == 0.0


def test_presence_is_soft_where_the_end_of_what_lasted_is_soft() -> None:
    first, last = Trapezoid(0.0, 0.0, 0.0, 0.0), Trapezoid(100.0, 100.0, 200.0, 200.0)
    later = UniformEdges(one(150.0), one(150.0)), UniformEdges(one(900.0), one(900.0))
    assert math.isclose(coverage(*later, first, last)[0], 0.5)


def posted(at: float, length: float, cut: float) -> tuple[Edges, Edges]:
    return LagEdges(one(at - length), one(cut)), LagEdges(one(at), one(cut))


def test_without_a_lag_a_post_is_exact_and_without_a_cut_half_is_posted_in_half_an_hour() -> None:
    instant = Trapezoid(0.0, 0.0, 100.0, 100.0)
    assert math.isclose(coverage(*posted(50.0, 30.0, 0.0), instant, instant)[0], 0.3)
    moment = Trapezoid(0.0, 0.0, 0.0, 0.0)
    assert math.isclose(mass_before(LagEdges(one(LAG_SCALE_S), one(math.inf)), moment)[0], 0.5)


def test_the_sooner_it_was_posted_the_likelier_it_was_recorded_then() -> None:
    instant = Trapezoid(0.0, 0.0, 600.0, 600.0)
    chances = [
        coverage(*posted(at, 60.0, 86_400.0), instant, instant)[0] for at in (900, 3_600, 20_000, 80_000)
    ]
    assert all(sooner > later > 0 for sooner, later in pairwise(chances))
    assert coverage(*posted(-1.0, 60.0, 86_400.0), instant, instant)[0] == 0.0
    assert coverage(*posted(90_000.0, 60.0, 86_400.0), instant, instant)[0] == 0.0


def test_a_draw_of_a_million_agrees() -> None:
    rng = np.random.default_rng(1)
    count = 1_000_000
    a, b, c, d = 0.0, 1_200.0, 2_400.0, 6_000.0
    height = 2 / ((d - a) + (c - b))
    side = rng.choice(3, count, p=[height * (b - a) / 2, height * (c - b), height * (d - c) / 2])
    up, down, flat = np.sqrt(rng.random(count)), 1 - np.sqrt(rng.random(count)), rng.random(count)
    instants = np.choose(side, [a + (b - a) * up, b + (c - b) * flat, c + (d - c) * down])
    off = rng.normal(0, 300, count)
    lag = LAG_SCALE_S * rng.uniform(0, 86_400 / (LAG_SCALE_S + 86_400), count)
    lag = lag / (1 - lag / LAG_SCALE_S)
    instant = Trapezoid(a, b, c, d)
    clock = NormalEdges(one(1_000.0), one(300.0)), NormalEdges(one(1_900.0), one(300.0))
    clocked = np.mean((1_000 + off <= instants) & (instants <= 1_900 + off))
    lagged = np.mean((5_000 - lag - 900 <= instants) & (instants <= 5_000 - lag))
    assert abs(coverage(*clock, instant, instant)[0] - clocked) < 0.002
    assert abs(coverage(*posted(5_000.0, 900.0, 86_400.0), instant, instant)[0] - lagged) < 0.002
