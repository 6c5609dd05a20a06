"""What the pages of records show, as values: lists, and each record's own.

No querysets, no request objects, no markup.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.besides import NOTHING_BESIDES, Besides
from crimebook.work.reading.match_views import MatchList
from crimebook.work.reading.nearby import NearbyPage
from crimebook.work.reading.page_parts import (
    ActView,
    Choice,
    CitationView,
    ClaimView,
    InjuryView,
    MentionView,
    Name,
    StreetLine,
    WindowView,
)
from crimebook.work.reading.papers import NO_PAPERS, NO_PAPERS_OF_UNIT, PapersOfIncident, PapersOfUnit


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident in a list."""

    ref: str
    title: str
    windows: tuple[WindowView, ...]
    acts: tuple[str, ...]
    mentions: tuple[str, ...]
    injuries: int
    best_bits: float | None
    matches: int
    is_invented: bool
    wants_solving: bool


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What a list of incidents is narrowed to. Empty means everything."""

    source: str = ""
    act: str = ""
    mention: str = ""
    town: str = ""
    day: date | None = None
    last_day: date | None = None
    """The last of several days that begin with ``day``."""
    words: str = ""
    waiting: str = ""
    """``place``: a window wants solving; ``match``: nothing with a place matches."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class IncidentList:
    """A page of incidents under a filter; ``total`` counts all that the filter leaves."""

    chosen: IncidentFilter
    total: int
    is_more: bool
    """Whether there are more than ``total``, which were not counted for a page."""
    pages: int
    rows: tuple[IncidentRow, ...]
    sources: tuple[Choice, ...]
    acts: tuple[Choice, ...]
    mentions: tuple[Choice, ...]
    towns: tuple[Choice, ...]
    days: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody of a force whom a source mentions in an incident, and the person they are taken for."""

    person_id: int
    name: str
    """Empty where the source describes somebody without any name."""
    words: tuple[str, ...]
    """Rank, unit, number and role, as the source says them."""
    citation: CitationView
    is_invented: bool


@dataclass(frozen=True, slots=True)
class AllegedHere:
    """What is alleged of somebody in an incident, and how far it has come."""

    involvement_id: int
    person_id: int
    name: str
    """Empty where the source describes somebody without any name."""
    act: str
    degree: str
    status: str
    standard: str
    is_waiting: bool
    """Whether a second person is asked."""


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Everything known of one incident, with a page of each list of its matches."""

    ref: str
    title: str
    summary: str
    is_invented: bool
    windows: tuple[WindowView, ...]
    acts: tuple[ActView, ...]
    injuries: tuple[InjuryView, ...]
    mentions: tuple[MentionView, ...]
    evidence_kind: str
    citations: tuple[CitationView, ...]
    placed: MatchList
    unplaced: MatchList
    credits: tuple[str, ...]
    """Who drew the places of the gazetteer, as their licences ask to be told."""
    streets: tuple[StreetLine, ...]
    """The streets near its windows, to be drawn behind them."""
    following: str
    """The next incident's ref, empty at the end."""
    besides: Besides = NOTHING_BESIDES
    papers: PapersOfIncident = NO_PAPERS
    """What is told of it beside its story. Windows of the legs of a detention stand in ``windows`` too."""
    people: tuple[PersonHere, ...] = ()
    """People of a force whom sources mention in it."""
    alleged: tuple[AllegedHere, ...] = ()
    """Of whom what is alleged in it."""
    may_judge: bool = False
    has_sealed_name: bool = False
    """Whether its list named a person, whom only custodians can tell."""

    @property
    def own_windows(self) -> tuple[WindowView, ...]:
        """The windows of the incident itself, which stand first: those of legs are shown with their legs."""
        return tuple(view for view in self.windows if view.subject is not SubjectKind.LEG)


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording in a list."""

    ref: str
    title: str
    kind: str
    """``video``, ``fixed_camera`` or another kind of recording from the codebook."""
    window: WindowView | None
    duration_s: float | None
    matches: int
    best_bits: float | None
    is_invented: bool


@dataclass(frozen=True, slots=True)
class RecordingList:
    """A page of recordings; ``is_placed`` is the filter: None for all."""

    total: int
    pages: int
    page: int
    source: str
    is_placed: bool | None
    basis: str
    rows: tuple[RecordingRow, ...]
    sources: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """One recording, or one communication, with the incidents that it may show."""

    ref: str
    title: str
    kind: str
    subject: SubjectKind
    is_invented: bool
    details: tuple[tuple[str, str], ...]
    """(codebook or field name, value): length, picture size, channel, callsigns."""
    text: str
    """A message's words, for communications."""
    windows: tuple[WindowView, ...]
    citations: tuple[CitationView, ...]
    placed: MatchList
    unplaced: MatchList
    credits: tuple[str, ...]
    """Who drew the places of the gazetteer, as their licences ask to be told."""
    besides: Besides = NOTHING_BESIDES
    near: NearbyPage | None = None
    """What happened near the unit of a communication; None for a recording."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A communication in a list."""

    ref: str
    title: str
    kind: str
    """``public_post`` or ``radio``."""
    channel: str
    text: str
    window: WindowView | None
    matches: int
    best_bits: float | None
    is_invented: bool


@dataclass(frozen=True, slots=True)
class MessageList:
    """A page of communications."""

    total: int
    pages: int
    page: int
    source: str
    rows: tuple[MessageRow, ...]
    sources: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the tree of units: ``depth`` 0 has no known parent."""

    ref: str
    name: Name
    names: tuple[tuple[str, str], ...]
    """(language, name)."""
    depth: int
    parent_ref: str
    mentions: int
    """How many mentions use words that look like its name; hints, not decisions."""
    is_invented: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit: its names, its parents and children, claims about it, and the words that mention it."""

    ref: str
    name: Name
    names: tuple[tuple[str, str], ...]
    parents: tuple[UnitRow, ...]
    children: tuple[UnitRow, ...]
    claims: tuple[ClaimView, ...]
    citations: tuple[CitationView, ...]
    mentions: tuple[Choice, ...]
    """Words of mentions that look like its name, with how many incidents use them."""
    incidents: tuple[IncidentRow, ...]
    is_invented: bool
    papers: PapersOfUnit = NO_PAPERS_OF_UNIT
