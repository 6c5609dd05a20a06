"""The index of recordings: built once, then asked for pairs or for the best of each incident."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pyarrow as pa

from crimebook.spacetime.kernel.best import Lists, Sides, empty_lists, fill_lists
from crimebook.spacetime.kernel.columns import Parts, Sought, Told
from crimebook.spacetime.kernel.compiling import Ints, Longs
from crimebook.spacetime.kernel.curve import Spots, bounds_us, fill_keys
from crimebook.spacetime.kernel.listing import listed
from crimebook.spacetime.kernel.pairing import Join, paired
from crimebook.spacetime.kernel.probing import Room, room
from crimebook.spacetime.kernel.rows import Rows, empty_rows, fill_rows
from crimebook.spacetime.kernel.scoring import Scoring
from crimebook.spacetime.kernel.sharing import chunks, processors, share
from crimebook.spacetime.kernel.sorting import places_of, sort_rows
from crimebook.spacetime.kernel.tree import Tree, build
from crimebook.spacetime.kernel.windows import Owners, owners

_SCORED = frozenset({"sigma_m", "clock_sigma_s", "p0_us"})
"""Columns by which a table says that it is to be scored: then the rows for it are laid out at once."""

_PIECES = 16
"""Pieces of work for each thread, so that none is left alone with the longest."""


@dataclass(frozen=True, slots=True)
class Index:
    """Recordings in the tree's order, and the columns that they came from, which it keeps alive."""

    parts: Parts
    told: Told
    owners: Owners
    tree: Tree
    rows: Rows | None
    base_us: int
    threads: int

    @classmethod
    def of(cls, recordings: pa.Table, *, threads: int | None = None) -> Self:
        """Return the index of a table of parts, as `spacetime.columns.recording_parts` returns it.

        The rows of a window stand together. ``threads`` is by default one for each processor.
        """
        parts, told, threads = Parts.of(recordings), Told.of(recordings), threads or processors()
        whose, (first_us, _) = owners(parts.window), bounds_us(parts.start_us, threads)
        order = in_order(parts, threads)
        place, rows = places_of(order, threads), empty_rows(len(order))
        tree = build(parts, order, place, rows.exact, first_us, threads)
        index = cls(parts, told, whose, tree, None, first_us, threads)
        is_scored = not _SCORED.isdisjoint(recordings.column_names)
        return replace(index, rows=index._filled(rows, place)) if is_scored else index

    def pairs(self, incidents: pa.Table) -> pa.Table:
        """Return (incident int64, recording int64), in order: windows with at least two parts that meet.

        Exactly what `pairs_sql.placed_pairs_sql` says.
        """
        asked = Parts.of(incidents)
        mine, theirs = owners(asked.window), self.owners
        join = Join(
            tree=self.tree,
            recorded=self.parts,
            rank=theirs.rank[self.tree.order],
            asked=asked,
            asked_rank=mine.rank,
            first=mine.first,
            base_us=self.base_us,
        )
        queue = _queue(asked, mine, self.threads)
        pieces = chunks(len(queue), _PIECES * self.threads)
        return paired(join, (mine.ids, theirs.ids), queue, pieces, self.threads)

    def best(self, incidents: pa.Table, scoring: Scoring, k: int) -> pa.Table:
        """Return the ``k`` best recordings of each incident, in order of incidents and ranks.

        Columns: incident, recording int64; rank int32 from 1; score_bits float64; prior_bits, time_bits,
        place_bits, view_bits, kind_bits float32. Equal scores stand by the recordings' ids.
        """
        mine = Parts.of(incidents)
        whose = owners(mine.window)
        lists = empty_lists(len(whose.first) - 1, k)
        sides = self.sides(mine, Sought.of(incidents, scoring.means), whose)
        self.fill(sides, scoring, whose, lists)
        return listed(lists, whose, self.owners, self.threads)

    def sides(self, mine: Parts, sought: Sought, whose: Owners) -> Sides:
        """Return the columns of both sides, as the lists are filled from them."""
        return Sides(
            mine=mine,
            sought=sought,
            mine_first=whose.first,
            theirs=self.parts,
            told=self.told,
            rows=self.rows or self._rows(),
            window=self.owners.window,
            first=self.owners.first,
            rank=self.owners.rank,
        )

    def fill(self, sides: Sides, scoring: Scoring, whose: Owners, lists: Lists) -> Longs:
        """Fill the lists; return how many parts were looked at, how many met, how many pairs were weighed."""
        queue, law = _queue(sides.mine, whose, self.threads), scoring.law()

        def work(low: int, high: int) -> Longs:
            wanted = (queue[low:high], self.base_us)
            return fill_lists(self.tree, sides, law, wanted, self._working(whose), lists)

        counts = share(work, chunks(len(queue), _PIECES * self.threads), self.threads)
        return np.sum(counts, axis=0, dtype=np.int64) if counts else np.zeros(3, np.int64)

    def _rows(self) -> Rows:
        order = self.tree.order
        return self._filled(empty_rows(len(order)), places_of(order, self.threads))

    def _filled(self, rows: Rows, place: Ints) -> Rows:
        lengths, whose = np.diff(self.owners.first), self.owners
        several = (lengths > 1).astype(np.uint8)[whose.window] if whose.many else np.zeros(1, np.uint8)
        fill_rows(rows, (self.parts, self.told, several), place, self.base_us, self.threads)
        return rows

    def _working(self, mine: Owners) -> tuple[Room, Ints]:
        """Return a thread's working space; what was met is kept only where it can be met twice."""
        several = mine.many or self.owners.many
        return room(self.tree), np.full(len(self.owners.ids) if several else 0, -1, np.int32)


def in_order(parts: Parts, threads: int) -> Ints:
    """Return the rows of parts in the order of levels and of the curve."""
    spots = Spots(parts.x, parts.y, parts.z, parts.radius_m, parts.start_us, parts.end_us)
    keys, (first_us, last_us) = np.empty(len(parts.x), np.uint64), bounds_us(parts.start_us, threads)
    share(
        lambda low, high: fill_keys(spots, first_us, last_us, low, high, keys),
        chunks(len(keys), threads),
        threads,
    )
    return sort_rows(keys, threads)


def _queue(parts: Parts, whose: Owners, threads: int) -> Ints:
    """Return the incidents, neighbours one after the other: they ask for the same leaves."""
    if not whose.many:
        return in_order(parts, threads)
    return in_order(parts.take(whose.first[:-1]), threads)
