"""Windows of incidents held against the lake, a piece of it at a time, in a stated memory.

A *piece* is as many files of the lake as fit. Of each window the company is counted over all pieces first,
and then each piece gives its candidates with their scores; the best of all pieces are the best of the whole,
since a score depends on the pair and the company alone. So the result does not depend on the memory.

Memory, beside what the program takes empty (some 250 MB): half of it holds a piece, `BYTES_A_ROW` for each of
its rows, and a quarter the candidates of the windows that are matched at once, `BYTES_A_PAIR` for each, were
all of the piece candidates of all of them. A file is never cut: `stores.lake.windows.FILE_ROWS` rows, some
70 MB, are the least that a piece takes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime.columns import parts_table, times_table
from crimebook.spacetime.kernel import Index
from crimebook.spacetime.odds import ListKind, settle
from crimebook.spacetime.score import Scored, top_k
from crimebook.spacetime.seen_columns import heads_of, recorded_of, searched_parts
from crimebook.spacetime.strata import Stratum
from crimebook.spacetime.times import Lag
from crimebook.stores.lake.manifest import FileFacts
from crimebook.stores.lake.windows import WindowLake
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import SubjectKind, Window, WindowKind
from crimebook.work.strata import AROUND, WITHOUT_PLACE, Company, Tally, extent_of

KEPT = 100
"""Matches kept for a window in each list: recordings and messages, with a place and without."""

BYTES_A_ROW = 1_000
BYTES_A_PAIR = 32
MOST_AT_ONCE = 256
"""Windows of incidents that are matched together at most."""

_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_NOBODY = np.empty(0, np.int64)

Asked = Sequence[tuple[int, Window]]

Counted = tuple[Tally, Tally]
"""What those around it add up to, and those of its day without a place."""

Strata = tuple[Stratum, Stratum]
List = tuple[bool, str]
"""Whether it is the list of those without a place, and recordings ("0") before messages ("1")."""


@dataclass(frozen=True, slots=True)
class Memory:
    """How much memory a run may take, in bytes, and what follows from it."""

    size: int

    @classmethod
    def of(cls, told: str) -> "Memory":
        """Return the memory that "1GB", "500 MB" or "2GiB" names."""
        number, unit = (
            told.strip().rstrip("BbIiKkMmGgTt").strip(),
            told.strip().lstrip("0123456789. ").upper(),
        )
        try:
            return cls(int(float(number) * _UNITS[unit]))
        except (ValueError, KeyError) as error:
            raise InvalidValueError("a size of memory such as 1GB", repr(told)) from error

    @property
    def piece_rows(self) -> int:
        """How many rows a piece has at most; one file is always read whole."""
        return self.size // 2 // BYTES_A_ROW

    def at_once(self, rows: int) -> int:
        """Return how many windows of incidents are held against pieces of ``rows`` rows together."""
        return max(1, min(MOST_AT_ONCE, self.size // 4 // BYTES_A_PAIR // max(1, rows)))


@dataclass(frozen=True, slots=True)
class Found:
    """The best of a window's candidates in each list, best first, and how many candidates there were."""

    candidates: int
    best: tuple[Scored, ...]


class Scan:
    """A lake that is read piece by piece; the piece that was read last stays at hand."""

    def __init__(self, lake: WindowLake, memory: Memory, lag: Lag) -> None:
        self._lake, self._memory, self._lag = lake, memory, lag
        self._at_hand: tuple[tuple[FileFacts, ...], Piece] | None = None

    def pieces(self, files: Sequence[FileFacts]) -> tuple[tuple[FileFacts, ...], ...]:
        """Return files in pieces that fit into the memory; one file that does not is a piece of its own."""
        pieces: list[list[FileFacts]] = []
        rows = 0
        for each in files:
            if not pieces or rows + each.rows > self._memory.piece_rows:
                pieces.append([])
                rows = 0
            pieces[-1].append(each)
            rows += each.rows
        return tuple(map(tuple, pieces))

    def at_once(self, pieces: Sequence[Sequence[FileFacts]]) -> int:
        """Return how many windows may be held against the pieces together."""
        return self._memory.at_once(max((sum(each.rows for each in piece) for piece in pieces), default=1))

    def match(self, windows: Asked, pieces: Sequence[tuple[FileFacts, ...]]) -> dict[int, Found]:
        """Return what each window finds in the pieces, which hold all that it could meet."""
        counted = self.count(windows, pieces)
        strata = {window_id: strata_of(window, counted[window_id]) for window_id, window in windows}
        best: dict[int, dict[List, list[Scored]]] = {window_id: defaultdict(list) for window_id, _ in windows}
        counts = dict.fromkeys(best, 0)
        for piece in pieces:
            for window_id, count, scored in self._read(piece).match(windows, strata):
                counts[window_id] += count
                for each, found in scored.items():
                    best[window_id][each] = _best_of(best[window_id][each] + found)
        return {
            window_id: Found(counts[window_id], _settled(window, best[window_id], strata[window_id]))
            for window_id, window in windows
        }

    def count(self, windows: Asked, pieces: Sequence[tuple[FileFacts, ...]]) -> dict[int, Counted]:
        """Return what the companies of each window add up to over all pieces."""
        counted = {window_id: (Tally(), Tally()) for window_id, _ in windows}
        for piece in pieces:
            company = self._read(piece).company
            for window_id, window in windows:
                around, at = counted[window_id]
                counted[window_id] = around + company.count_around(window), at + company.count_at(window)
        return counted

    def _read(self, files: tuple[FileFacts, ...]) -> "Piece":
        if self._at_hand is None or self._at_hand[0] != files:
            self._at_hand = None
            self._at_hand = files, Piece(self._lake.read(files), self._lag)
        return self._at_hand[1]


