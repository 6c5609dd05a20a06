"""The history of a force as values: relations between units, posts, deployments, and who died when.

Units, persons, mentions and citations are numbers of the register. Times are four-point. Nothing is derived
here: each value says one thing that one citation says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crimebook.command.certainty import Death
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import Place


class RelationKind(StrEnum):
    """How one unit stands to another: the codes of ``unit_relations``."""

    COMMAND = "command"
    ADMINISTRATIVE = "administrative"
    OPERATIONAL = "operational"
    ATTACHED = "attached"
    SUCCESSOR = "successor"
    SAME = "same"


COMMANDING = frozenset({RelationKind.COMMAND, RelationKind.OPERATIONAL, RelationKind.ATTACHED})
"""By these orders for service come from the parent. Who pays and supplies does not command by it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One unit stood under another for a time, as one citation says."""

    number: int
    child: int
    parent: int
    kind: RelationKind
    time: FourPoint
    citation: int


@dataclass(frozen=True, slots=True)
class Posting:
    """A person held a post for a time, as one citation says. ``unit`` is None where nobody knows which.

    ``person`` is who the mention is taken for by now; ``kind`` and ``rank`` are codes of the codebook.
    """

    number: int
    mention: int
    person: int
    unit: int | None
    is_command: bool
    time: FourPoint
    citation: int
    kind: str = "undetermined"
    title: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """A time at a place; None where nobody knows the place."""

    time: FourPoint
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """A unit was at places for times, as one citation says.

    ``derived_from`` is the case from which it was concluded, with every case that people judged to be the
    same one; empty for what a source tells by itself.
    """

    number: int
    unit: int
    spells: tuple[Spell, ...]
    citation: int
    derived_from: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """What is told of a force. Units and persons are looked up through `above`, `held` and `of_person`."""

    relations: tuple[Relation, ...] = ()
    postings: tuple[Posting, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    deaths: Mapping[int, Death] = field(default_factory=dict)
    _above: Mapping[int, tuple[Relation, ...]] = field(init=False, repr=False, compare=False)
    _held: Mapping[int | None, tuple[Posting, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        above, held = defaultdict[int, list[Relation]](list), defaultdict[int | None, list[Posting]](list)
        for relation in self.relations:
            above[relation.child].append(relation)
        for posting in self.postings:
            held[posting.unit].append(posting)
        object.__setattr__(self, "_above", {unit: tuple(every) for unit, every in above.items()})
        object.__setattr__(self, "_held", {unit: tuple(every) for unit, every in held.items()})

    def above(self, unit: int) -> tuple[Relation, ...]:
        """Return what is told of under whom a unit stood, at any time."""
        return self._above.get(unit, ())

    def held(self, unit: int) -> tuple[Posting, ...]:
        """Return what is told of who held posts in a unit, at any time."""
        return self._held.get(unit, ())

    def of_person(self, person: int) -> tuple[Posting, ...]:
        """Return what is told of the posts of a person, at any time."""
        return tuple(each for each in self.postings if each.person == person)


def death_of(told: Iterable[Death]) -> Death | None:
    """Return what follows from all that is told of a person's death: dead only by every telling."""
    every = tuple(told)
    if not every:
        return None
    return Death(min(each.earliest for each in every), max(each.latest for each in every))
