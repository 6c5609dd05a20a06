"""Writing posts and allegations that people add at the desk, inside `transactions.writing`.

Nothing is changed here: a post in other words is another row, and the one before it is superseded; of an
allegation, grounds and steps are rows of their own, which the database keeps as they were written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crimebook.command.involvements import Answer, Status
from crimebook.stores.register.deriving_persons import refresh
from crimebook.stores.register.models import (
    Act,
    Citation,
    Incident,
    Involvement,
    InvolvementGround,
    InvolvementStep,
    PersonMention,
    Posting,
    Unit,
)
from crimebook.terms.errors import NotFoundError
from crimebook.terms.grades import Direction
from crimebook.terms.intervals import FourPoint


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that somebody at the desk reads from a citation. ``facts`` are columns of words and codes."""

    mention_id: int
    citation_id: int
    unit_id: int | None
    unit_words: str
    is_command: bool
    time: FourPoint
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewGround:
    """A citation for an allegation or against it."""

    citation_id: int
    basis: str
    direction: Direction
    test: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class NewStep:
    """A proposal, or with ``answers`` the answer to one."""

    status: Status
    standard: str
    answer: Answer | None = None
    answers: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, when, under which change."""

    actor: str
    at: datetime
    change: int


def ref_of_mention(mention_id: int) -> str:
    """Return the reference of a mention, or raise `NotFoundError`."""
    found = PersonMention.objects.filter(pk=mention_id).values_list("source__name", "external_id").first()
    if found is None:
        raise NotFoundError(f"expected a mention of a person, got none with the id {mention_id}")
    return f"{found[0]}:{found[1]}"


def check_citation(citation_id: int) -> None:
    """Raise `NotFoundError` where there is no such citation."""
    if not Citation.objects.filter(pk=citation_id).exists():
        raise NotFoundError(f"expected a citation, got none with the id {citation_id}")


def check_unit(unit_id: int) -> None:
    """Raise `NotFoundError` where there is no such unit."""
    if not Unit.objects.filter(pk=unit_id).exists():
        raise NotFoundError(f"expected a unit, got none with the id {unit_id}")


def check_act(incident_id: int, act_id: int) -> None:
    """Raise `NotFoundError` where an act is none of an incident."""
    if not Act.objects.filter(pk=act_id, incident_id=incident_id).exists():
        raise NotFoundError(f"expected an act of the incident {incident_id}, got {act_id}")


def add_post(post: NewPost, hand: Hand) -> int:
    """Store a post under an id of the desk's own; return it."""
    citation = Citation.objects.get(pk=post.citation_id)
    row = Posting.objects.create(
        source_id=citation.source_id,
        external_id=f"desk/{hand.change}",
        mention_id=post.mention_id,
        citation=citation,
        unit_id=post.unit_id,
        unit_words=post.unit_words,
        is_command=post.is_command,
        time=post.time.format(),
        is_invented=PersonMention.objects.values_list("is_invented", flat=True).get(pk=post.mention_id),
        change=hand.change,
        **post.facts,
    )
    return row.pk


def supersede_post(posting_id: int, *, change: int) -> int:
    """End a post that stands, and return its mention; raise `NotFoundError` where none stands."""
    stands = Posting.objects.filter(pk=posting_id, superseded_at_change__isnull=True)
    mention = stands.values_list("mention_id", flat=True).first()
    if mention is None:
        raise NotFoundError(f"expected a post that stands, got none with the id {posting_id}")
    stands.update(superseded_at_change=change)
    return mention


def add_involvement(
    mention_id: int, about: tuple[int, int | None], codes: Mapping[str, str], ground: NewGround, hand: Hand
) -> int:
    """Store an allegation as a lead with its first ground; return its id.

    ``about`` is the incident, and the act or None; ``codes`` are degree and mode.

    From now on the mention is a suspect's: what follows from words on it is derived anew.
    """
    incident = Incident.objects.get(pk=about[0])
    row = Involvement.objects.create(
        mention_id=mention_id,
        incident=incident,
        act_id=about[1],
        citation_id=ground.citation_id,
        told_in_id=incident.citation_id,
        analyst=hand.actor,
        at=hand.at,
        is_invented=incident.is_invented,
        change=hand.change,
        **codes,
    )
    add_ground(row.pk, ground, hand)
    add_step(row.pk, NewStep(Status.LEAD, "not_assessed"), hand)
    refresh([mention_id], change=hand.change)
    return row.pk


def add_ground(involvement_id: int, ground: NewGround, hand: Hand) -> int | None:
    """Store a ground; return its id, None where it stands among the grounds already."""
    row, is_new = InvolvementGround.objects.get_or_create(
        involvement_id=involvement_id,
        citation_id=ground.citation_id,
        test=ground.test,
        basis=ground.basis,
        direction=ground.direction.value,
        defaults={"words": ground.words, **_signed(hand)},
    )
    return row.pk if is_new else None


def add_step(involvement_id: int, step: NewStep, hand: Hand) -> int:
    """Store a step; return its id."""
    row = InvolvementStep.objects.create(
        involvement_id=involvement_id,
        status=step.status.value,
        standard=step.standard,
        answer=step.answer.value if step.answer else "",
        answers_id=step.answers,
        actor=hand.actor,
        at=hand.at,
        reason=step.reason,
        change=hand.change,
    )
    return row.pk


def _signed(hand: Hand) -> dict[str, Any]:
    return {"analyst": hand.actor, "at": hand.at, "change": hand.change}
