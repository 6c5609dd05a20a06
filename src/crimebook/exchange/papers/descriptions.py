"""Descriptions: one feature of an unidentified person a row, in the words of the one who saw or heard it.

Columns: ``id, incident, of_whom, feature, words, is_invented`` must be there. ``of_whom`` says which of those
present is meant ("the tall one at the gate"), never a private person's name.
"""

from dataclasses import dataclass

from crimebook.exchange.papers.paper import (
    Paper,
    check_code,
    parse_papers,
    read_id,
    read_invented,
    read_ref,
)
from crimebook.exchange.tables import Parsed, Row, Table, need, read_field

REQUIRED = ("id", "incident", "of_whom", "feature", "words", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionRow(Paper):
    """One feature of one person, as described."""

    of_whom: str
    feature: str
    words: str


def parse_descriptions(content: Table) -> Parsed[DescriptionRow]:
    """Read a table of descriptions."""

    def parse_row(row: Row) -> DescriptionRow:
        return DescriptionRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            incident=read_ref(row, "incident"),
            of_whom=row["of_whom"],
            feature=read_field(row, "feature", check_code),
            words=need(row, "words"),
        )

    return parse_papers(content, REQUIRED, parse_row)
