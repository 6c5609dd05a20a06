"""Acts by day as bars; by week, month or year where so many days could not be told apart.

Times without acts in between are shown as gaps, not left out.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crimebook.work.reading.overview_page import Day

_MAX_BARS = 120
_WIDEST = 9.0
"""Percent: a few days are a few bars, not walls."""

_EDGE = 5.0
"""Percent: about half of a label."""

_LABELS = 6
"""Labels under all bars; on a narrow page every second of them."""


class Step(StrEnum):
    """How much time one bar stands for. A week begins on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Labelled(StrEnum):
    """Where there is room for the label of a bar; its value is the class of the label."""

    NOWHERE = ""
    WIDE = "wide"
    ALWAYS = "narrow"


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day, or all days from ``first`` to ``last``: where its bar stands, and how large it is.

    ``x`` and ``width`` are percent of the drawing; ``height`` is percent of the tallest bar.
    """

    step: Step
    first: date
    last: date
    acts: int
    incidents: int
    x: float
    width: float
    height: float
    labelled: Labelled

    @property
    def top(self) -> float:
        """Return where the bar begins, in percent from above."""
        return round(100 - self.height, 2)

    @property
    def middle(self) -> float:
        """Return where its label stands, in percent."""
        return round(self.x + self.width / 2, 3)

    @property
    def edge(self) -> str:
        """Return the class of a label that would be cut off at an edge if it stood in the middle."""
        return "first" if self.middle < _EDGE else "last" if self.middle > 100 - _EDGE else ""


def draw_days(days: Sequence[Day]) -> tuple[DayBar, ...]:
    """Return a bar for every day from the first to the last; for every week and so on beyond 120 bars."""
    if not days:
        return ()
    known = {each.day: each for each in days}
    step, spans = _cut(min(known), max(known))
    sums = [_sum(first, last, known) for first, last in spans]
    highest = max(acts for acts, _ in sums) or 1
    slot = 100 / len(spans)
    width = min(slot * 0.8, _WIDEST)
    every = max(1, -(-len(spans) // _LABELS))
    return tuple(
        DayBar(
            step,
            first,
            last,
            acts,
            incidents,
            round(index * slot + (slot - width) / 2, 3),
            round(width, 3),
            round(acts / highest * 100, 2),
            _labelled(index, every),
        )
        for index, ((first, last), (acts, incidents)) in enumerate(zip(spans, sums, strict=True))
    )


def _labelled(index: int, every: int) -> Labelled:
    if index % every:
        return Labelled.NOWHERE
    return Labelled.WIDE if index // every % 2 else Labelled.ALWAYS


def _cut(first: date, last: date) -> tuple[Step, list[tuple[date, date]]]:
    """Return the shortest step that makes few enough bars, and the spans that it makes."""
    for step in Step:
        spans = list(_spans(first, last, _ENDS[step]))
        if len(spans) <= _MAX_BARS:
            break
    return step, spans


def _spans(first: date, last: date, end_of: Callable[[date], date]) -> Iterator[tuple[date, date]]:
    while first <= last:
        end = min(end_of(first), last)
        yield first, end
        first = end + timedelta(days=1)


_ENDS: Mapping[Step, Callable[[date], date]] = {
    Step.DAY: lambda day: day,
    Step.WEEK: lambda day: day + timedelta(days=6 - day.weekday()),
    Step.MONTH: lambda day: day.replace(day=monthrange(day.year, day.month)[1]),
    Step.YEAR: lambda day: day.replace(month=12, day=31),
}


def _sum(first: date, last: date, known: Mapping[date, Day]) -> tuple[int, int]:
    days = [known.get(first + timedelta(days=index)) for index in range((last - first).days + 1)]
    return sum(each.acts for each in days if each), sum(each.incidents for each in days if each)
