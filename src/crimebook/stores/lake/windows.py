"""Windows of recordings and messages in Parquet files by slab of time, for matching and for anybody's DuckDB.

Files are never changed. A change writes new files beside the old, each under the digest of its bytes, makes
them durable, and then puts a new manifest in the place of the old; only after that the old files go. Killed
anywhere, a writer leaves the lake as it was before, and some files that nobody names.

A slab takes new windows in files of their own and swallows small ones as it goes, so that adding a window
rewrites thousands of rows and not the slab, and a lake that grew a window at a time has few files.

What a file holds is checked by its digest before the first row is read. `LakeDamagedError` says which is not
as it was; the register has everything, and `WindowLake.clear` begins anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from crimebook.stores.disk import Disk, RealDisk
from crimebook.stores.lake.manifest import (
    NAME,
    FileFacts,
    LakeDamagedError,
    Manifest,
    parse_manifest,
    scheme,
)
from crimebook.stores.lake.slabs import Slab, hull_us, is_met, slabs_of
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError

FILE_ROWS = 65_536
"""Rows after which a slab goes on in another file: some ten megabytes."""

_SMALL_SHARE = 8
"""Files of no more than this share of `FILE_ROWS` are rewritten with whatever comes, in milliseconds."""

FOLDER = "recordings"
_NEW = "manifest.new"
_SUFFIX = ".parquet"


class LakeBusyError(CrimebookError):
    """Another process brings the lake up to date, or matches from it."""


class PrivateDisk(RealDisk):
    """A disk whose files only their owner reads."""

    folder_mode: ClassVar[int] = 0o700
    file_mode: ClassVar[int] = 0o600


class WindowLake:
    """The lake in one folder. ``columns`` names the version of the columns that its tables have.

    To be used inside `claimed`, by one process at a time.
    """

    def __init__(
        self, folder: Path, *, columns: str, disk: Disk | None = None, file_rows: int = FILE_ROWS
    ) -> None:
        self.folder = folder
        self._file_rows = file_rows
        self._disk = disk or PrivateDisk()
        self._columns = sha256_hex(f"{columns} {scheme()}".encode())
        self._checked: set[str] = set()
        self._manifest = Manifest(self._columns)
        self.last_state: Mapping[str, Any] = {}
        """The state of the manifest that was read last, also where its files are of no use any more."""

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Hold the lake for this process; raise `LakeBusyError` while another has it."""
        self._disk.make_folder(self.folder)
        let_go = self._disk.claim(self.folder)
        if let_go is None:
            raise LakeBusyError(
                "expected to be the only one who matches, got another process that does; wait"
            )
        try:
            yield
        finally:
            let_go()

    @property
    def state(self) -> Mapping[str, Any]:
        """What the writer noted with the last change; empty for a new lake."""
        return self._manifest.state

    @property
    def windows(self) -> int:
        """How many windows it holds."""
        return self._manifest.windows

    @property
    def rows(self) -> int:
        """How many rows it holds: parts of windows."""
        return sum(each.rows for each in self._manifest.files)

    def open(self) -> None:
        """Read the manifest; raise `LakeDamagedError` where it or a file is not as it was written.

        A lake of other columns, and none at all, is empty. Contents are checked when they are read.
        """
        path = self.folder / NAME
        found = parse_manifest(self._disk.read(path)) if self._disk.has(path) else Manifest(self._columns)
        self.last_state = found.state
        if found.columns != self._columns:
            found = Manifest(self._columns)
        for each in found.files:
            if _size(self.folder / each.path) != each.size:
                raise LakeDamagedError(f"{each.path} missing or of another length")
        self._manifest = found
        self._sweep()

    def clear(self) -> None:
        """Empty the lake, whatever is in it."""
        self._manifest = Manifest(self._columns)
        self._commit(self._manifest)
        self._sweep()

    def note(self, state: Mapping[str, Any]) -> None:
        """Note the writer's state, and nothing else."""
        self._commit(replace(self._manifest, state=dict(state)))

    def change(self, added: pa.Table, gone: Sequence[int], state: Mapping[str, Any]) -> None:
        """Add windows, take windows out by their ids, and note the state, all or nothing.

        ``added`` has rows as `spacetime.seen_columns` makes them. One that is there already is replaced.
        """
        ids = np.union1d(np.asarray(gone, np.int64), added["window"].to_numpy())
        left, kept = self._without(ids)
        fresh = _by_slab(added)
        files = []
        for slab in {*kept, *fresh}:
            told = [*kept.get(slab, ()), *([fresh[slab]] if slab in fresh else ())]
            rows = sum(table.num_rows for table in told)
            small = [
                each
                for each in left.get(slab, ())
                if each.rows <= max(self._file_rows // _SMALL_SHARE, 2 * rows)
            ]
            left[slab] = [each for each in left.get(slab, ()) if each not in small]
            files += self._write(slab, [*(self._table(each) for each in small), *told])
        named = (*(each for of_slab in left.values() for each in of_slab), *files)
        manifest = Manifest(self._columns, tuple(sorted(named, key=lambda each: each.path)), dict(state))
        self._commit(manifest)

    def files(self, spans: Iterable[tuple[int, int]]) -> tuple[FileFacts, ...]:
        """Return the files in which a window can share an instant with the hull of intervals."""
        start_us, end_us = hull_us(spans)
        return tuple(
            each
            for each in self._manifest.files
            if each.start_us <= end_us and start_us <= each.end_us and is_met(each.slab, start_us, end_us)
        )

    def every_file(self) -> tuple[FileFacts, ...]:
        """Return all files."""
        return self._manifest.files

    def read(self, files: Sequence[FileFacts], columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of files in the order of windows and parts; at least one file."""
        table = pa.concat_tables([self._table(each, columns) for each in files])
        return _sorted(table)

    def _table(self, each: FileFacts, columns: Sequence[str] | None = None) -> pa.Table:
        path = self.folder / each.path
        if each.path not in self._checked:
            try:
                content = self._disk.read(path)
            except OSError as error:
                raise LakeDamagedError(f"{each.path} missing") from error
            if sha256_hex(content) != each.sha256:
                raise LakeDamagedError(f"{each.path} with another digest")
            self._checked.add(each.path)
            return pq.read_table(pa.BufferReader(content), columns=columns)
        return pq.read_table(path, columns=columns, partitioning=None)

    def _without(
        self, ids: NDArray[np.int64]
    ) -> tuple[dict[Slab, list[FileFacts]], dict[Slab, list[pa.Table]]]:
        """Return the files that hold none of the windows, and what is left of those that do, by slab."""
        left: dict[Slab, list[FileFacts]] = defaultdict(list)
        kept: dict[Slab, list[pa.Table]] = defaultdict(list)
        for each in self._manifest.files:
            low, high = np.searchsorted(ids, (each.first_window, each.last_window + 1))
            if low == high:
                left[each.slab].append(each)
                continue
            table = self._table(each)
            stays = ~np.isin(table["window"].to_numpy(), ids[low:high])
            if stays.all():
                left[each.slab].append(each)
            else:
                kept[each.slab].append(table.filter(pa.array(stays)))
        return left, kept

    def _write(self, slab: Slab, tables: Sequence[pa.Table]) -> list[FileFacts]:
        folder = self.folder / FOLDER / slab.folder
        table = _sorted(pa.concat_tables(tables))
        files = []
        for piece in _pieces(table, self._file_rows):
            sink = pa.BufferOutputStream()
            pq.write_table(piece, sink, compression="zstd", row_group_size=self._file_rows // _SMALL_SHARE)
            content = sink.getvalue().to_pybytes()
            digest = sha256_hex(content)
            path = folder / f"{digest[:32]}{_SUFFIX}"
            relative = path.relative_to(self.folder).as_posix()
            if all(each.path != relative for each in self._manifest.files):
                self._make_folders(folder)
                self._disk.unlink(path)
                self._disk.write(path, content)
            self._checked.add(relative)
            files.append(_facts(relative, slab, piece, content, digest))
        if files:
            self._disk.sync_folder(folder)
        return files

    def _make_folders(self, folder: Path) -> None:
        """Make a slab's folder and those above it, each name durable."""
        for each in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            self._disk.make_folder(each)
            self._disk.sync_folder(each.parent)

    def _commit(self, manifest: Manifest) -> None:
        """Put the manifest in the place of the old one, and then remove what it does not name."""
        new = self.folder / _NEW
        self._disk.unlink(new)
        self._disk.write(new, manifest.format())
        self._disk.replace(new, self.folder / NAME)
        self._disk.sync_folder(self.folder)
        named = {each.path for each in manifest.files}
        for each in self._manifest.files:
            if each.path not in named:
                self._disk.unlink(self.folder / each.path)
        self._manifest = manifest

    def _sweep(self) -> None:
        """Remove what a killed writer left."""
        named = {self.folder / each.path for each in self._manifest.files}
        for path in (self.folder / FOLDER).glob(f"*/*/*{_SUFFIX}"):
            if path not in named:
                self._disk.unlink(path)


def _by_slab(table: pa.Table) -> dict[Slab, pa.Table]:
    """Cut a table by the slabs of its windows."""
    if not table.num_rows:
        return {}
    slabs = slabs_of(table["start_us"].to_numpy(), table["end_us"].to_numpy())
    rows: dict[Slab, list[int]] = defaultdict(list)
    for row, slab in enumerate(slabs):
        rows[slab].append(row)
    return {slab: table.take(pa.array(each, pa.int64())) for slab, each in rows.items()}


def _sorted(table: pa.Table) -> pa.Table:
    order = np.lexsort((table["part"].to_numpy(), table["window"].to_numpy()))
    return table.take(pa.array(order))


def _pieces(table: pa.Table, rows: int) -> Iterator[pa.Table]:
    """Cut a table, in the order of windows, into files; a window's parts stay together."""
    windows = table["window"].to_numpy()
    start = 0
    while start < len(windows):
        end = min(start + rows, len(windows))
        if end < len(windows):
            first = int(np.searchsorted(windows, windows[end], side="left"))
            end = first if first > start else int(np.searchsorted(windows, windows[end], side="right"))
        yield table.slice(start, end - start)
        start = end


def _facts(path: str, slab: Slab, piece: pa.Table, content: bytes, digest: str) -> FileFacts:
    windows = piece["window"].to_numpy()
    return FileFacts(
        path=path,
        slab=slab,
        windows=len(np.unique(windows)),
        rows=piece.num_rows,
        first_window=int(windows[0]),
        last_window=int(windows[-1]),
        start_us=int(min(piece["start_us"].to_numpy().min(), piece["day_start_us"].to_numpy().min())),
        end_us=int(max(piece["end_us"].to_numpy().max(), piece["day_end_us"].to_numpy().max())),
        size=len(content),
        sha256=digest,
    )


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
