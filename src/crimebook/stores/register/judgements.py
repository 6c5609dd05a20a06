"""Judgements of pairs of records: added and never changed, and what of the register follows from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from crimebook.identity.edges import Edge, Pair, Standing, Verdict, leaders_of, standing
from crimebook.stores.register.doubtful_facts import SUBJECT_TABLES
from crimebook.stores.register.models import ErasedCitation, Incident, Judgement
from crimebook.stores.register.saying import Saying

__all__ = ["Around", "JudgementRow", "Said", "Saying", "add_judgements", "lead", "standing_around"]

STEP = 2_000
MAX_REACH = 2_000
"""Records that one group of judgements may connect; a person never comes near."""


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """What one person said of two records, and when. ``change`` is the same for all that was said at once."""

    number: int
    pair: Pair
    verdict: Verdict
    actor: str
    at: datetime
    reason: str
    change: int


@dataclass(frozen=True, slots=True)
class Around:
    """Every judgement around some records, the words that stand, and the records that they are about."""

    rows: Mapping[int, JudgementRow]
    stands: Standing
    records: frozenset[int]

    @property
    def last(self) -> int:
        """Return the number of the last thing that was said; 0 where nothing was."""
        return max(self.rows, default=0)


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict on a pair, and what was on the screen when it was given."""

    pair: Pair
    verdict: Verdict
    shown: Mapping[str, Any]


def standing_around(subject: str, ids: Iterable[int]) -> Around:
    """Return everything said of these records and of those that ``same`` ever connected with them."""
    rows: dict[int, JudgementRow] = {}
    reached: set[int] = set()
    fresh = set(ids)
    while fresh and len(reached) < MAX_REACH:
        found = _touching(subject, fresh)
        reached |= fresh
        rows |= found
        joined = {end for row in found.values() if row.verdict is Verdict.SAME for end in row.pair}
        fresh = joined - reached
    edges = (Edge(row.number, row.pair, row.verdict) for row in rows.values())
    return Around(dict(sorted(rows.items())), standing(edges), frozenset(reached))


def add_judgements(subject: str, said: Sequence[Said], saying: Saying, *, change: int) -> None:
    """Add what a person says of pairs, all under one change."""
    Judgement.objects.bulk_create(
        Judgement(
            subject=subject,
            left_id=each.pair.left,
            right_id=each.pair.right,
            verdict=each.verdict.value,
            actor=saying.actor,
            at=saying.at,
            reason=saying.reason,
            shown=dict(each.shown),
            change=change,
        )
        for each in said
    )


def lead(subject: str, ids: Iterable[int]) -> Around:
    """Let the lowest of each group stand for it, as the words that stand say; return all around ``ids``."""
    around = standing_around(subject, ids)
    leaders = leaders_of(around.stands)
    table = SUBJECT_TABLES[subject].objects
    rows = table.filter(pk__within=around.records).values_list("pk", "leader_id")
    for pk, leader_id in rows:
        if leader_id != leaders.get(pk):
            table.filter(pk=pk).update(leader_id=leaders.get(pk))
    return around


def _touching(subject: str, ids: Iterable[int]) -> dict[int, JudgementRow]:
    wanted = sorted(ids)
    found: dict[int, JudgementRow] = {}
    for start in range(0, len(wanted), STEP):
        part = wanted[start : start + STEP]
        rows = Judgement.objects.filter(Q(left_id__within=part) | Q(right_id__within=part), subject=subject)
        found |= {row.pk: _row(row) for row in rows}
    gone = _taken_out(subject, {end for row in found.values() for end in row.pair})
    return {number: row for number, row in found.items() if gone.isdisjoint(row.pair)}


def _taken_out(subject: str, ids: set[int]) -> frozenset[int]:
    """Return which of these records were withdrawn: what was said of them holds when they come back."""
    if subject != "incident" or not ids:
        return frozenset()
    told = ErasedCitation.objects.filter(incident_id__within=ids).values_list("incident_id", flat=True)
    erased = {pk for pk in told if pk is not None}
    back = Incident.objects.filter(pk__within=erased).values_list("pk", flat=True) if erased else ()
    return frozenset(erased) - frozenset(back)


def _row(row: Judgement) -> JudgementRow:
    return JudgementRow(
        number=row.pk,
        pair=Pair(row.left_id, row.right_id),
        verdict=Verdict(row.verdict),
        actor=row.actor,
        at=row.at,
        reason=row.reason,
        change=row.change,
    )
