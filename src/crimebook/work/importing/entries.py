"""The outcome of rows that are read: each is a line for the staging file, whether staged or refused."""

from typing import Any, NamedTuple

from crimebook.exchange.tables import Refusal, Row
from crimebook.stores.register.records import Staged
from crimebook.terms.errors import InvalidValueError
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import Kind
from crimebook.work.importing.lines import write_line
from crimebook.work.importing.persons import keep_persons


class Entry(NamedTuple):
    """The outcome of one row: its number, its id (empty where it was refused), its line."""

    number: int
    external_id: str
    is_invented: bool
    line: bytes


def entry_of(number: int, staged: Staged | Refusal) -> Entry:
    """Return the entry of a staged record or of a refusal."""
    if isinstance(staged, Refusal):
        return Entry(number, "", False, write_line(staged))  # noqa: FBT003 - a tuple's field
    is_invented = bool(getattr(staged.record, "is_invented", False))
    return Entry(number, staged.citation.external_id, is_invented, write_line(staged))


def read_slice(kind: Kind, rows: list[Row], context: ImportContext) -> list[Entry]:
    """Parse, place and stage rows; return an entry for each, in the order of the rows."""
    parsed = kind.parse(rows, context)
    entries = [_stage(kind, record, context) for record in parsed.records]
    entries += [entry_of(each.row, each) for each in parsed.refusals]
    # In the order of the rows: the first n lines of a staging file are the first n rows, wherever it is cut.
    return sorted(entries, key=lambda entry: entry.number)


def _stage(kind: Kind, record: Any, context: ImportContext) -> Entry:
    row = record.row
    try:
        staged = kind.stage(record, context)
        if row.apart:
            staged = keep_persons(staged, row.apart, kind.name, context.persons)
        return entry_of(row.number, staged)
    except InvalidValueError as error:
        return entry_of(row.number, Refusal(row.number, "row", error.fault))
