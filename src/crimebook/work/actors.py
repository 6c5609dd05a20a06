"""Actors: who does something with the book, and what each role may do. All rights stand on this page."""

from dataclasses import dataclass
from enum import StrEnum

from crimebook.stores.register import members
from crimebook.terms.errors import NotFoundError


class Role(StrEnum):
    """What a member of the team is trusted with."""

    REGISTRAR = "registrar"
    INVESTIGATOR = "investigator"
    INTERVIEWER = "interviewer"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What one can do with the book."""

    READ = "read"
    IMPORT = "import"
    MATCH = "match"
    SOLVE = "solve"
    """Decide where words that no gazetteer knows are."""

    JUDGE = "judge"
    """Say of two records whether they are one."""

    VET = "vet"
    """Ask whether a person is implicated, or confirm that somebody else may ask."""

    TESTIMONY = "testimony"
    """Read what was told in reports, and answer those who told it."""

    ASK_NAME = "ask-name"
    """Ask custodians to open who it was that reported."""

    VETO_NAME = "veto-name"
    """Stop a request for a name, and see all of them."""

    COLLECT_NAME = "collect-name"
    """Carry what custodians are asked and answer, and give an opened name to its reader."""

    INTERVIEW = "interview"
    """Lead an interview, and read what one took oneself."""

    KEYS = "keys"
    """Make and destroy keys, collect and open, erase what is due."""

    AUDIT = "audit"
    """Check the ledger, and read who did what when."""


_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REGISTRAR: frozenset(Right),
    Role.INVESTIGATOR: frozenset(
        {
            Right.READ,
            Right.MATCH,
            Right.SOLVE,
            Right.JUDGE,
            Right.VET,
            Right.TESTIMONY,
            Right.INTERVIEW,
            Right.ASK_NAME,
            Right.VETO_NAME,
        }
    ),
    # Sees the interviews that they led, and nothing else of the book: one's own cases only.
    Role.INTERVIEWER: frozenset({Right.INTERVIEW}),
    # Who reads no testimony can still stop that a name is given out.
    Role.REVIEWER: frozenset({Right.READ, Right.JUDGE, Right.VET, Right.VETO_NAME}),
    # An auditor reads the ledger of events; never a case.
    Role.AUDITOR: frozenset({Right.AUDIT}),
}

OPERATOR_KEY = "operator"
"""The member that every book begins with: whoever runs the command line on the desk's machine."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of the team, as the program knows them during one piece of work."""

    key: str
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether the role carries the right."""
        return right in _RIGHTS[self.role]


def check_right(actor: Actor, right: Right) -> None:
    """Raise `NotFoundError` where the right is missing: a stranger is not told that there is something."""
    if not actor.may(right):
        raise NotFoundError(f"expected the right to {right}, got the role {actor.role}")


def find_actor(key: str) -> Actor | None:
    """Return the member called ``key``, or None."""
    facts = members.find_member(key)
    return None if facts is None else Actor(facts.key, facts.name, Role(facts.role))


def operator() -> Actor:
    """Return the actor of the command line."""
    actor = find_actor(OPERATOR_KEY)
    if actor is None:
        raise NotFoundError(
            "expected a book with an operator, got one without; was it made by crimebook init?"
        )
    return actor


def ensure_operator() -> None:
    """Make the operator of a new book."""
    members.ensure_member(OPERATOR_KEY, "Operator", Role.REGISTRAR)
