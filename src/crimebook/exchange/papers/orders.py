"""Orders: who gave which order to whom, in which words, and whether it was obeyed.

Columns: ``id, answer, is_invented`` must be there; ``incident, giver, recipient, time, kind, words`` may be.
Refused orders are the hinge of this book, so the answer is always said, in a code: ``obeyed``, ``refused``,
``evaded``, ``unknown`` or another of the codebook. Giver and recipient are a post or a unit in the source's
words.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.papers.paper import (
    Paper,
    check_code,
    parse_papers,
    read_code,
    read_id,
    read_invented,
    read_time,
)
from crimebook.exchange.tables import Parsed, Row, Table, read_field, read_optional
from crimebook.terms.ids import Ref
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "answer", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow(Paper):
    """One order, as its source tells it."""

    giver: str
    recipient: str
    time: FourPoint
    kind: str
    words: str
    answer: str


def parse_orders(content: Table, *, today: date) -> Parsed[OrderRow]:
    """Read a table of orders."""

    def parse_row(row: Row) -> OrderRow:
        return OrderRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            incident=read_optional(row, "incident", Ref.parse),
            giver=row["giver"],
            recipient=row["recipient"],
            time=read_time(row, today),
            kind=read_code(row, "kind"),
            words=row["words"],
            answer=read_field(row, "answer", check_code),
        )

    return parse_papers(content, REQUIRED, parse_row)