class Piece:
    """Some windows of recordings and messages, indexed."""

    def __init__(self, table: pa.Table, lag: Lag) -> None:
        heads = heads_of(table)
        self.company = Company(heads)
        self._index = Index.of(searched_parts(table))
        self._recorded = recorded_of(table, lag=lag)
        self._subjects = heads["subject"].to_numpy(zero_copy_only=False).astype(str)
        self._starts, self._ends = heads["start_us"].to_numpy(), heads["end_us"].to_numpy()

    def match(
        self, windows: Asked, strata: Mapping[int, Strata]
    ) -> Iterator[tuple[int, int, dict[List, list[Scored]]]]:
        """Yield of each window its id, how many candidates it has here, and the best of each list."""
        placed = _by_window(self._index.pairs(parts_table(windows)))
        times = times_table(windows)
        for (window_id, window), start_us, end_us in zip(
            windows, times["start_us"].to_pylist(), times["end_us"].to_pylist(), strict=True
        ):
            # The windows came in the order of their ids, so an id's row is found by halving.
            near = np.searchsorted(self._recorded.ids, placed.get(window_id, _NOBODY))
            then = self._timed(start_us, end_us, is_placed=window.is_placed)
            around, at = strata[window_id]
            best = {**self._best(window, near, around, 0), **self._best(window, then, at, 1)}
            yield window_id, len(near) + len(then), best

    def _timed(self, start_us: int, end_us: int, *, is_placed: bool) -> NDArray[np.int64]:
        """Return the rows that meet an interval, where they or the window have no place.

        What `spacetime.pairs_sql.timed_pairs_sql` says.
        """
        meets = (self._starts <= end_us) & (start_us <= self._ends)
        if is_placed:
            meets &= ~self._recorded.is_placed
        return np.flatnonzero(meets)

    def _best(
        self, window: Window, rows: NDArray[np.int64], stratum: Stratum, place: int
    ) -> dict[List, list[Scored]]:
        best = {}
        for order, kind in enumerate((SubjectKind.RECORDING, SubjectKind.COMMUNICATION)):
            group = rows[self._subjects[rows] == kind.value]
            if group.size:
                best[bool(place), str(order)] = list(top_k(window, self._recorded.take(group), stratum, KEPT))
        return best


def _settled(window: Window, lists: Mapping[List, Sequence[Scored]], strata: Strata) -> tuple[Scored, ...]:
    """Return the candidates of all lists, each list's odds set right."""
    is_lasting = window.kind is WindowKind.LASTING
    return tuple(
        one
        for is_apart, order in sorted(lists)
        for one in settle(
            lists[is_apart, order], ListKind(order == "0", not is_apart, is_lasting), strata[is_apart]
        )
    )


def strata_of(window: Window, counted: Counted) -> Strata:
    """Return the strata of a window from what its companies add up to."""
    around, at = counted
    return around.stratum(extent_of(window, AROUND)), at.stratum(extent_of(window, WITHOUT_PLACE))


def _best_of(scored: list[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda each: (-each.score_bits, each.window_id))[:KEPT]


def _by_window(pairs: pa.Table) -> dict[int, NDArray[np.int64]]:
    """Group (incident, recording) pairs, which come in order, by incident."""
    incidents, recordings = pairs["incident"].to_numpy(), pairs["recording"].to_numpy()
    starts = np.flatnonzero(np.diff(incidents, prepend=np.int64(-1)))
    return dict(zip(incidents[starts].tolist(), np.split(recordings, starts[1:]), strict=False))
