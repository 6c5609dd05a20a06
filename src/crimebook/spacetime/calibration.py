"""Calibration: what scores said against what was true, and a curve that makes the one the other.

A score in bits claims odds of 2^bits that the pair is true. Binned, the pairs that were true over the pairs
that were said to be is 1 where the claim holds. Where it does not, a curve from bits to bits sets it right:
linear between knots, rising everywhere, so that no order changes. It is fitted by the log-likelihood itself
(as Platt's scaling, 1999, with knots), on pairs of known truth, and must be judged on others.

Beyond the outermost knots a curve rises by `LEAST_SLOPE` only: a score that nobody has seen claims no more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.reasons import Reason, reason

Floats = NDArray[np.float64]

LEAST_SLOPE = 0.05
"""How much a curve rises at least, in bits a bit."""

POSITIVES_A_KNOT = 60
MOST_KNOTS = 12
"""A knot for so many true pairs, from two to this many."""

_STEP_BITS = 0.05
_RIDGE = 0.5


@dataclass(frozen=True, slots=True)
class Curve:
    """Calibrated bits by score bits: a line through ``knots``, both coordinates rising."""

    knots: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        at, to = np.array(self.knots).reshape(-1, 2).T
        if at.size < 2 or (np.diff(at) <= 0).any() or (np.diff(to) <= 0).any():
            raise InvalidValueError("two knots or more that rise in both coordinates", str(self.knots))

    def bits(self, score_bits: ArrayLike) -> Floats:
        """Return the calibrated bits of scores."""
        at, to = np.array(self.knots).T
        score = np.asarray(score_bits, np.float64)
        outside = np.minimum(score - at[0], 0.0) + np.maximum(score - at[-1], 0.0)
        return np.asarray(np.interp(score, at, to) + LEAST_SLOPE * outside, np.float64)


@dataclass(frozen=True, slots=True)
class Bin:
    """The pairs whose bits lie between two bounds: how many, how many true, how many said to be true."""

    low_bits: float
    high_bits: float
    pairs: int
    observed: int
    predicted: float

    @property
    def ratio(self) -> float:
        """Return observed over predicted."""
        return self.observed / self.predicted

    @property
    def interval(self) -> tuple[float, float]:
        """Return the middle 95 % of the ratio, were the true pairs independent (Poisson, by the root)."""
        root = math.sqrt(self.observed + 0.375)
        return max(root - 0.98, 0.0) ** 2 / self.predicted, (root + 0.98) ** 2 / self.predicted


def chance(bits: ArrayLike) -> Floats:
    """Return the probability that bits of log2 odds stand for."""
    return 1 / (1 + np.exp2(-np.asarray(bits, np.float64)))


def calibration_ground(score_bits: float, calibrated_bits: float) -> Reason:
    """Say what the bits of a score turned out to mean where the truth is known."""
    return reason(
        "of pairs with {bits} bits in invented scenarios, whose truth is known, 1 in {one_in} was true",
        bits=round(score_bits, 1),
        one_in=max(1, round(1 + 2.0**-calibrated_bits)),
    )


def reliability(bits: ArrayLike, true: ArrayLike, edges: Sequence[float]) -> tuple[Bin, ...]:
    """Return the bins between ``edges`` (outermost ones open) that hold any pairs, from low to high."""
    score, truth = np.asarray(bits, np.float64), np.asarray(true, np.bool_)
    which = np.digitize(score, edges)
    bounds = (-math.inf, *edges, math.inf)
    pairs = np.bincount(which, minlength=len(edges) + 1)
    observed = np.bincount(which, weights=truth, minlength=len(edges) + 1)
    predicted = np.bincount(which, weights=chance(score), minlength=len(edges) + 1)
    return tuple(
        Bin(bounds[k], bounds[k + 1], int(pairs[k]), int(observed[k]), float(predicted[k]))
        for k in range(len(edges) + 1)
        if pairs[k]
    )


def log_loss(bits: ArrayLike, true: ArrayLike) -> float:
    """Return the mean negative log-likelihood of the truth under the bits, in bits a pair."""
    score = np.asarray(bits, np.float64) * math.log(2)
    sign = np.where(np.asarray(true, np.bool_), -1.0, 1.0)
    return float(np.logaddexp(0, sign * score).mean() / math.log(2))


def base_log_loss(true: ArrayLike) -> float:
    """Return the log-loss of saying for every pair the share that is true, in bits a pair."""
    rate = float(np.asarray(true, np.bool_).mean())
    return 0.0 if rate in {0.0, 1.0} else -rate * math.log2(rate) - (1 - rate) * math.log2(1 - rate)


def fit_curve(score_bits: ArrayLike, true: ArrayLike, added_bits: ArrayLike = 0.0) -> Curve:
    """Return the curve that makes the truth likeliest; at least two true pairs are needed.

    Knots stand at quantiles of the true pairs' scores. A small penalty on what differs from a line of slope
    one keeps a curve of few true pairs near the score's own claim, moved up or down. ``added_bits``, one for
    each pair or one for all, are what is added after the curve (`shared`): the curve and they together are to
    hold, so a curve fitted without them would claim too much with them.
    """
    score, truth = np.asarray(score_bits, np.float64), np.asarray(true, np.bool_)
    if truth.sum() < 2:
        raise InvalidValueError(
            "two true pairs or more", f"{int(truth.sum())}", "merge the list with another"
        )
    at = _knots(score[truth])
    cells, index = _cells(score, added_bits)
    pairs, hits = np.bincount(index), np.bincount(index, weights=truth)
    basis, added = _basis(cells[0], at), cells[1]
    steps = np.diff(at)

    def loss(free: Floats) -> tuple[float, Floats]:
        log_odds = math.log(2) * (basis @ free + added)
        found = pairs * np.logaddexp(0, log_odds) - hits * log_odds
        slope = math.log(2) * (basis.T @ (pairs / (1 + np.exp(-log_odds)) - hits))
        bent = free[1:] / steps - 1
        slope[1:] += 2 * _RIDGE * bent / steps
        return float(found.sum() + _RIDGE * (bent**2).sum()), slope

    start = np.concatenate(([at[0]], steps))
    bounds = [(None, None), *((LEAST_SLOPE * step, None) for step in steps)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2_000}).x
    to = np.cumsum(found)
    return Curve(tuple((round(float(x), 2), round(float(y), 2)) for x, y in zip(at, to, strict=True)))


def _cells(score: Floats, added_bits: ArrayLike) -> tuple[tuple[Floats, Floats], NDArray[np.int64]]:
    """Return the steps of score and of added bits that occur, and which of them each pair has."""
    steps = np.round(np.array(np.broadcast_arrays(score, added_bits)) / _STEP_BITS).astype(np.int64)
    least = steps.min(axis=1, keepdims=True)
    width = int((steps[1] - least[1]).max()) + 1
    codes, index = np.unique((steps[0] - least[0]) * width + steps[1] - least[1], return_inverse=True)
    high, low = np.divmod(codes, width)
    return ((high + least[0]) * _STEP_BITS, (low + least[1]) * _STEP_BITS), index


def _knots(scores: Floats) -> Floats:
    count = int(np.clip(scores.size // POSITIVES_A_KNOT, 2, MOST_KNOTS))
    places = np.quantile(scores, np.linspace(0.01, 0.99, count))
    # Knots closer than half a bit would follow chance, and two at one place have no slope.
    kept = [float(places[0])]
    kept.extend(float(each) for each in places[1:] if each - kept[-1] >= 0.5)
    return np.array(kept if len(kept) > 1 else [kept[0], kept[0] + 1.0])


def _basis(score: Floats, at: Floats) -> Floats:
    """Return the matrix that makes calibrated bits of (value at the first knot, rise to each next one)."""
    within = np.clip((score[:, None] - at[:-1]) / np.diff(at), 0.0, 1.0)
    return np.column_stack((np.ones_like(score), within))
