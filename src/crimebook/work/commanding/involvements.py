"""Alleging that somebody was involved: a lead with its first ground, more grounds for and against, and steps.

From ``named`` on a second person answers each step. What a status asks for is checked when it is proposed,
again when it is confirmed, and whenever it is read (`crimebook.command.involvements`). What speaks for a
person is added by the same verb as what speaks against them, and stays with the allegation.
"""

from datetime import datetime

from crimebook.command.involvements import (
    MOVES,
    NOT_ASSESSED,
    STANDARDS,
    Answer,
    Status,
    wanting,
)
from crimebook.custody.events import Action, Deed
from crimebook.stores.register import command as stored
from crimebook.stores.register.command import Hand, NewStep
from crimebook.stores.register.command_rows import InvolvementRow
from crimebook.stores.register.events import append_events
from crimebook.stores.register.queries.command import find_involvement
from crimebook.stores.register.saying import Saying
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.reasons import Reason, join_reasons
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.commanding.cited import chain_of_mention, check_words, incident_of
from crimebook.work.commanding.wishes import (
    GroundWish,
    InvolvementWish,
    WishError,
    check_ground,
    check_wish,
)
from crimebook.work.persons.telling import telling_parted

__all__ = [
    "GroundWish",
    "InvolvementWish",
    "SaidMeanwhileError",
    "WantingError",
    "WishError",
    "add_ground",
    "add_involvement",
    "answer",
    "propose",
]


class SaidMeanwhileError(CrimebookError):
    """Somebody has moved the allegation since it was shown. Nothing was written."""


class WantingError(CrimebookError):
    """A status that the grounds do not carry; ``wanting`` says what is missing. Nothing was written."""

    def __init__(self, status: Status, lacking: tuple[Reason, ...]) -> None:
        super().__init__(f"{status}: expected {join_reasons(lacking)}, got none")
        self.wanting = lacking


def add_involvement(actor: Actor, wish: InvolvementWish, *, at: datetime) -> int:
    """Add an allegation, which is a lead; return its id. The mention is a suspect's from now on.

    Raises `WishError`, and `WantingError` where ``named`` is wished for that the first ground cannot carry.
    """
    check_right(actor, Right.JUDGE)
    codes = {"degree": wish.degree, "mode": wish.mode}
    with writing():
        ground, hand = check_wish(actor, wish), Hand(actor.key, at, next_change())
        chain, about = chain_of_mention(wish.mention_id), (incident_of(wish.incident), wish.act_id)
        with telling_parted({wish.mention_id}, Saying(actor.key, at, ""), f"alleged in {wish.incident}"):
            found = stored.add_involvement(wish.mention_id, about, codes, ground, hand)
        inputs = (chain, wish.incident, wish.ground.cited)
        _tell(actor, found, Action.CREATED, inputs, f"{Status.LEAD}: {wish.ground.basis}", at)
        if wish.standard != NOT_ASSESSED:
            _add_proposal(actor, find_involvement(found), Status.NAMED, wish.standard, wish.reason, at)
    return found


def add_ground(actor: Actor, involvement_id: int, wish: GroundWish, *, at: datetime) -> int:
    """Add a citation that speaks for an allegation or against it; return the ground's id."""
    check_right(actor, Right.JUDGE)
    with writing():
        find_involvement(involvement_id)
        ground = check_ground(actor, wish)
        found = stored.add_ground(involvement_id, ground, Hand(actor.key, at, next_change()))
        if found is None:
            raise InvalidValueError("a ground that is not among them yet", "one that is")
        told = f"{ground.direction}: {' '.join(filter(None, (ground.basis, ground.test)))}"
        _tell(actor, involvement_id, Action.DERIVED, (wish.cited,), told, at)
    return found


def propose(
    actor: Actor, involvement_id: int, status: Status, *, standard: str, reason: str, seen: int, at: datetime
) -> Status:
    """Propose a status, and return the one that stands then: where one person is enough, the proposed one.

    ``seen`` is the number of the last step that was shown. Raises `SaidMeanwhileError`, `WantingError`, and
    `InvalidValueError` for a status that does not come after the one that stands.
    """
    check_right(actor, Right.JUDGE)
    words = check_words("a reason", reason)
    with writing():
        row = find_involvement(involvement_id)
        _check_seen(row, seen)
        decided = row.standing.decided
        if status not in MOVES[decided]:
            after = ", ".join(sorted(MOVES[decided]))
            raise InvalidValueError(f"after {decided} one of {after}", status.value)
        _add_proposal(actor, row, status, standard, words, at)
        return find_involvement(involvement_id).standing.status


def answer(
    actor: Actor, involvement_id: int, says: Answer, *, reason: str, seen: int, at: datetime
) -> Status:
    """Answer the proposal that waits, and return the status that stands then.

    Raises `SaidMeanwhileError` where none waits or another one does, `InvalidValueError` where whoever
    proposed it would confirm it, `WantingError` where its grounds are gone since.
    """
    check_right(actor, Right.JUDGE)
    words = check_words("a reason", reason)
    with writing():
        row = find_involvement(involvement_id)
        _check_seen(row, seen)
        waits = row.standing.pending
        if waits is None:
            raise SaidMeanwhileError(f"involvement {involvement_id}: expected a proposal, got none")
        if says is Answer.CONFIRMED:
            if waits.actor == actor.key:
                raise InvalidValueError("a second person", "whoever proposed it", "ask somebody else to look")
            _check_carried(row, waits.status, waits.standard, waits.reason)
        step = NewStep(waits.status, waits.standard, says, waits.number, words)
        stored.add_step(involvement_id, step, Hand(actor.key, at, next_change()))
        _tell(actor, involvement_id, Action.JUDGED, (), f"{waits.status} {says}: {words}", at)
        return find_involvement(involvement_id).standing.status


def _add_proposal(
    actor: Actor, row: InvolvementRow, status: Status, standard: str, reason: str, at: datetime
) -> None:
    words = check_words("a reason", reason)
    if standard not in STANDARDS:
        raise InvalidValueError(f"one of {', '.join(STANDARDS)}", repr(standard[:40]))
    _check_carried(row, status, standard, words)
    step = NewStep(status, standard, reason=words)
    stored.add_step(row.involvement_id, step, Hand(actor.key, at, next_change()))
    _tell(actor, row.involvement_id, Action.JUDGED, (), f"{status} proposed, {standard}: {words}", at)


def _check_seen(row: InvolvementRow, seen: int) -> None:
    if row.last != seen:
        raise SaidMeanwhileError(f"expected the last step to be {seen}, it is {row.last}; look again")


def _check_carried(row: InvolvementRow, status: Status, standard: str, words: str) -> None:
    lacking = wanting(status, row.bases, row.mode, standard, words)
    if lacking:
        raise WantingError(status, lacking)


def _tell(
    actor: Actor, involvement_id: int, action: Action, inputs: tuple[str, ...], told: str, at: datetime
) -> None:
    chain = f"involvement:{involvement_id}"
    journal = Deed(f"journal:{actor.key}", action, actor.key, at, inputs=(chain,))
    append_events([Deed(chain, action, actor.key, at, told, inputs=inputs), journal])
