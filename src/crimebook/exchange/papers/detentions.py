"""Legs of a detention: arrest, van, police station, prison, court; each with its own place and time.

Columns: ``id, incident, leg, is_invented`` must be there; ``step, place_kind, place_words, town_words, lat,
lon, radius_m, time, cell, persons_in_cell, counsel, court, conditions`` may be. ``leg`` is the place of the
leg in its itinerary, from 1; ``step`` says what it was (arrest, transport, police station); conditions are a
list of codes.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.papers.paper import (
    Paper,
    parse_papers,
    read_answer,
    read_code,
    read_codes,
    read_id,
    read_invented,
    read_ref,
    read_time,
)
from crimebook.exchange.recordings import Spot, read_spot
from crimebook.exchange.tables import Parsed, Row, Table, read_field, read_optional
from crimebook.exchange.values import Bounds, read_count
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "incident", "leg", "is_invented")
MOST_LEGS = 1_000
MOST_PERSONS = 30_000
"""More than a small integer of the database holds in one cell is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetentionRow(Paper):
    """One stay or one transfer, as its source tells it."""

    position: int
    step: str
    place_kind: str
    cell: str
    persons_in_cell: int | None
    counsel: str
    court: str
    conditions: tuple[str, ...]
    time: FourPoint
    spot: Spot | None
    place_words: str
    towns: str


def parse_detentions(content: Table, *, today: date, bounds: Bounds) -> Parsed[DetentionRow]:
    """Read a table of legs; a point outside ``bounds`` refuses its row."""

    def parse_row(row: Row) -> DetentionRow:
        return DetentionRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            incident=read_ref(row, "incident"),
            position=read_field(row, "leg", _read_position),
            step=read_code(row, "step"),
            place_kind=read_code(row, "place_kind"),
            cell=row["cell"],
            persons_in_cell=read_optional(row, "persons_in_cell", _read_persons),
            counsel=read_answer(row, "counsel"),
            court=row["court"],
            conditions=read_codes(row, "conditions"),
            time=read_time(row, today),
            spot=read_spot(row, bounds),
            place_words=row["place_words"],
            towns=row["town_words"],
        )

    return parse_papers(content, REQUIRED, parse_row)


def _read_position(text: str) -> int:
    position = read_count(text)
    if not 1 <= position <= MOST_LEGS:
        raise InvalidValueError(f"the leg's number, 1 to {MOST_LEGS}", repr(text[:40]), "count from 1")
    return position


def _read_persons(text: str) -> int:
    persons = read_count(text)
    if not 1 <= persons <= MOST_PERSONS:
        raise InvalidValueError(f"a count of 1 to {MOST_PERSONS} persons", repr(text[:40]))
    return persons
