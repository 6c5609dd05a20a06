"""Files of ``crimebook windows match``: lists that are read, rows that are refused, pairs that are found.

A list is kept checked in files beside the result and mapped into memory, so that its pages come and go with
the system's own memory. Chunks of the result are kept too, until all of it is there: who stops the command
and gives it again goes on from there. The result appears whole, by renaming.
"""

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
from pyarrow import ipc, parquet

from crimebook.exchange.tables import Refusal, TableError
from crimebook.exchange.windows.checking import Rules, refuse_doubles
from crimebook.exchange.windows.listing import Listing
from crimebook.exchange.windows.reading import Format, format_of, read_pieces
from crimebook.exchange.windows.writing import PairsWriter
from crimebook.zones.cli.files import HandedFileError

REJECT_COLUMNS = ("file", "row", "column", "expected", "got", "remedy")


class Rejects:
    """The reject file: made with the first refused row, and complete when it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._passing = path.with_name(f".{path.name}.new")
        self._file: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._passing.replace(self.path)
        elif kind is None:
            # One of an earlier run would tell of rows that are right by now.
            self.path.unlink(missing_ok=True)

    def add(self, file: Path, refusals: tuple[Refusal, ...]) -> None:
        """Add refused rows of a file."""
        if not refusals:
            return
        if self._file is None:
            self._file = self._passing.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow(REJECT_COLUMNS)
        csv.writer(self._file).writerows(
            (file.name, each.row, each.field, each.fault.expected, each.fault.got, each.fault.remedy)
            for each in refusals
        )
        self.count += len(refusals)


def read_listing(
    path: Path, rules: Rules, folder: Path, rejects: Rejects, progress: Callable[[int], None]
) -> Listing:
    """Read a list and keep it mapped; refused rows go to ``rejects``. ``progress`` is told of rows read."""
    written = checked_format(path)
    kept = _Kept(folder, rules.side.value)
    try:
        with path.open("rb") as stream:
            rows = 0
            for piece in read_pieces(stream, written, rules):
                rejects.add(path, piece.refusals)
                kept.add(piece)
                rows += piece.rows
                progress(rows)
    except OSError as error:
        raise HandedFileError(f"expected to read {path}, got: {error.strerror or error}") from error
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error
    listing = refuse_doubles(kept.mapped())
    rejects.add(path, listing.refusals)
    if not len(listing.windows):
        raise TableError(f"{path.name}: expected windows, got {rows} rows of which none is one")
    return listing


def checked_format(path: Path) -> Format:
    """Return the format of a file's name; its error names the file."""
    return format_of(path.name)


class _Kept:
    """The pieces of a list in two files of Arrow."""

    def __init__(self, folder: Path, name: str) -> None:
        self._paths = [folder / f"{name}-{part}.arrow" for part in ("windows", "discs")]
        self._writers: list[ipc.RecordBatchFileWriter] = []
        self._before = 0

    def add(self, piece: Listing) -> None:
        """Add a piece; its discs are counted on from those before."""
        owner = pa.array(piece.discs["window"].to_numpy() + self._before)
        tables = (piece.windows, piece.discs.set_column(0, "window", owner))
        if not self._writers:
            self._writers = [
                ipc.new_file(str(path), table.schema) for path, table in zip(self._paths, tables, strict=True)
            ]
        for writer, table in zip(self._writers, tables, strict=True):
            writer.write_table(table)
        self._before += len(piece.windows)

    def mapped(self) -> Listing:
        """Return the whole list, its columns mapped from the files."""
        for writer in self._writers:
            writer.close()
        windows, discs = (ipc.open_file(pa.memory_map(str(path))).read_all() for path in self._paths)
        return Listing(windows, discs, ())


class Chunks:
    """Chunks of a result that are kept until all are there, in a folder beside the result's file."""

    def __init__(self, out: Path, work: dict[str, Any]) -> None:
        self.folder = out.with_name(f".{out.name}.part")
        told = self.folder / "work.json"
        text = json.dumps(work, sort_keys=True)
        with suppress(OSError):
            if told.read_text(encoding="utf-8") == text:
                return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        told.write_text(text, encoding="utf-8")

    def lists_folder(self) -> Path:
        """Return an empty folder for the checked lists; what a run that was killed left there is gone."""
        lists = self.folder / "lists"
        shutil.rmtree(lists, ignore_errors=True)
        lists.mkdir(mode=0o700)
        return lists

    def path(self, number: int) -> Path:
        """Return the file of a chunk."""
        return self.folder / f"{number:06}.parquet"

    def keep(self, number: int, tables: Iterator[pa.Table]) -> None:
        """Keep the tables of a chunk, all of them or none."""
        passing, writer = self.folder / "new.parquet", None
        for table in tables:
            if writer is None:
                writer = parquet.ParquetWriter(passing, table.schema)
            writer.write_table(table)
        if writer is None:
            parquet.write_table(pa.table({}), passing)
        else:
            writer.close()
        passing.replace(self.path(number))

    def tables(self, count: int) -> Iterator[pa.Table]:
        """Yield all that was kept, in order, piece by piece."""
        for number in range(count):
            file = parquet.ParquetFile(self.path(number))
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                if table.num_columns:
                    yield table

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def write_pairs(out: Path, tables: Iterator[pa.Table], schema: pa.Schema) -> int:
    """Write tables of pairs as the file's name asks for, and return how many pairs; whole or not at all."""
    passing, count = out.with_name(f".{out.name}.new"), 0
    try:
        with passing.open("wb") as sink:
            with PairsWriter(sink, checked_format(out), schema) as writer:
                for table in tables:
                    writer.write(table)
                    count += len(table)
            sink.flush()
            os.fsync(sink.fileno())
        passing.replace(out)
    except OSError as error:
        raise HandedFileError(f"expected to write {out}, got: {error.strerror or error}") from error
    return count
