"""Persons of a force, their posts, and bodies above bodies, on their way into the register as frozen values.

``facts`` are (column, words) pairs. A mention is known again by its source's id and all its facts: the same
id with other words is another mention, and a person says whether they are one.
"""

from dataclasses import dataclass

from crimebook.terms.ids import ExternalId

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewBody:
    """A unit as a row names it; it is stored where its source has none under that id."""

    external_id: ExternalId
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """What a source says of one person of a force."""

    external_id: ExternalId
    is_invented: bool
    facts: Facts
    unit_id: int | None = None
    incident_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewService:
    """A post that a person held: of a mention that is stored, or of an ``officer`` told with it.

    The unit is one of the book, a ``body`` told with it, or words among the facts. ``time`` is the text form.
    """

    external_id: ExternalId
    is_invented: bool
    mention_id: int | None
    officer: NewOfficer | None
    unit_id: int | None
    body: NewBody | None
    is_command: bool
    time: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class NewRelation:
    """A body, and the one above it, if any."""

    external_id: ExternalId
    is_invented: bool
    child: NewBody
    parent: NewBody | None
    kind: str
    time: str


NewOfForce = NewOfficer | NewService | NewRelation
OF_FORCE = (NewOfficer, NewService, NewRelation)

KINDS_OF_FORCE = frozenset(
    {"followthemoney-officers", "persons", "postings", "sfm-parentage", "sfm-personnel"}
)
"""The imports that bring them: a row of theirs is known by its words alone, for it need not make a record."""
