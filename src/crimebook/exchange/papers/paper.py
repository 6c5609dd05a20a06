"""What every paper has, and the readers of cells that many papers share.

A time is the four-point text form (``docs/formats.md``, section 3), or empty where it is unknown. An answer
is ``yes``, ``no`` or ``unknown``; an empty cell is ``unknown`` and never ``no``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from crimebook.exchange.cases import split_list
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, parse_table, read_field, read_optional
from crimebook.exchange.values import check_not_future, read_yes_no
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, Ref, check_external_id
from crimebook.terms.intervals import FourPoint

ANSWERS = ("yes", "no", "unknown")
_CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MOST_OF_LANGUAGE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What every paper has: its row, its id, what it is about, and whether it is invented.

    It is about an ``incident``, about the words of the record ``citation_of``, or about a unit: by the id or
    the reference ``unit``, or by ``unit_words`` alone.
    """

    row: Row
    external_id: ExternalId
    is_invented: bool
    incident: Ref | None = None
    citation_of: Ref | None = None
    unit: str = ""


P = TypeVar("P", bound=Paper)


def parse_papers(content: Table, required: Sequence[str], parse_row: Callable[[Row], P]) -> Parsed[P]:
    """Read a table of papers of one kind; an id that comes twice is refused the second time."""
    return parse_table(
        content, required=required, parse_row=parse_row, identify=lambda paper: paper.external_id
    )


def read_id(row: Row) -> ExternalId:
    """Return the paper's own id."""
    return read_field(row, "id", check_external_id)


def read_invented(row: Row) -> bool:
    """Return whether the paper is invented; it must say so or deny it."""
    return read_field(row, "is_invented", read_yes_no)


def read_ref(row: Row, field: str) -> Ref:
    """Return the reference ``SOURCE:ID`` of a cell that must not be empty."""
    return read_field(row, field, Ref.parse)


def read_unit(row: Row) -> tuple[str, str]:
    """Return (unit, its words): at least one of the two is said."""
    if not row["unit"] and not row["unit_words"]:
        fault = Fault("a unit's id, or unit_words", "neither", "say which unit, in the source's words")
        raise FieldError("unit_words", fault)
    return row["unit"], row["unit_words"]


def read_time(row: Row, today: date, field: str = "time") -> FourPoint:
    """Return a four-point time that does not begin after ``today``; unknown where the cell is empty."""

    def read(text: str) -> FourPoint:
        time = FourPoint.parse(text)
        for bound in (time.earliest_start, time.latest_start):
            if bound is not None:
                check_not_future(bound.date(), today)
                break
        return time

    return read_optional(row, field, read) or FourPoint.unknown()


def read_answer(row: Row, field: str) -> str:
    """Return yes, no or unknown. What nobody said is unknown, never no."""
    return read_choice(row, field, ANSWERS) or "unknown"


def read_choice(row: Row, field: str, choices: Sequence[str]) -> str:
    """Return one of the choices, or nothing where the cell is empty."""

    def read(text: str) -> str:
        if text not in choices:
            raise InvalidValueError(f"{', '.join(choices[:-1])} or {choices[-1]}", repr(text[:40]))
        return text

    return read_optional(row, field, read) or ""


def read_code(row: Row, field: str) -> str:
    """Return a code's writing, or nothing where the cell is empty."""
    return read_optional(row, field, check_code) or ""


def read_codes(row: Row, field: str) -> tuple[str, ...]:
    """Return the codes of a list parted by ``|``, each once."""
    return read_optional(row, field, _check_codes) or ()


def read_language(row: Row, field: str) -> str:
    """Return a language tag such as ``be`` or ``zh-Hant`` (BCP 47, short), or nothing."""
    return read_optional(row, field, _check_language) or ""


def check_code(text: str) -> str:
    """Return ``text`` if it is written as codes are, or raise `InvalidValueError`."""
    if not _CODE.fullmatch(text) or len(text) > 64:
        raise InvalidValueError("a code of the codebook", repr(text[:40]), "use its code, not its label")
    return text


def _check_codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check_code(part) for part in split_list(text)))


def _check_language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text) or len(text) > _MOST_OF_LANGUAGE:
        raise InvalidValueError("a language tag such as be or ru", repr(text[:40]))
    return text
