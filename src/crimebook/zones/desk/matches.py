"""Ranked matches of a page: cut into pages of a list, each with its number, its key and its waterfall."""

from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.pages import MatchView
from crimebook.zones.desk.drawing.waterfall import Waterfall, draw_waterfall

PAGE_SIZE = 20
_PAGES = {
    SubjectKind.INCIDENT: "incident",
    SubjectKind.INJURY: "incident",
    SubjectKind.RECORDING: "recording",
    SubjectKind.COMMUNICATION: "message",
}


@dataclass(frozen=True, slots=True)
class RankedMatch:
    """A match with its number in the whole list; ``key`` is shared by its row, its bar and its shape."""

    key: str
    number: int
    match: MatchView
    waterfall: Waterfall

    @property
    def page_name(self) -> str:
        """Return the name of the address of what was matched."""
        return _PAGES[self.match.kind]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One page of a list of matches."""

    rows: tuple[RankedMatch, ...]
    total: int
    page: int
    pages: int

    @property
    def previous(self) -> int:
        """Return the number of the page before."""
        return self.page - 1

    @property
    def following(self) -> int:
        """Return the number of the page after."""
        return self.page + 1


def rank(matches: Sequence[MatchView], page: int, prefix: str) -> Ranked:
    """Return page ``page`` (from 1) of matches that come best first; keys are ``prefix`` and the number."""
    first = (page - 1) * PAGE_SIZE
    rows = tuple(
        RankedMatch(f"{prefix}{number}", number, each, draw_waterfall(each.terms, each.score_bits))
        for number, each in enumerate(matches[first : first + PAGE_SIZE], start=first + 1)
    )
    return Ranked(rows, len(matches), page, max(1, -(-len(matches) // PAGE_SIZE)))
