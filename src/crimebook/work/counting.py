"""Counting: every number of the book from its records, so that anyone with the book can make it again."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.queries import counting, incidents
from crimebook.stores.register.rows import Count
from crimebook.work.actors import Actor
from crimebook.work.journal import note_search


@dataclass(frozen=True, slots=True)
class Counts:
    """All numbers. The parts of each breakdown sum to the number that it breaks down."""

    totals: dict[str, int]
    acts_by_code: tuple[Count, ...]
    incidents_by_day: tuple[Count, ...]
    incident_windows_by_precision: tuple[Count, ...]
    recordings_by_time_basis: tuple[Count, ...]


def count_book(actor: Actor, *, at: datetime) -> Counts:
    """Return every number of the book as its records stand now."""
    note_search(actor, "counts", at=at)
    return Counts(
        totals=counting.count_records(),
        acts_by_code=tuple(Count(each.value or "uncoded", each.count) for each in counting.acts_by_code()),
        incidents_by_day=incidents.days_of(None),
        incident_windows_by_precision=counting.windows_by_precision(),
        recordings_by_time_basis=counting.recordings_by_basis(),
    )
