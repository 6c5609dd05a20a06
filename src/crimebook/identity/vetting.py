"""The vetting question: what may be told of one person, out of what the book alleges of whom.

An answer is never a finding of guilt, and never "yes" where it is not sure who is meant. The rules:

* ``implicated`` only by an allegation that is corroborated or ready, and that a second person reviewed;
* ``cleared`` where one was cleared and nothing else stands open;
* ``mentioned_only`` for leads, for what one source names, for a mere mention and for a mere post;
* ``unknown`` where the book has nobody of these particulars, or cannot tell whom it has: several persons who
  fit as well, one who fits by name alone, or another who may be the same and of whom worse is alleged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from crimebook.identity.particulars import Compared, Fit, Likeness, fit_of
from crimebook.terms.reasons import Reason, reason

VERSION: Final = 2
"""Of these rules and of how an answer is kept."""
STANDARDS: Final = (
    "not_assessed",
    "reasonable_suspicion",
    "reasonable_grounds",
    "balance",
    "clear_convincing",
    "beyond_reasonable_doubt",
)
"""The codes of ``standards_of_proof``, rising."""
_STANDING: Final = frozenset({"corroborated", "ready"})
_OPEN: Final = frozenset({"lead", "named", *_STANDING})


class Answer(StrEnum):
    """What is told, the gravest last."""

    UNKNOWN = "unknown"
    CLEARED = "cleared"
    MENTIONED_ONLY = "mentioned_only"
    IMPLICATED = "implicated"


@dataclass(frozen=True, slots=True)
class Allegation:
    """What is alleged of a person in one incident, and how far it came. ``reviewer`` is a second person."""

    involvement_id: int
    incident: str
    status: str
    standard: str = "not_assessed"
    analyst: str = ""
    reviewer: str = ""
    supports: int = 0
    exculpates: int = 0

    @property
    def implicates(self) -> bool:
        """Whether it may be told as implicating: far enough, and seen by two people."""
        return self.status in _STANDING and self.reviewer not in {"", self.analyst}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the book who may be meant: their mentions, all allegations, and all posts."""

    person_id: int
    name: str
    likenesses: tuple[Likeness, ...]
    allegations: tuple[Allegation, ...] = ()
    postings: int = 0
    in_favour: int = 0
    """How often they stopped an act or refused to take part."""
    is_invented: bool = False

    @property
    def fit(self) -> Fit:
        """How firmly they fit."""
        return fit_of(self.likenesses)

    @property
    def answer(self) -> Answer:
        """What would be told if it were sure that they are meant."""
        if any(each.implicates for each in self.allegations):
            return Answer.IMPLICATED
        statuses = {each.status for each in self.allegations}
        if "cleared" in statuses and not statuses & _OPEN:
            return Answer.CLEARED
        return Answer.MENTIONED_ONLY


