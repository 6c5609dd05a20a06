"""Alleging that somebody was involved: a lead with its first ground, more grounds for and against, and steps.

From ``named`` on a second person answers each step. What a status asks for is checked when it is proposed,
again when it is confirmed, and whenever it is read (`crimebook.command.involvements`). What speaks for a
person is added by the same verb as what speaks against them, and stays with the allegation.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.command.involvements import (
    MOVES,
    NOT_ASSESSED,
    TESTS,
    Answer,
    Status,
    wanting,
)
from crimebook.custody.events import Action, Deed
from crimebook.stores.register import command as stored
from crimebook.stores.register.command import Hand, NewGround, NewStep
from crimebook.stores.register.command_rows import InvolvementRow
from crimebook.stores.register.events import append_events
from crimebook.stores.register.persons import Saying
from crimebook.stores.register.queries.command import find_involvement
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.grades import Direction
from crimebook.terms.reasons import Reason, join_reasons
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.commanding.cited import (
    chain_of_mention,
    check_codes,
    check_words,
    citation_of,
    incident_of,
)
from crimebook.work.persons.telling import telling_parted


class SaidMeanwhileError(CrimebookError):
    """Somebody has moved the allegation since it was shown. Nothing was written."""


class WantingError(CrimebookError):
    """A status that the grounds do not carry; ``wanting`` says what is missing. Nothing was written."""

    def __init__(self, status: Status, lacking: tuple[Reason, ...]) -> None:
        super().__init__(f"{status}: expected {join_reasons(lacking)}, got none")
        self.wanting = lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundWish:
    """A record that speaks for an allegation, or with ``exculpates`` against it; ``words`` say what in it."""

    cited: str
    basis: str
    exculpates: bool = False
    test: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvementWish:
    """What is alleged of a mention in an incident, or in one act of it, and its first ground."""

    mention_id: int
    incident: str
    ground: GroundWish
    act_id: int | None = None
    degree: str = "undetermined"
    mode: str = NOT_ASSESSED


def add_involvement(actor: Actor, wish: InvolvementWish, *, at: datetime) -> int:
    """Add an allegation, which is a lead; return its id. The mention is a suspect's from now on."""
    check_right(actor, Right.JUDGE)
    codes = {"degree": wish.degree, "mode": wish.mode}
    check_codes({"involvement_degrees": wish.degree, "modes_of_liability": wish.mode})
    with writing():
        chain = chain_of_mention(wish.mention_id)
        incident_id = incident_of(wish.incident)
        if wish.act_id is not None:
            stored.check_act(incident_id, wish.act_id)
        ground, hand = _ground(wish.ground), Hand(actor.key, at, next_change())
        about = incident_id, wish.act_id
        with telling_parted({wish.mention_id}, Saying(actor.key, at, ""), f"alleged in {wish.incident}"):
            found = stored.add_involvement(wish.mention_id, about, codes, ground, hand)
        inputs = (chain, wish.incident, wish.ground.cited)
        _tell(actor, found, Action.CREATED, inputs, f"{Status.LEAD}: {wish.ground.basis}", at)
    return found


def add_ground(actor: Actor, involvement_id: int, wish: GroundWish, *, at: datetime) -> int:
    """Add a citation that speaks for an allegation or against it; return the ground's id."""
    check_right(actor, Right.JUDGE)
    with writing():
        find_involvement(involvement_id)
        ground = _ground(wish)
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
        _check_carried(row, status, standard, words)
        step = NewStep(status, standard, reason=words)
        stored.add_step(involvement_id, step, Hand(actor.key, at, next_change()))
        _tell(actor, involvement_id, Action.JUDGED, (), f"{status} proposed, {standard}: {words}", at)
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


def _ground(wish: GroundWish) -> NewGround:
    check_codes({"involvement_basis": wish.basis})
    known = {test for tests in TESTS.values() for test in tests}
    if wish.test and wish.test not in known:
        raise InvalidValueError(f"one of {', '.join(sorted(known))}", repr(wish.test[:40]))
    direction = Direction.CONTRADICTS if wish.exculpates else Direction.SUPPORTS
    words = check_words("words", wish.words)
    return NewGround(citation_of(wish.cited), wish.basis, direction, wish.test, words)


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
