"""The chance that a recording covers an incident's instant, in closed form.

An incident's instant T has a trapezoid density over its four points. A recording covers T when it began at
or before T and did not end before T. Since no recording ends before it begins,

    P(covers) = P(start <= T) - P(end < T),

whatever binds its two ends together. Three kinds of *edges* say how an end is known: `NormalEdges` (a clock
with a Gaussian error), `UniformEdges` (somewhere between two bounds; equal bounds are a step) and `LagEdges`
(known only by when it was posted). Each knows the integral of its cdf against one piece of the density.

For a uniform T on [a, b] and a clock error N(0, sigma^2) this is the textbook

    p = [g(b-s) - g(a-s) - g(b-e) + g(a-e)] / (b-a),   g(u) = sigma (z Phi(z) + phi(z)),  z = u / sigma,

with Phi and phi the normal cdf and density. For accuracy the step is integrated apart and only the remainder,
which vanishes away from the edge, by antiderivatives; narrow pieces go by Gauss-Legendre, where differences
of antiderivatives would cancel. All times are seconds after one origin near the incident.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from crimebook.terms.errors import InvalidValueError

Floats = NDArray[np.float64]

LAG_SCALE_S = 1_800.0
"""Half of what is posted is posted within this time, where nothing was learnt (`Lag`)."""

_NODES, _WEIGHTS = (each / 2 for each in np.polynomial.legendre.leggauss(16))
_SQRT_TAU = math.sqrt(2 * math.pi)


class Piece(NamedTuple):
    """A stretch on which a density is a straight line, and the density at its two ends (per second)."""

    start_s: float
    end_s: float
    start_density: float
    end_density: float

    @property
    def slope(self) -> float:
        """The density's change per second; 0 on a piece of no length."""
        width_s = self.end_s - self.start_s
        return (self.end_density - self.start_density) / width_s if width_s > 0 else 0.0

    def density(self, at_s: Floats) -> Floats:
        """Return the density at ``at_s``, measured from the nearer end."""
        near_start = self.start_density + self.slope * (at_s - self.start_s)
        near_end = self.end_density + self.slope * (at_s - self.end_s)
        return np.where(at_s * 2 < self.start_s + self.end_s, near_start, near_end)

    def mass(self, from_s: Floats) -> Floats:
        """Return the probability from ``from_s`` (clipped to the piece) to the end of the piece."""
        start_s = np.clip(from_s, self.start_s, self.end_s)
        return (self.end_s - start_s) * (self.density(start_s) + self.end_density) / 2


class Trapezoid(NamedTuple):
    """A density that rises from ``a`` to ``b``, is flat to ``c`` and falls to ``d``: a <= b <= c <= d."""

    a: float
    b: float
    c: float
    d: float

    @classmethod
    def of(cls, points_s: tuple[float, float, float, float]) -> Self:
        """Return the density of an instant inside a four-point interval.

        Where the latest start lies after the earliest end, no instant is certain and the middle is possible
        throughout: it is flat between the two.
        """
        return cls(*sorted(points_s))

    def pieces(self) -> tuple[Piece, ...]:
        """Return the pieces of any length; none for an instant known exactly."""
        area = ((self.d - self.a) + (self.c - self.b)) / 2
        if area <= 0:
            return ()
        height = 1 / area
        sides = (
            Piece(self.a, self.b, 0.0, height),
            Piece(self.b, self.c, height, height),
            Piece(self.c, self.d, height, 0.0),
        )
        return tuple(side for side in sides if side.end_s > side.start_s)


class Edges(Protocol):
    """When each of n recordings began, or when each ended."""

    def cdf(self, at_s: Floats | float, *, strictly: bool) -> Floats:
        """Return P(edge <= at), or P(edge < at) if ``strictly``."""
        ...

    def integral(self, piece: Piece) -> Floats:
        """Return the integral of the piece's density times the cdf."""
        ...


