"""Acts by day as bars. Days without acts in between are shown as gaps, not left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crimebook.work.reading.pages import Day

_MAX_DAYS = 120
_WIDEST = 9.0
"""Percent: a few days are a few bars, not walls."""


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day: where its bar stands and how wide it is, in percent; its height in percent of the tallest."""

    day: Day
    x: float
    width: float
    height: float
    is_labelled: bool

    @property
    def top(self) -> float:
        """Return where the bar begins, in percent from above."""
        return round(100 - self.height, 2)

    @property
    def middle(self) -> float:
        """Return where its label stands, in percent."""
        return round(self.x + self.width / 2, 3)


def draw_days(days: Sequence[Day]) -> tuple[DayBar, ...]:
    """Return a bar for every day from the first to the last; beyond 120 days only those with acts."""
    if not days:
        return ()
    filled = _fill(sorted(days, key=lambda each: each.day))
    highest = max(each.acts for each in filled) or 1
    slot = 100 / len(filled)
    width = min(slot * 0.8, _WIDEST)
    step = max(1, -(-len(filled) // 8))
    return tuple(
        DayBar(
            each,
            round(index * slot + (slot - width) / 2, 3),
            round(width, 3),
            round(each.acts / highest * 100, 2),
            is_labelled=index % step == 0,
        )
        for index, each in enumerate(filled)
    )


def _fill(days: Sequence[Day]) -> Sequence[Day]:
    first, last = days[0].day, days[-1].day
    count = (last - first).days + 1
    if count > _MAX_DAYS:
        return days
    known = {each.day: each for each in days}
    every = [first + timedelta(days=index) for index in range(count)]
    return [known.get(day) or Day(day, 0, 0) for day in every]
