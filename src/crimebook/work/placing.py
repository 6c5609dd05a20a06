"""Placing: what the sources said is read again when the gazetteer knows more than it did.

The words stay; only the windows read from them are superseded, and only where they come out differently.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby, islice

from crimebook.custody.events import Action, Deed
from crimebook.exchange.tables import write_table
from crimebook.stores.register.events import append_event
from crimebook.stores.register.records import NewSeen
from crimebook.stores.register.rereading import CitedRow, latest_words, replace_windows
from crimebook.stores.register.transactions import next_change, writing
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import KINDS

SLICE = 300
"""Records read again together: an SQL statement on SQLite names at most some hundreds of them."""


def place_again(
    actor: Actor, context: ImportContext, *, at: datetime, progress: Callable[[int, int], None]
) -> int:
    """Read every record's place and time words again; return how many records got other windows."""
    check_right(actor, Right.IMPORT)
    kinds = [kind.name for kind in KINDS.values() if kind.places_windows]
    read_again = [(source_id, _read(rows, context)) for source_id, rows in _slices(kinds)]
    if not read_again:
        return 0
    with writing():
        change, changed = next_change(), 0
        for done, (source_id, records) in enumerate(read_again, start=1):
            changed += replace_windows(source_id, records, change=change)
            progress(done, len(read_again))
        append_event(
            Deed("register:windows", Action.DERIVED, actor.key, at, reason=f"{changed} records placed again")
        )
    return changed


def _slices(kinds: list[str]) -> Iterator[tuple[int, list[CitedRow]]]:
    """Yield rows of one source, one kind and one header at a time."""
    rows = latest_words(kinds)
    for (source_id, _, _), group in groupby(rows, key=lambda row: (row.source_id, row.kind, _header(row))):
        while part := list(islice(group, SLICE)):
            yield source_id, part


def _header(row: CitedRow) -> tuple[str, ...]:
    return tuple(field for field, _ in row.words)


def _read(rows: list[CitedRow], context: ImportContext) -> list[tuple[int, NewSeen]]:
    kind = KINDS[rows[0].kind]
    citations = {row.external_id: row.citation_id for row in rows}
    parsed = kind.parse(write_table([row.words for row in rows]), context)
    staged = [kind.stage(record, context).record for record in parsed.records]
    return [(citations[record.external_id], record) for record in staged if isinstance(record, NewSeen)]
