"""Counting: every number of the book from its records, so that anyone with the book can make it again.

Pages show the numbers as they stood at the register's last change; `crimebook counts` counts anew.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.stores.register import figures, waiting
from crimebook.stores.register.queries import breakdowns, counting
from crimebook.stores.register.queries.breakdowns import Breakdown, Dimension, Part
from crimebook.stores.register.rows import Count
from crimebook.stores.register.transactions import last_change, noting
from crimebook.work.actors import Actor
from crimebook.work.journal import note_search
from crimebook.work.milestones import keep_milestones

FIGURE = "counts/3"
"""The name under which counts are kept; its number changes with what they mean."""

TOPS = (1, 10, 50)
"""Among how many of an incident's first matches its true recordings are looked for."""

SMALL = 20_000
"""A book of fewer incidents is counted while its page is made, if something changed since."""

KEPT_PARTS = 1_000
"""Parts kept of one breakdown; the rest is one part of its own, so that the sums stay whole."""

REST = "…"
"""The value of the part that holds all parts beyond `KEPT_PARTS`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """All numbers as they stood at ``change``; each breakdown says where its parts exceed the whole."""

    change: int
    totals: dict[str, int]
    breakdowns: tuple[Breakdown, ...]
    incidents_by_source: tuple[Count, ...]
    incidents_by_day: tuple[Count, ...]
    incidents_by_mention: tuple[Count, ...]
    """The first words that name alleged actors; with those that have no act, as a list of them has."""
    incidents_by_place: tuple[Count, ...]
    recordings_by_source: tuple[Count, ...]
    messages_by_source: tuple[Count, ...]
    incident_windows_by_precision: tuple[Count, ...]
    recordings_by_time_basis: tuple[Count, ...]
    waiting: dict[str, int]
    dots: tuple[tuple[float, float, int, int, str], ...]
    """(lat, lon, incidents, one of them, a name) by tenths of a degree."""
    found: dict[str, int]
    """True recordings of an invented book, and how many were found among the first 1, 10, 50."""

    def by(self, dimension: Dimension) -> Breakdown:
        """Return one breakdown of the acts."""
        return next(each for each in self.breakdowns if each.dimension is dimension)

    def incidents_under(self) -> dict[str, tuple[Count, ...]]:
        """Return how many incidents a list has under each value of one condition, by the condition's name."""
        return {
            "source": self.incidents_by_source,
            "act": tuple(Count(part.value, part.incidents) for part in self.by(Dimension.KIND).parts),
            "mention": self.incidents_by_mention,
            "town": self.incidents_by_place,
        }


def count_book(actor: Actor, *, at: datetime) -> Counts:
    """Count everything anew from the records as they stand now, and keep it for the pages."""
    note_search(actor, "counts", at=at)
    return keep_counts(at=at)


def keep_counts(*, at: datetime) -> Counts:
    """Count everything and keep it; whoever changed much does this before a page asks."""
    counts = _count()
    waiting.count_waiting_words(at=at)
    with noting():
        figures.keep_figure(FIGURE, _to_json(counts), change=counts.change, at=at)
        keep_milestones(counts.incidents_under(), change=counts.change, at=at)
    return counts


def current_counts(*, at: datetime) -> Counts:
    """Return the counts for a page: those that were kept, made anew where a small book has changed."""
    kept = figures.read_figure(FIGURE)
    if kept is None:
        return keep_counts(at=at)
    if kept.change != last_change() and kept.value["totals"]["incidents"] < SMALL:
        return keep_counts(at=at)
    return _from_json(kept.change, kept.value)


def _count() -> Counts:
    # The change first: what comes in while we count makes these counts old, never new.
    change = last_change()
    totals = counting.count_records()
    recordings, messages = counting.media_by_source()
    parts = tuple(_shortened(breakdowns.break_down(each)) for each in Dimension)
    return Counts(
        change=change,
        totals={**totals, "acts": parts[0].acts},
        breakdowns=parts,
        incidents_by_source=counting.incidents_by("source__name"),
        incidents_by_day=counting.incidents_by_day(),
        incidents_by_mention=breakdowns.incidents_by(Dimension.MENTION, most=KEPT_PARTS),
        incidents_by_place=breakdowns.incidents_by(Dimension.PLACE, most=KEPT_PARTS),
        recordings_by_source=recordings,
        messages_by_source=messages,
        incident_windows_by_precision=counting.windows_by_precision(),
        recordings_by_time_basis=counting.recordings_by_basis(),
        waiting=counting.count_waiting(),
        dots=counting.places_of_incidents(),
        found=counting.ranks_of_truth(TOPS),
    )


def _shortened(whole: Breakdown) -> Breakdown:
    """Keep the first parts and put the rest together; days are all kept."""
    if whole.dimension is Dimension.DAY or len(whole.parts) <= KEPT_PARTS:
        return whole
    kept, rest = whole.parts[:KEPT_PARTS], whole.parts[KEPT_PARTS:]
    others = Part(REST, sum(part.acts for part in rest), sum(part.incidents for part in rest))
    return Breakdown(whole.dimension, whole.acts, whole.incidents, (*kept, others))


_COUNT_LISTS = (
    "incidents_by_source",
    "incidents_by_day",
    "incidents_by_mention",
    "incidents_by_place",
    "recordings_by_source",
    "messages_by_source",
    "incident_windows_by_precision",
    "recordings_by_time_basis",
)


def _to_json(counts: Counts) -> dict[str, Any]:
    return {
        "totals": counts.totals,
        "waiting": counts.waiting,
        "found": counts.found,
        "dots": [list(dot) for dot in counts.dots],
        "breakdowns": [
            [
                each.dimension.value,
                each.acts,
                each.incidents,
                [[p.value, p.acts, p.incidents] for p in each.parts],
            ]
            for each in counts.breakdowns
        ],
        **{name: [[each.value, each.count] for each in getattr(counts, name)] for name in _COUNT_LISTS},
    }


def _from_json(change: int, stored: dict[str, Any]) -> Counts:
    lists = {name: tuple(Count(value, count) for value, count in stored[name]) for name in _COUNT_LISTS}
    return Counts(
        change=change,
        totals=stored["totals"],
        waiting=stored["waiting"],
        found=stored["found"],
        dots=tuple((lat, lon, n, one, name) for lat, lon, n, one, name in stored["dots"]),
        breakdowns=tuple(
            Breakdown(Dimension(name), acts, incidents, tuple(Part(*part) for part in parts))
            for name, acts, incidents, parts in stored["breakdowns"]
        ),
        **lists,
    )
