"""A vetting question as it stands: what was asked, what came of seeking a reply, and whether it ended."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from crimebook.identity.particulars import Particulars
from crimebook.identity.vetting import Finding
from crimebook.stores.register.vetting import QuestionRow, StepRow, find_question
from crimebook.terms.errors import CrimebookError
from crimebook.terms.reasons import Reason

REPLY_WAIT: Final = timedelta(days=14)
"""How long somebody has to reply before their silence counts."""
MOST_A_DAY: Final = 3
"""Questions that one person may ask in a day."""
MOST_OF_ALL: Final = 10
"""Questions that all together may ask in a day: who would ask for many must ask many to help."""
DAY: Final = timedelta(days=1)
MOST_CHARACTERS: Final = 2_000


class VettingError(CrimebookError):
    """Something that may not be done with a question, or not yet; ``reason`` says why in any language."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Reply(StrEnum):
    """What came of seeking the person's own reply."""

    NOT_SOUGHT = "not_sought"
    WAITING = "waiting"
    """Sought, and there is time left to reply."""

    SILENT = "silent"
    """Sought, and the time is over."""

    GIVEN = "given"
    ENDANGERS = "endangers"
    """Seeking it would endanger a witness; the second person agrees by confirming."""


SETTLED: Final = frozenset({Reply.SILENT, Reply.GIVEN, Reply.ENDANGERS})
"""The replies with which a question may be confirmed."""


class Stage(StrEnum):
    """Where a question stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_STAGES = {"confirmed": Stage.ANSWERED, "refused": Stage.REFUSED, "withdrawn": Stage.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks: of whom, who wants to know, and what for."""

    particulars: Particulars
    asked_for: str
    purpose: str

    def to_json(self) -> dict[str, Any]:
        """Return the value whose digest the question's event names."""
        return {
            "particulars": particulars_json(self.particulars),
            "asked_for": self.asked_for,
            "purpose": self.purpose,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A question with all that came of it."""

    token: str
    particulars: Particulars
    asked_for: str
    purpose: str
    asked_by: str
    at: datetime
    steps: tuple[StepRow, ...]

    @property
    def end(self) -> StepRow | None:
        """The step that ended it; None while it is open."""
        return next((each for each in self.steps if each.kind in _STAGES), None)

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return _STAGES[self.end.kind] if self.end else Stage.ASKED

    @property
    def seen(self) -> int:
        """The number of the last step: who confirms an older page is told so."""
        return max((each.number for each in self.steps), default=0)

    @property
    def finding(self) -> Finding | None:
        """The answer; None where there is none."""
        kept = self.end.finding if self.end else None
        return Finding.from_json(dict(kept)) if kept is not None else None

    def reply(self, at: datetime) -> Reply:
        """Return what came of seeking the person's reply: the last word on it counts."""
        told = [each for each in self.steps if each.kind not in _STAGES]
        if not told:
            return Reply.NOT_SOUGHT
        match told[-1].kind:
            case "reply_given":
                return Reply.GIVEN
            case "endangers":
                return Reply.ENDANGERS
            case _:
                return Reply.SILENT if at - self.sought_at(told[-1].at) >= REPLY_WAIT else Reply.WAITING

    def sought_at(self, otherwise: datetime) -> datetime:
        """Return since when the reply is sought: asking once more does not begin the time anew."""
        return next((each.at for each in self.steps if each.kind == "reply_sought"), otherwise)


def question(token: str) -> Question:
    """Return a question, or raise `NotFoundError`."""
    return question_of(find_question(token))


def question_of(row: QuestionRow) -> Question:
    """Return the question that a row keeps."""
    particulars = particulars_of(row.particulars)
    return Question(row.token, particulars, row.asked_for, row.purpose, row.asked_by, row.at, row.steps)


def particulars_json(particulars: Particulars) -> dict[str, Any]:
    """Return particulars for a JSON column."""
    return asdict(particulars) | {"names": list(particulars.names)}


def particulars_of(stored: Mapping[str, Any]) -> Particulars:
    """Read what `particulars_json` wrote."""
    return Particulars(**{**stored, "names": tuple(stored["names"])})
