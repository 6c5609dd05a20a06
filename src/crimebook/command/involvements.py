"""How far an allegation has come: steps that one person proposes and a second one answers.

Which status stands follows from the steps and the grounds, never from a column. From ``named`` on, every
move takes two people, in both directions: one alone neither makes a suspect nor lets one go. A status asks
for grounds: where they are gone, by an erasure or a retraction, it stands no more, whatever was decided.

* ``named``: a ground that is more than a post, a deployment or no basis at all, and a standard of proof;
* ``corroborated``: two such grounds of different sources;
* ``ready``: reasonable grounds at least, a mode of liability, and a word on what speaks against it;
* ``cleared``: a ground that speaks against it;
* an allegation as a superior (Rome Statute, article 28) stays a lead until each of its tests has a ground of
  its own: a post is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from crimebook.terms.grades import Direction
from crimebook.terms.reasons import Reason, reason


class Status(StrEnum):
    """How far an allegation has come: the codes of ``involvement_status``."""

    LEAD = "lead"
    NAMED = "named"
    CORROBORATED = "corroborated"
    READY = "ready"
    WITHDRAWN = "withdrawn"
    CLEARED = "cleared"


class Answer(StrEnum):
    """What a second person says of a proposal."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


MOVES: Mapping[Status, frozenset[Status]] = {
    Status.LEAD: frozenset({Status.NAMED, Status.WITHDRAWN, Status.CLEARED}),
    Status.NAMED: frozenset({Status.LEAD, Status.CORROBORATED, Status.WITHDRAWN, Status.CLEARED}),
    Status.CORROBORATED: frozenset({Status.NAMED, Status.READY, Status.WITHDRAWN, Status.CLEARED}),
    Status.READY: frozenset({Status.CORROBORATED, Status.WITHDRAWN, Status.CLEARED}),
    Status.WITHDRAWN: frozenset({Status.LEAD}),
    Status.CLEARED: frozenset({Status.LEAD}),
}
"""Where each status may go next; what was withdrawn or cleared begins again as a lead."""

ALONE = frozenset({Status.LEAD, Status.WITHDRAWN})
"""Between these one person moves an allegation: nobody is named by it, before or after."""

FORWARD = (Status.LEAD, Status.NAMED, Status.CORROBORATED, Status.READY)

IN_FAVOUR = frozenset({"stopped", "refused"})
"""Degrees of ``involvement_degrees`` that speak for the person: no allegation, and shown as such."""

WEAK_BASES = frozenset({"post", "deployment", "not_stated"})
"""Codes of ``involvement_basis`` on which nobody is named: a place in a hierarchy, or nothing."""

STANDARDS = ("not_assessed", "reasonable_suspicion", "reasonable_grounds", "balance", "clear_convincing")
"""Codes of ``standards_of_proof``, rising. The highest of that vocabulary is a court's, never this book's."""

NOT_ASSESSED = STANDARDS[0]

TESTS: Mapping[str, tuple[str, ...]] = {
    "commander": ("effective_control", "superior_knowledge", "superior_failed"),
    "superior": ("effective_control", "superior_knowledge", "within_responsibility", "superior_failed"),
}
"""The tests of article 28(a) and 28(b) by mode of liability, as codes of ``elements``."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A citation for an allegation or against it. ``test`` is empty where it is for no test of article 28."""

    citation: int
    source: int
    basis: str
    direction: Direction
    test: str = ""

    @property
    def names(self) -> bool:
        """Whether somebody may be named on it."""
        return self.direction is Direction.SUPPORTS and not self.test and self.basis not in WEAK_BASES


