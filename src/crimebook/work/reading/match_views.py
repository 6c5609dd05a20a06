"""A record's matches as its pages list them, whatever kind of record it is."""

from dataclasses import dataclass

from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.match_words import NOTHING_SAID, MatchWords
from crimebook.work.reading.page_parts import Choice, TermView, WindowView


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
