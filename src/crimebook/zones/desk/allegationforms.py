"""Forms by which somebody alleges, cites, proposes and answers: what they offer, and what was posted.

What a person typed is read as it is; whether it can be is for the use case to say, field by field.
"""

from dataclasses import dataclass, field

from django.core.exceptions import BadRequest
from django.http import QueryDict

from crimebook.command.involvements import NOT_ASSESSED, STANDARDS, Answer, Status
from crimebook.terms.codebook import Codebook
from crimebook.terms.reasons import Reason
from crimebook.work.commanding.cited import MAX_WORDS_CHARACTERS
from crimebook.work.commanding.wishes import GroundWish, InvolvementWish, known_tests
from crimebook.work.reading.allegation_pages import Asking
from crimebook.zones.desk.queries import parse_number, parse_word, parse_words

NEW = ("mention", "incident", "act", "degree", "mode", "cited", "cited_other", "basis", "direction", "test",
       "words", "standard", "reason")  # fmt: skip
GROUND = ("cited", "cited_other", "basis", "direction", "test", "words")
STEP = ("status", "standard", "reason")
_DIRECTIONS = frozenset({"supports", "contradicts"})
_ANSWERS = frozenset(Answer)
_STATUSES = frozenset(Status)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds as typed, what is wrong with it by field, what is missing for its status."""

    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Reason] = field(default_factory=dict)
    missing: tuple[Reason, ...] = ()


def choices() -> dict[str, object]:
    """Return what the lists of the forms offer: codes, for the page to say in its language."""
    return {
        "degrees": _codes("involvement_degrees"),
        "modes": _codes("modes_of_liability"),
        "bases": _codes("involvement_basis"),
        "standards": STANDARDS[1:],
        "tests": known_tests(),
        "words_limit": MAX_WORDS_CHARACTERS,
    }


def typed(posted: QueryDict, names: tuple[str, ...]) -> dict[str, str]:
    """Return what was posted under some names, to stand in the form again."""
    return {name: posted.get(name, "") for name in names}


def parse_asking(query: QueryDict) -> Asking:
    """Return of whom and in what an allegation is to be made, as far as the address says."""
    return Asking(_number(query, "person"), _number(query, "mention"), parse_words(query, "incident"))


def parse_wish(posted: QueryDict) -> InvolvementWish:
    """Return the allegation that was posted; what is no number at all is answered with 400."""
    return InvolvementWish(
        mention_id=_number(posted, "mention") or 0,
        incident=posted.get("incident", "").strip(),
        act_id=_number(posted, "act"),
        degree=posted.get("degree", ""),
        mode=posted.get("mode", ""),
        ground=parse_ground(posted),
        standard=posted.get("standard", "") or NOT_ASSESSED,
        reason=posted.get("reason", ""),
    )


def parse_ground(posted: QueryDict) -> GroundWish:
    """Return the ground that was posted: one of the records at hand, or another one by its name."""
    direction = parse_word(posted, "direction", _DIRECTIONS)
    return GroundWish(
        cited=posted.get("cited_other", "").strip() or posted.get("cited", ""),
        basis=posted.get("basis", ""),
        exculpates=direction == "contradicts",
        test=posted.get("test", ""),
        words=posted.get("words", ""),
    )


def parse_status(posted: QueryDict) -> Status:
    """Return the status that is proposed; none is answered with 400."""
    return Status(_chosen(posted, "status", _STATUSES))


def parse_answer(posted: QueryDict) -> Answer:
    """Return what is said of a proposal; nothing is answered with 400."""
    return Answer(_chosen(posted, "answer", _ANSWERS))


def _chosen(posted: QueryDict, name: str, words: frozenset[str]) -> str:
    word = parse_word(posted, name, frozenset(map(str, words)))
    if not word:
        raise BadRequest(f"{name}: expected one of {', '.join(sorted(words))}, got nothing")
    return word


def _number(query: QueryDict, name: str) -> int | None:
    return parse_number(query, name) if query.get(name) else None


def _codes(vocabulary: str) -> tuple[str, ...]:
    return Codebook.load().vocabulary(vocabulary).codes()
