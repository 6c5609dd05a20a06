"""Tables of the two special functions of the score: the normal distribution's integrals, and the Rice cdf.

Between its nodes the normal is read by cubic Hermite interpolation, each column's derivative being the one
before it, to 1e-10. Of the Rice cdf P(rho, alpha), the chance that a Gaussian point ``alpha`` sigmas away
lies within ``rho`` sigmas, the table keeps

    ln P + 2 ln((1 + rho) / rho)    over w = 1 / (1 + rho) and alpha - rho,

which is smooth everywhere: at w = 0 it is the normal's own tail, at w = 1 half a Gaussian's density. Read by
cubic Lagrange interpolation it errs by less than 1e-4 bit (the tests measure it).
"""

import math
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import i0e, log_ndtr, ndtr

from crimebook.spacetime.kernel.compiling import Floats, Singles, inlined

Table = TypeVar("Table", bound=NDArray[Any])

NORMAL_REACH = 10.0
_NORMAL_STEP = 1 / 128
_PER_NORMAL_STEP = 128.0

RICE_REACH = 10.0
BEYOND_PER_STEP, W_PER_STEP = 10.0, 128.0
_BEYOND_NODES = 204
_W_NODES = 129
_PEAK = 12.0
_BOUND_MARGIN, _BOUND_LEAST = 1e-3, 1e-12
"""What a bound by the table adds for the table's own error and for rounding."""


def normal_table() -> Floats:
    """Return (nodes, 4) at z = 0, step, ...: density, Phi(-z), and its first and second integral to z."""
    z = np.arange(0, NORMAL_REACH + 3 * _NORMAL_STEP, _NORMAL_STEP)
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    tail = ndtr(-z)
    first = density - z * tail
    second = ((z * z + 1) * tail - z * density) / 2
    return _fixed(np.stack([density, tail, first, second], axis=1))


def rice_table() -> Floats:
    """Return the table of the Rice cdf, (w, alpha - rho), the latter from -10.1 in steps of 0.1."""
    w = np.arange(_W_NODES)[:, None] / W_PER_STEP
    beyond = (np.arange(_BEYOND_NODES)[None, :] - 1) / BEYOND_PER_STEP - RICE_REACH
    table = np.empty((_W_NODES, _BEYOND_NODES))
    table[0] = log_ndtr(-beyond[0])
    table[-1] = math.log(0.5) - beyond[0] ** 2 / 2
    rho = 1 / w[1:-1] - 1
    table[1:-1] = _log_rice(rho, np.abs(rho + beyond)) + 2 * np.log((1 + rho) / rho)
    return _fixed(table)


def rice_bounds() -> Singles:
    """Return (w, alpha - rho) as `rice_table`: the most the Rice cdf is from a node to the next of both."""
    w = np.arange(_W_NODES)[:, None] / W_PER_STEP
    beyond = (np.arange(_BEYOND_NODES)[None, :] - 1) / BEYOND_PER_STEP - RICE_REACH
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = 1 / w - 1
        chance = np.exp(_RICE - 2 * np.log1p(1 / rho))
        # The point cannot be nearer than the centre.
        chance = np.where(rho + beyond <= 0, -np.expm1(-rho * rho / 2), chance)
    return _fixed(np.minimum(chance * (1 + _BOUND_MARGIN) + _BOUND_LEAST, 1.0).astype(np.float32))


def _log_rice(rho: Floats, alpha: Floats) -> Floats:
    """Return ln P by Gauss-Legendre along the radius; all of the integrand is above 0, so nothing cancels."""
    nodes, shares = np.polynomial.legendre.leggauss(64)
    low = np.maximum(np.minimum(alpha, rho) - _PEAK, 0.0)
    high = np.minimum(rho, alpha + _PEAK)
    half = (high - low) / 2
    total = np.zeros_like(alpha)
    for node, share in zip(nodes, shares, strict=True):
        r = low + half * (1 + node)
        # The exponent that the highest point has in common is put back after the sum.
        total += share * r * i0e(r * alpha) * np.exp(((high - alpha) ** 2 - (r - alpha) ** 2) / 2)
    return np.log(total * half) - (high - alpha) ** 2 / 2


def _fixed(table: Table) -> Table:
    table.flags.writeable = False
    return table


# Constants of the module are part of the compiled code: no pair pays for handing them on.
_NORMALS = normal_table()
_RICE = rice_table()


@inlined
def normal(column: int, z: float) -> float:
    """Return column 1, 2 or 3 of `normal_table` at z >= 0; 0 beyond `NORMAL_REACH`."""
    if z >= NORMAL_REACH:
        return 0.0
    at = z * _PER_NORMAL_STEP
    node = int(at)
    t = at - node
    one: float = _NORMALS[node, column]
    two: float = _NORMALS[node + 1, column]
    slope: float = -_NORMALS[node, column - 1] * _NORMAL_STEP
    next_slope: float = -_NORMALS[node + 1, column - 1] * _NORMAL_STEP
    gap = two - one
    bent = 3 * gap - 2 * slope - next_slope + t * (slope + next_slope - 2 * gap)
    return one + t * (slope + t * bent)


@inlined
def log_rice(rho: float, alpha: float) -> float:
    """Return ln P(within rho sigmas) of a point alpha sigmas away, for |alpha - rho| <= 10 and rho > 0."""
    at_w = W_PER_STEP / (1 + rho)
    at_b = (alpha - rho + RICE_REACH) * BEYOND_PER_STEP + 1
    w0 = min(max(int(at_w) - 1, 0), _W_NODES - 4)
    b0 = min(max(int(at_b) - 1, 0), _BEYOND_NODES - 4)
    a0, a1, a2, a3 = _lagrange(at_w - w0)
    c0, c1, c2, c3 = _lagrange(at_b - b0)
    found: float = a0 * (
        c0 * _RICE[w0, b0] + c1 * _RICE[w0, b0 + 1] + c2 * _RICE[w0, b0 + 2] + c3 * _RICE[w0, b0 + 3]
    )
    found += a1 * (
        c0 * _RICE[w0 + 1, b0]
        + c1 * _RICE[w0 + 1, b0 + 1]
        + c2 * _RICE[w0 + 1, b0 + 2]
        + c3 * _RICE[w0 + 1, b0 + 3]
    )
    found += a2 * (
        c0 * _RICE[w0 + 2, b0]
        + c1 * _RICE[w0 + 2, b0 + 1]
        + c2 * _RICE[w0 + 2, b0 + 2]
        + c3 * _RICE[w0 + 2, b0 + 3]
    )
    found += a3 * (
        c0 * _RICE[w0 + 3, b0]
        + c1 * _RICE[w0 + 3, b0 + 1]
        + c2 * _RICE[w0 + 3, b0 + 2]
        + c3 * _RICE[w0 + 3, b0 + 3]
    )
    return found - 2 * math.log((1 + rho) / rho)


@inlined
def _lagrange(t: float) -> tuple[float, float, float, float]:
    """Return the weights of the nodes 0, 1, 2, 3 at t."""
    t1, t2, t3 = t - 1, t - 2, t - 3
    return -t1 * t2 * t3 / 6, t * t2 * t3 / 2, -t * t1 * t3 / 2, t * t1 * t2 / 6
