"""The chance that a recording covers an incident's instant, for one pair at a time.

The same closed forms as `spacetime.times`, with the normal's integrals read from a table where the stratum's
mean is not so small that the table's last digits would be seen.
"""

import math
from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.compiling import inlined, inner
from crimebook.spacetime.kernel.tables import normal

UNKNOWN, CLOCKED, BOUNDED, POSTED = 0, 1, 2, 3
"""How the ends of a recording are known."""

AT_MOST, LESS = 0, 1
"""Whether an edge at the instant itself counts as before it."""

LAWS = 4
"""The most laws that a lag is a mixture of."""

_SQRT_TAU = math.sqrt(2 * math.pi)
_NODES = np.polynomial.legendre.leggauss(16)[0] / 2
_SHARES = np.polynomial.legendre.leggauss(16)[1] / 2


class Edge(NamedTuple):
    """When a recording began, or when it ended, in seconds after the incident's earliest start.

    ``CLOCKED``: Gaussian around ``low_s`` with sigma ``spread_s``. ``BOUNDED``: from ``low_s`` to
    ``low_s + spread_s``. ``POSTED``: a lag before ``low_s``, cut at ``spread_s``.
    """

    kind: int
    low_s: float
    spread_s: float


class Known(NamedTuple):
    """What no pair changes: the law of the lag, up to four laws, and whether the normal is read exactly."""

    lag_shares: tuple[float, ...]
    lag_scales_s: tuple[float, ...]
    is_exact: bool


@inlined
def _tail(known: Known, z: float) -> float:
    """Return Phi(-z) for z >= 0."""
    return math.erfc(z / math.sqrt(2)) / 2 if known.is_exact else normal(1, z)


@inlined
def _phi(known: Known, z: float) -> float:
    return 1 - _tail(known, z) if z > 0 else _tail(known, -z)


@inlined
def _first(known: Known, z: float) -> float:
    """Integrate Phi minus the unit step from minus infinity to z."""
    far = abs(z)
    if not known.is_exact:
        return normal(2, far)
    return math.exp(-far * far / 2) / _SQRT_TAU - far * _tail(known, far)


@inlined
def _second(known: Known, z: float) -> float:
    """Integrate `_first` from minus infinity to z."""
    far = abs(z)
    if not known.is_exact:
        below = normal(3, far)
    else:
        below = ((far * far + 1) * _tail(known, far) - far * math.exp(-far * far / 2) / _SQRT_TAU) / 2
    return below if z < 0 else 0.5 - below


class Piece(NamedTuple):
    """A stretch on which a density is a straight line."""

    start_s: float
    end_s: float
    start_density: float
    end_density: float


@inlined
def _density(piece: Piece, at_s: float) -> float:
    """Return the density, measured from the nearer end."""
    slope = (piece.end_density - piece.start_density) / (piece.end_s - piece.start_s)
    if at_s * 2 < piece.start_s + piece.end_s:
        return piece.start_density + slope * (at_s - piece.start_s)
    return piece.end_density + slope * (at_s - piece.end_s)


@inlined
def _mass(piece: Piece, from_s: float) -> float:
    start_s = min(max(from_s, piece.start_s), piece.end_s)
    return (piece.end_s - start_s) * (_density(piece, start_s) + piece.end_density) / 2


@inlined
def _clocked(known: Known, edge: Edge, piece: Piece) -> float:
    width_s, sigma_s = piece.end_s - piece.start_s, edge.spread_s
    if width_s <= 2 * sigma_s:
        total = 0.0
        for k in range(len(_NODES)):
            at_s = (piece.start_s + piece.end_s) / 2 + _NODES[k] * width_s
            total += _SHARES[k] * _density(piece, at_s) * _phi(known, (at_s - edge.low_s) / sigma_s)
        return total * width_s
    start, end = (piece.start_s - edge.low_s) / sigma_s, (piece.end_s - edge.low_s) / sigma_s
    found = piece.end_density * _first(known, end) - piece.start_density * _first(known, start)
    slope = (piece.end_density - piece.start_density) / width_s
    if slope != 0:
        found -= slope * sigma_s * (_second(known, end) - _second(known, start))
    return _mass(piece, edge.low_s) + sigma_s * found


@inlined
def _bounded(edge: Edge, piece: Piece) -> float:
    high_s = edge.low_s + edge.spread_s
    start_s = min(max(edge.low_s, piece.start_s), piece.end_s)
    end_s = min(max(high_s, piece.start_s), piece.end_s)
    if end_s <= start_s:
        return _mass(piece, high_s)
    # Density and cdf are straight lines here: Simpson's rule is exact for their product.
    total = 0.0
    for k in range(3):
        at_s = start_s + k * (end_s - start_s) / 2
        ramp = min(max((at_s - edge.low_s) / max(edge.spread_s, 1e-6), 0.0), 1.0)
        total += (4 if k == 1 else 1) * _density(piece, at_s) * ramp
    return _mass(piece, high_s) + total * (end_s - start_s) / 6


