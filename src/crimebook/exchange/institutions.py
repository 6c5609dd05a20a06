"""Institutions: public bodies with their parents and, for places of detention, where they stand.

Columns: ``id, name_en, parent`` must be there; ``name_be, name_ru, formed, place, note, source,
source_licence, is_invented`` may be. Coordinates may stand at the end of the place's words, after a
semicolon.
"""

import re
from dataclasses import dataclass

from crimebook.exchange.tables import (
    FieldError,
    Parsed,
    Row,
    Table,
    need,
    parse_table,
    read_field,
    read_optional,
)
from crimebook.exchange.values import Bounds, read_yes_no
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id
from crimebook.terms.places import LatLon

REQUIRED = ("id", "name_en", "parent")
CLAIMED_FIELDS = ("formed", "place", "note")
_COORDINATES = re.compile(r"(-?\d{1,3}\.\d+)\s+(-?\d{1,3}\.\d+)\s*$")


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """A body, its names by language, its parent's id, and what is claimed of it."""

    row: Row
    external_id: ExternalId
    names: tuple[tuple[str, str], ...]
    parent: ExternalId | None
    claims: tuple[tuple[str, str], ...]
    said_by: str
    point: LatLon | None
    town: str
    is_invented: bool


def parse_institutions(content: Table, *, bounds: Bounds) -> Parsed[InstitutionRow]:
    """Read a file of institutions; coordinates outside ``bounds`` refuse the row."""

    def parse_row(row: Row) -> InstitutionRow:
        need(row, "name_en")
        external_id = read_field(row, "id", check_external_id)
        parent = read_field(row, "parent", check_external_id) if row["parent"] else None
        if parent == external_id:
            raise FieldError("parent", Fault("another body", "the body itself", "leave it empty if unknown"))
        return InstitutionRow(
            row=row,
            external_id=external_id,
            names=_names(row),
            parent=parent,
            claims=tuple((field, row[field]) for field in CLAIMED_FIELDS if row[field]),
            said_by=row["source"],
            point=_point(row, bounds),
            town=row["place"].partition(",")[0].strip(),
            is_invented=bool(read_optional(row, "is_invented", read_yes_no)),
        )

    return parse_table(
        content, required=REQUIRED, parse_row=parse_row, identify=lambda body: body.external_id
    )


def _names(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the names, original scripts first: a name is shown as its owner writes it."""
    return tuple(
        (language, row[f"name_{language}"]) for language in ("be", "ru", "en") if row[f"name_{language}"]
    )


def _point(row: Row, bounds: Bounds) -> LatLon | None:
    found = _COORDINATES.search(row["place"])
    if not found:
        return None
    try:
        return bounds.check(LatLon(float(found[1]), float(found[2])))
    except InvalidValueError as error:
        raise FieldError("place", error.fault) from error
