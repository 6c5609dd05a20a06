"""Identifications: who recognised whom, when, by which procedure, after having seen what.

Columns: ``id, incident, procedure, described_first, is_invented`` must be there; ``by_whom, whom, time,
images_shown, prior_exposure`` may be. ``by_whom`` and ``whom`` are the source's words for a role or a unit,
never a private person's name.

Nobody shows matches to a witness before a recorded description. So where images were shown it must be said
whether a description had been recorded first; ``unknown`` is an answer, an empty cell is not.
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
from crimebook.exchange.tables import FieldError, Parsed, Row, Table
from crimebook.terms.errors import Fault
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "incident", "procedure", "described_first", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentificationRow(Paper):
    """One identification, as its source tells it."""

    by_whom: str
    whom: str
    procedure: str
    time: FourPoint
    images_shown: str
    prior_exposure: str
    described_first: str


def parse_identifications(content: Table, *, today: date) -> Parsed[IdentificationRow]:
    """Read a table of identifications."""

    def parse_row(row: Row) -> IdentificationRow:
        if row["images_shown"] and not row["described_first"]:
            fault = Fault(
                "yes, no or unknown, as images were shown",
                "an empty cell",
                "say whether a description was recorded before",
            )
            raise FieldError("described_first", fault)
        return IdentificationRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            incident=read_ref(row, "incident"),
            by_whom=row["by_whom"],
            whom=row["whom"],
            procedure=read_code(row, "procedure"),
            time=read_time(row, today),
            images_shown=row["images_shown"],
            prior_exposure=row["prior_exposure"],
            described_first=read_answer(row, "described_first"),
        )

    return parse_papers(content, REQUIRED, parse_row)
