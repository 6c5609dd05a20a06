"""Since when the book has signed nothing for a mailbox, and which of its answers do not lie there.

The desk dates the first slot of every mailbox each week and lists the answers beside it. An intake that
serves an older mailbox, or leaves an answer out, cannot sign another date or another list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from crimebook.sealing.messages import Message, MessageKind, said_beside

LATE_DAYS: Final = 21
"""The desk signs each week; a week of its own rest and one of a slow line between are nobody's fault."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """What the newest first slot tells: the day of it, and how many of the answers it lists are not there."""

    day: date
    listed: int
    missing: int
    is_late: bool


def lateness(letters: Sequence[Message], at: datetime) -> Lateness | None:
    """Return what a mailbox's messages tell at an instant; None where no first slot opened."""
    firsts = [each for each in letters if each.kind is MessageKind.COLLECTED]
    if not firsts:
        return None
    day = date.fromisoformat(firsts[-1].at_day)
    listed = said_beside(firsts[-1])
    missing = listed.keys() - {each.counter for each in letters}
    is_late = at.date() - day > timedelta(days=LATE_DAYS)
    return Lateness(day, len(listed), len(missing), is_late)
