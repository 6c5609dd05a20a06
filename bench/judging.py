"""Judging pairs of records by the truth: how many are found while all but a few of those told are right."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

PRECISION = 0.998
_STEPS = 60
"""At how many thresholds groups are made."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How pairs agree with the truth at one threshold."""

    bits: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        rates = f"precision {self.precision:.4f}  recall {self.recall:.4f}  F1 {self.f1:.4f}"
        return f"{rates}  at {self.bits:.1f} bits"


def count_true(persons: NDArray[np.int64]) -> int:
    """Return how many pairs of mentions are of one person."""
    counts = np.unique(persons, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())


def best_pairs(pairs: pa.Table, persons: NDArray[np.int64], true: int) -> Figures:
    """Return the figures at the threshold of the best recall at `PRECISION`."""
    bits = pairs["bits"].to_numpy()
    order = np.argsort(-bits, kind="stable")
    is_right = persons[pairs["left"].to_numpy()] == persons[pairs["right"].to_numpy()]
    ranked, right = bits[order], np.cumsum(is_right[order])
    found = np.arange(1, len(ranked) + 1)
    # Pairs of one weight stand or fall together.
    is_end = np.append(ranked[1:] != ranked[:-1], True)
    good = np.flatnonzero(is_end & (right >= PRECISION * found))
    if not len(good):
        return Figures(float("inf"), 1.0, 0.0)
    last = good[-1]
    return Figures(float(ranked[last]), float(right[last] / found[last]), float(right[last] / true))


def best_groups(pairs: pa.Table, persons: NDArray[np.int64], true: int) -> Figures:
    """Return the figures of the groups at the threshold of the best recall at `PRECISION`."""
    bits = pairs["bits"].to_numpy()
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    best = Figures(float("inf"), 1.0, 0.0)
    for threshold in np.unique(np.quantile(bits, np.linspace(0, 1, _STEPS))) if len(bits) else ():
        is_over = bits >= threshold
        count = int(is_over.sum())
        graph = coo_array((np.ones(count, bool), (left[is_over], right[is_over])), shape=(len(persons),) * 2)
        groups = connected_components(graph, directed=False)[1].astype(np.int64)
        joined = count_true(groups)
        both = count_true(groups * (int(persons.max()) + 1) + persons)
        told = Figures(float(threshold), both / joined if joined else 1.0, both / true)
        if told.precision >= PRECISION and told.recall > best.recall:
            best = told
    return best
