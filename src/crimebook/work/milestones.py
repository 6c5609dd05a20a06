"""Milestones of the book's long lists, set when it is counted, so that no page walks to a list's middle.

They stand beside the counts and hold for the same change of the register.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from crimebook.stores.register import figures
from crimebook.stores.register.queries import incidents
from crimebook.stores.register.queries.incidents import Narrowing
from crimebook.stores.register.queries.milestones import Milestone
from crimebook.stores.register.rows import Count

FIGURE = "milestones/1"
"""The name under which they are kept; its number changes with what they mean."""

LONG = 40_000
"""Incidents of a list whose middle is too far to be walked to while a page waits."""

CONDITIONS = ("source", "act", "mention", "town")
"""Fields of a `Narrowing` whose lists have milestones, where they are long."""

NOT_A_LIST = frozenset({"", "…"})
"""Values under which counts put what has none, and the rest."""


def keep_milestones(counted: Mapping[str, Iterable[Count]], *, change: int, at: datetime) -> None:
    """Set and keep the milestones of every long list of one condition.

    ``counted`` says for each of `CONDITIONS` how many incidents each of its values has.
    """
    long = [
        (name, each.value)
        for name in CONDITIONS
        for each in counted[name]
        if each.count >= LONG and each.value not in NOT_A_LIST
    ]
    kept = {
        f"{name}={value}": [_to_json(each) for each in incidents.milestones_of(_by({name: value}))]
        for name, value in long
    }
    figures.keep_figure(FIGURE, kept, change=change, at=at)


def milestones_for(by: Narrowing, *, change: int) -> tuple[Milestone, ...]:
    """Return the milestones of a list of one condition as they were set at a change; none for others."""
    kept = figures.read_figure(FIGURE)
    asked = [f"{name}={getattr(by, name)}" for name in CONDITIONS if getattr(by, name)]
    if kept is None or kept.change != change or len(asked) != 1:
        return ()
    if by != _by({name: getattr(by, name) for name in CONDITIONS}):
        return ()
    return tuple(_from_json(each) for each in kept.value.get(asked[0], ()))


def _by(conditions: dict[str, Any]) -> Narrowing:
    return Narrowing(**conditions)


def _to_json(milestone: Milestone) -> tuple[int, str | None, int]:
    begins = milestone.first_start
    return milestone.position, begins.isoformat() if begins else None, milestone.pk


def _from_json(stored: tuple[int, str | None, int]) -> Milestone:
    position, begins, pk = stored
    return Milestone(position, datetime.fromisoformat(begins) if begins else None, pk)
