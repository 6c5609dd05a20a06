"""Reading the next files while one is being written: writing often waits for the database, reading never.

What is read ahead lies in its staging file, where the import that comes to it finds it and goes on. Nothing
of the register is asked here, so only kinds that ask it nothing can be read ahead. A file that cannot be read
is left to its own import, which says why.
"""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from crimebook.stores.staging.files import SourceFile
from crimebook.terms.errors import CrimebookError
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import Kind
from crimebook.work.importing.progress import Progress
from crimebook.work.importing.reading import read_file, staging_of

LOOK_S = 0.5
"""How often somebody who waits is told how far the reading is."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A file that will be imported soon, with all that reading it needs."""

    path: Path
    kind: Kind
    file: SourceFile
    context: ImportContext


class _StoppedError(Exception):
    """Reading ahead was ended before its file was."""


class ReadingAhead:
    """A context manager around one thread that reads files into their staging files, one after the other."""

    def __init__(self, staging_folder: Path, processes: int) -> None:
        self._folder, self._processes = staging_folder, processes
        self._thread = ThreadPoolExecutor(1, "reading-ahead")
        self._begun: dict[Path, Future[None]] = {}
        self._far: dict[Path, tuple[int, int]] = {}
        self._is_over = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.shutdown(cancel_futures=True)

    def begin(self, awaited: Iterable[Awaited]) -> None:
        """Read these files, in their order, after those that were begun before."""
        for each in awaited:
            self._begun[each.path] = self._thread.submit(self._read, each)

    def is_reading(self, path: Path) -> bool:
        """Whether a file was begun and is not read to its end."""
        future = self._begun.get(path)
        return future is not None and not future.done()

    def wait(self, path: Path, progress: Progress) -> None:
        """Return when the file is read, or at once where nobody reads it."""
        future = self._begun.get(path)
        while future is not None and wait_for([future], LOOK_S).not_done:
            progress(*self._far.get(path, (0, 1)))

    def _read(self, awaited: Awaited) -> None:
        kind, file, context = awaited.kind, awaited.file, awaited.context

        def note(done: int, total: int) -> None:
            if self._is_over.is_set():
                raise _StoppedError
            self._far[awaited.path] = (done, total)

        # What the file refuses is told by its own import.
        with (
            suppress(CrimebookError, _StoppedError),
            staging_of(kind, file, context, self._folder) as staging,
        ):
            read_file(kind, file, context, staging, note, self._processes)
