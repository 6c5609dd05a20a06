"""Reading a file beside its writing: each row is written as soon as it is read.

Reading is work for several processes and writing for one; one after the other, half of a machine would wait.
What is read still lies in the staging file first, and nothing is committed before all of it was read.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from pathlib import Path
from threading import Condition
from types import TracebackType
from typing import Self

from crimebook.stores.staging.files import SourceFile
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import Kind
from crimebook.work.importing.readers import are_processes
from crimebook.work.importing.reading import Read, read_file, staging_of

LOOK_S = 0.5
"""How often somebody who waits is told how far the reading is."""

Step = Callable[[], None]
"""Called after each step of the reading, or while it is waited for."""


class StoppedError(Exception):
    """Reading was ended before its file was."""


class Reading:
    """A context manager around one file that is read to its staging file, in a thread or at once.

    Leaving it ends the reading. The staging file stays, for a next run, until `remove`.
    """

    def __init__(
        self, kind: Kind, file: SourceFile, context: ImportContext, folder: Path, processes: int
    ) -> None:
        self.kind, self.file, self.context = kind, file, context
        self._processes = processes
        self._staging = staging_of(kind, file, context, folder)
        self._outcome: Future[Read] | None = None
        self._news = Condition()
        self._is_over = False
        self._step: Step = _no_step
        self.rows_read, self.rows = 0, max(file.lines, 1)
        """How many rows were read so far, and of how many."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over = True
        if self._outcome is not None and not self._outcome.cancel():
            # Whatever came of it: nobody asks any more.
            self._outcome.exception()
        self._staging.close()

    @property
    def is_begun(self) -> bool:
        """Whether a thread reads it, or has."""
        return self._outcome is not None

    @property
    def is_by_processes(self) -> bool:
        """Whether other processes will read, so that this one has time to write."""
        return are_processes(self.kind, self._processes)

    def begin(self, thread: Executor) -> None:
        """Read in a thread, when its turn comes."""
        self._outcome = thread.submit(self._read)

    def read_whole(self, step: Step) -> None:
        """Return when the file is read to its end; raise what ended it before."""
        if self._outcome is None:
            self._step, self._outcome = step, Future()
            self._outcome.set_result(self._read())
        taken = 0
        while more := self._await_more(taken, step):
            taken = more

    def lines(self, step: Step) -> Iterator[bytes]:
        """Yield each line once it is settled; at the end raise what ended the reading too early."""
        lines = self._staging.lines()
        taken = 0
        while settled := self._await_more(taken, step):
            yield from islice(lines, settled - taken)
            taken = settled

    def result(self) -> Read:
        """Return what was read, after its end; raise what ended the reading."""
        if self._outcome is None:
            raise RuntimeError(f"{self.file.digest[:16]}: expected a reading that was begun")
        return self._outcome.result()

    def remove(self) -> None:
        """Remove the staging file: what it held is in the register, or must not be kept."""
        self._staging.remove()

    def _await_more(self, taken: int, step: Step) -> int:
        """Return how many lines are settled, more than were taken; 0 where no more will come."""
        with self._news:
            while self.rows_read == taken:
                if self._outcome is not None and self._outcome.done():
                    rows = self._outcome.result().rows
                    return rows if rows > taken else 0
                self._news.wait(LOOK_S)
                step()
            return self.rows_read

    def _read(self) -> Read:
        try:
            return read_file(self.kind, self.file, self.context, self._staging, self._note, self._processes)
        finally:
            with self._news:
                self._news.notify_all()

    def _note(self, done: int, total: int) -> None:
        if self._is_over:
            raise StoppedError
        with self._news:
            self.rows_read, self.rows = done, total
            self._news.notify_all()
        self._step()


def _no_step() -> None:
    """Tell nobody."""
