"""Deaths: when, where and of what, as one source tells it, beside what the state says.

Columns: ``id, incident, is_invented`` must be there; ``time, place_words, place_kind, cause,
official_version, in_custody`` may be.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.papers.paper import (
    Paper,
    parse_papers,
    read_answer,
    read_code,
    read_id,
    read_invented,
    read_ref,
    read_time,
)
from crimebook.exchange.tables import Parsed, Row, Table
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "incident", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRow(Paper):
    """One death, as its source tells it."""

    time: FourPoint
    place_words: str
    place_kind: str
    cause: str
    official_version: str
    in_custody: str


def parse_deaths(content: Table, *, today: date) -> Parsed[DeathRow]:
    """Read a table of deaths."""

    def parse_row(row: Row) -> DeathRow:
        return DeathRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            incident=read_ref(row, "incident"),
            time=read_time(row, today),
            place_words=row["place_words"],
            place_kind=read_code(row, "place_kind"),
            cause=row["cause"],
            official_version=row["official_version"],
            in_custody=read_answer(row, "in_custody"),
        )

    return parse_papers(content, REQUIRED, parse_row)
