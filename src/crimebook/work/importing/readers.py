"""Reading rows in one process or in several: slices in, their entries out, in the same order.

Another process begins afresh: it opens the book by itself and must find the gazetteer that the import began
with. What comes out is the same however many there are.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Any, NamedTuple, Self

from crimebook.exchange.tables import Refusal, Row
from crimebook.stores.register.records import Staged
from crimebook.terms.errors import InvalidValueError
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import KINDS, Kind
from crimebook.work.importing.lines import write_line
from crimebook.work.importing.reader_process import Beginning, begin, read_cells

AHEAD = 2
"""Slices that a process may be ahead of the writer: more would only fill the memory."""


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
    try:
        return entry_of(record.row.number, kind.stage(record, context))
    except InvalidValueError as error:
        return entry_of(record.row.number, Refusal(record.row.number, "row", error.fault))


class Readers:
    """A context manager around the processes that read; with one, this process reads by itself."""

    def __init__(self, kind: Kind, context: ImportContext, processes: int) -> None:
        self._kind, self._context, self._processes = kind, context, processes
        self._pool: ProcessPoolExecutor | None = None
        if processes > 1 and KINDS.get(kind.name) is kind:
            beginning = Beginning(kind.name, context.zone.key, context.today, context.gazetteer_version)
            self._pool = ProcessPoolExecutor(
                processes, multiprocessing.get_context("spawn"), initializer=begin, initargs=(beginning,)
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    def read(self, slices: Iterable[list[Row]]) -> Iterator[list[Entry]]:
        """Yield the entries of each slice, in the order of the slices."""
        if self._pool is None:
            yield from (read_slice(self._kind, rows, self._context) for rows in slices)
            return
        waiting: deque[Future[list[Entry]]] = deque()
        for rows in slices:
            cells = [(row.number, tuple(row.cells.items())) for row in rows]
            waiting.append(self._pool.submit(read_cells, cells))
            if len(waiting) > AHEAD * self._processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
