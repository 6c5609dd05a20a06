"""Windows of incidents held against the lake, a piece of it at a time, in a stated memory.

A *piece* is as many files of the lake as fit. Of each window the company is counted over all pieces first,
and then each piece gives its candidates with their scores; the best of all pieces are the best of the whole,
since a score depends on the pair and the company alone. So the result does not depend on the memory.

Memory, beside what the program takes empty (some 250 MB): half of it holds a piece, `BYTES_A_ROW` for each of
its rows; an eighth the lists of the windows that are matched at once, `BYTES_A_WINDOW` for each; a quarter
the pairs while candidates are counted, `BYTES_A_PAIR` for each, were all of the piece candidates of all
windows. A file is never cut: `stores.lake.windows.FILE_ROWS` rows, some 70 MB, are the least of a piece.

Where a day has several pieces they are read once forwards to count and once backwards to match, for as many
windows as are matched at once; the piece at which the reading turns is read once.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.spacetime.odds import ListKind, settle
from crimebook.spacetime.score import Scored
from crimebook.spacetime.times import Lag
from crimebook.stores.lake.manifest import FileFacts
from crimebook.stores.lake.windows import WindowLake
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import Window, WindowKind
from crimebook.work.pieces import BYTES_A_PAIR, Asked, Best, List, Piece, Strata
from crimebook.work.strata import AROUND, WITHOUT_PLACE, Tally, extent_of

BYTES_A_ROW = 1_000
BYTES_A_WINDOW = 64_000
MOST_AT_ONCE = 1_024
"""Windows of incidents that are matched together at most."""

_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}

Counted = tuple[Tally, Tally]
"""What those around it add up to, and those of its day without a place."""


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

    @property
    def at_once(self) -> int:
        """How many windows of incidents are held against pieces together."""
        return max(1, min(MOST_AT_ONCE, self.size // 8 // BYTES_A_WINDOW))

    @property
    def pairs(self) -> int:
        """How many pairs are held together while candidates are counted."""
        return self.size // 4 // BYTES_A_PAIR


@dataclass(frozen=True, slots=True)
class Found:
    """What a window finds: how many candidates, and where the best of each list stand."""

    candidates: int
    window: Window
    strata: Strata
    of: Best | None
    lists: Sequence[tuple[List, slice]]

    def best(self) -> tuple[Scored, ...]:
        """Return the best of each list, best first, with terms and reasons, each list's odds set right.

        They are made when they are asked for, so that no more of them are held than are stored together.
        """
        if self.of is None:
            return ()
        is_lasting = self.window.kind is WindowKind.LASTING
        return tuple(
            one
            for which, rows in self.lists
            for one in settle(
                self.of.explained(self.window, which, rows, self.strata),
                ListKind(not which.is_message, not which.is_apart, is_lasting),
                self.strata[which.is_apart],
            )
        )


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

    @property
    def at_once(self) -> int:
        """How many windows may be held against pieces together."""
        return self._memory.at_once

    def match(self, windows: Asked, pieces: Sequence[tuple[FileFacts, ...]]) -> dict[int, Found]:
        """Return what each window finds in the pieces, which hold all that it could meet."""
        counted = self.count(windows, pieces)
        strata = {window_id: strata_of(window, counted[window_id]) for window_id, window in windows}
        counts = dict.fromkeys(strata, 0)
        found: list[Best] = []
        for each in reversed(pieces):
            piece = self._read(each)
            for window_id, count in piece.count(windows, strata, self._memory.pairs).items():
                counts[window_id] += count
            found.append(piece.best(windows, strata))
        best = Best.of(found) if found else None
        lists: dict[int, list[tuple[List, slice]]] = defaultdict(list)
        for window_id, which, rows in best.lists() if best else ():
            lists[window_id].append((which, rows))
        return {
            window_id: Found(counts[window_id], window, strata[window_id], best, lists[window_id])
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


def strata_of(window: Window, counted: Counted) -> Strata:
    """Return the strata of a window from what its companies add up to."""
    around, at = counted
    return around.stratum(extent_of(window, AROUND)), at.stratum(extent_of(window, WITHOUT_PLACE))
