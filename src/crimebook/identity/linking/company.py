"""Company: what third records say of a pair. Two of one name and unit may be two people; their company tells.

A third record *stands with both* where it is likely one with each of them, and *parts* them where it is
likely one with the one and contradicts the other (another patronymic, another birth). A record is *torn*
where those that it is likely one with contradict each other: it says too little to tell which of them it is,
and what it agrees on with either proves little. Counts of this kind find namesakes that no comparison of two
can see (collective resolution; Bhattacharya and Getoor 2007).

The counts are products of sparse matrices of links and of contradictions, taken in slabs of rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from crimebook.identity.linking.models import Basis, Company, CompanyLevel

ROWS_A_SLAB = 50_000
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

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Pairs(NamedTuple):
    """Pairs by the numbers of their records, their weights, and the sum of what is against them, in bits."""

    left: Ints
    right: Ints
    bits: Floats
    against: Floats


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each pair: how many thirds stand with both, how many part them, and whether a side is torn."""

    together: Floats
    parting: Floats
    is_torn: NDArray[np.bool_]


def count_company(pairs: Pairs, records: int, company: Company) -> Counts:
    """Return the counts of each pair, in order; ``records`` is how many records there are."""
    links = _matrix(pairs, pairs.bits >= company.link_bits, records)
    apart = _matrix(pairs, pairs.against <= company.apart_bits, records)
    together, parting = np.zeros(len(pairs.left)), np.zeros(len(pairs.left))
    inner = np.zeros(records)
    for low, high, of_left, of_right in _slabs(pairs, records):
        contradicted = links[low:high] @ apart
        shared = links[low:high] @ links
        together[of_left] = _at(shared, pairs.left[of_left] - low, pairs.right[of_left])
        parting[of_left] += _at(contradicted, pairs.left[of_left] - low, pairs.right[of_left])
        parting[of_right] += _at(contradicted, pairs.right[of_right] - low, pairs.left[of_right])
        inner[low:high] = (contradicted * links[low:high]).sum(axis=1)
    degree = np.asarray(links.sum(axis=1), dtype=np.float64)
    is_torn = inner > company.torn_share * np.maximum(degree * (degree - 1), 1.0)
    return Counts(together, parting, is_torn[pairs.left] | is_torn[pairs.right])


def levels_of(counts: Counts, levels: Sequence[CompanyLevel]) -> NDArray[np.int8]:
    """Return the number of the level of each pair: the first that holds."""
    thirds = counts.together + counts.parting
    share = counts.parting / np.maximum(thirds, 1.0)
    found = np.full(len(thirds), len(levels) - 1, np.int8)
    for number in reversed(range(len(levels))):
        level = levels[number]
        holds = (thirds >= level.thirds) & (share >= level.parting_share)
        if level.is_torn is not None:
            holds &= counts.is_torn == level.is_torn
        found[holds] = number
    return found


def _matrix(pairs: Pairs, chosen: NDArray[np.bool_], records: int) -> csr_array:
    left, right = pairs.left[chosen], pairs.right[chosen]
    places = (np.concatenate((left, right)), np.concatenate((right, left)))
    return csr_array((np.ones(2 * len(left), np.float32), places), shape=(records, records))


def _slabs(pairs: Pairs, records: int) -> Iterator[tuple[int, int, Ints, Ints]]:
    """Yield slabs of rows, with the places of the pairs whose left, and whose right, record is in them."""
    by_left, by_right = np.argsort(pairs.left, kind="stable"), np.argsort(pairs.right, kind="stable")
    lefts, rights = pairs.left[by_left], pairs.right[by_right]
    for low in range(0, records, ROWS_A_SLAB):
        high = min(low + ROWS_A_SLAB, records)
        mine = by_left[np.searchsorted(lefts, low) : np.searchsorted(lefts, high)]
        theirs = by_right[np.searchsorted(rights, low) : np.searchsorted(rights, high)]
        yield low, high, mine, theirs


def _at(matrix: csr_array, rows: Ints, columns: Ints) -> Floats:
    if not len(rows):
        return np.zeros(0)
    values: Floats = np.asarray(matrix[rows, columns], dtype=np.float64).ravel()
    return values