@dataclass(frozen=True, slots=True)
class Move:
    """A proposal of a status, or, where ``answers`` names a proposal by its number, an answer to one."""

    number: int
    status: Status
    actor: str
    standard: str = NOT_ASSESSED
    answer: Answer | None = None
    answers: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands: the status, by whom, who confirmed it, and the proposal that waits for an answer.

    ``decided`` is the status that was decided; ``status`` is lower where its grounds are ``wanting``.
    """

    status: Status
    decided: Status
    standard: str
    actor: str
    reviewer: str
    pending: Move | None
    wanting: tuple[Reason, ...] = ()


def needs_second(from_: Status, to: Status) -> bool:
    """Whether a move takes a second person."""
    return not {from_, to} <= ALONE


def standing(moves: Iterable[Move], grounds: Iterable[Ground], mode: str) -> Standing:
    """Return what stands after ``moves``, oldest first by number, on these grounds."""
    decided, second, pending = _decided(sorted(moves, key=lambda each: each.number))
    every = tuple(grounds)
    reason_ = decided.reason
    status, lacking = decided.status, wanting(decided.status, every, mode, decided.standard, reason_)
    while lacking and status in FORWARD[1:]:
        status = FORWARD[FORWARD.index(status) - 1]
        if not wanting(status, every, mode, decided.standard, reason_):
            break
    if decided.status is Status.CLEARED:
        # That somebody was cleared is never taken back by a ground that is gone.
        lacking = ()
    return Standing(status, decided.status, decided.standard, decided.actor, second, pending, lacking)


def wanting(
    to: Status, grounds: Iterable[Ground], mode: str, standard: str, words: str = ""
) -> tuple[Reason, ...]:
    """Return what is missing for a status; nothing where it may stand. ``words`` are the proposer's."""
    every = tuple(grounds)
    match to:
        case Status.LEAD | Status.WITHDRAWN:
            return ()
        case Status.CLEARED:
            against = any(each.direction is Direction.CONTRADICTS for each in every)
            return () if against else (reason("a ground that speaks against it"),)
        case _:
            return tuple(_forward(to, every, mode, standard, words))


def _forward(
    to: Status, grounds: tuple[Ground, ...], mode: str, standard: str, words: str
) -> Iterator[Reason]:
    naming = [each for each in grounds if each.names]
    if not naming:
        yield reason("a ground that is more than a post or a deployment")
    if standard not in STANDARDS[1:]:
        yield reason("a standard of proof that this book can claim")
    met = {each.test for each in grounds if each.direction is Direction.SUPPORTS and each.test}
    for test in TESTS.get(mode, ()):
        if test not in met:
            yield reason("a ground for the test {test}", test=test)
    if to is not Status.NAMED and len({each.source for each in naming}) < 2:
        yield reason("a second ground, of another source")
    if to is Status.READY:
        yield from _ready(grounds, mode, standard, words)


def _ready(grounds: tuple[Ground, ...], mode: str, standard: str, words: str) -> Iterator[Reason]:
    if standard not in STANDARDS[2:]:
        yield reason("reasonable grounds to believe, or more")
    if mode == NOT_ASSESSED:
        yield reason("a mode of liability")
    if not words and any(each.direction is Direction.CONTRADICTS for each in grounds):
        yield reason("a word on what speaks against it")


def _decided(moves: list[Move]) -> tuple[Move, str, Move | None]:
    """Return the move that stands, who confirmed it, and the proposal that waits.

    A newer proposal takes the place of one that waits. A move that its table does not know, or that its own
    proposer confirmed, changes nothing: whatever wrote it was wrong.
    """
    decided, second, pending = Move(0, Status.LEAD, ""), "", None
    for move in moves:
        if move.answer is not None:
            if pending is not None and move.answers == pending.number:
                decided, second, pending = _answered(decided, second, pending, move)
        elif not decided.number and move.status is Status.LEAD:
            decided = move
        elif move.status in MOVES[decided.status]:
            if needs_second(decided.status, move.status):
                pending = move
            else:
                decided, second, pending = move, "", None
    return decided, second, pending


def _answered(decided: Move, second: str, pending: Move, answer: Move) -> tuple[Move, str, Move | None]:
    if answer.answer is Answer.REFUSED:
        return decided, second, None
    if answer.actor == pending.actor:
        return decided, second, pending
    return pending, answer.actor, None
