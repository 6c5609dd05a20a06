"""Matching two lists of windows that are in no book: the best recordings of each incident, or all pairs.

The recordings are cut into slabs of time so that one of them with its index fits into memory, the incidents
into chunks. A list of a chunk is merged slab by slab: a pair's score rests on the pair and on the company of
the whole list, so what is best does not depend on the cuts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crimebook.exchange.windows.listing import Listing
from crimebook.spacetime.kernel import Index, Scoring
from crimebook.work.windows.columns import Company, Incidents, Recordings
from crimebook.work.windows.plan import Plan

TERMS = ("prior_bits", "time_bits", "place_bits", "view_bits", "kind_bits")
"""The terms of a score; they add up to it."""

DECIMALS = 4
"""Bits are rounded to these: a ten-thousandth of a bit says nothing."""

FIRST_ASKED = 1_024
"""Incidents whose pairs are looked for first; by how many they were it is known how many more fit."""

NO_LISTS = pa.table(
    {
        "incident": pa.array([], pa.int64()),
        "recording": pa.array([], pa.int64()),
        "rank": pa.array([], pa.int64()),
    }
    | {name: pa.array([], pa.float64()) for name in ("score_bits", *TERMS)}
)
"""Lists of no incident."""

NO_PAIRS = NO_LISTS.select(["incident", "recording"])

Rows = NDArray[np.int64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Slab:
    """Rows of recordings that start one after the other, and the bounds of what they cover."""

    rows: Rows
    start_us: int
    end_us: int


class Match:
    """Two lists, ready to be matched chunk by chunk.

    Tables have ``incident`` and ``recording`` as rows of the lists' windows; `named` puts ids for them.
    """

    def __init__(self, incidents: Listing, recordings: Listing, plan: Plan) -> None:
        self._incidents, self._recordings, self._plan = incidents, recordings, plan
        self._mine = Incidents.of(incidents)
        self._company = Company(
            Recordings.of(rows_of(recordings, rows))
            for rows in _cut(len(recordings.windows), plan.recordings)
        )
        self._scoring = Scoring(1.0, self._company.mean_place, self._company.mean_view)
        self._slabs = list(self._cut_in_time())
        self._only: Index | None = None

    @property
    def chunks(self) -> list[Rows]:
        """The incidents' rows, chunk by chunk."""
        return list(_cut(len(self._incidents.windows), self._plan.incidents))

    def best(self, chunk: Rows, top: int, progress: Callable[[int], None] = lambda _: None) -> pa.Table:
        """Return (incident, recording, rank, score_bits, terms): the ``top`` best of each, in order."""
        lists = None
        for slab, index in self._met_by(chunk, progress):
            found = _renamed(index.best(self._asked(chunk), self._scoring, top), slab.rows)
            lists = found if lists is None else _merged(lists, found, top)
        return NO_LISTS if lists is None else lists

    def pairs(self, chunk: Rows, progress: Callable[[int], None] = lambda _: None) -> Iterator[pa.Table]:
        """Yield (incident, recording) of all that can have met, each once, slab by slab."""
        for slab, index in self._met_by(chunk, progress):
            start, step = 0, min(FIRST_ASKED, len(chunk))
            while start < len(chunk):
                found = index.pairs(self._asked(chunk[start : start + step]))
                yield _renamed(found, slab.rows)
                start += step
                # As many as there is room for by what these found, at most twice as many: more may come.
                step = max(1, min(2 * step, step * self._plan.pairs // max(len(found), 1)))

    def named(self, table: pa.Table) -> pa.Table:
        """Return a table with ids in place of rows, and where both are."""
        columns = {name: table[name] for name in table.column_names}
        where: dict[str, pa.Array] = {}
        for name, listing in (("incident", self._incidents), ("recording", self._recordings)):
            rows = table[name].combine_chunks()
            columns[name] = listing.windows["id"].take(rows)
            middles = _middles(listing, rows.to_numpy())
            where |= {f"{name}_lon": middles["lon"], f"{name}_lat": middles["lat"]}
        return pa.table(columns | where)

    def _met_by(self, chunk: Rows, progress: Callable[[int], None]) -> Iterator[tuple[_Slab, Index]]:
        """Yield the slabs that a chunk can meet, each with its index."""
        start_us, end_us = int(self._mine.start_us[chunk].min()), int(self._mine.end_us[chunk].max())
        for number, slab in enumerate(self._slabs, start=1):
            if slab.start_us <= end_us and start_us <= slab.end_us:
                yield slab, self._index(slab)
            progress(number)

    def _index(self, slab: _Slab) -> Index:
        if self._only is not None:
            return self._only
        piece = rows_of(self._recordings, slab.rows)
        index = Index.of(Recordings.of(piece).table(piece.discs))
        self._only = index if len(self._slabs) == 1 else None
        return index

    def _asked(self, chunk: Rows) -> pa.Table:
        """Return the kernel's table of a chunk; its windows are rows of the whole list."""
        return self._mine.table(_discs_of(self._incidents, chunk), self._company)

    def _cut_in_time(self) -> Iterator[_Slab]:
        starts = self._recordings.windows["start_us"].combine_chunks().fill_null(-(2**62)).to_numpy()
        order = np.argsort(starts, kind="stable")
        for rows in _cut(len(order), self._plan.recordings):
            taken = np.sort(order[rows])
            reached = Recordings.of(rows_of(self._recordings, taken))
            yield _Slab(taken, int(reached.start_us.min()), int(reached.end_us.max()))


def rows_of(listing: Listing, rows: Rows) -> Listing:
    """Return some windows of a list; their discs count windows from 0."""
    discs = _discs_of(listing, rows)
    places = np.searchsorted(rows, discs["window"].to_numpy())
    # Without ids, which nothing weighs: to take some from mapped pieces copies all of a column of text.
    told = listing.windows.drop_columns(["id", "row"])
    return Listing(
        _some(told, rows),
        discs.set_column(0, "window", pa.array(places.astype(np.int64))),
        (),
    )


def _cut(count: int, size: int) -> Iterator[Rows]:
    for start in range(0, count, max(size, 1)):
        yield np.arange(start, min(start + size, count))


def _some(table: pa.Table, rows: Rows) -> pa.Table:
    """Return some rows, which ascend; without a copy where they stand together."""
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        return table.slice(int(rows[0]), len(rows))
    return table.take(pa.array(rows))


def _discs_of(listing: Listing, rows: Rows) -> pa.Table:
    """Return the discs of some windows, in the order of ``rows``, which ascend."""
    if len(listing.discs) == len(listing.windows):
        return _some(listing.discs, rows)
    owner = listing.discs["window"].to_numpy()
    is_taken = np.zeros(len(listing.windows), np.bool_)
    is_taken[rows] = True
    return listing.discs.filter(pa.array(is_taken[owner]))


def _renamed(found: pa.Table, rows: Rows) -> pa.Table:
    """Return a table of pairs with rows of the list in place of rows of the slab, bits rounded."""
    columns = {name: found[name] for name in found.column_names}
    columns["recording"] = pa.array(rows[found["recording"].to_numpy()])
    if "rank" in columns:
        columns["rank"] = columns["rank"].cast(pa.int64())
        for name in ("score_bits", *TERMS):
            columns[name] = columns[name].cast(pa.float64())
    return pa.table(columns)


def _merged(lists: pa.Table, found: pa.Table, top: int) -> pa.Table:
    """Return the best of two tables of lists: by score, equal ones by the recording's row."""
    both = pa.concat_tables([lists, found])
    by = [("incident", "ascending"), ("score_bits", "descending"), ("recording", "ascending")]
    both = both.take(pc.sort_indices(both, by))
    incident = both["incident"].to_numpy()
    firsts = np.flatnonzero(np.diff(incident, prepend=np.int64(-1)))
    rank = np.arange(len(incident)) - np.repeat(firsts, np.diff(np.append(firsts, len(incident)))) + 1
    ranked = both.set_column(both.column_names.index("rank"), "rank", pa.array(rank))
    return ranked.filter(pa.array(rank <= top))


def _middles(listing: Listing, rows: Rows) -> pa.Table:
    """Return where windows are: of a line's discs the first."""
    firsts = np.searchsorted(listing.discs["window"].to_numpy(), rows)
    return listing.discs.select(["lon", "lat"]).take(pa.array(firsts))


def rounded(table: pa.Table) -> pa.Table:
    """Return a table of lists with its bits rounded for people."""
    columns = {name: table[name] for name in table.column_names}
    bits = [name for name in columns if name.endswith("_bits")]
    # Nothing is added but the sign of a nought: -0 is 0.
    return pa.table(columns | {name: pc.add(pc.round(columns[name], DECIMALS), 0.0) for name in bits})