@inlined
def _earlier(latest_s: float, cut_s: float, scale_s: float, at_s: float) -> float:
    lag_s = min(max(latest_s - at_s, 0.0), cut_s)
    return 1 - lag_s / (scale_s + lag_s) * (1 + scale_s / cut_s)


@inlined
def _posted_by_one(edge: Edge, scale_s: float, piece: Piece) -> float:
    """Integrate the density times the cdf of one law of the lag, for a cut above 0."""
    latest_s, cut_s = edge.low_s, edge.spread_s
    start_s = min(max(latest_s - cut_s, piece.start_s), piece.end_s)
    end_s = min(max(latest_s, piece.start_s), piece.end_s)
    width_s, total = end_s - start_s, 0.0
    if width_s <= scale_s + latest_s - end_s:
        for k in range(len(_NODES)):
            at_s = (start_s + end_s) / 2 + _NODES[k] * width_s
            total += _SHARES[k] * _density(piece, at_s) * _earlier(latest_s, cut_s, scale_s, at_s)
        return _mass(piece, latest_s) + total * width_s
    nearest_s = scale_s + max(latest_s - end_s, 0.0)
    log = math.log1p(width_s / nearest_s)
    slope = (piece.end_density - piece.start_density) / (piece.end_s - piece.start_s)
    at_end = _density(piece, end_s)
    lost = at_end * (width_s - scale_s * log)
    lost -= slope * (width_s * width_s / 2 - scale_s * (width_s - nearest_s * log))
    whole = width_s * (at_end + _density(piece, start_s)) / 2
    return _mass(piece, latest_s) + whole - lost * (1 + scale_s / cut_s)


@inlined
def _law_share(known: Known, k: int, cut_s: float) -> float:
    """Return the share of one law in what lies within the cut."""
    whole = 0.0
    for each in range(LAWS):
        whole += known.lag_shares[each] / (1 + known.lag_scales_s[each] / cut_s)
    kept: float = known.lag_shares[k] / (1 + known.lag_scales_s[k] / cut_s)
    return kept / whole


@inner
def _integral(known: Known, edge: Edge, piece: Piece) -> float:
    """Return the integral of the piece's density times P(edge <= t)."""
    if edge.kind == CLOCKED:
        return _clocked(known, edge, piece)
    if edge.kind == BOUNDED:
        return _bounded(edge, piece)
    if edge.spread_s <= 0:
        return _mass(piece, edge.low_s)
    total = 0.0
    for k in range(LAWS):
        share = _law_share(known, k, edge.spread_s)
        total += share * _posted_by_one(edge, known.lag_scales_s[k], piece)
    return total


@inlined
def _cdf(known: Known, edge: Edge, at_s: float, order: int) -> float:
    """Return P(edge <= at), or P(edge < at)."""
    if edge.kind == CLOCKED:
        return _phi(known, (at_s - edge.low_s) / edge.spread_s)
    if edge.spread_s <= 0:
        return 1.0 if (at_s > edge.low_s if order == LESS else at_s >= edge.low_s) else 0.0
    if edge.kind == BOUNDED:
        return min(max((at_s - edge.low_s) / max(edge.spread_s, 1e-6), 0.0), 1.0)
    total = 0.0
    for k in range(LAWS):
        share = _law_share(known, k, edge.spread_s)
        total += share * _earlier(edge.low_s, edge.spread_s, known.lag_scales_s[k], at_s)
    return total


class Trapezoid(NamedTuple):
    """A density that rises from ``a`` to ``b``, is flat to ``c`` and falls to ``d``."""

    a: float
    b: float
    c: float
    d: float


@inner
def mass_before(known: Known, edge: Edge, instant: Trapezoid, order: int) -> float:
    """Return P(edge <= T), or P(edge < T)."""
    area = ((instant.d - instant.a) + (instant.c - instant.b)) / 2
    if area <= 0:
        return _cdf(known, edge, instant.a, order)
    height, total = 1 / area, 0.0
    # One call in a loop, not three: each would be compiled in place.
    for side in range(3):
        start_s = instant.a if side == 0 else instant.b if side == 1 else instant.c
        end_s = instant.b if side == 0 else instant.c if side == 1 else instant.d
        if end_s > start_s:
            rising, falling = 0.0 if side == 0 else height, 0.0 if side == 2 else height
            total += _integral(known, edge, Piece(start_s, end_s, rising, falling))
    return total
