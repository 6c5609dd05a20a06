"""Security Force Monitor: the downloads of its site as CSV, "Personnel" and "Parentage".

A posting or a relation has a date first cited and a date last cited; ``…_start`` and ``…_end`` say whether
it began and ended then, and ``…_open`` says ``E`` for an exact end. Without that, a source merely speaks of
that day: it had begun by then, and nobody says how long it lasted. ``Y``, "we assume that it goes on", is an
assumption and no source: it is kept among the words, and the end stays unknown. Dates are YYYY, YYYY-MM or
YYYY-MM-DD. Sources and confidence scores of single fields do not come with these downloads.
Fields: the organisation's research handbook, "What data can I download".
"""

from datetime import date

from crimebook.exchange.officers import (
    Body,
    Days,
    DaySpan,
    RelationRow,
    ServiceRow,
    cited_span,
    days_as_written,
    read_days,
)
from crimebook.exchange.partners.values import named
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
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.terms.ids import ExternalId, check_external_id
from crimebook.terms.mentions import SaidOfPerson

PERSONNEL = ("unit:id:admin", "unit:name", "person:name", "person:posting_first_cited_date")
PARENTAGE = ("unit:id:admin", "unit:name", "unit:related_unit", "unit:related_unit_class")
PERSON_IDS = ("person:admin:id", "person:id:admin")
"""What the person's id is called: the first in the downloads, the second in the research sheets."""

KINDS = {
    "commander": "head",
    "acting commander": "acting_head",
    "second in command": "deputy",
    "deputy commander": "deputy",
    "chief of staff": "staff_officer",
    "staff officer": "staff_officer",
}
"""Roles of the handbook as codes of ``posting_kinds``; any other stays words."""

RELATIONS = {"command": "command", "administrative": "administrative", "informal": ""}
"""Classes of relations as codes of ``unit_relations``. What an informal one is, nobody knows: it stays so."""

_COMMANDS = frozenset({"head", "acting_head"})
_DIGITS = 8


def parse_personnel(content: Table, *, today: date) -> Parsed[ServiceRow]:
    """Read a "Personnel" download: one posting a row, with its person and its unit."""

    def parse_row(row: Row) -> ServiceRow:
        unit, person = _body(row, "unit:id:admin", "unit:name"), _person_id(row)
        role = row["person:posting_role"]
        kind = KINDS.get(" ".join(role.casefold().split()), "undetermined")
        title, rank = row["person:posting_title"], row["person:posting_rank"]
        return ServiceRow(
            row=row,
            external_id=_id(
                person, unit.external_id, role, title, rank, row["person:posting_first_cited_date"]
            ),
            is_invented=False,
            officer=(person, _said(row, today)),
            body=unit,
            kind=kind,
            title=title or role,
            rank_words=rank,
            is_command=kind in _COMMANDS,
            time=_span(row, "person:posting", "person:posting_last_cited_date_end"),
        )

    return parse_table(
        content, required=PERSONNEL, parse_row=parse_row, identify=lambda each: each.external_id
    )


def parse_parentage(content: Table) -> Parsed[RelationRow]:
    """Read a "Parentage" download: one unit under another a row, or a unit alone where none is named."""

    def parse_row(row: Row) -> RelationRow:
        child = _body(row, "unit:id:admin", "unit:name")
        parent = _parent(row)
        if parent is not None and parent.external_id == child.external_id:
            raise FieldError("unit:related_unit", Fault("another unit", "the unit itself"))
        words = row["unit:related_unit_class"]
        kind = RELATIONS.get(words.casefold().strip()) if words else "administrative"
        if kind is None:
            fault = Fault("Command, Administrative or Informal", repr(words[:40]))
            raise FieldError("unit:related_unit_class", fault)
        first = row["unit:related_unit_first_cited_date"]
        return RelationRow(
            row=row,
            external_id=_id(child.external_id, parent.external_id if parent else "", words, first),
            is_invented=False,
            child=child,
            parent=parent if kind else None,
            kind=kind or "administrative",
            time=_span(row, "unit:related_unit", "unit:related_unit_open"),
        )

    return parse_table(
        content, required=PARENTAGE, parse_row=parse_row, identify=lambda each: each.external_id
    )


def _person_id(row: Row) -> ExternalId:
    field = next((each for each in PERSON_IDS if row[each]), PERSON_IDS[0])
    return read_field(row, field, check_external_id)


def _said(row: Row, today: date) -> SaidOfPerson:
    return SaidOfPerson(
        name=need(row, "person:name"),
        birth=days_as_written(row, "person_extra:date_of_birth", today),
        death=days_as_written(row, "person_extra:deceased_date", today),
    )


def _parent(row: Row) -> Body | None:
    if not row["unit:related_unit"]:
        return None
    return _body(row, "unit:related_unit", "unit:related_unit:name")


def _body(row: Row, id_field: str, name_field: str) -> Body:
    code = read_field(row, id_field, check_external_id)
    return Body(code, (("und", row[name_field] or code),))


def _span(row: Row, prefix: str, end_field: str) -> DaySpan:
    first, last = (_days(row, f"{prefix}_{which}_cited_date") for which in ("first", "last"))
    is_start = _is(row, f"{prefix}_first_cited_date_start", "Y")
    is_end = _is(row, end_field, "Y" if end_field.endswith("_end") else "E")
    return named(
        f"{prefix}_last_cited_date", lambda: cited_span(first, last, is_start=is_start, is_end=is_end)
    )


def _days(row: Row, field: str) -> Days | None:
    return read_optional(row, field, read_days)


def _is(row: Row, field: str, sign: str) -> bool:
    """Return whether a flag has a sign. The site writes a boolean as Y or N, and as True or False."""
    text = row[field].strip().casefold()
    if text not in {"", "y", "n", "e", "true", "false"}:
        raise FieldError(field, Fault("Y, N or E", repr(row[field][:20])))
    return text == sign.casefold() or (sign == "Y" and text == "true")


def _id(*parts: str) -> ExternalId:
    """Return an id for a row that has none: its own parts, and a digest of the words that tell it apart."""
    first, second, *words = parts
    text = f"{first}/{second}/{sha256_hex(chr(31).join(words).encode())[:_DIGITS]}"
    try:
        return check_external_id(text)
    except InvalidValueError as error:
        raise FieldError(PERSONNEL[0], error.fault) from error
