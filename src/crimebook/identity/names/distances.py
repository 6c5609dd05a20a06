"""Distances of many pairs of words at a time: the same numbers as `distance.likeness`, by columns.

Words are padded with a sign that costs nothing to leave out, so that pairs of several lengths go together.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.names.costs import CHANGED, DROPPED, SWAPPED
from crimebook.identity.names.distance import LEAST, LONGEST, encode

Floats = NDArray[np.float32]
Floats64 = NDArray[np.float64]
Codes = NDArray[np.uint8]
Places = NDArray[np.intp]

_SIGNS: Final = len(DROPPED)
_PADDING: Final = _SIGNS
_PADDED_DROPPED: Final = np.append(DROPPED, np.float32(0))
_PADDED_CHANGED: Final = np.block([[CHANGED, DROPPED[:, None]], [DROPPED[None, :], np.zeros((1, 1))]]).astype(
    np.float32
)
_CHANGES: Final = _PADDED_CHANGED.ravel()
_AT_A_TIME: Final = 4_096
_LENGTHS: Final = (5, 7, 9, 12, 18)


class Stems:
    """The stems of distinct words as arrays, and what is the least that two of them are apart."""

    def __init__(self, stems: Sequence[str]) -> None:
        codes = [encode(stem) for stem in stems]
        self.lengths = np.array([len(each) for each in codes], dtype=np.intp)
        self.codes = np.full((len(codes), max(1, *self.lengths, 1)), _PADDING, dtype=np.uint8)
        for at, each in enumerate(codes):
            self.codes[at, : len(each)] = np.frombuffer(each, dtype=np.uint8)
        self.weights = _PADDED_DROPPED[self.codes].sum(axis=1)
        self._counts = np.zeros((len(codes), _SIGNS + 1), dtype=np.float32)
        self._nearest = np.tile(_PADDED_DROPPED, (len(codes), 1))
        rows = np.arange(len(codes))
        for column in self.codes.T:
            np.add.at(self._counts, (rows, column), np.float32(1))
            np.minimum(self._nearest, _PADDED_CHANGED[column], out=self._nearest)

    def at_most(self, one: Places, other: Places) -> Floats64:
        """Return what the likenesses of pairs cannot exceed: each sign costs at least its nearest one."""
        apart = np.empty(len(one), dtype=np.float32)
        for at in range(0, len(one), _AT_A_TIME):
            mine, its = one[at : at + _AT_A_TIME], other[at : at + _AT_A_TIME]
            there = np.einsum("ij,ij->i", self._counts[mine], self._nearest[its])
            back = np.einsum("ij,ij->i", self._counts[its], self._nearest[mine])
            apart[at : at + _AT_A_TIME] = np.maximum(there, back)
        return self._likeness(one, other, apart)

    def likenesses(self, one: Places, other: Places) -> Floats64:
        """Return the likeness of each pair of stems; 0 where a stem is empty."""
        apart = np.zeros(len(one), dtype=np.float32)
        for chosen, longest in self._by_length(one, other):
            mine, its = one[chosen], other[chosen]
            apart[chosen] = _distances(self.codes[mine, :longest], self.codes[its, :longest])
        return self._likeness(one, other, apart)

    def _by_length(self, one: Places, other: Places) -> Iterator[tuple[Places, int]]:
        longest = np.maximum(self.lengths[one], self.lengths[other])
        least = -1
        for most in (*(each for each in _LENGTHS if each < self.codes.shape[1]), self.codes.shape[1]):
            chosen = np.flatnonzero((longest > least) & (longest <= most))
            least = most
            if len(chosen):
                yield chosen, most

    def _likeness(self, one: Places, other: Places, apart: Floats) -> Floats64:
        longest = np.minimum(np.maximum(self.weights[one], self.weights[other]), LONGEST).astype(np.float64)
        alike: Floats64 = 1.0 - apart.astype(np.float64) / np.maximum(longest, 1e-9)
        alike[(self.lengths[one] == 0) | (self.lengths[other] == 0) | (alike < LEAST)] = 0.0
        return alike


def _distances(one: Codes, other: Codes) -> Floats:
    """Return the distances of words of one padded length, so many at a time as stay near the processor."""
    parts = range(0, len(one), _AT_A_TIME)
    found = [_distances_of_few(one[at : at + _AT_A_TIME], other[at : at + _AT_A_TIME]) for at in parts]
    return np.concatenate(found)


def _distances_of_few(one: Codes, other: Codes) -> Floats:
    """Fill the table of distances row by row, each cell for all pairs."""
    mine, its = np.ascontiguousarray(one.T), np.ascontiguousarray(other.T)
    its_places = its.astype(np.intp)
    dropped = _PADDED_DROPPED[its]
    above = [np.zeros(mine.shape[1], dtype=np.float32)]
    for each in dropped:
        above.append(above[-1] + each)
    before = above
    for at, codes in enumerate(mine):
        changes = codes.astype(np.intp) * (_SIGNS + 1)
        leave = _PADDED_DROPPED[codes]
        row = [above[0] + leave]
        for to in range(len(its)):
            best = _CHANGES.take(changes + its_places[to])
            best += above[to]
            np.minimum(best, above[to + 1] + leave, out=best)
            np.minimum(best, row[to] + dropped[to], out=best)
            if at and to:
                swapped = (codes == its[to - 1]) & (mine[at - 1] == its[to])
                if swapped.any():
                    best[swapped] = np.minimum(best[swapped], before[to - 1][swapped] + np.float32(SWAPPED))
            row.append(best)
        before, above = above, row
    return above[-1]
