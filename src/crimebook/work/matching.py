"""Matching: which recordings and messages the windows of incidents allow, scored, the best kept.

Recordings are read from the lake, only from the slabs of time that the windows at hand meet. Incremental and
safe to stop: a window of an incident that was matched is marked, the mark is taken back when something new
came near to it (`touching`) and changes its matches (`pruning`), and a few windows are stored and marked in
one transaction. So the result is the same as that of matching everything anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from crimebook.custody.events import Action, Deed
from crimebook.spacetime.score import Scored
from crimebook.stores.lake.manifest import FileFacts, LakeDamagedError
from crimebook.stores.lake.slabs import Slab, hull_us, slabs_of
from crimebook.stores.lake.windows import WindowLake
from crimebook.stores.register import matching as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.learnt import current_lag, scorer_suffix
from crimebook.stores.register.seen_feed import Moved, moved_after
from crimebook.stores.register.transactions import last_change, next_change, writing
from crimebook.stores.register.verdicts import mark_judged
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.lake_keeping import Matched, bring_up_to_date, empty, matched_of, note_matched, open_lake
from crimebook.work.marks import Sharing
from crimebook.work.pruning import Pruning
from crimebook.work.scanning import Found, Memory, Scan
from crimebook.work.strata import slab_us
from crimebook.work.touching import FEW, Stale, stale_windows

SCORER = "bits/6"
"""The scorer's version: when it changes, everything is matched again."""

CHUNK = 16
"""Windows of incidents that are stored together."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What a run did: windows matched now and in all, candidates found, matches stored.

    ``remade`` says what was wrong with the lake, where it had to be made anew; else it is empty.
    """

    windows: int
    windows_in_all: int
    candidates: int
    matches: int
    remade: str = ""


def match_book(
    actor: Actor,
    *,
    at: datetime,
    memory_limit: str,
    spill_folder: Path | None,
    progress: Progress,
    lake_folder: Path | None = None,
    keeping: Progress = lambda *_: None,
) -> MatchReport:
    """Match every window that something new could touch; stopping between chunks loses nothing.

    Without ``lake_folder`` the lake is made for this run alone, in ``spill_folder`` where there is one.
    ``keeping`` hears how far the lake is that is brought up to date before.
    """
    check_right(actor, Right.MATCH)
    with open_lake(lake_folder, passing=spill_folder) as lake:
        run = _Run(actor, at, lake, Memory.of(memory_limit))
        remade = bring_up_to_date(lake, keeping)
        try:
            report = run.match(progress)
        except LakeDamagedError as error:
            remade = str(error)
            empty(lake)
            bring_up_to_date(lake, keeping)
            report = run.match(progress)
    return replace(report, remade=remade)


class _Run:
    """One run over a lake that is up to date."""

    def __init__(self, actor: Actor, at: datetime, lake: WindowLake, memory: Memory) -> None:
        self._actor, self._at, self._lake = actor, at, lake
        self._scorer = SCORER + scorer_suffix()
        self._lag = current_lag()
        self._scan = Scan(lake, memory, self._lag)
        self._sharing = Sharing()

    def match(self, progress: Progress) -> MatchReport:
        change = int(self._lake.state["since"])
        stale = self._unmark(change)
        report = MatchReport(len(stale), stored.count_incident_windows(), 0, 0)
        done = 0
        for windows, pieces in self._batches(stale):
            found = self._scan.match([(each.window_id, each.window) for each in windows], pieces)
            for chunk in _chunks(windows):
                matches = self._store(chunk, found, change)
                candidates = sum(found[each.window_id].candidates for each in chunk)
                report = replace(
                    report, candidates=report.candidates + candidates, matches=report.matches + matches
                )
                done += len(chunk)
                progress(done, len(stale))
        if stale:
            # What was counted before is old now: matches are among the numbers of the book.
            with writing():
                next_change()
        return report

    def _unmark(self, change: int) -> tuple[Stale, ...]:
        """Return the windows to be matched, their marks taken back; all others are matched up to ``change``.

        The lake notes that only after the marks are gone: whoever is killed between compares again.
        """
        matched = matched_of(self._lake)
        since = stored.least_matched(self._scorer)
        is_whole = since is not None and matched.scorer == self._scorer and matched.change >= since
        if is_whole:
            since = matched.change
        moved = Moved() if since is None else moved_after(since, most=FEW)
        stale = stale_windows(self._scorer, since, moved)
        # What was committed meanwhile is not in the lake: nothing can be told apart then.
        if moved is not None and is_whole and last_change() == change:
            stale = self._prune(stale, moved)
        with writing():
            stored.drop_superseded(since or 0)
            stored.unmark([each.window_id for each in stale])
        note_matched(self._lake, Matched(self._scorer, change))
        return stale

    def _prune(self, stale: Sequence[Stale], moved: Moved) -> tuple[Stale, ...]:
        """Leave out the windows whose matches would come out as they are."""
        near = [each for each in stale if each.is_marked]
        if not near:
            return tuple(stale)
        pruning = Pruning(self._scan, moved, self._lag)
        changed = {each.window_id for each in stale if not each.is_marked}
        for windows, pieces in self._batches(near):
            changed |= pruning.changed([(each.window_id, each.window) for each in windows], pieces)
        return tuple(each for each in stale if each.window_id in changed)

    def _batches(
        self, stale: Sequence[Stale]
    ) -> Iterator[tuple[Sequence[WindowRecord], Sequence[tuple[FileFacts, ...]]]]:
        """Yield windows of one slab that are matched together, and the pieces of the lake that they meet."""
        for neighbours in _by_slab(stale):
            days = (slab_us(each.start_us, each.end_us) for each in neighbours)
            pieces = self._scan.pieces(self._lake.files([hull_us(days)]))
            ids = [each.window_id for each in neighbours]
            step = self._scan.at_once
            for start in range(0, len(ids), step):
                yield stored.incident_windows(ids[start : start + step]), pieces

    def _store(self, chunk: Sequence[WindowRecord], found: dict[int, Found], change: int) -> int:
        asked = [(window.incident_id, found[window.window_id].best()) for window in chunk]
        lists = [[_new_match(scored) for scored in best] for best in self._sharing.weigh(asked)]
        with writing():
            stored.save_matches(list(zip(chunk, lists, strict=True)), change=change, scorer=self._scorer)
            mark_judged(window.incident_id for window in chunk)
            append_event(_deed(self._actor, chunk, self._at, self._scorer))
        return sum(map(len, lists))


def _by_slab(stale: Sequence[Stale]) -> Iterator[Sequence[Stale]]:
    """Yield windows with their neighbours in time, in the order of slabs."""
    bounds = np.array([(each.start_us, each.end_us) for each in stale], np.int64).reshape(-1, 2)
    groups: dict[Slab, list[Stale]] = defaultdict(list)
    for each, slab in zip(stale, slabs_of(bounds[:, 0], bounds[:, 1]), strict=True):
        groups[slab].append(each)
    for slab in sorted(groups):
        yield groups[slab]


def _chunks(windows: Sequence[WindowRecord]) -> Iterator[Sequence[WindowRecord]]:
    for start in range(0, len(windows), CHUNK):
        yield windows[start : start + CHUNK]


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


def _deed(actor: Actor, chunk: Sequence[WindowRecord], at: datetime, scorer: str) -> Deed:
    return Deed(
        object_id="register:matches",
        action=Action.DERIVED,
        actor=actor.key,
        at=at,
        reason=f"scorer {scorer}",
        inputs=tuple(f"window:{each.window_id}" for each in chunk),
    )
