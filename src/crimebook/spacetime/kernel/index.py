"""The index of recordings: built once, then asked for pairs or for the best of each incident."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa

from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US
from crimebook.spacetime.kernel.columns import Parts
from crimebook.spacetime.kernel.compiling import Ints, Keys
from crimebook.spacetime.kernel.curve import Spots, fill_keys
from crimebook.spacetime.kernel.pairing import RANK_BITS, pairs_of
from crimebook.spacetime.kernel.probing import room
from crimebook.spacetime.kernel.sharing import chunks, processors, share
from crimebook.spacetime.kernel.sorting import sort_rows
from crimebook.spacetime.kernel.tree import Tree, build
from crimebook.spacetime.kernel.windows import Owners, owners

_PIECES = 16
"""Pieces of work for each thread, so that none is left alone with the longest."""


@dataclass(frozen=True, slots=True)
class Index:
    """Recordings in the tree's order, and the columns that they came from, which it keeps alive."""

    parts: Parts
    owners: Owners
    tree: Tree
    base_us: int
    threads: int

    @classmethod
    def of(cls, recordings: pa.Table, *, threads: int | None = None) -> Self:
        """Return the index of a table of parts, as `spacetime.columns.recording_parts` returns it.

        The rows of a window stand together. ``threads`` is by default one for each processor.
        """
        parts, threads = Parts.of(recordings), threads or processors()
        first_us, _ = _bounds(parts)
        order = in_order(parts, threads)
        return cls(parts, owners(parts.window), build(parts, order, first_us, threads), first_us, threads)

    def pairs(self, incidents: pa.Table) -> pa.Table:
        """Return (incident int64, recording int64), in order: windows with at least two parts that meet.

        Exactly what `pairs_sql.placed_pairs_sql` says.
        """
        asked = Parts.of(incidents)
        mine = owners(asked.window)
        found = share(
            lambda low, high: self._pairs(asked, mine, queue[low:high])[0],
            chunks(len(queue := _queue(asked, mine, self.threads)), _PIECES * self.threads),
            self.threads,
        )
        keys = np.sort(np.concatenate([np.empty(0, np.uint64), *found]))
        return pa.table(
            {
                "incident": mine.ids[keys >> np.uint64(RANK_BITS)],
                "recording": self.owners.ids[keys & np.uint64(2**RANK_BITS - 1)],
            }
        )

    def _pairs(self, asked: Parts, mine: Owners, queue: Ints) -> tuple[Keys, tuple[int, int]]:
        several = mine.many or self.owners.many
        seen = np.full(len(self.owners.ids) if several else 0, -1, np.int32)
        keys, counts = pairs_of(
            self.tree,
            self.parts,
            self.owners.rank,
            asked,
            mine.rank,
            (mine.first, queue, self.base_us),
            (room(self.tree), seen),
        )
        return keys, (int(counts[0]), int(counts[1]))


def in_order(parts: Parts, threads: int) -> Ints:
    """Return the rows of parts in the order of levels and of the curve."""
    spots = Spots(parts.x, parts.y, parts.z, parts.radius_m, parts.start_us, parts.end_us)
    keys, (first_us, last_us) = np.empty(len(parts.x), np.uint64), _bounds(parts)
    share(
        lambda low, high: fill_keys(spots, first_us, last_us, low, high, keys),
        chunks(len(keys), threads),
        threads,
    )
    return sort_rows(keys, threads)


def _bounds(parts: Parts) -> tuple[int, int]:
    """Return the first and the last start, open ones aside; 0 and 0 where there is none."""
    starts = parts.start_us
    known = starts[(starts != OPEN_START_US) & (starts != OPEN_END_US)] if len(starts) else starts
    return (int(known.min()), int(known.max())) if len(known) else (0, 0)


def _queue(parts: Parts, whose: Owners, threads: int) -> Ints:
    """Return the incidents, neighbours one after the other: they ask for the same leaves."""
    if not whose.many:
        return in_order(parts, threads)
    return in_order(parts.take(whose.first[:-1]), threads)
