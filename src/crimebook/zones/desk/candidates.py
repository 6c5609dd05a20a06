"""Candidates of an incident as the page draws them, and what its address asks for."""

import math
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict

from crimebook.terms.windows import SubjectKind
from crimebook.work.reading.match_pages import (
    CandidatesPage,
    CandidateView,
    MatchFilter,
    QueuePlace,
    WithWord,
)
from crimebook.work.reading.match_views import MatchView
from crimebook.zones.desk.drawing.plainly import Plainly, say_plainly
from crimebook.zones.desk.drawing.waterfall import Waterfall, draw_waterfall
from crimebook.zones.desk.matches import RankedMatch
from crimebook.zones.desk.queries import KINDS, parse_choice, parse_page, parse_word, parse_words

_SEEN_AT = re.compile(
    r"(?:(?:([0-9]{1,4}):(?=[0-5][0-9]:))?([0-9]{1,4}):([0-5][0-9])|([0-9]{1,8}))", re.ASCII
)
_PLACED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class DrawnCandidate:
    """A candidate with its number, its key and its waterfall; ``is_first`` is where a reader begins."""

    ranked: RankedMatch
    view: CandidateView
    plainly: Plainly
    is_first: bool

    @property
    def key(self) -> str:
        """Return the key that its row, its bar and its shape share."""
        return self.ranked.key

    @property
    def number(self) -> int:
        """Return its number in the whole list."""
        return self.ranked.number

    @property
    def match(self) -> MatchView:
        """Return the match."""
        return self.view.match

    @property
    def waterfall(self) -> Waterfall:
        """Return the drawn score."""
        return self.ranked.waterfall

    @property
    def bits_text(self) -> str:
        """Return the score as its form sends it back: what was shown is what is judged."""
        return repr(self.match.score_bits)


def draw_candidates(page: CandidatesPage) -> tuple[DrawnCandidate, ...]:
    """Return the rows of a page; the first of which nobody has said anything is where a reader begins."""
    fresh = next((at for at, each in enumerate(page.rows) if not each.words.standing), 0)
    return tuple(
        DrawnCandidate(
            RankedMatch(
                f"c{page.first + at}",
                page.first + at,
                each.match,
                draw_waterfall(each.match.terms, each.match.score_bits),
            ),
            each,
            say_plainly(each.match.terms, each.match.score_bits),
            at == fresh,
        )
        for at, each in enumerate(page.rows)
    )


def parse_match_filter(query: QueryDict) -> MatchFilter:
    """Return which candidates an address asks for."""
    kind = parse_word(query, "kind", KINDS)
    return MatchFilter(
        kind=SubjectKind(kind) if kind else None,
        is_placed=parse_choice(query, "placed", _PLACED),
        word=WithWord(parse_word(query, "said", frozenset(WithWord) - {WithWord.ALL})),
        least_bits=parse_bits(query, "least"),
        camera=parse_words(query, "camera"),
        page=parse_page(query),
    )


def parse_bits(query: QueryDict, name: str) -> float | None:
    """Return a score; None where nothing is asked."""
    text = query.get(name, "").strip().replace(",", ".")
    if not text:
        return None
    try:
        bits = float(text)
    except ValueError as error:
        raise BadRequest(f"{name}: expected a number of bits, got something else") from error
    if not math.isfinite(bits):
        raise BadRequest(f"{name}: expected a number of bits, got none that is finite")
    return bits


def parse_seen_at(query: QueryDict) -> int | None:
    """Return the second of a recording, from seconds, m:ss or h:mm:ss; None where nothing is said."""
    text = query.get("seen_at", "").strip()
    if not text:
        return None
    found = _SEEN_AT.fullmatch(text)
    if found is None:
        raise BadRequest("seen_at: expected seconds, or minutes and seconds such as 3:12, got something else")
    hours, minutes, seconds, alone = (int(each or 0) for each in found.groups())
    return alone or hours * 3_600 + minutes * 60 + seconds


def parse_entered(query: QueryDict) -> QueuePlace | None:
    """Return where in the queue a reader was, from an address; None where it does not say."""
    text = query.get("from", "")
    if not text:
        return None
    try:
        placed, bits, incident = text.split("~")
        return QueuePlace(placed == "1", float(bits), int(incident))
    except ValueError as error:
        raise BadRequest("from: expected a place in the queue, got something else") from error


def query_of(chosen: MatchFilter, entered: QueuePlace | None) -> str:
    """Return the query of an address that shows the same again."""
    placed = {None: "", True: "yes", False: "no"}[chosen.is_placed]
    at = f"{int(entered.is_placed)}~{entered.score_bits!r}~{entered.incident_id}" if entered else ""
    asked = {
        "kind": chosen.kind or "",
        "placed": placed,
        "said": chosen.word,
        "least": "" if chosen.least_bits is None else f"{chosen.least_bits:g}",
        "camera": chosen.camera,
        "page": str(chosen.page) if chosen.page > 1 else "",
        "from": at,
    }
    query = urlencode({name: str(value) for name, value in asked.items() if value})
    return f"?{query}" if query else ""
