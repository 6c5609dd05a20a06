"""Why an answer cannot be taken. The words for it stand in ``forms/refusals.toml``, in three languages."""

from dataclasses import dataclass, field
from enum import StrEnum

from crimebook.terms.errors import CrimebookError


class Refusal(StrEnum):
    """A reason; the value is the key of its words."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    WORD_TOO_LONG = "word_too_long"
    CONTROL_CHARACTER = "control_character"
    NOT_OFFERED = "not_offered"
    SPECIAL_NOT_OFFERED = "special_not_offered"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_TOO_LARGE = "number_too_large"
    NOT_A_DATE = "not_a_date"
    NOT_A_TIME = "not_a_time"
    BACKWARDS = "backwards"
    NOT_A_POINT = "not_a_point"
    TOO_MANY = "too_many"
    WRONG_SHAPE = "wrong_shape"


@dataclass(frozen=True, slots=True)
class AnswerError:
    """An answer that cannot be taken: to which question, why, and at which ``part`` of it (``from.date``).

    ``values`` stand in the places of the words, such as {limit}. It never holds what the person wrote.
    """

    question: str
    kind: Refusal
    part: str = ""
    values: dict[str, int] = field(default_factory=dict, hash=False)


class RefusedError(CrimebookError):
    """Raised inside this room; `check_answer` turns it into an `AnswerError`."""

    def __init__(self, kind: Refusal, part: str = "", **values: int) -> None:
        super().__init__(f"{kind} {part}".strip())
        self.kind = kind
        self.part = part
        self.values = values
