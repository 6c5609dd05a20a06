"""Opening the counts: acts by kind, day, place and mention, each number with the list that it counts."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.queries.breakdowns import Breakdown, Dimension
from crimebook.terms.reasons import Reason, reason
from crimebook.work.actors import Actor
from crimebook.work.counting import REST, current_counts
from crimebook.work.journal import note_reading

SHOWN_PARTS = 60
_QUERIES = {
    Dimension.KIND: "act",
    Dimension.DAY: "day",
    Dimension.PLACE: "town",
    Dimension.MENTION: "mention",
}
"""By which field of the list of incidents a part is found."""

_WHY_TWICE = {
    Dimension.PLACE: reason("an act whose incident names two places is counted under both"),
    Dimension.MENTION: reason("an act whose source names two units is counted under both"),
}


@dataclass(frozen=True, slots=True)
class CountedPart:
    """One part of a breakdown: its value, its acts, and in how many incidents they stand."""

    value: str
    acts: int
    incidents: int


@dataclass(frozen=True, slots=True)
class CountTable:
    """Acts by one dimension: ``parts``, ``rest`` and ``unknown`` are ``acts`` and those counted twice."""

    dimension: str
    query: str
    """The field of the list of incidents by which a part is found."""
    acts: int
    parts: tuple[CountedPart, ...]
    rest: int
    """Acts of the parts that are not shown."""
    rest_parts: int
    unknown: int
    counted_twice: int
    why_twice: Reason | None


@dataclass(frozen=True, slots=True)
class CountsPage:
    """The counts of the book at one change of the register."""

    change: int
    incidents: int
    acts: int
    invented: int
    told_again: int
    tables: tuple[CountTable, ...]


def open_counts(actor: Actor, *, at: datetime) -> CountsPage:
    """Return the acts broken down in each way, as they stood at the last count."""
    note_reading(actor, "counts", at=at)
    counts = current_counts(at=at)
    return CountsPage(
        change=counts.change,
        incidents=counts.totals["incidents"],
        acts=counts.totals["acts"],
        invented=counts.totals["invented_incidents"],
        told_again=counts.totals["incidents_told_again"],
        tables=tuple(_table(each) for each in counts.breakdowns),
    )


def _table(breakdown: Breakdown) -> CountTable:
    """Show the first parts, one part for all that follow, and what is not known at the end."""
    known = [part for part in breakdown.parts if part.value not in {"", REST}]
    shown = known if breakdown.dimension is Dimension.DAY else known[:SHOWN_PARTS]
    unknown = sum(part.acts for part in breakdown.parts if part.value == "")
    rest = sum(part.acts for part in breakdown.parts) - unknown - sum(part.acts for part in shown)
    return CountTable(
        dimension=breakdown.dimension.value,
        query=_QUERIES[breakdown.dimension],
        acts=breakdown.acts,
        parts=tuple(CountedPart(part.value, part.acts, part.incidents) for part in shown),
        rest=rest,
        rest_parts=len(known) - len(shown),
        unknown=unknown,
        counted_twice=breakdown.counted_twice,
        why_twice=_WHY_TWICE.get(breakdown.dimension) if breakdown.counted_twice else None,
    )
