"""Milestones of a long list: every so many incidents the one that stands there.

To reach the middle of a list of hundreds of thousands a database walks past all that come before; from the
nearest milestone it walks past a few thousand. They hold for the change at which they were set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from crimebook.stores.register.models import Incident

STRIDE = 5_000
"""Incidents from one milestone to the next: a page walks past fewer than these."""

IN_TIME = (F("first_start").asc(nulls_last=True), "pk")
"""The order of time; what has no time stands last on every database."""

BACK_IN_TIME = (F("first_start").desc(nulls_first=True), "-pk")
"""`IN_TIME` from its end."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """The incident at ``position`` (from 0) of a list in the order of time; ``first_start`` None: undated."""

    position: int
    first_start: datetime | None
    pk: int


def set_milestones(left: QuerySet[Incident], *, stride: int = STRIDE) -> tuple[Milestone, ...]:
    """Return every ``stride``-th incident of a list."""
    numbered = left.annotate(nth=Window(RowNumber(), order_by=list(IN_TIME)))
    every = numbered.filter(nth__gt=1).annotate(over=(F("nth") - 1) % stride).filter(over=0)
    rows = every.order_by("nth").values_list("nth", "first_start", "pk")
    return tuple(Milestone(nth - 1, first_start, pk) for nth, first_start, pk in rows)


def page_from(
    left: QuerySet[Incident], milestones: Sequence[Milestone], start: int, count: int
) -> list[int] | None:
    """Return the ids ``start`` to ``start + count`` of a list; None where no milestone leads to them all."""
    passed = [each for each in milestones if each.position <= start]
    if not passed:
        return None
    nearest = passed[-1]
    onward = left.filter(_from(nearest)).order_by(*IN_TIME).values_list("pk", flat=True)
    skipped = start - nearest.position
    page = list(onward[skipped : skipped + count])
    # Dated and undated incidents are asked for apart, for the index; a page of both is found another way.
    return page if len(page) == count else None


def _from(milestone: Milestone) -> Q:
    """Keep what stands at a milestone or after it, as far as it is dated, or undated, like the milestone."""
    if milestone.first_start is None:
        return Q(first_start__isnull=True, pk__gte=milestone.pk)
    earlier = Q(first_start=milestone.first_start, pk__lt=milestone.pk)
    return Q(first_start__gte=milestone.first_start) & ~earlier
