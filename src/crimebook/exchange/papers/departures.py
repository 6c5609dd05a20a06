"""Departures: officers who left a unit, how, when and why, as they said, and who verified it.

Columns: ``id, kind, persons, is_invented`` must be there, with ``unit`` or ``unit_words``; ``time, reason,
verified_by`` may be. A departure names no person: a file with a column of names is refused as a whole, so
that no name comes in with the words. ``verified_by`` is a role or an organisation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from crimebook.exchange.papers.headcounts import read_officers
from crimebook.exchange.papers.paper import (
    Paper,
    parse_papers,
    read_code,
    read_id,
    read_invented,
    read_time,
    read_unit,
)
from crimebook.exchange.tables import Parsed, Row, Table, TableError, read_field
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "kind", "persons", "is_invented")
_NAMES = ("name", "surname", "patronymic", "person", "officer", "callsign", "badge", "phone", "contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureRow(Paper):
    """How many left a unit in one way."""

    unit_words: str
    kind: str
    time: FourPoint
    persons: int
    reason: str
    verified_by: str


def parse_departures(content: Table, *, today: date) -> Parsed[DepartureRow]:
    """Read a table of departures; raise `TableError` where it has a column that names a person."""

    def parse_row(row: Row) -> DepartureRow:
        _check_columns(row.cells)
        unit, unit_words = read_unit(row)
        return DepartureRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            unit=unit,
            unit_words=unit_words,
            kind=read_code(row, "kind"),
            time=read_time(row, today),
            persons=read_field(row, "persons", _read_persons),
            reason=row["reason"],
            verified_by=row["verified_by"],
        )

    return parse_papers(content, REQUIRED, parse_row)


def _check_columns(columns: Iterable[str]) -> None:
    for column in columns:
        parts = column.casefold().replace("-", "_").replace(" ", "_").split("_")
        if any(part in _NAMES for part in parts):
            raise TableError(
                f"expected no column that names a person, got {column[:40]}; "
                "take the column out: a departure names nobody"
            )


def _read_persons(text: str) -> int:
    persons = read_officers(text)
    if persons < 1:
        raise InvalidValueError("a count of 1 or more", repr(text[:40]))
    return persons
