"""Ranked matches of a page, each with its number, its key and its waterfall."""

from dataclasses import dataclass

from django.http import QueryDict

from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.match_views import MatchList, MatchPages, MatchView
from crimebook.work.reading.page_parts import Choice
from crimebook.zones.desk.drawing.waterfall import Waterfall, draw_waterfall
from crimebook.zones.desk.queries import KINDS, parse_page, parse_word

_PAGES = {
    SubjectKind.INCIDENT: "incident",
    SubjectKind.INJURY: "incident",
    SubjectKind.LEG: "incident",
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
    kinds: tuple[Choice, ...] = ()

    @property
    def previous(self) -> int:
        """Return the number of the page before."""
        return self.page - 1

    @property
    def following(self) -> int:
        """Return the number of the page after."""
        return self.page + 1


def rank(matches: MatchList, prefix: str) -> Ranked:
    """Return a page of matches, each numbered in the whole list; keys are ``prefix`` and the number."""
    rows = tuple(
        RankedMatch(f"{prefix}{number}", number, each, draw_waterfall(each.terms, each.score_bits))
        for number, each in enumerate(matches.rows, start=matches.first)
    )
    return Ranked(rows, matches.total, matches.page, matches.pages, matches.kinds)


def parse_pages(query: QueryDict) -> MatchPages:
    """Return which page of each list an address asks for."""
    kind = parse_word(query, "kind", KINDS)
    return MatchPages(
        parse_page(query, "placed"), parse_page(query, "unplaced"), SubjectKind(kind) if kind else None
    )