@dataclass(frozen=True, slots=True)
class NormalEdges:
    """Edges read from a clock whose error is N(0, sigma^2), sigma > 0."""

    at_s: Floats
    sigma_s: Floats

    def cdf(self, at_s: Floats | float, *, strictly: bool) -> Floats:  # noqa: ARG002 - no instant has a chance of its own
        """Return P(edge <= at)."""
        return _phi((at_s - self.at_s) / self.sigma_s)

    def integral(self, piece: Piece) -> Floats:
        """Return the integral of the piece's density times the cdf."""
        is_narrow = piece.end_s - piece.start_s <= 2 * self.sigma_s
        start_s, end_s = np.full_like(self.at_s, piece.start_s), np.full_like(self.at_s, piece.end_s)
        narrow = _by_nodes(piece, start_s, end_s, lambda t: _phi((t - self.at_s) / self.sigma_s))
        return np.where(is_narrow, narrow, piece.mass(self.at_s) + self._remainder(piece))

    def _remainder(self, piece: Piece) -> Floats:
        """Integrate the density times (cdf - step), by parts."""
        start, end = (piece.start_s - self.at_s) / self.sigma_s, (piece.end_s - self.at_s) / self.sigma_s
        first = piece.end_density * _first(end) - piece.start_density * _first(start)
        second = piece.slope * self.sigma_s * (_second(end) - _second(start))
        return self.sigma_s * (first - second)


