"""What the pages of an allegation show, as values: the form for a new one, and one with all its steps."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.stores.register.command_rows import CodedAct
from crimebook.terms.reasons import Reason
from crimebook.work.reading.person_pages import InvolvementView, MentionView

ActChoice = CodedAct


@dataclass(frozen=True, slots=True)
class Asking:
    """Of whom, and in what, something is to be alleged; empty where that is still to be chosen."""

    person_id: int | None = None
    mention_id: int | None = None
    incident: str = ""


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """A record that can be cited, and what it is."""

    ref: str
    title: str


@dataclass(frozen=True, slots=True)
class NewAllegationPage:
    """What a new allegation can be made of. Where nobody or no incident is known yet, that is asked first."""

    asked: Asking
    mentions: tuple[MentionView, ...]
    incident_ref: str
    """Empty where none is chosen, or there is none called so."""
    incident_title: str
    acts: tuple[ActChoice, ...]
    incidents: tuple[RecordChoice, ...]
    """The incidents in which these mentions stand."""
    records: tuple[RecordChoice, ...]
    """Records that lie at hand to be cited."""
    is_unknown: bool
    """Whether an incident was asked for that the book has not."""

    @property
    def is_ready(self) -> bool:
        """Whether it is known in what and among whom."""
        return bool(self.incident_ref and self.mentions)


@dataclass(frozen=True, slots=True)
class StepView:
    """A proposal of a status, or an answer to one."""

    status: str
    standard: str
    answer: str
    """``confirmed`` or ``refused``; empty for a proposal."""
    actor: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class MoveView:
    """A status that can be proposed next, and what is missing for it whatever is said with it."""

    status: str
    missing: tuple[Reason, ...]
    needs_second: bool


@dataclass(frozen=True, slots=True)
class AllegationPage:
    """One allegation: of whom, in what, on which grounds, every step, and what can be done with it now."""

    alleged: InvolvementView
    person_id: int
    name: str
    mention: MentionView
    at: datetime
    steps: tuple[StepView, ...]
    moves: tuple[MoveView, ...]
    tests: tuple[str, ...]
    """The tests that its mode of liability asks for, as codes of ``elements``."""
    records: tuple[RecordChoice, ...]
    seen: int
    may_judge: bool
    is_own: bool
    """Whether the reader made the proposal that waits: a second person confirms it."""
    proposed_reason: str
    proposed_standard: str
    is_invented: bool
