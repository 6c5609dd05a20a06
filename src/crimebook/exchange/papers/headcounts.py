"""Headcounts: how many served in a unit at a time, as one source says. A missing report stays missing.

Columns: ``id, is_invented`` must be there, with ``unit`` or ``unit_words``; ``time, at_least, at_most`` may
be. An exact count has both bounds equal; a row with neither bound says that the source has no number.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.papers.paper import Paper, parse_papers, read_id, read_invented, read_time, read_unit
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, read_optional
from crimebook.exchange.values import read_count
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "is_invented")
MOST_OFFICERS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadcountRow(Paper):
    """One count of one unit; None is a bound that nobody gave, never a zero."""

    unit_words: str
    time: FourPoint
    at_least: int | None
    at_most: int | None


def parse_headcounts(content: Table, *, today: date) -> Parsed[HeadcountRow]:
    """Read a table of headcounts."""

    def parse_row(row: Row) -> HeadcountRow:
        unit, unit_words = read_unit(row)
        at_least = read_optional(row, "at_least", read_officers)
        at_most = read_optional(row, "at_most", read_officers)
        if at_least is not None and at_most is not None and at_most < at_least:
            fault = Fault(f"at least {at_least}", f"{at_most}", "check both bounds")
            raise FieldError("at_most", fault)
        return HeadcountRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            unit=unit,
            unit_words=unit_words,
            time=read_time(row, today),
            at_least=at_least,
            at_most=at_most,
        )

    return parse_papers(content, REQUIRED, parse_row)


def read_officers(text: str) -> int:
    """Read a count of officers."""
    count = read_count(text)
    if count > MOST_OFFICERS:
        raise InvalidValueError(f"a count of at most {MOST_OFFICERS}", repr(text[:40]), "check the number")
    return count