@dataclass(frozen=True, slots=True)
class UniformEdges:
    """Edges somewhere between two bounds, any instant as likely as another; equal bounds are a step."""

    low_s: Floats
    high_s: Floats

    def cdf(self, at_s: Floats | float, *, strictly: bool) -> Floats:
        """Return P(edge <= at), or P(edge < at)."""
        step = at_s > self.low_s if strictly else at_s >= self.low_s
        return np.where(self.high_s > self.low_s, self._ramp(at_s), step)

    def integral(self, piece: Piece) -> Floats:
        """Return the integral of the piece's density times the cdf; the nodes are exact for a quadratic."""
        start_s = np.clip(self.low_s, piece.start_s, piece.end_s)
        end_s = np.clip(self.high_s, piece.start_s, piece.end_s)
        return piece.mass(self.high_s) + _by_nodes(piece, start_s, end_s, self._ramp)

    def _ramp(self, at_s: Floats | float) -> Floats:
        width_s = np.maximum(self.high_s - self.low_s, 1e-6)
        return np.clip((at_s - self.low_s) / width_s, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Lag:
    """How long after its end a recording is posted: a mixture of Lomax laws (Pareto II), each with alpha = 1.

    P(lag <= l) = sum of share * l / (scale + l). Alpha 1 keeps every integral closed; scales far apart give
    tails as heavy as one likes. ``shares`` sum to 1, ``scales_s`` are above 0. Fitted by `lags`.
    """

    shares: tuple[float, ...] = (1.0,)
    scales_s: tuple[float, ...] = (LAG_SCALE_S,)

    def __post_init__(self) -> None:
        fits = len(self.shares) == len(self.scales_s) and abs(math.fsum(self.shares) - 1) < 1e-6
        if not fits or min(self.shares) < 0 or min(self.scales_s) <= 0:
            raise InvalidValueError(
                "as many shares of at least 0, summing to 1, as scales above 0 s",
                f"{self.shares} of {self.scales_s}",
            )

    def within(self, lag_s: float) -> float:
        """Return P(lag <= ``lag_s``), without a cut."""
        laws = zip(self.shares, self.scales_s, strict=True)
        return math.fsum(share * lag_s / (scale_s + lag_s) for share, scale_s in laws)


LAG = Lag()
"""What is taken where nothing was learnt."""


@dataclass(frozen=True, slots=True)
class LagEdges:
    """Edges a lag before ``latest_s``; the lag is that of ``lag``, cut at ``cut_s``.

    Most is posted within the hour, some within days: without the cut there is no mean. A cut of 0 is a step,
    one of infinity no cut.
    """

    latest_s: Floats
    cut_s: Floats
    lag: Lag = LAG

    def cdf(self, at_s: Floats | float, *, strictly: bool) -> Floats:
        """Return P(edge <= at), or P(edge < at)."""
        found = [share * law.cdf(at_s, strictly=strictly) for share, law in self._laws()]
        return np.asarray(np.sum(found, axis=0), np.float64)

    def integral(self, piece: Piece) -> Floats:
        """Return the integral of the piece's density times the cdf."""
        found = [share * law.integral(piece) for share, law in self._laws()]
        return np.asarray(np.sum(found, axis=0), np.float64)

    def _laws(self) -> "list[tuple[Floats, _LomaxEdges]]":
        """Return each law with its share of what lies within the cut."""
        cut_s = np.where(self.cut_s > 0, self.cut_s, 1.0)
        kept = [
            share / (1 + scale_s / cut_s)
            for share, scale_s in zip(self.lag.shares, self.lag.scales_s, strict=True)
        ]
        whole = np.sum(kept, axis=0)
        return [
            (each / whole, _LomaxEdges(self.latest_s, self.cut_s, scale_s))
            for each, scale_s in zip(kept, self.lag.scales_s, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class _LomaxEdges:
    """One law of a lag: P(lag <= l) = [l / (scale + l)] / [cut / (scale + cut)] for 0 <= l <= cut."""

    latest_s: Floats
    cut_s: Floats
    scale_s: float

    def cdf(self, at_s: Floats | float, *, strictly: bool) -> Floats:
        """Return P(edge <= at), or P(edge < at)."""
        step = at_s > self.latest_s if strictly else at_s >= self.latest_s
        return np.where(self.cut_s > 0, self._earlier(at_s), step)

    def integral(self, piece: Piece) -> Floats:
        """Return the integral of the piece's density times the cdf."""
        start_s = np.clip(self.latest_s - self.cut_s, piece.start_s, piece.end_s)
        end_s = np.clip(self.latest_s, piece.start_s, piece.end_s)
        is_narrow = end_s - start_s <= self.scale_s + self.latest_s - end_s
        narrow = _by_nodes(piece, start_s, end_s, self._earlier)
        return piece.mass(self.latest_s) + np.where(is_narrow, narrow, self._wide(piece, start_s, end_s))

    def _earlier(self, at_s: Floats | float) -> Floats:
        lag_s = np.clip(self.latest_s - at_s, 0.0, self.cut_s)
        return 1 - lag_s / (self.scale_s + lag_s) * self._renewal()

    def _renewal(self) -> Floats:
        """Return what the cut makes of every probability: 1 / P(lag <= cut)."""
        return 1 + self.scale_s / np.where(self.cut_s > 0, self.cut_s, np.inf)

    def _wide(self, piece: Piece, start_s: Floats, end_s: Floats) -> Floats:
        """Integrate over lags u + lag(end) for 0 <= u <= width: the density is linear in u as well."""
        width_s = end_s - start_s
        nearest_s = self.scale_s + np.maximum(self.latest_s - end_s, 0.0)
        log = np.log1p(width_s / nearest_s)
        at_end, falling = piece.density(end_s), -piece.slope
        flat = at_end * (width_s - self.scale_s * log)
        tilted = falling * (width_s**2 / 2 - self.scale_s * (width_s - nearest_s * log))
        whole = width_s * (at_end + piece.density(start_s)) / 2
        return whole - (flat + tilted) * self._renewal()


def mass_before(edges: Edges, instant: Trapezoid, *, strictly: bool = False) -> Floats:
    """Return P(edge <= T) for each edge, T with the density ``instant``; P(edge < T) if ``strictly``."""
    pieces = instant.pieces()
    if not pieces:
        return edges.cdf(instant.a, strictly=strictly)
    return np.asarray(np.sum([edges.integral(piece) for piece in pieces], axis=0), np.float64)


def coverage(starts: Edges, ends: Edges, first: Trapezoid, last: Trapezoid) -> Floats:
    """Return P(start <= last and end >= first), 0 to 1, for each recording.

    With ``first`` and ``last`` the same density this is the chance of covering one instant. For what lasted
    from some instant of ``first`` to some instant of ``last`` it is presence: running at any time of it.
    """
    covered = mass_before(starts, last) - mass_before(ends, first, strictly=True)
    return np.clip(covered, 0.0, 1.0)


def _by_nodes(piece: Piece, start_s: Floats, end_s: Floats, cdf: Callable[[Floats], Floats]) -> Floats:
    """Integrate density times cdf from ``start_s`` to ``end_s`` by Gauss-Legendre."""
    middle_s, width_s = (start_s + end_s) / 2, end_s - start_s
    total = np.zeros_like(middle_s)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        at_s = middle_s + node * width_s
        total += weight * piece.density(at_s) * cdf(at_s)
    return total * width_s


def _phi(z: Floats) -> Floats:
    """Return the normal cdf."""
    return np.asarray(ndtr(z), np.float64)


def _first(z: Floats) -> Floats:
    """Integrate Phi minus the unit step from minus infinity to z."""
    far = -np.abs(z)
    return np.exp(-far * far / 2) / _SQRT_TAU + far * _phi(far)


def _second(z: Floats) -> Floats:
    """Integrate `_first` from minus infinity to z."""
    far = -np.abs(z)
    below = ((far * far + 1) * _phi(far) + far * np.exp(-far * far / 2) / _SQRT_TAU) / 2
    return np.where(z < 0, below, 0.5 - below)
