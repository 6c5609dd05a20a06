"""Reading a file to its staging file: every row parsed, placed and written down, nothing in the register yet.

Rows are taken a slice at a time, so that a file of a million needs no more memory than a small one. What was
read before the program was stopped is not read again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crimebook import __version__
from crimebook.exchange.tables import Refusal, Row
from crimebook.stores.register.transactions import last_change
from crimebook.stores.staging.files import SourceFile
from crimebook.stores.staging.lines import StagingFile
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import Fault
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.entries import Entry, entry_of
from crimebook.work.importing.kinds import Kind
from crimebook.work.importing.lines import read_line
from crimebook.work.importing.progress import Progress
from crimebook.work.importing.readers import Readers

SLICE = 2000
"""Rows that are read, and later written, together."""

SEALED_SLICE = 200
"""The same of rows that name persons: sealing takes milliseconds a row, and somebody waits to hear of it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read to its end: how many rows, which were refused, whether all is invented."""

    rows: int
    refusals: tuple[Refusal, ...]
    is_invented: bool


def staging_of(kind: Kind, file: SourceFile, context: ImportContext, folder: Path) -> StagingFile:
    """Return the staging file for a file that is read in a context; other words for another context."""
    facts = [
        __version__,
        kind.name,
        kind.mapping,
        file.digest,
        context.gazetteer_version,
        context.zone.key,
        context.today.isoformat(),
        # What refers to other records was resolved, or refused, by what the register held then.
        str(last_change()) if kind.asks_register else "",
        context.persons.digest,
    ]
    return StagingFile(folder, f"{kind.name}-{file.digest[:16]}", digest_value(Purpose.RECORDS, facts))


def read_file(
    kind: Kind,
    file: SourceFile,
    context: ImportContext,
    staging: StagingFile,
    progress: Progress,
    processes: int = 1,
) -> Read:
    """Read all rows of a file into its staging file; raise `TableError` where it is no file of this kind."""
    tally = _Tally()
    for line in islice(staging.lines(), staging.lines_before):
        tally.note(_entry_of_line(line))
    with file.open() as stream, Readers(kind, context, processes) as readers:
        rows = iter(kind.read_rows(stream))
        before = sum(1 for _ in islice(rows, staging.lines_before))
        for entries in readers.read(_slices(rows)):
            for entry in entries:
                staging.append(tally.note(entry))
            staging.settle()
            progress(tally.rows, max(file.lines, tally.rows))
        if not before and not tally.rows:
            # Without a row nothing has said yet whether the header is that of this kind.
            stream.seek(0)
            kind.parse(stream.read(), context)
    file.check_unchanged()
    return Read(
        tally.rows, tuple(tally.refusals), is_invented=tally.staged > 0 and tally.invented == tally.staged
    )


class _Tally:
    """What was read so far, and which ids came before."""

    def __init__(self) -> None:
        self.rows = self.staged = self.invented = 0
        self.refusals: list[Refusal] = []
        self._ids: set[str] = set()

    def note(self, entry: Entry) -> bytes:
        """Count an entry and return its line; an id that came before in the file makes it a refusal."""
        self.rows += 1
        if entry.external_id in self._ids:
            fault = Fault("an id that no other row has", "an id that came before")
            entry = entry_of(entry.number, Refusal(entry.number, "id", fault))
        if entry.external_id:
            self._ids.add(entry.external_id)
            self.staged += 1
            self.invented += entry.is_invented
        else:
            refusal = read_line(entry.line)
            if isinstance(refusal, Refusal):
                self.refusals.append(refusal)
        return entry.line


def _entry_of_line(line: bytes) -> Entry:
    staged = read_line(line)
    return entry_of(staged.row if isinstance(staged, Refusal) else 0, staged)


def _slices(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(rows, SLICE)):
        step = SEALED_SLICE if any(row.apart for row in part) else SLICE
        yield from (part[start : start + step] for start in range(0, len(part), step))
