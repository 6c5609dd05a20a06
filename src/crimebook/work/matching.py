"""Matching: which recordings and messages the windows of incidents allow, scored, the best kept.

Incremental and safe to stop: each window of an incident knows up to which change it was matched, and a few
windows are matched and stored in one transaction. A window is matched again when something that could touch
its score has changed: its own row is new, or a window of a recording that meets its day came or went. So the
result is the same as that of matching everything anew.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.custody.events import Action, Deed
from crimebook.spacetime.columns import parts_table, recording_parts, times_table
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import Scored, top_k
from crimebook.spacetime.sight import CONTEXT_S
from crimebook.spacetime.strata import Stratum
from crimebook.stores.lake import Lake
from crimebook.stores.register import matching as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import last_change, next_change, writing
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.terms.windows import SubjectKind, Window
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.strata import Company

SCORER = "bits/3"
"""The scorer's version: when it changes, everything is matched again."""

KEPT = 100
"""Matches kept for a window in each list: recordings and messages, with a place and without."""

CHUNK = 16
"""Windows of incidents that are matched and stored together."""

_NOBODY = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What a run did: windows matched now and in all, candidates found, matches stored."""

    windows: int
    windows_in_all: int
    candidates: int
    matches: int


def match_book(
    actor: Actor,
    *,
    at: datetime,
    memory_limit: str,
    spill_folder: Path | None,
    progress: Callable[[int, int], None],
) -> MatchReport:
    """Match every window that something new could touch; stopping between chunks loses nothing."""
    check_right(actor, Right.MATCH)
    change = last_change()
    incidents = stored.incident_windows()
    run = _Run(stored.seen_windows())
    stale = run.stale(incidents)
    waiting = {each.window_id for each in stale}
    with writing():
        stored.drop_superseded()
        up_to_date = [each.window_id for each in incidents if each.window_id not in waiting]
        stored.mark_matched(up_to_date, change=change, scorer=SCORER)
    candidates = matches = done = 0
    with Lake(memory_limit=memory_limit, spill_dir=spill_folder) as lake:
        for chunk in _chunks(stale):
            found, kept = run.match(lake, chunk)
            with writing():
                for window in chunk:
                    stored.save_matches(window, kept[window.window_id], change=change, scorer=SCORER)
                append_event(_deed(actor, chunk, at))
            candidates, matches, done = (
                candidates + found,
                matches + sum(map(len, kept.values())),
                done + len(chunk),
            )
            progress(done, len(stale))
    if stale:
        # What was counted before is old now: matches are among the numbers of the book.
        with writing():
            next_change()
    return MatchReport(len(stale), len(incidents), candidates, matches)


class _Run:
    """The windows that were seen, as columns, built once for all chunks of a run."""

    def __init__(self, seen: Sequence[WindowRecord]) -> None:
        pairs = [(each.window_id, each.window) for each in seen]
        kinds = stored.recording_kinds()
        self._parts = recording_parts(pairs, kinds=kinds)
        self._times = times_table(pairs, context_s=CONTEXT_S)
        self._recorded = Recorded.of(pairs, kinds=kinds)
        self._kinds = np.array([each.subject.value for each in seen])
        self._changes = np.array([each.change for each in seen], np.int64)
        self._company = Company(pairs)

    def stale(self, incidents: Sequence[WindowRecord]) -> list[WindowRecord]:
        """Return the windows whose matches something new could touch: their own, or their day's company."""
        through = stored.matched_through(SCORER)
        gone = stored.superseded_since(min(through.values(), default=0))
        left = Company([(each.window_id, each.window) for _, each in gone])
        ended = np.array([change for change, _ in gone], np.int64)
        return [
            each
            for each in incidents
            if each.window_id not in through
            or (self._changes[self._company.meets_day(each.window)] > through[each.window_id]).any()
            or (ended[left.meets_day(each.window)] > through[each.window_id]).any()
        ]

    def match(
        self, lake: Lake, chunk: Sequence[WindowRecord]
    ) -> tuple[int, dict[int, list[stored.NewMatch]]]:
        """Return how many candidates a chunk has, and the matches to keep for each of its windows."""
        pairs = [(each.window_id, each.window) for each in chunk]
        placed = _by_window(lake.placed_pairs(parts_table(pairs), self._parts))
        timed = _by_window(lake.timed_pairs(times_table(pairs), self._times))
        kept = {}
        for each in chunk:
            lists = ((placed, self._company.around(each.window)), (timed, self._company.at(each.window)))
            kept[each.window_id] = [
                match
                for found, stratum in lists
                for match in self._best(each.window, found.get(each.window_id, _NOBODY), stratum)
            ]
        return sum(len(ids) for found in (placed, timed) for ids in found.values()), kept

    def _best(self, incident: Window, ids: NDArray[np.int64], stratum: Stratum) -> Iterator[stored.NewMatch]:
        # The windows came in the order of their ids, so an id's row is found by halving.
        rows = np.searchsorted(self._recorded.ids, ids)
        for kind in (SubjectKind.RECORDING, SubjectKind.COMMUNICATION):
            group = rows[self._kinds[rows] == kind.value]
            if group.size:
                for scored in top_k(incident, self._recorded.take(group), stratum, KEPT):
                    yield _new_match(scored)


def _chunks(windows: Sequence[WindowRecord]) -> Iterator[Sequence[WindowRecord]]:
    for start in range(0, len(windows), CHUNK):
        yield windows[start : start + CHUNK]


def _by_window(pairs: pa.Table) -> dict[int, NDArray[np.int64]]:
    """Group (incident, recording) pairs, which come in order, by incident."""
    incidents, recordings = pairs["incident"].to_numpy(), pairs["recording"].to_numpy()
    starts = np.flatnonzero(np.diff(incidents, prepend=np.int64(-1)))
    return dict(zip(incidents[starts].tolist(), np.split(recordings, starts[1:]), strict=False))


def _new_match(scored: Scored) -> stored.NewMatch:
    return stored.NewMatch(
        other_id=scored.window_id,
        is_placed=scored.is_placed,
        score_bits=scored.score_bits,
        terms=tuple(
            {"name": term.name.value, "bits": term.bits, "reason": term.reason.to_json()}
            for term in scored.terms
        ),
    )


def _deed(actor: Actor, chunk: Sequence[WindowRecord], at: datetime) -> Deed:
    return Deed(
        object_id="register:matches",
        action=Action.DERIVED,
        actor=actor.key,
        at=at,
        reason=f"scorer {SCORER}",
        inputs=tuple(f"window:{each.window_id}" for each in chunk),
    )
