"""Entities of FollowTheMoney: the lines of a file, and the properties of one line, every one a list.

An entity may nest others where it could name them; addresses that it names are put beside its own words in
the cell ``@refers_to``. What names persons in documents and messages is left out (`NOT_KEPT`).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from crimebook.exchange.accounts import read_json, rows_of_objects
from crimebook.exchange.persons import note_left_out
from crimebook.exchange.tables import FieldError, Row, TableError
from crimebook.terms.errors import Fault

REFERS_TO = "@refers_to"
PLACES = ("addressEntity", "locationEntity", "location", "address")

NESTED = ("Address", "Organization", "PublicBody", "Company")
NOT_KEPT = frozenset(
    {
        "author",
        "bcc",
        "cc",
        "emailMentioned",
        "from",
        "headers",
        "ibanMentioned",
        "ipMentioned",
        "metadata",
        "namesMentioned",
        "peopleMentioned",
        "phoneMentioned",
        "sender",
        "to",
    }
)
"""Properties of documents and messages that are persons' names and addresses: a name may not lie open."""

NO_NAMES = frozenset({"headers", "ibanMentioned", "ipMentioned", "metadata"})
"""Of these the properties that need not name anybody."""

Values = Mapping[str, tuple[Any, ...]]
"""The properties of an entity: each a list of texts, or of entities where the export nests them."""


def read_rows(content: bytes) -> Iterator[Row]:
    """Yield the entities, each with the addresses that it names; the number of a row is that of its line."""
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), start=1) if line.strip()]
    if not lines:
        raise TableError("expected entities as JSON lines, got an empty file")
    found = [(number, _entity(number, line)) for number, line in lines]
    places = {each["id"]: each for _, each in found if _is_address(each)}
    for number, entity in found:
        for row in rows_of_objects([_with_places(entity, places)], start=number):
            yield note_left_out(row, _named_in(entity))


def values_of(row: Row) -> Values:
    """Return the properties; every one must be a list of texts or of nested bodies and addresses."""
    try:
        given = json.loads(row["properties"] or "{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, Mapping):
        raise FieldError("properties", Fault("an object of lists", "another value"))
    return {name: tuple(_checked(name, each) for each in _list(name, value)) for name, value in given.items()}


def values_of_entity(entity: Mapping[str, Any]) -> Values:
    """Return the properties of a nested entity: lists of texts alone."""
    given = entity.get("properties")
    if not isinstance(given, Mapping):
        raise FieldError("properties", Fault("an object of lists", type(given).__name__))
    values = {name: _list(name, value) for name, value in given.items()}
    for name, value in values.items():
        if not all(isinstance(each, str) for each in value):
            raise FieldError(name[:80], Fault("texts alone in a nested entity", "another value"))
    return values


def texts(values: Values, field: str) -> tuple[str, ...]:
    """Return the texts of a property, without empty ones."""
    return tuple(text for each in values.get(field, ()) if isinstance(each, str) and (text := each.strip()))


def first(values: Values, *fields: str) -> str:
    """Return the first text of the first property that has one, or ""."""
    return next((text for field in fields for text in texts(values, field)), "")


def _list(name: str, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise FieldError(name[:80], Fault("a list", type(value).__name__))
    return tuple(value)


def _checked(name: str, value: Any) -> Any:
    """Return a text, or a nested entity that is no person."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise FieldError(name[:80], Fault("a list of texts", f"a {type(value).__name__} in it"))
    if value.get("schema") not in NESTED:
        raise FieldError(
            name[:80], Fault("a nested body or address", "another entity", "export the entities side by side")
        )
    values_of_entity(value)
    return value


def _entity(number: int, line: bytes) -> dict[str, Any]:
    try:
        value = read_json(line)
    except TableError as error:
        raise TableError(f"line {number}: {error}") from error
    if not isinstance(value, dict):
        raise TableError(f"line {number}: expected an entity, got {type(value).__name__}")
    if not isinstance(value.get("schema"), str):
        raise TableError(
            f'line {number}: expected an entity with its "schema", got none; is it FollowTheMoney?'
        )
    return value


def _named_in(entity: Mapping[str, Any]) -> list[str]:
    """Return the properties of an entity that name persons and are not kept."""
    properties = entity.get("properties")
    if not isinstance(properties, Mapping):
        return []
    return [name for name, value in properties.items() if name in NOT_KEPT - NO_NAMES and value]


def _is_address(entity: Mapping[str, Any]) -> bool:
    return entity["schema"] == "Address" and isinstance(entity.get("id"), str)


def _with_places(entity: dict[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entity without what is not kept, with the addresses that it names."""
    properties = entity.get("properties")
    if not isinstance(properties, Mapping):
        return entity
    kept = {name: value for name, value in properties.items() if name not in NOT_KEPT}
    named = [each for field in PLACES if isinstance(listed := kept.get(field), list) for each in listed]
    found = [places[each] for each in named if isinstance(each, str) and each in places]
    return {**entity, "properties": kept, **({REFERS_TO: found} if found else {})}