@dataclass(frozen=True, slots=True)
class Told:
    """A candidate as the answer tells of them."""

    person_id: int
    name: str
    fit: str
    percent: int
    """How alike the name is. Whole: floats have many writings, and the digest of an answer takes one."""
    reasons: tuple[Reason, ...]
    mentions: int
    is_invented: bool
    compared: tuple[Compared, ...] = ()
    """What both sides say; answers of before version 2 hold the reasons alone."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer with what it stands on. ``standard`` is the highest that an implicating allegation meets.

    ``persons`` begins with whom the answer is about, where it is sure; ``looked_at`` counts the mentions.
    """

    answer: Answer
    is_uncertain: bool
    standard: str
    reasons: tuple[Reason, ...]
    persons: tuple[Told, ...]
    allegations: tuple[Allegation, ...]
    fields: tuple[str, ...]
    looked_at: int
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """Return a value for a JSON column; the reverse of `from_json`."""
        persons = [
            {
                "person_id": each.person_id,
                "name": each.name,
                "fit": each.fit,
                "percent": each.percent,
                "reasons": [said.to_json() for said in each.reasons],
                "mentions": each.mentions,
                "is_invented": each.is_invented,
                "compared": [
                    {"field": it.field, "asked": it.asked, "told": it.told, "reason": it.reason.to_json()}
                    for it in each.compared
                ],
            }
            for each in self.persons
        ]
        return {
            "answer": self.answer.value,
            "is_uncertain": self.is_uncertain,
            "standard": self.standard,
            "reasons": [each.to_json() for each in self.reasons],
            "persons": persons,
            "allegations": [asdict(each) for each in self.allegations],
            "fields": list(self.fields),
            "looked_at": self.looked_at,
            "version": self.version,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Finding":
        """Read what `to_json` wrote."""
        persons = tuple(
            Told(
                each["person_id"],
                each["name"],
                each["fit"],
                each["percent"],
                tuple(Reason.from_json(said) for said in each["reasons"]),
                each["mentions"],
                each["is_invented"],
                tuple(
                    Compared(it["field"], it["asked"], it["told"], Reason.from_json(it["reason"]))
                    for it in each.get("compared", ())
                ),
            )
            for each in stored["persons"]
        )
        return cls(
            Answer(stored["answer"]),
            stored["is_uncertain"],
            stored["standard"],
            tuple(Reason.from_json(each) for each in stored["reasons"]),
            persons,
            tuple(Allegation(**each) for each in stored["allegations"]),
            tuple(stored["fields"]),
            stored["looked_at"],
            stored["version"],
        )


def find_answer(candidates: Iterable[Candidate], *, fields: Sequence[str], looked_at: int) -> Finding:
    """Return what may be told. ``fields`` names what was given beside the name."""
    fitting = sorted(
        (each for each in candidates if each.fit is not Fit.NONE),
        key=lambda each: (-each.fit, -_score(each), each.person_id),
    )
    doubt = _doubt(fitting)
    meant = None if doubt or not fitting else fitting[0]
    return Finding(
        meant.answer if meant else Answer.UNKNOWN,
        doubt is not None,
        _standard(meant.allegations) if meant and meant.answer is Answer.IMPLICATED else "",
        (doubt,) if doubt else _grounds(meant, len(fitting) - 1),
        tuple(_told(each) for each in fitting),
        meant.allegations if meant else (),
        tuple(fields),
        looked_at,
    )


def _doubt(fitting: Sequence[Candidate]) -> Reason | None:
    """Return why it is not sure who is meant; None where it is, or where nobody fits."""
    if not fitting:
        return None
    first, others = fitting[0], fitting[1:]
    if sum(each.fit is first.fit for each in fitting) > 1:
        return reason("{count} persons of the book fit equally well", count=len(fitting))
    if first.fit is Fit.NAME_ONLY:
        return reason("one person of the book fits, but by the name alone or by less")
    if any(_gravity(each) > _gravity(first) for each in others):
        return reason("another person of a like name may be the same, and other things are said of them")
    return None


def _grounds(meant: Candidate | None, others: int) -> tuple[Reason, ...]:
    if meant is None:
        return (reason("the book has nobody of these particulars"),)
    said = [reason("one person of the book fits by more than the name")]
    if others:
        said.append(
            reason("more persons with a like name, of whom nothing worse is said: {count}", count=others)
        )
    implicating = sum(each.implicates for each in meant.allegations)
    cleared = sum(each.status == "cleared" for each in meant.allegations)
    withdrawn = sum(each.status == "withdrawn" for each in meant.allegations)
    still_open = sum(each.status in _OPEN and not each.implicates for each in meant.allegations)
    exculpating = sum(each.exculpates for each in meant.allegations)
    counted = (
        (implicating, reason("allegations that are corroborated and reviewed by a second person: {count}")),
        (still_open, reason("allegations that are leads, or rest on what one source names: {count}")),
        (cleared, reason("allegations of which the person was cleared: {count}")),
        (withdrawn, reason("allegations that were withdrawn: {count}")),
        (exculpating, reason("citations that speak for the person: {count}")),
        (meant.in_favour, reason("times the person stopped it or refused: {count}")),
        (meant.postings, reason("posts that sources tell of, which are no allegation: {count}")),
    )
    said.extend(Reason(text.message, (("count", count),)) for count, text in counted if count)
    if not meant.allegations:
        said.append(reason("sources mention the person, and nothing is alleged"))
    return tuple(said)


def _standard(allegations: Iterable[Allegation]) -> str:
    met = [each.standard for each in allegations if each.implicates]
    return max(met, key=lambda code: STANDARDS.index(code) if code in STANDARDS else -1)


_ORDER = tuple(Answer)


def _gravity(candidate: Candidate) -> int:
    return _ORDER.index(candidate.answer)


def _score(candidate: Candidate) -> float:
    return max(each.name_score for each in candidate.likenesses)


def _told(candidate: Candidate) -> Told:
    best = max(candidate.likenesses, key=lambda each: (len(each.agrees), each.name_score))
    return Told(
        candidate.person_id,
        candidate.name,
        candidate.fit.name.lower(),
        round(best.name_score * 100),
        best.reasons,
        len(candidate.likenesses),
        candidate.is_invented,
        best.compared,
    )
