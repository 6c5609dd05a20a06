"""Reading rows in one process or in several: slices in, their entries out, in the same order.

Another process begins afresh: it opens the book by itself and must find the gazetteer that the import began
with. What comes out is the same however many there are.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Self

from crimebook.exchange.tables import Row
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.entries import Entry, read_slice
from crimebook.work.importing.kinds import KINDS, Kind
from crimebook.work.importing.reader_process import Beginning, begin, read_cells

AHEAD = 2
"""Slices that a process may be ahead of the writer: more would only fill the memory."""


def are_processes(kind: Kind, processes: int) -> bool:
    """Whether rows of a kind are read by other processes: they must find the kind by its name."""
    return processes > 1 and KINDS.get(kind.name) is kind


class Readers:
    """A context manager around the processes that read; with one, this process reads by itself."""

    def __init__(self, kind: Kind, context: ImportContext, processes: int) -> None:
        self._kind, self._context, self._processes = kind, context, processes
        self._pool: ProcessPoolExecutor | None = None
        if are_processes(kind, processes):
            beginning = Beginning(
                kind.name, context.zone.key, context.today, context.gazetteer_version, context.persons
            )
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
            cells = [(row.number, tuple(row.cells.items()), row.apart) for row in rows]
            waiting.append(self._pool.submit(read_cells, cells))
            if len(waiting) > AHEAD * self._processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
