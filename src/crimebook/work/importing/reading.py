"""Reading a file to its staging file: every row parsed, placed and written down, nothing in the register yet.

Rows are taken a slice at a time, so that a file of a million needs no more memory than a small one. What was
read before the program was stopped is not read again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from crimebook.exchange.tables import Refusal, Row
from crimebook.stores.register.records import Staged
from crimebook.stores.staging.files import SourceFile
from crimebook.stores.staging.lines import StagingFile
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.errors import Fault, InvalidValueError
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import Kind
from crimebook.work.importing.lines import read_line, write_line
from crimebook.work.importing.progress import Progress

SLICE = 2000
"""Rows that are read, and later written, together."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read to its end: how many rows, which were refused, whether all is invented."""

    rows: int
    refusals: tuple[Refusal, ...]
    is_invented: bool


def staging_of(kind: Kind, file: SourceFile, context: ImportContext, folder: Path) -> StagingFile:
    """Return the staging file for a file that is read in a context; other words for another context."""
    facts = [kind.name, file.digest, context.gazetteer_version, context.zone.key, context.today.isoformat()]
    return StagingFile(folder, f"{kind.name}-{file.digest[:16]}", digest_value(Purpose.RECORDS, facts))


def read_file(
    kind: Kind, file: SourceFile, context: ImportContext, staging: StagingFile, progress: Progress
) -> Read:
    """Read all rows of a file into its staging file; raise `TableError` where it is no file of this kind."""
    tally = _Tally()
    for line in islice(staging.lines(), staging.lines_before):
        tally.note(read_line(line))
    with file.open() as stream:
        rows = iter(kind.read_rows(stream))
        before = sum(1 for _ in islice(rows, staging.lines_before))
        for part in _slices(rows):
            for entry in _stage(kind, part, context):
                staging.append(write_line(tally.note(entry)))
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
    """What was read so far, and under which row each id came first."""

    def __init__(self) -> None:
        self.rows = self.staged = self.invented = 0
        self.refusals: list[Refusal] = []
        self._ids: set[str] = set()

    def note(self, entry: tuple[int, Staged] | Refusal | Staged) -> Staged | Refusal:
        """Count an entry; an id that came before in the file makes it a refusal."""
        number, staged = entry if isinstance(entry, tuple) else (0, entry)
        self.rows += 1
        if isinstance(staged, Staged) and staged.citation.external_id in self._ids:
            staged = Refusal(number, "id", Fault("an id that no other row has", "an id that came before"))
        if isinstance(staged, Refusal):
            self.refusals.append(staged)
            return staged
        self._ids.add(staged.citation.external_id)
        self.staged += 1
        self.invented += bool(getattr(staged.record, "is_invented", False))
        return staged


def _slices(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(rows, SLICE)):
        yield part


def _stage(kind: Kind, rows: list[Row], context: ImportContext) -> Iterator[tuple[int, Staged] | Refusal]:
    parsed = kind.parse(rows, context)
    entries = [_stage_one(kind, record, context) for record in parsed.records]
    # In the order of the rows: the first n lines of a staging file are the first n rows, wherever it is cut.
    yield from sorted([*entries, *parsed.refusals], key=_row_number)


def _row_number(entry: tuple[int, Staged] | Refusal) -> int:
    return entry.row if isinstance(entry, Refusal) else entry[0]


def _stage_one(kind: Kind, record: Any, context: ImportContext) -> tuple[int, Staged] | Refusal:
    try:
        return record.row.number, kind.stage(record, context)
    except InvalidValueError as error:
        return Refusal(record.row.number, "row", error.fault)
