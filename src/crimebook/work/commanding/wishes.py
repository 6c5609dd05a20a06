"""What somebody wishes to allege or to cite, and what is wrong with it, field by field."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from crimebook.command.involvements import NOT_ASSESSED, STANDARDS, TESTS
from crimebook.stores.register import command as stored
from crimebook.stores.register.command import NewGround
from crimebook.stores.register.reports import SOURCE
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.grades import Direction
from crimebook.terms.ids import Ref
from crimebook.terms.reasons import Reason, reason
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.commanding.cited import (
    MAX_WORDS_CHARACTERS,
    chain_of_mention,
    check_codes,
    check_words,
    citation_of,
    incident_of,
)


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
    """What is alleged of a mention in an incident, or in one act of it, and its first ground.

    With a ``standard`` of proof, ``named`` is proposed at once, for a second person to answer.
    """

    mention_id: int
    incident: str
    ground: GroundWish
    act_id: int | None = None
    degree: str = "undetermined"
    mode: str = NOT_ASSESSED
    standard: str = NOT_ASSESSED
    reason: str = ""


class WishError(InvalidValueError):
    """A wish of which some fields cannot be: ``faults`` say of each by its name why. Nothing was written."""

    def __init__(self, faults: Mapping[str, Reason]) -> None:
        super().__init__(f"no fault in {', '.join(faults)}", "; ".join(map(str, faults.values())))
        self.faults = faults


_NO_RECORD = reason("no record of the book is called so; a record is called by its source and its id")
_NO_CODE = reason("choose one of the list")
_LONG = reason("at most {most} characters, on one line", most=MAX_WORDS_CHARACTERS)


def check_wish(actor: Actor, wish: InvolvementWish) -> NewGround:
    """Return the first ground of an allegation that can be made, or raise `WishError`."""
    _raise(_faults([*_about(wish), *_about_ground(actor, wish.ground)]))
    return _new_ground(wish.ground)


def check_ground(actor: Actor, wish: GroundWish) -> NewGround:
    """Return a ground that can be added, or raise `WishError`."""
    _raise(_faults(_about_ground(actor, wish)))
    return _new_ground(wish)


def known_tests() -> tuple[str, ...]:
    """Return every test of article 28 that a ground can be for, each once."""
    return tuple(dict.fromkeys(test for tests in TESTS.values() for test in tests))


_Check = tuple[str, Callable[[], object], Reason]
"""The field, what raises where it cannot be, and what that means."""


def _about(wish: InvolvementWish) -> Iterator[_Check]:
    yield (
        "mention",
        lambda: chain_of_mention(wish.mention_id),
        reason("no mention of a person has this number"),
    )
    yield "incident", lambda: incident_of(wish.incident), _NO_RECORD
    yield "act", lambda: _check_act(wish), reason("this act is none of the incident")
    yield "degree", lambda: _check_code("involvement_degrees", wish.degree), _NO_CODE
    yield "mode", lambda: _check_code("modes_of_liability", wish.mode), _NO_CODE
    yield "standard", lambda: _check_in(wish.standard, STANDARDS), _NO_CODE
    yield "reason", lambda: check_words("a reason", wish.reason), _LONG


def _about_ground(actor: Actor, wish: GroundWish) -> Iterator[_Check]:
    yield "cited", lambda: _check_cited(actor, wish.cited), _NO_RECORD
    yield "basis", lambda: _check_code("involvement_basis", wish.basis), _NO_CODE
    yield "test", lambda: _check_in(wish.test, ("", *known_tests())), _NO_CODE
    yield "words", lambda: check_words("words", wish.words), _LONG


def _faults(checks: list[_Check] | Iterator[_Check]) -> dict[str, Reason]:
    faults = {}
    for name, check, why in checks:
        try:
            check()
        except (InvalidValueError, NotFoundError):
            faults[name] = why
    return faults


def _raise(faults: Mapping[str, Reason]) -> None:
    if faults:
        raise WishError(faults)


def _new_ground(wish: GroundWish) -> NewGround:
    direction = Direction.CONTRADICTS if wish.exculpates else Direction.SUPPORTS
    words = check_words("words", wish.words)
    return NewGround(citation_of(wish.cited), wish.basis, direction, wish.test, words)


def _check_cited(actor: Actor, ref: str) -> None:
    if Ref.parse(ref).source == SOURCE:
        # What was told in a report is read by few; whoever cites it has read it.
        check_right(actor, Right.TESTIMONY)
    citation_of(ref)


def _check_act(wish: InvolvementWish) -> None:
    if wish.act_id is None:
        return
    try:
        incident_id = incident_of(wish.incident)
    except (InvalidValueError, NotFoundError):
        # Said of the incident already.
        return
    stored.check_act(incident_id, wish.act_id)


def _check_code(vocabulary: str, code: str) -> None:
    if not code:
        raise InvalidValueError(f"a code of {vocabulary}", "none")
    check_codes({vocabulary: code})


def _check_in(code: str, codes: tuple[str, ...]) -> None:
    if code not in codes:
        raise InvalidValueError(f"one of {', '.join(filter(None, codes))}", repr(code[:40]))
