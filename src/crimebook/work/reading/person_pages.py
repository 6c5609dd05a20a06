"""What the pages of persons show, as values: the queue of pairs, one pair, the list, one person.

Names and words stand as their sources wrote them; codes are codes of the codebook; sentences are `Reason`.
"""

from dataclasses import dataclass
from datetime import datetime

from crimebook.identity.agreement import Agreement
from crimebook.identity.edges import Verdict
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason
from crimebook.work.reading.page_parts import CitationView, TermView


@dataclass(frozen=True, slots=True)
class MentionView:
    """What one source says of one person. ``fields`` are (key, words) in one order, empty ones left out."""

    mention_id: int
    ref: str
    name: str
    alias_kind: str
    rank: str
    """The rank's code, empty where none was read from the words."""
    unit_ref: str
    side: str
    """``force``, ``public`` or ``unknown``, as the source tells it."""
    fields: tuple[tuple[str, str], ...]
    incident_ref: str
    incident_title: str
    citation: CitationView
    person_id: int
    is_invented: bool


@dataclass(frozen=True, slots=True)
class SaidView:
    """What one person said of two mentions. ``edge_id`` is its place in the order of all that was said."""

    edge_id: int
    verdict: Verdict
    actor: str
    at: datetime
    reason: str
    left: str
    right: str
    left_id: int
    right_id: int
    is_blind: bool
    second: str
    """Who confirmed it, where a second person did."""
    is_standing: bool
    can_be_taken_back: bool
    """Whether the reader said it, and it stands."""


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a pair: the mention, and the person that it stands for so far."""

    mention: MentionView
    names: tuple[str, ...]
    """Other names of that person, as other mentions write them."""
    mentions: int
    is_suspect: bool


@dataclass(frozen=True, slots=True)
class PairView:
    """Two mentions to be judged.

    Where ``is_blind``, ``bits`` is None and ``terms`` is empty: what is hidden does not come up to the page.
    """

    left: SideView
    right: SideView
    bits: float | None
    terms: tuple[TermView, ...]
    is_blind: bool
    settles: int
    """How many other open pairs one answer would settle."""
    needs_second: bool
    waits_for_second: bool
    """Whether somebody else has said "same", and a second person is asked now."""
    against: tuple[SaidView, ...]
    """The standing "different" that a "same" would contradict."""
    seen: int
    """The number of the last edge around the two: who decides upon an older page is told so."""

    @property
    def value(self) -> str:
        """What addresses and forms call the pair."""
        return f"{self.left.mention.mention_id}-{self.right.mention.mention_id}"

    @property
    def token(self) -> str:
        """The pair as it was shown: another edge around it makes another token."""
        return f"{self.value}:{self.seen}"


@dataclass(frozen=True, slots=True)
class LastView:
    """The reader's last decision, with the score that may have been hidden before it."""

    said: SaidView
    bits: float | None
    terms: tuple[TermView, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class DoubtView:
    """Two mentions on which words contradict each other, by names: who said what stands on their page."""

    value: str
    """What addresses call the pair."""
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The queue's next pair, and what stands around it."""

    pair: PairView | None
    following: str
    """What addresses call the pair after this one, empty at the end."""
    left: int
    """How many pairs are open."""
    waiting: int
    """How many of them wait for a second person."""
    is_more: bool
    """Whether there are more of them than were counted."""
    last: LastView | None
    agreement: Agreement
    may_judge: bool
    doubts: tuple[DoubtView, ...] = ()
    """Where words contradict each other, or one doubts another: until somebody solves it, it stays here."""


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """What the list is narrowed to. Empty means everything."""

    words: str = ""
    unit: str = ""
    alleged: str = ""
    """``yes`` for those of whom anything is or was alleged, ``no`` for the others."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list."""

    person_id: int
    name: str
    names: tuple[str, ...]
    units: tuple[tuple[str, str], ...]
    """(ref, words); the ref is empty where nobody knows which unit is meant."""
    ranks: tuple[str, ...]
    mentions: int
    sources: int
    status: str
    """How far the furthest allegation has come; empty where there is none."""
    is_torn: bool
    is_invented: bool


@dataclass(frozen=True, slots=True)
class PersonList:
    """A page of persons."""

    chosen: PersonFilter
    total: int
    pages: int
    rows: tuple[PersonRow, ...]
    units: tuple[tuple[str, str], ...]
    """(ref, name) of the units that can be chosen."""


@dataclass(frozen=True, slots=True)
class PostingView:
    """A post that one source says the person held."""

    title: str
    kind: str
    rank: str
    is_command: bool
    unit_ref: str
    unit_name: str
    time: FourPoint
    mention_id: int
    citation: CitationView


@dataclass(frozen=True, slots=True)
class GroundView:
    """A citation that an involvement rests on, or that speaks against it."""

    basis: str
    test: str
    """Which test of article 28 it is for; empty where for the involvement itself."""
    words: str
    exculpates: bool
    citation: CitationView


@dataclass(frozen=True, slots=True)
class InvolvementView:
    """What is alleged of the person in one incident, on which grounds, and how far it has come."""

    involvement_id: int
    incident_ref: str
    incident_title: str
    act: str
    degree: str
    mode: str
    status: str
    standard: str
    analyst: str
    reviewer: str
    """Who confirmed the status; empty where nobody has."""
    decided: str
    """The status that was decided, where a ground of it is gone since; else the same as ``status``."""
    proposed: str
    """The status that somebody proposed and a second person has not answered yet; empty for none."""
    proposed_by: str
    further: str
    """The status that comes next; empty where there is none."""
    missing: tuple[Reason, ...]
    """What is missing for it."""
    grounds: tuple[GroundView, ...]

    @property
    def supporting(self) -> tuple[GroundView, ...]:
        """The grounds for it."""
        return tuple(each for each in self.grounds if not each.exculpates)

    @property
    def exculpating(self) -> tuple[GroundView, ...]:
        """The grounds against it."""
        return tuple(each for each in self.grounds if each.exculpates)


@dataclass(frozen=True, slots=True)
class StandardView:
    """The allegations that have come to one standard of proof."""

    standard: str
    involvements: tuple[InvolvementView, ...]


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A "different" and the chain of "same" against it."""

    apart: SaidView
    chain: tuple[SaidView, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person: what sources say of somebody whom people of the desk judged to be one."""

    person_id: int
    name: str
    names: tuple[tuple[str, str], ...]
    """(alias kind, words), each once."""
    status: str
    postings: tuple[PostingView, ...]
    standards: tuple[StandardView, ...]
    """What is alleged, the strongest standard first; what was withdrawn or cleared stands apart."""
    ended: tuple[InvolvementView, ...]
    """What was withdrawn or cleared."""
    missing: tuple[Reason, ...]
    mentions: tuple[MentionView, ...]
    decisions: tuple[SaidView, ...]
    conflicts: tuple[ConflictView, ...]
    together: tuple[MentionView, ...]
    """All mentions of the group that contradictory words tear apart; none where nothing is torn."""
    seen: int
    may_judge: bool
    is_invented: bool
