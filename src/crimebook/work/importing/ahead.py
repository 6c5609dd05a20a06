"""Reading the next files while one is being written: writing often waits for the database, reading never.

What is read ahead lies in its staging file, where the import that comes to it follows it. Nothing of the
register is asked here, so only kinds that ask it nothing can be read ahead. A file that cannot be read says
so to its own import.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from crimebook.stores.staging.files import SourceFile
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.following import Reading
from crimebook.work.importing.kinds import Kind


@dataclass(frozen=True, slots=True)
class Awaited:
    """A file that will be imported soon, with all that reading it needs."""

    path: Path
    kind: Kind
    file: SourceFile
    context: ImportContext


class ReadingAhead:
    """A context manager around one thread that reads files into their staging files, one after the other."""

    def __init__(self, staging_folder: Path, processes: int) -> None:
        self._folder, self._processes = staging_folder, processes
        self._thread = ThreadPoolExecutor(1, "reading-ahead")
        self._begun: dict[Path, Reading] = {}
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()
        self._thread.shutdown(cancel_futures=True)

    def begin(self, awaited: Iterable[Awaited]) -> None:
        """Read these files, in their order, after those that were begun before."""
        for each in awaited:
            reading = Reading(each.kind, each.file, each.context, self._folder, self._processes)
            self._begun[each.path] = self._ends.enter_context(reading)
            reading.begin(self._thread)

    def reading_of(self, path: Path) -> Reading | None:
        """Return the reading of a file that was begun, to be followed by its import."""
        return self._begun.get(path)
