"""FollowTheMoney: a force's people as JSON lines: persons, bodies, and what ties the one to the other.

Who brings such a file says by its kind that the persons in it are officers, and their names are kept. The
kind `followthemoney` refuses every person: there a name may be a victim's.

Organizations, public bodies and companies become units, with the body above them. Persons become mentions.
Memberships, employments, directorships, occupancies of positions and posts become posts, each with its
person and its body, which must stand in the same file. Who holds a post commands a body only where the role
says just that (`HEADS`). Dates are those of `ftm_dates`, on whichever of their days.
Schemas: ``followthemoney/schema/{Membership,Employment,Directorship,Occupancy,Position,Post}.yaml``.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from crimebook.exchange.accounts import read_json, rows_of_objects, value_of
from crimebook.exchange.officers import (
    Body,
    Days,
    DaySpan,
    OfficerRow,
    RelationRow,
    ServiceRow,
    cited_span,
    read_days,
)
from crimebook.exchange.partners.ftm_dates import enclosing, prefix_of
from crimebook.exchange.partners.values import identity, named, plain
from crimebook.exchange.tables import FieldError, Parsed, Row, Table, TableError, parse_table
from crimebook.exchange.values import check_not_future
from crimebook.terms.errors import Fault
from crimebook.terms.ids import ExternalId, check_external_id
from crimebook.terms.mentions import SaidOfPerson

REQUIRED = ("id", "schema")
PERSON, BODY, POSITION = "@person", "@body", "@position"
"""Cells in which the entities that a tie names stand beside its own words."""

BODIES = frozenset({"Organization", "PublicBody", "Company", "LegalEntity"})
HEADS = frozenset({"commander", "head", "chief", "командир", "начальник", "камандзір", "начальнік"})
"""Roles that are the command of the body and say nothing else."""

NUMBER_CHARACTERS = 64
"""What is longer is no number: it stays among the words."""


class Tie(NamedTuple):
    """By which properties a schema names its person and its body, or its position."""

    person: str
    body: str


TIES: Mapping[str, Tie] = {
    "Membership": Tie("member", "organization"),
    "Employment": Tie("employee", "employer"),
    "Directorship": Tie("director", "organization"),
    "Occupancy": Tie("holder", "post"),
    "Post": Tie("holder", "organization"),
}

ForceRow = OfficerRow | ServiceRow | RelationRow
Properties = Mapping[str, tuple[str, ...]]


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield the entities, each tie with those that it names; the number of a row is that of its line."""
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), start=1) if line.strip()]
    if not lines:
        raise TableError("expected entities as JSON lines, got an empty file")
    found = [(number, _entity(number, line)) for number, line in lines]
    by_id = {each["id"]: each for _, each in found if isinstance(each.get("id"), str)}
    for number, entity in found:
        yield from rows_of_objects([{"id": None, **entity, **_named_by(entity, by_id)}], start=number)


def parse_officers(content: Table, *, today: date) -> Parsed[ForceRow]:
    """Read entities as persons, posts and bodies; refuse what is none of them."""

    def parse_row(row: Row) -> ForceRow:
        schema = plain(row, "schema")
        properties = _properties(_own(row))
        if schema in TIES:
            return _read_tie(row, TIES[schema], properties, today)
        if schema == "Person":
            said = _said(properties, today)
            return OfficerRow(row=row, external_id=identity(row, "id"), is_invented=False, said=said)
        if schema in BODIES:
            return _read_body(row, properties)
        raise FieldError("schema", _no_place(schema))

    rows: Iterable[Row] = read_rows(content) if isinstance(content, bytes) else content
    return parse_table(rows, required=REQUIRED, parse_row=parse_row, identify=lambda each: each.external_id)


def _read_tie(row: Row, tie: Tie, properties: Properties, today: date) -> ServiceRow:
    person, body = value_of(row, PERSON), value_of(row, BODY)
    if not isinstance(person, Mapping) or person.get("schema") != "Person":
        raise FieldError(tie.person, Fault("a person of the file", "none", "export the persons beside it"))
    position = value_of(row, POSITION)
    place = _properties(position) if isinstance(position, Mapping) else {}
    role = _first(properties, "role", "status") if tie.body != "post" else _first(place, "name")
    is_head = " ".join(role.casefold().split()) in HEADS
    words = "" if body is not None else _first(place, "name") or _first(properties, tie.body)
    if body is None and not words:
        raise FieldError(tie.body, Fault("a body, or words for it", "neither", "export the bodies beside it"))
    return ServiceRow(
        row=row,
        external_id=identity(row, "id"),
        is_invented=False,
        officer=(_id_of(person, tie.person), _said(_properties(person), today)),
        body=None if body is None else _body(body, tie.body),
        unit_words=words,
        kind="head" if is_head else "undetermined",
        title=role or _first(properties, "summary", "description"),
        is_command=is_head,
        time=_span(properties),
    )


