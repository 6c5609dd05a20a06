"""Posts and allegations as the register hands them out: frozen, whole, each with where it is said."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.command.involvements import Answer, Ground, Move, Standing, Status, standing
from crimebook.stores.register.rows import CitationRow
from crimebook.terms.grades import Direction
from crimebook.terms.intervals import FourPoint


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A post that one citation says a person held. ``unit_id`` is None where nobody knows which unit."""

    posting_id: int
    ref: str
    mention_id: int
    person_id: int
    name: str
    """As the mention has it."""
    unit_id: int | None
    unit_ref: str
    unit_names: tuple[tuple[str, str], ...]
    unit_words: str
    kind: str
    title: str
    rank_words: str
    rank: str
    is_command: bool
    time: FourPoint
    citation: CitationRow
    is_invented: bool


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation between two units, as one citation says."""

    relation_id: int
    child_id: int
    parent_id: int
    kind: str
    time: FourPoint
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class DeploymentRow:
    """A deployment by its own citation; what it is beside is a value of `crimebook.command.presence`."""

    deployment_id: int
    ref: str
    unit_id: int | None
    unit_words: str
    derived_from: int | None
    citation: CitationRow


@dataclass(frozen=True, slots=True)
class GroundRow:
    """A citation for an allegation or against it."""

    ground_id: int
    source_id: int
    citation_id: int
    basis: str
    direction: Direction
    test: str
    words: str
    analyst: str
    at: datetime
    citation: CitationRow

    @property
    def exculpates(self) -> bool:
        """Whether it speaks for the person."""
        return self.direction is Direction.CONTRADICTS


@dataclass(frozen=True, slots=True)
class StepRow:
    """A proposal of a status, or the answer to one."""

    step_id: int
    status: Status
    standard: str
    answer: Answer | None
    answers: int
    actor: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CodedAct:
    """An act of an incident by its number, as an allegation names it."""

    act_id: int
    code: str
    source_label: str
    victim: str
    """In the source's words: a group, never a private person's name."""


@dataclass(frozen=True, slots=True)
class InvolvementRow:
    """What is alleged of a person in one incident, with all grounds and steps, oldest first."""

    involvement_id: int
    mention_id: int
    person_id: int
    incident_id: int
    incident_ref: str
    incident_title: str
    act: str
    """The code of the act; empty where it is about the whole incident."""
    act_label: str
    degree: str
    mode: str
    analyst: str
    at: datetime
    grounds: tuple[GroundRow, ...]
    steps: tuple[StepRow, ...]
    is_invented: bool

    @property
    def moves(self) -> tuple[Move, ...]:
        """Return the steps as the rules take them."""
        return tuple(
            Move(each.step_id, each.status, each.actor, each.standard, each.answer, each.answers, each.reason)
            for each in self.steps
        )

    @property
    def bases(self) -> tuple[Ground, ...]:
        """Return the grounds as the rules take them."""
        return tuple(
            Ground(each.citation_id, each.source_id, each.basis, each.direction, each.test)
            for each in self.grounds
        )

    @property
    def standing(self) -> Standing:
        """Return how far it has come."""
        return standing(self.moves, self.bases, self.mode)

    @property
    def last(self) -> int:
        """The number of the last step: whoever answers an older page is told so."""
        return max((each.step_id for each in self.steps), default=0)
