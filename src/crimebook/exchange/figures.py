"""Figures from the press or from reports: one claim a row, with its source.

Columns: ``id, field, value, words, source_title`` must be there; ``subject_unit`` (a unit's id),
``unit_of_measure, as_of, url`` may be. A figure is what somebody said: it is stored as a claim and
never as a fact.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.tables import Parsed, Row, Table, need, parse_table, read_field, read_optional
from crimebook.exchange.values import date_reader, read_url
from crimebook.terms.ids import ExternalId, check_external_id

REQUIRED = ("id", "field", "value", "words", "source_title")


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure that somebody published."""

    row: Row
    external_id: ExternalId
    unit: str
    subject: str
    field: str
    value: str
    as_of: date | None
    url: str


def parse_figures(content: Table, *, today: date) -> Parsed[FigureRow]:
    """Read a file of figures."""
    read_date = date_reader(today)

    def parse_row(row: Row) -> FigureRow:
        need(row, "source_title")
        return FigureRow(
            row=row,
            external_id=read_field(row, "id", check_external_id),
            unit=row["subject_unit"],
            subject=need(row, "words"),
            field=need(row, "field"),
            value=" ".join(filter(None, (need(row, "value"), row["unit_of_measure"]))),
            as_of=read_optional(row, "as_of", read_date),
            url=read_optional(row, "url", read_url) or "",
        )

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda each: each.external_id
    )
