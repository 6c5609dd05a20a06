"""Retractions: a source takes back what it said. Kept and disclosed; not the same as withdrawing consent.

Columns: ``id, citation_of, is_invented`` must be there; ``time, reason, words, coercion_suspected`` may be.
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

REQUIRED = ("id", "citation_of", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractionRow(Paper):
    """One retraction, as it came."""

    time: FourPoint
    reason: str
    words: str
    coercion_suspected: str


def parse_retractions(content: Table, *, today: date) -> Parsed[RetractionRow]:
    """Read a table of retractions."""

    def parse_row(row: Row) -> RetractionRow:
        return RetractionRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            citation_of=read_ref(row, "citation_of"),
            time=read_time(row, today),
            reason=read_code(row, "reason"),
            words=row["words"],
            coercion_suspected=read_answer(row, "coercion_suspected"),
        )

    return parse_papers(content, REQUIRED, parse_row)
