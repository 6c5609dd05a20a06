"""What the pages of matches show, as values: candidates of an incident, what people said of them."""

from dataclasses import dataclass
from enum import StrEnum

from crimebook.stores.register.queries import match_queue
from crimebook.stores.register.rows import CitationRow
from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.match_views import MatchView
from crimebook.work.reading.match_words import MatchWords, MatchWordView
from crimebook.work.reading.page_parts import StreetLine, WindowView

QueuePlace = match_queue.QueuePlace

CANDIDATE_ROWS = 15
"""Candidates on one page of an incident."""


class WithWord(StrEnum):
    """Which candidates are shown, by what people said of them."""

    ALL = ""
    OPEN = "open"
    SAID = "said"
    MINE = "mine"
    """Of which the reader has said nothing that stands: for a second opinion of one's own."""


@dataclass(frozen=True, slots=True)
class MatchFilter:
    """Which candidates of an incident are asked for; empty values ask for all."""

    kind: SubjectKind | None = None
    is_placed: bool | None = None
    word: WithWord = WithWord.ALL
    least_bits: float | None = None
    camera: str = ""
    """The reference of a recording: those of the same camera are shown."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ClockLesson:
    """What a pair, once confirmed, says of the camera's clock: ahead of the truth by so much to so much."""

    low_s: float
    high_s: float
    sigma_s: float
    """The error that the source states."""


@dataclass(frozen=True, slots=True)
class ClockKnown:
    """What is in force of a camera's clock: ahead of the truth by so much, right to so much, from so many."""

    offset_s: float
    sigma_s: float
    origins: int


@dataclass(frozen=True, slots=True)
class ClockTaught:
    """What the next learning would take a clock for: of which camera or recorder, from how many words.

    ``clock`` is None where too little is said. ``is_news`` tells that it is another than is in force.
    """

    name: str
    is_camera: bool
    confirmed: int
    measured: int
    clock: ClockKnown | None
    is_news: bool


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A recording or message that may show an incident, with where it is said and what people said of it."""

    match: MatchView
    what: str
    """A code of ``recording_kinds`` or ``communication_kinds``."""
    citation: CitationRow | None
    words: MatchWords
    lesson: ClockLesson | None
    camera: str = ""
    """The name of the camera in its source; empty where it has none, and no clock of it can be learnt."""
    clock: ClockKnown | None = None


@dataclass(frozen=True, slots=True)
class LastWord:
    """The newest word of the reader that they can take back, and the pair that it was about."""

    said: MatchWordView
    incident: str
    seen: str
    last: int
    """The number of the last word on that pair, anybody's."""
    lesson: ClockLesson | None
    taught: ClockTaught | None = None


@dataclass(frozen=True, slots=True)
class CandidatesPage:
    """An incident with the candidates that a filter leaves, and the way onward."""

    ref: str
    title: str
    is_invented: bool
    windows: tuple[WindowView, ...]
    citations: tuple[CitationRow, ...]
    streets: tuple[StreetLine, ...]
    credits: tuple[str, ...]
    chosen: MatchFilter
    rows: tuple[CandidateView, ...]
    total: int
    """How many the filter leaves."""
    in_all: int
    open: int
    """On how many of all nobody's word stands."""
    entered: QueuePlace | None
    """Where the incident stood in the queue when the reader began with it."""
    following: str
    """The incident that comes next in the queue; empty at its end."""
    last: LastWord | None
    may_judge: bool
    gone: tuple[tuple[SubjectKind, str, MatchWords], ...] = ()
    """Words that stand on what matching does not propose any more: the kind and reference of each."""

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // CANDIDATE_ROWS))

    @property
    def first(self) -> int:
        """The number of the first row in the whole list."""
        return (self.chosen.page - 1) * CANDIDATE_ROWS + 1
