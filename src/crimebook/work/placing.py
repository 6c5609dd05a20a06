"""Placing: what the sources said is read again when the gazetteer knows more than it did.

The words stay; only the windows read from them are superseded, and only where they come out differently.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice

from crimebook.custody.events import Action, Deed
from crimebook.exchange.mapped import MAPPED
from crimebook.exchange.tables import Row
from crimebook.stores.register.events import append_event
from crimebook.stores.register.records import NewSeen
from crimebook.stores.register.rereading import CitedRow, latest_words, replace_windows, words_of
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.instants import parse_zone
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import KINDS, mapped_kind

SLICE = 300
"""Records read again together: an SQL statement on SQLite names at most some hundreds of them."""


def place_again(
    actor: Actor, context: ImportContext, *, at: datetime, progress: Callable[[int, int], None]
) -> int:
    """Read every record's place and time words again; return how many records got other windows."""
    check_right(actor, Right.IMPORT)
    changed = done = 0
    for source_id, rows in _slices(_kinds()):
        # Read before the register is held, so that a page never waits for it; a slice is done twice at worst.
        records = _read(rows, context)
        with writing():
            changed += replace_windows(source_id, records, change=next_change())
        done += len(rows)
        progress(done, done)
    if done:
        with writing():
            append_event(
                Deed(
                    "register:windows",
                    Action.DERIVED,
                    actor.key,
                    at,
                    reason=f"{changed} records placed again",
                )
            )
    return changed


def place_records(
    records: Mapping[SubjectKind, Sequence[int]], context: ImportContext, *, change: int
) -> int:
    """Read these records' words again, in the transaction that is open; return how many changed."""
    return sum(
        replace_windows(source_id, _read(rows, context), change=change)
        for source_id, rows in _cut(words_of(_kinds(), records))
    )


def _kinds() -> list[str]:
    return [*(kind.name for kind in KINDS.values() if kind.places_windows), MAPPED]


def _slices(kinds: list[str]) -> Iterator[tuple[int, list[CitedRow]]]:
    return _cut(latest_words(kinds))


def _cut(rows: Iterable[CitedRow]) -> Iterator[tuple[int, list[CitedRow]]]:
    """Yield rows of one source, one kind, one mapping and one header at a time."""
    for (source_id, *_), group in groupby(rows, key=_shape):
        while part := list(islice(group, SLICE)):
            yield source_id, part


def _shape(row: CitedRow) -> tuple[int, str, str, tuple[str, ...]]:
    return row.source_id, row.kind, row.mapping, tuple(field for field, _ in row.words)


def _read(rows: list[CitedRow], context: ImportContext) -> list[tuple[int, NewSeen]]:
    kind = KINDS[rows[0].kind] if rows[0].kind != MAPPED else mapped_kind(rows[0].mapping)
    citations = {row.external_id: row.citation_id for row in rows}
    said = [Row(number, dict(row.words)) for number, row in enumerate(rows, start=1)]
    # A source that speaks in a zone of its own goes on speaking in it.
    spoken = replace(context, zone=parse_zone(rows[0].zone)) if rows[0].zone else context
    parsed = kind.parse(said, spoken)
    staged = [kind.stage(record, spoken).record for record in parsed.records]
    return [(citations[record.external_id], record) for record in staged if isinstance(record, NewSeen)]
