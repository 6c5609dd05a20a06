"""Company: what third records say of a pair. Two of one name and unit may be two people; their company tells.

A third record *stands with both* where it is likely one with each of them, and *parts* them where it is
likely one with the one and contradicts the other (another patronymic, another birth). A record is *torn*
where those that it is likely one with contradict each other: it says too little to tell which of them it is,
and what it agrees on with either proves little. Counts of this kind find namesakes that no comparison of two
can see (collective resolution; Bhattacharya and Getoor 2007).

The counts are made by compiled functions (`crimebook.identity.linking.kernel`), in slabs.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.linking.models import Basis, Company, CompanyLevel

SLABS = 16
LEVELS: tuple[CompanyLevel, ...] = tuple(
    CompanyLevel(name, thirds, parting, is_torn, 0.05, 0.05, Basis.TRAINED)
    for name, thirds, parting, is_torn in (
        ("parted", 1, 0.3, None),
        ("mixed", 1, 0.1, None),
        ("crowd_torn", 20, 0.0, True),
        ("many_torn", 8, 0.0, True),
        ("some_torn", 3, 0.0, True),
        ("few_torn", 1, 0.0, True),
        ("alone_torn", 0, 0.0, True),
        ("crowd", 20, 0.0, False),
        ("many", 8, 0.0, False),
        ("some", 3, 0.0, False),
        ("few", 1, 0.0, False),
        ("alone", 0, 0.0, False),
    )
)
"""The levels from the first that holds, with chances that are only a start."""

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


class Pairs(NamedTuple):
    """Pairs by the numbers of their records, their weights, and the sum of what is against them, in bits."""

    left: Ints
    right: Ints
    bits: Floats
    against: Floats


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each pair: how many thirds stand with both, how many part them, and whether a side is torn."""

    together: Ints
    parting: Ints
    is_torn: NDArray[np.bool_]


def count_company(pairs: Pairs, records: int, company: Company, pool: Executor | None = None) -> Counts:
    """Return the counts of each pair, in order; ``records`` is how many records there are.

    Quickest where the pairs are in order of their left records. ``pool`` are threads to count with.
    """
    # Loaded where it is needed: it brings the compiler with it.
    from crimebook.identity.linking.kernel.counting import count_thirds, count_torn, graph_of  # noqa: PLC0415

    left, right = (side.astype(np.int32, copy=False) for side in (pairs.left, pairs.right))
    with ThreadPoolExecutor(1) as one:
        threads = pool or one
        links, apart = threads.map(
            lambda chosen: graph_of(left, right, chosen, records),
            (pairs.bits >= company.link_bits, pairs.against <= company.apart_bits),
        )
        counted = threads.map(
            lambda cut: count_thirds(links, apart, left[cut], right[cut]), _cuts(len(pairs.left))
        )
        together, parting = (np.concatenate(each) for each in zip(*counted, strict=True))
        shares = threads.map(lambda cut: count_torn(links, apart, (cut.start, cut.stop)), _cuts(records))
        is_torn = np.concatenate(list(shares)) > company.torn_share
    return Counts(together, parting, is_torn[pairs.left] | is_torn[pairs.right])


def levels_of(counts: Counts, levels: Sequence[CompanyLevel]) -> NDArray[np.int8]:
    """Return the number of the level of each pair: the first that holds."""
    # In slabs: of some ten millions of pairs even one more number each is much.
    found = [_levels_of_slab(counts, cut, levels) for cut in _cuts(len(counts.together))]
    return np.concatenate(found)


def _levels_of_slab(counts: Counts, cut: slice, levels: Sequence[CompanyLevel]) -> NDArray[np.int8]:
    thirds = counts.together[cut] + counts.parting[cut]
    share = counts.parting[cut] / np.maximum(thirds, 1.0)
    found = np.full(len(thirds), len(levels) - 1, np.int8)
    for number in reversed(range(len(levels))):
        level = levels[number]
        holds = (thirds >= level.thirds) & (share >= level.parting_share)
        if level.is_torn is not None:
            holds &= counts.is_torn[cut] == level.is_torn
        found[holds] = number
    return found


def _cuts(length: int) -> Iterator[slice]:
    """Yield slabs of a whole, one after another; at least one."""
    ends = np.linspace(0, length, min(SLABS, max(length, 1)) + 1).astype(np.int64).tolist()
    for start, end in pairwise(ends):
        yield slice(start, end)
