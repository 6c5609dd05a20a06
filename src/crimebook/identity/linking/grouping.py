"""Groups from weighed pairs: records that agree all round, of a bounded size, without chains.

A chain of weak links makes one person of twenty. So two groups are joined only while the evidence *between
all of their members* is for it: the mean weight over every pair, where a pair that was never weighed counts
as ``unseen_bits``. Heaviest first (average linkage; Hastie, Tibshirani and Friedman 2009, 14.3.12),
deterministic by the ids.

A group is a proposal like a pair: nobody is merged by it.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

MOST_MEMBERS = 200


class Weighed(NamedTuple):
    """Two records and the weight of their being one, in bits."""

    left: int
    right: int
    bits: float


class _Bonds:
    """Sums of weights between groups, and how many pairs they are of."""

    def __init__(self, pairs: Iterable[Weighed]) -> None:
        self.members: dict[int, tuple[int, ...]] = {}
        self.near: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
        for left, right, bits in pairs:
            self.members[left], self.members[right] = (left,), (right,)
            self.near[left][right] = self.near[right][left] = (bits, 1)

    def mean(self, one: int, other: int, unseen_bits: float) -> float:
        bits, seen = self.near[one][other]
        every = len(self.members[one]) * len(self.members[other])
        return (bits + (every - seen) * unseen_bits) / every

    def join(self, one: int, other: int) -> None:
        """Put ``other`` into ``one``."""
        self.members[one] = tuple(sorted(self.members[one] + self.members.pop(other)))
        for third, (bits, seen) in self.near.pop(other).items():
            del self.near[third][other]
            if third != one:
                known, count = self.near[one].get(third, (0.0, 0))
                self.near[one][third] = self.near[third][one] = (known + bits, count + seen)


def bounded_groups(
    pairs: Iterable[Weighed],
    *,
    threshold_bits: float,
    unseen_bits: float,
    most_members: int = MOST_MEMBERS,
) -> tuple[tuple[int, ...], ...]:
    """Return groups of two or more records, in order, each in order.

    ``pairs`` hold each pair once, also those below the threshold that speak against a join. Groups are joined
    while the mean weight between them is at least ``threshold_bits``; none grows beyond ``most_members``.
    """
    bonds = _Bonds(pairs)
    version: dict[int, int] = dict.fromkeys(bonds.members, 0)
    queue = [
        (-mean, one, other, 0, 0)
        for one, near in bonds.near.items()
        for other in near
        if one < other and (mean := bonds.mean(one, other, unseen_bits)) >= threshold_bits
    ]
    heapq.heapify(queue)
    while queue:
        _, one, other, of_one, of_other = heapq.heappop(queue)
        if version.get(one) != of_one or version.get(other) != of_other:
            continue
        if len(bonds.members[one]) + len(bonds.members[other]) > most_members:
            continue
        bonds.join(one, other)
        version[one] += 1
        del version[other]
        for third in bonds.near[one]:
            mean = bonds.mean(one, third, unseen_bits)
            if mean >= threshold_bits:
                low, high = min(one, third), max(one, third)
                heapq.heappush(queue, (-mean, low, high, version[low], version[high]))
    return tuple(sorted(group for group in bonds.members.values() if len(group) > 1))
