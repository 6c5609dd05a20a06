"""Which of the windows that something new came near to it really changes: the others keep their matches.

The matches of a window follow from its candidates and from the round numbers of its company (`strata`). They
stay as they are where those numbers are what they were, nothing that went is among them, and nothing that
came would be among the best of its list. Each of that is looked at here, without matching the window.

This holds only between the change up to which *all* marked windows are matched and the one up to which the
lake has come; whoever asks has seen to that.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from crimebook.spacetime.score import TermName
from crimebook.spacetime.seen_columns import heads_of, seen_table
from crimebook.spacetime.times import Lag
from crimebook.stores.lake.manifest import FileFacts
from crimebook.stores.register import matching as stored
from crimebook.stores.register.matching import KeptTerms
from crimebook.stores.register.seen_feed import Moved
from crimebook.terms.windows import SubjectKind, Window
from crimebook.work.pieces import KEPT, Asked, List, Piece
from crimebook.work.scanning import Counted, Scan, strata_of
from crimebook.work.strata import Company

_ROUNDED_BITS = 1e-4
"""By more than this no stored score differs from the one by which its list was ordered."""


class Pruning:
    """What came and went, ready to be held against windows that were matched before."""

    def __init__(self, scan: Scan, moved: Moved, lag: Lag) -> None:
        self._scan = scan
        self._hit = stored.matched_with([each.window_id for each in moved.ended])
        self._came = Piece(seen_table(moved.made), lag)
        self._went = Company(heads_of(seen_table(moved.ended)))

    def changed(self, windows: Asked, pieces: Sequence[tuple[FileFacts, ...]]) -> frozenset[int]:
        """Return those of the windows whose matches are not what they would be now."""
        now = self._scan.count(windows, pieces)
        changed = {window_id for window_id, _ in windows if window_id in self._hit}
        changed |= {
            window_id
            for window_id, window in windows
            if strata_of(window, now[window_id]) != strata_of(window, self._before(window, now[window_id]))
        }
        rest = [each for each in windows if each[0] not in changed]
        strata = {window_id: strata_of(window, now[window_id]) for window_id, window in rest}
        best = self._came.best(rest, strata)
        came: dict[int, dict[List, float]] = defaultdict(dict)
        for window_id, which, rows in best.lists():
            came[window_id][which] = best.most(rows, which, strata[window_id])
        for window_id, lists in came.items():
            kept = stored.kept_terms(window_id, is_placed={not which.is_apart for which in lists})
            if _would_be_kept(lists, kept):
                changed.add(window_id)
        return frozenset(changed)

    def _before(self, window: Window, now: Counted) -> Counted:
        came, went = self._came.company, self._went
        return (
            now[0] - came.count_around(window) + went.count_around(window),
            now[1] - came.count_at(window) + went.count_at(window),
        )


def _would_be_kept(came: Mapping[List, float], kept: Sequence[KeptTerms]) -> bool:
    """Tell whether the best of those that came is among the best of its list, which is full or not."""
    lists: dict[List, list[float]] = defaultdict(list)
    for each in kept:
        bits = math.fsum(each.bits[name] for name in TermName if name in each.bits)
        lists[List(is_apart=not each.is_placed, is_message=each.subject is not SubjectKind.RECORDING)].append(
            bits
        )
    return any(
        len(lists[which]) < KEPT or score > min(lists[which]) - _ROUNDED_BITS for which, score in came.items()
    )
