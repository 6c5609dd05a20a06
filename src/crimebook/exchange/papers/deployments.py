"""Deployments: a unit at a place for a time, as one source tells it, with the callsigns it used there.

Columns: ``id, is_invented`` must be there, with ``unit`` or ``unit_words``; ``callsigns, place_words,
town_words, lat, lon, radius_m, time, derived_from`` may be. Callsigns are parted by ``|``.
``derived_from`` is the reference of the case from which the deployment was concluded: it never counts for it.
"""

from dataclasses import dataclass
from datetime import date

from crimebook.exchange.cases import split_list
from crimebook.exchange.papers.paper import (
    Paper,
    parse_papers,
    read_id,
    read_invented,
    read_ref,
    read_time,
    read_unit,
)
from crimebook.exchange.recordings import Spot, read_spot
from crimebook.exchange.tables import Parsed, Row, Table
from crimebook.exchange.values import Bounds
from crimebook.terms.intervals import FourPoint

REQUIRED = ("id", "is_invented")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRow(Paper):
    """One deployment, as its source tells it."""

    unit_words: str
    callsigns: tuple[str, ...]
    time: FourPoint
    spot: Spot | None
    place_words: str
    towns: str


def parse_deployments(content: Table, *, today: date, bounds: Bounds) -> Parsed[DeploymentRow]:
    """Read a table of deployments; a point outside ``bounds`` refuses its row."""

    def parse_row(row: Row) -> DeploymentRow:
        unit, unit_words = read_unit(row)
        return DeploymentRow(
            row=row,
            external_id=read_id(row),
            is_invented=read_invented(row),
            unit=unit,
            incident=read_ref(row, "derived_from") if row["derived_from"] else None,
            unit_words=unit_words,
            callsigns=tuple(dict.fromkeys(split_list(row["callsigns"]))),
            time=read_time(row, today),
            spot=read_spot(row, bounds),
            place_words=row["place_words"],
            towns=row["town_words"],
        )

    return parse_papers(content, REQUIRED, parse_row)
