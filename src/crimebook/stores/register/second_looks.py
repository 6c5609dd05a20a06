"""Second looks: which decided pairs were put to the draw, and which of them come again to somebody else.

Added, never changed: a pair is put to the draw once, so that nobody draws until the draw suits them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from crimebook.identity.edges import Pair, Verdict
from crimebook.stores.register.models import PersonEdge, PersonPair, SecondLook

_STANDS = Q(taken_back_by=None) & ~Q(verdict=Verdict.WITHDRAWN)
_DECIDED = (Verdict.SAME, Verdict.DIFFERENT)


@dataclass(frozen=True, slots=True)
class DecidedAlone:
    """A proposed pair that one person decided and nobody else has said anything of."""

    pair: Pair
    by: str


@dataclass(frozen=True, slots=True)
class Draw:
    """Under which key pairs are drawn, by whom the draw is run, when, in which change."""

    key_digest: str
    actor: str
    at: datetime
    change: int


def decided_alone() -> tuple[DecidedAlone, ...]:
    """Return the pairs that one person decided and that were never put to the draw, in order."""
    ends = {"left_id": OuterRef("left_id"), "right_id": OuterRef("right_id")}
    said = PersonEdge.objects.filter(_STANDS, Exists(PersonPair.objects.filter(**ends)))
    said = said.exclude(Exists(SecondLook.objects.filter(**ends))).order_by()
    alone = (
        said.values("left_id", "right_id")
        .annotate(
            people=Count("actor", distinct=True),
            who=Min("actor"),
            decisions=Count("pk", filter=Q(verdict__in=_DECIDED)),
        )
        .filter(people=1, decisions__gt=0)
        .order_by("left_id", "right_id")
    )
    return tuple(
        DecidedAlone(Pair(left, right), who)
        for left, right, who in alone.values_list("left_id", "right_id", "who")
    )


def add_looks(looks: Iterable[tuple[DecidedAlone, bool]], draw: Draw) -> None:
    """Keep which pairs were put to the draw, and which of them were drawn."""
    SecondLook.objects.bulk_create(
        SecondLook(
            left_id=decided.pair.left,
            right_id=decided.pair.right,
            is_drawn=is_drawn,
            decided_by=decided.by,
            key_digest=draw.key_digest,
            actor=draw.actor,
            at=draw.at,
            change=draw.change,
        )
        for decided, is_drawn in looks
    )


def looks_wanted(actor: str) -> "QuerySet[PersonPair]":
    """Return the proposed pairs that were drawn and come to this person.

    Who decided it, and who has had their look, is not asked; where the decision was taken back, nobody is.
    """
    ends = {"left_id": OuterRef("left_id"), "right_id": OuterRef("right_id")}
    drawn = SecondLook.objects.filter(**ends, is_drawn=True).exclude(decided_by=actor)
    of_others = PersonEdge.objects.filter(_STANDS, **ends).exclude(actor=OuterRef("decided_by"))
    of_decider = PersonEdge.objects.filter(
        _STANDS, **ends, actor=OuterRef("decided_by"), verdict__in=_DECIDED
    )
    open_ones = drawn.filter(Exists(of_decider)).exclude(Exists(of_others))
    return PersonPair.objects.filter(Exists(open_ones))


def is_look_wanted(pair: Pair, actor: str) -> bool:
    """Whether a pair comes to somebody for a second look."""
    return looks_wanted(actor).filter(left_id=pair.left, right_id=pair.right).exists()
