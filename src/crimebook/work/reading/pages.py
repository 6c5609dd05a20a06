"""What each page of the desk shows, as values. No querysets, no request objects, no markup.

Labels from the codebook come as codes; names as `Name`; sentences as `Reason`: the page chooses the language.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.stores.register.rows import ActRow, CitationRow, ClaimRow, Count, InjuryRow, MentionRow
from crimebook.terms.reasons import Reason
from crimebook.terms.windows import SubjectKind, TimeBasis, Window
from crimebook.work.reading.besides import NOTHING_BESIDES, Besides
from crimebook.work.reading.match_words import NOTHING_SAID, MatchWords
from crimebook.work.reading.nearby import NearbyPage
from crimebook.work.reading.papers import NO_PAPERS, NO_PAPERS_OF_UNIT, PapersOfIncident, PapersOfUnit

# What the register already hands out whole is shown as it is.
ActView = ActRow
CitationView = CitationRow
Choice = Count
ClaimView = ClaimRow
InjuryView = InjuryRow
MentionView = MentionRow


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the script of its source, with its romanisation where that differs."""

    original: str
    romanised: str = ""


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window with the id that rows of matches point at, and the words it was read from."""

    window_id: int
    subject: SubjectKind
    window: Window
    place_name: str
    place_words: str
    time_words: str
    leg_step: str = ""
    leg_kind: str = ""
    """What the leg was of which it is a window, and the kind of place; empty for others."""
    town_words: str = ""
    wants_place: bool = False
    """Whether a person can settle its place, once for all who say these words of this town."""


@dataclass(frozen=True, slots=True)
class TermView:
    """One bar of the waterfall: its name (``prior``, ``time``, ``place``, ``view``), bits and sentence."""

    name: str
    bits: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class MatchView:
    """A recording or communication that the windows of an incident allow, or the reverse."""

    ref: str
    kind: SubjectKind
    title: str
    score_bits: float
    is_placed: bool
    terms: tuple[TermView, ...]
    window_id: int
    """The window of the page's own subject that this matched."""
    matched: WindowView
    """The window of the other side."""
    is_invented: bool
    duration_s: float | None = None
    words: MatchWords = NOTHING_SAID
    """What people said of the pair."""


MATCH_ROWS = 20
"""Matches on one page of a list."""


@dataclass(frozen=True, slots=True)
class MatchList:
    """One page of the matches of a record, best first: pages count from 1, ``total`` counts all."""

    rows: tuple[MatchView, ...]
    page: int
    total: int
    kinds: tuple[Choice, ...] = ()
    """How many of each kind the whole list has, also where only one kind is shown."""

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // MATCH_ROWS))

    @property
    def first(self) -> int:
        """The number of the first row in the whole list."""
        return (self.page - 1) * MATCH_ROWS + 1


@dataclass(frozen=True, slots=True)
class MatchPages:
    """Which page of each of a record's two lists is asked for, and of which kind alone, if of one."""

    placed: int = 1
    unplaced: int = 1
    kind: SubjectKind | None = None


FIRST_PAGES = MatchPages()


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
    streets: tuple["StreetLine", ...]
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


@dataclass(frozen=True, slots=True)
class Day:
    """How many acts one day's incidents hold."""

    day: date
    acts: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the overview map, to a tenth of a degree, and how many incidents were there."""

    lat: float
    lon: float
    incidents: int
    place_name: str
    ref: str
    """The incident, where there is only one."""


@dataclass(frozen=True, slots=True)
class Found:
    """How many true recordings an invented book has, and how many matching put among the first n."""

    pairs: int
    tops: tuple[tuple[int, int], ...]
    """(n, how many among the first n)."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the overview: its key (for the label), its value, and the list it counts (URL name)."""

    key: str
    value: int
    page: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The book in one look."""

    book_name: str
    numbers: tuple[Number, ...]
    days: tuple[Day, ...]
    dots: tuple[Dot, ...]
    claims: tuple[ClaimView, ...]
    """Claims that stand for themselves, such as the press figures."""
    waiting: tuple[Number, ...]
    """What waits for a person: places to solve, incidents without a match."""
    basis_shares: tuple[tuple[TimeBasis, int], ...]
    """How the times of recordings are known, with counts."""
    acts: tuple[Choice, ...]
    towns: tuple[Choice, ...]
    credits: tuple[str, ...]
    invented: int
    """How many of the incidents are invented."""
    found: Found | None
    """What matching found of what is known to be true; None for a book without a known truth."""


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A street of the gazetteer near a page's windows, to be drawn as background."""

    name: str
    lines: tuple[tuple[tuple[float, float], ...], ...]
    """(lon, lat) pairs."""
