"""A piece of the lake, indexed: the best candidates of many windows of incidents at once, list by list.

The kernel scores all candidates and keeps the best of each list; what is stored of them, terms and reasons,
is made of those alone. Each list has its own index. What is added to a score later (`spacetime.odds`) is one
for all candidates of a list, and marks that both sides tell change only the order of those that are kept.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crimebook.spacetime import weights
from crimebook.spacetime.kernel import Index, Scoring
from crimebook.spacetime.kernel.seen import asked_parts, asked_times, placed_parts, timed_parts, weighed
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import Scored, explained, ranked
from crimebook.spacetime.seen_columns import heads_of, recorded_of
from crimebook.spacetime.strata import Stratum
from crimebook.spacetime.times import Lag
from crimebook.terms.windows import SubjectKind, Window
from crimebook.work.strata import Company

KEPT = 100
"""Matches kept for a window in each list: recordings and messages, with a place and without."""

BYTES_A_PAIR = 32
"""A pair while it is counted: sorted, and once more beside that."""

Asked = Sequence[tuple[int, Window]]
Strata = tuple[Stratum, Stratum]
"""Those around a window, and those of its day without a place."""

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

_TERMS = ("time_bits", "place_bits", "view_bits")


class List(NamedTuple):
    """A list of a window: of those without a place, or one side has none; of messages, or of recordings."""

    is_apart: bool
    is_message: bool


_NOTHING = pa.table(
    {name: pa.array([], pa.int64()) for name in ("incident", "recording")}
    | {name: pa.array([], pa.float64()) for name in ("score_bits", *_TERMS)}
)

LISTS = tuple(
    List(is_apart=is_apart, is_message=is_message)
    for is_apart in (False, True)
    for is_message in (False, True)
)


@dataclass(frozen=True, slots=True)
class Best:
    """The best candidates of many windows, a row each.

    ``window`` is the incident's, ``which`` its list's place among `LISTS`, ``seen`` the candidate's window;
    ``score`` is what lists are ordered by, without what is one for all of a list; ``terms`` (n, 3) are bits
    of time, place and view. ``source`` and ``row`` say where in ``recorded`` a candidate's columns are.
    """

    window: Longs
    which: Longs
    seen: Longs
    score: Floats
    terms: Floats
    source: Longs
    row: Longs
    recorded: tuple[Recorded, ...]

    @classmethod
    def of(cls, pieces: Sequence["Best"]) -> Self:
        """Return the best of several pieces: by score, equal ones by their ids."""
        before = np.cumsum([0, *(len(each.recorded) for each in pieces)])
        whole = cls(
            np.concatenate([each.window for each in pieces]),
            np.concatenate([each.which for each in pieces]),
            np.concatenate([each.seen for each in pieces]),
            np.concatenate([each.score for each in pieces]),
            np.concatenate([each.terms for each in pieces]),
            np.concatenate([each.source + first for each, first in zip(pieces, before, strict=False)]),
            np.concatenate([each.row for each in pieces]),
            tuple(recorded for each in pieces for recorded in each.recorded),
        )
        return whole._take(whole._ranked())

    def _ranked(self) -> Longs:
        """Return the rows of the best of each list, list by list."""
        order = np.lexsort((self.seen, -self.score, self.which, self.window))
        group = self.window[order] * len(LISTS) + self.which[order]
        firsts = np.flatnonzero(np.diff(group, prepend=np.int64(-1)))
        rank = np.arange(len(group)) - np.repeat(firsts, np.diff(np.append(firsts, len(group))))
        return order[rank < KEPT]

    def _take(self, rows: Longs) -> Self:
        return replace(
            self,
            window=self.window[rows],
            which=self.which[rows],
            seen=self.seen[rows],
            score=self.score[rows],
            terms=self.terms[rows],
            source=self.source[rows],
            row=self.row[rows],
        )

    def lists(self) -> Iterator[tuple[int, List, slice]]:
        """Yield each window with each of its lists and where its rows are; rows must be in order."""
        group = self.window * len(LISTS) + self.which
        firsts = np.flatnonzero(np.diff(group, prepend=np.int64(-1))).tolist()
        for first, end in pairwise([*firsts, len(group)]):
            yield int(self.window[first]), LISTS[self.which[first]], slice(first, end)

    def most(self, rows: slice, which: List, strata: Strata) -> float:
        """Return the highest score of one list, with what is one for all of it."""
        unsaid = weights.PLACE_WEIGHT * math.log2(strata[1].mean_place) if which.is_apart else 0.0
        return float(self.score[rows].max()) + unsaid

    def explained(self, window: Window, which: List, rows: slice, strata: Strata) -> tuple[Scored, ...]:
        """Return the candidates of one list with their terms and reasons, best first."""
        found: list[Scored] = []
        stratum, is_placed = strata[which.is_apart], not which.is_apart
        source, row, terms = self.source[rows], self.row[rows], self.terms[rows]
        for each in np.unique(source).tolist():
            mine = source == each
            recorded = self.recorded[each].take(row[mine])
            bits = weighed(recorded, terms[mine], window, stratum, is_placed=is_placed)
            found += explained(window, recorded, bits, stratum)
        return ranked(found)


class Piece:
    """Some windows of recordings and messages, indexed when they are first asked for."""

    def __init__(self, table: pa.Table, lag: Lag) -> None:
        self.company = Company(heads_of(table))
        self._table, self._lag = table, lag
        self._indexes: dict[tuple[str, SubjectKind], Index] = {}

    @cached_property
    def _recorded(self) -> Recorded:
        return recorded_of(self._table, lag=self._lag)

    def count(self, windows: Asked, strata: Mapping[int, Strata], most_pairs: int) -> dict[int, int]:
        """Return how many candidates each window has here; no more than ``most_pairs`` are held at once."""
        counts = dict.fromkeys((window_id for window_id, _ in windows), 0)
        step = max(1, most_pairs // max(1, len(self._table)))
        for start in range(0, len(windows), step):
            for _, index, asked in self._questions(windows[start : start + step], strata):
                incidents, found = np.unique(index.pairs(asked)["incident"].to_numpy(), return_counts=True)
                for window_id, count in zip(incidents.tolist(), found.tolist(), strict=True):
                    counts[window_id] += count
        return counts

    def best(self, windows: Asked, strata: Mapping[int, Strata]) -> Best:
        """Return the best candidates of each list of each window."""
        scoring = Scoring(1.0, 1.0, lag=self._lag)
        found = [
            (LISTS.index(which), index.best(asked, scoring, KEPT))
            for which, index, asked in self._questions(windows, strata)
        ]
        which = np.repeat([place for place, _ in found], [len(table) for _, table in found])
        tables = pa.concat_tables([table for _, table in found]) if found else _NOTHING
        seen = tables["recording"].to_numpy()
        kept, row = np.unique(seen, return_inverse=True)
        best = Best(
            tables["incident"].to_numpy(),
            which.astype(np.int64),
            seen,
            tables["score_bits"].to_numpy(),
            np.stack([tables[name].to_numpy().astype(np.float64) for name in _TERMS], axis=1),
            np.zeros(len(seen), np.int64),
            row.astype(np.int64),
            # The windows came in the order of their ids, so an id's row is found by halving.
            (self._recorded.take(np.searchsorted(self._recorded.ids, kept)),) if len(kept) else (),
        )
        return Best.of([best])

    def _questions(
        self, windows: Asked, strata: Mapping[int, Strata]
    ) -> Iterator[tuple[List, Index, pa.Table]]:
        """Yield what is asked of which index for which list, where there is anything to ask."""
        around = [(window_id, window, strata[window_id][0]) for window_id, window in windows]
        at = [(window_id, window, strata[window_id][1]) for window_id, window in windows]
        somewhere = [each for each in at if each[1].is_placed]
        nowhere = [each for each in at if not each[1].is_placed]
        for kind in (SubjectKind.RECORDING, SubjectKind.COMMUNICATION):
            is_message = kind is SubjectKind.COMMUNICATION
            near, apart = (List(is_apart=is_apart, is_message=is_message) for is_apart in (False, True))
            if somewhere:
                yield near, self._index("placed", kind), asked_parts(around)
                yield apart, self._index("apart", kind), asked_times(somewhere)
            if nowhere:
                yield apart, self._index("all", kind), asked_times(nowhere)

    def _index(self, what: str, kind: SubjectKind) -> Index:
        key = (what, kind)
        if key not in self._indexes:
            rows = self._table.filter(pc.equal(self._table["subject"], kind.value))
            parts = placed_parts(rows) if what == "placed" else timed_parts(rows, placed_too=what == "all")
            self._indexes[key] = Index.of(parts)
        return self._indexes[key]