def _read_body(row: Row, properties: Properties) -> RelationRow:
    above = value_of(row, BODY)
    child = _body({"id": identity(row, "id"), "properties": properties}, "id")
    return RelationRow(
        row=row,
        external_id=child.external_id,
        is_invented=False,
        child=child,
        parent=None if above is None else _body(above, "parent"),
    )


def _span(properties: Properties) -> DaySpan:
    starts, ends = _days(properties, "startDate"), _days(properties, "endDate")
    if starts or ends:
        return named("endDate", lambda: cited_span(starts, ends, is_start=True, is_end=True))
    on = _days(properties, "date")
    return cited_span(on, on, is_start=False, is_end=False)


def _days(properties: Properties, field: str) -> Days | None:
    texts = properties.get(field, ())
    if not texts:
        return None
    whole = named(field, lambda: enclosing([prefix_of(text) for text in texts]))
    return whole.first, whole.last


def _said(properties: Properties, today: date) -> SaidOfPerson:
    return SaidOfPerson(
        name=_first(properties, "name", "alias", "weakAlias"),
        birth=_day(properties, "birthDate", today),
        death=_day(properties, "deathDate", today),
        phone=next((each for each in properties.get("phone", ()) if len(each) <= NUMBER_CHARACTERS), ""),
        description=_first(properties, "summary", "description"),
        role_words="; ".join(properties.get("position", ())),
    )


def _day(properties: Properties, field: str, today: date) -> str:
    """Return a day as precise as the file has it; nothing where it has several: they stay among the words."""
    texts = {text[:10] for text in properties.get(field, ())}
    if len(texts) != 1:
        return ""
    text = texts.pop()
    named(field, lambda: check_not_future(read_days(text)[0], today))
    return text


def _body(entity: Mapping[str, Any], field: str) -> Body:
    properties = _properties(entity)
    names = [name for each in ("name", "alias", "abbreviation") for name in properties.get(each, ())]
    if not names:
        raise FieldError(field, Fault("a body with a name", "one without"))
    written = tuple(("be" if "ў" in name.casefold() else "und", name) for name in dict.fromkeys(names))
    return Body(_id_of(entity, field), written)


def _id_of(entity: Mapping[str, Any], field: str) -> ExternalId:
    return named(field, lambda: check_external_id(str(entity.get("id") or "")))


def _named_by(entity: Mapping[str, Any], by_id: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entities that a tie or a body names, each under its cell."""
    schema, properties = entity["schema"], entity.get("properties")
    if not isinstance(properties, Mapping):
        return {}
    if schema in BODIES:
        return _found({BODY: properties.get("parent")}, by_id)
    if schema not in TIES:
        return {}
    tie = TIES[schema]
    found = _found({PERSON: properties.get(tie.person), BODY: properties.get(tie.body)}, by_id)
    post = found.get(BODY)
    if post is not None and post.get("schema") == "Position":
        del found[BODY]
        found[POSITION] = post
        place = post.get("properties")
        found |= _found({BODY: place.get("organization") if isinstance(place, Mapping) else None}, by_id)
    return found


def _found(wanted: Mapping[str, Any], by_id: Mapping[str, Any]) -> dict[str, Any]:
    """Return the first entity of each property: nested there, or named by an id of the file."""
    found: dict[str, Any] = {}
    for cell, values in wanted.items():
        for value in values if isinstance(values, list) else ():
            entity = (
                value if isinstance(value, Mapping) else by_id.get(value) if isinstance(value, str) else None
            )
            if entity is not None:
                found.setdefault(cell, {name: entity.get(name) for name in ("id", "schema", "properties")})
    return found


def _own(row: Row) -> Mapping[str, Any]:
    return {"properties": value_of(row, "properties") or {}}


def _properties(entity: Mapping[str, Any]) -> Properties:
    """Return the texts of an entity's properties; what is nested there is read elsewhere."""
    given = entity.get("properties") or {}
    if not isinstance(given, Mapping):
        raise FieldError("properties", Fault("an object of lists", type(given).__name__))
    texts = {}
    for name, values in given.items():
        if not isinstance(values, list | tuple):
            raise FieldError(str(name)[:80], Fault("a list", type(values).__name__))
        texts[name] = tuple(text for each in values if isinstance(each, str) and (text := each.strip()))
    return texts


def _first(properties: Properties, *fields: str) -> str:
    return next((text for field in fields for text in properties.get(field, ())), "")


def _entity(number: int, line: bytes) -> dict[str, Any]:
    try:
        value = read_json(line)
    except TableError as error:
        raise TableError(f"line {number}: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("schema"), str):
        raise TableError(f'line {number}: expected an entity with its "schema", got something else')
    return value


def _no_place(schema: str) -> Fault:
    if schema == "Position":
        return Fault("a person, a body or a tie", "a position", "nothing to do: it came in with its holders")
    known = ", ".join(("Person", *sorted(BODIES), *TIES))
    return Fault(f"one of {known}", repr(schema[:40]), "import the rest with the kind followthemoney")
