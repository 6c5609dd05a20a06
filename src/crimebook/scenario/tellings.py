"""Tellings: which row of a list tells of which event, by whom, and whether it is true.

An event is told once or more, some rows come a second time through a partner's list, some at second hand, and
a few per cent are lies: of an event that never happened, or of one at a wrong place or in a wrong night.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from crimebook.scenario.draws import Draws, Flags, Floats, Whole

LIES = 0.035
"""The share of rows that are lies."""

PLANTED = 0.6
"""The share of lies that tell of an event that never happened; the others move a true one."""

COPIED = 0.1
RETOLD = 0.22
_TOLD_BY = (0.78, 0.13, 0.06, 0.03)
"""How often an event has one, two, three or four tellers."""

MEMORY_S = (0, 30, 60, 120, 180, 240, 360, 480, 660, 900, 1320, 2100, 3600, 6000)
"""Evenly spaced quantiles of how wrong a witness is about the time."""


class Manner(IntEnum):
    """How a row tells of its event."""

    OWN = 0
    RETOLD = 1
    COPY = 2
    PLANTED = 3
    MOVED_IN_TIME = 4
    MOVED_IN_PLACE = 5

    @property
    def is_lie(self) -> bool:
        """Whether the row is not true on purpose."""
        return self >= Manner.PLANTED


@dataclass(frozen=True)
class Tellings:
    """Rows as columns, in the order in which they came in. Events from ``true_events`` on never happened."""

    event: Whole
    manner: Whole
    original: Whole
    """The row of which a partner's row is a copy, or -1."""
    first: Whole
    """The row that tells the same event and came first, or -1 where that is this row; lies apart."""
    told_s: Whole
    """What the teller remembers, in seconds after the evening's midnight; filled in by `remember`."""
    true_events: int
    events: int

    def __len__(self) -> int:
        return len(self.event)

    @property
    def is_lie(self) -> Flags:
        """Which rows are lies."""
        return np.asarray(self.manner >= Manner.PLANTED)

    @property
    def is_copy(self) -> Flags:
        """Which rows stand in the partner's list."""
        return np.asarray(self.manner == Manner.COPY)


def plan_tellings(size: int, draws: Draws) -> Tellings:
    """Return ``size`` rows and how many events they need."""
    lies = min(int(size * LIES + float(draws.uniforms(1)[0])), size - 1)
    planted = round(lies * PLANTED)
    event, manner, original = _honest(size - lies, draws)
    true_events = int(event[-1]) + 1
    moved = lies - planted
    event = np.concatenate((event, true_events + np.arange(planted), draws.below(moved, true_events)))
    moves = np.where(draws.flags(moved, 0.5), Manner.MOVED_IN_TIME, Manner.MOVED_IN_PLACE)
    manner = np.concatenate((manner, np.full(planted, Manner.PLANTED), moves))
    original = np.concatenate((original, np.full(lies, -1)))
    order = draws.shuffled(size)
    came = np.argsort(order, kind="stable")
    original = np.where(original >= 0, came[original], -1)[order]
    event, manner = event[order], manner[order]
    return Tellings(
        event=event,
        manner=manner,
        original=original,
        first=_first_tellers(event, manner),
        told_s=np.zeros(size, np.int64),
        true_events=true_events,
        events=true_events + planted,
    )


def remember(tellings: Tellings, instant_s: Whole, draws: Draws) -> Whole:
    """Return the second that each row's teller remembers; a copy remembers what its original does."""
    size = len(tellings)
    wrong = draws.quantiles(size, MEMORY_S) * np.where(draws.flags(size, 0.5), 1, -1)
    wrong = wrong * np.where(tellings.manner == Manner.RETOLD, 2.0, 1.0)
    days = np.where(draws.flags(size, 0.5), 1, -1) * (1 + draws.below(size, 2))
    wrong = wrong + np.where(tellings.manner == Manner.MOVED_IN_TIME, days * 86_400, 0)
    told = instant_s[tellings.event] + np.floor(wrong).astype(np.int64)
    return np.where(tellings.original >= 0, told[tellings.original], told)


def displace(tellings: Tellings, at: Floats, elsewhere: Floats) -> Floats:
    """Return where each row places its event: a lie of the place has it ``elsewhere``."""
    lies = (tellings.manner == Manner.MOVED_IN_PLACE)[:, None]
    return np.where(lies, elsewhere, at[tellings.event])


def _honest(size: int, draws: Draws) -> tuple[Whole, Whole, Whole]:
    """Return event, manner and original of ``size`` rows that tell the truth, event by event."""
    tellers = 1 + draws.picks(size, _TOLD_BY)
    is_retold, is_copied = draws.flags(size, RETOLD).tolist(), draws.flags(size, COPIED).tolist()
    event: list[int] = []
    manner: list[int] = []
    original: list[int] = []
    number = 0
    while len(event) < size:
        for nth in range(int(tellers[number])):
            own = len(event)
            is_second_hand = is_retold[own % size] and nth > 0
            event.append(number)
            manner.append(Manner.RETOLD if is_second_hand else Manner.OWN)
            original.append(-1)
            if is_copied[own % size]:
                event.append(number)
                manner.append(Manner.COPY)
                original.append(own)
        number += 1
    return np.array(event[:size]), np.array(manner[:size]), np.array(original[:size])


def _first_tellers(event: Whole, manner: Whole) -> Whole:
    """Return the first row of the same event for each row that is not a lie, and -1 for that one itself."""
    first: dict[int, int] = {}
    firsts = []
    for row, (each, how) in enumerate(zip(event.tolist(), manner.tolist(), strict=True)):
        is_known = how < Manner.PLANTED and first.setdefault(each, row) != row
        firsts.append(first[each] if is_known else -1)
    return np.array(firsts)
