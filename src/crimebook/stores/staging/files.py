"""Reading a file whole before anything is written, and writing the rows that were refused.

Rejects are written to a temporary name
and renamed, so that a reject file is whole or absent.
"""

import csv
import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest

MAX_FILE_BYTES = 8 * 1024**3
IN_MEMORY_BYTES = 32 * 1024**2
"""Files up to this size are kept in memory: what is hashed is what is parsed. Larger ones hash twice."""

_CHUNK_BYTES = 1 << 20
REJECT_HEADER = ("row", "field", "expected", "got", "remedy")


class StagingError(CrimebookError):
    """A file that cannot be read as a whole."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's name, the name of its folder, its digest, its bytes, or the path of a large one."""

    name: str
    folder: str
    content: bytes
    digest: Digest
    path: Path | None = None
    lines: int = 0
    """About how many rows it has, for showing progress; 0 where that was not counted."""

    def open(self) -> BinaryIO:
        """Return its bytes as a stream from the beginning."""
        return io.BytesIO(self.content) if self.path is None else self.path.open("rb")

    def check_unchanged(self) -> None:
        """Raise `StagingError` where a large file is not what it was when it was first hashed."""
        if self.path is not None and _measure(self.path)[0] != self.digest:
            raise StagingError(f"{self.name}: the file changed while it was read; import it again")


def read_source(path: Path) -> SourceFile:
    """Open a file whole; raise `StagingError` where that is impossible or unwise."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise StagingError(
                f"{path.name}: expected at most {MAX_FILE_BYTES} bytes, got {size}; split the file"
            )
        folder = path.resolve().parent.name
        if size <= IN_MEMORY_BYTES:
            content = path.read_bytes()
            lines = content.count(b"\n")
            return SourceFile(path.name, folder, content, sha256_hex(content), lines=lines)
        digest, lines = _measure(path)
        return SourceFile(path.name, folder, b"", digest, path.resolve(), lines)
    except OSError as error:
        raise StagingError(f"{path.name}: expected a readable file, got: {error.strerror}") from error


def _measure(path: Path) -> tuple[Digest, int]:
    """Return the digest of a file and how many line breaks it has, a chunk at a time."""
    hashed, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            hashed.update(chunk)
            lines += chunk.count(b"\n")
    return Digest(hashed.hexdigest()), lines


def write_rejects(path: Path, rejects: Iterable[tuple[str, str, str, str, str]]) -> Path:
    """Write refused rows as CSV (row, field, expected, got, remedy), readable by the owner only."""
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REJECT_HEADER)
        writer.writerows(tuple(_inert(cell) for cell in reject) for reject in rejects)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return path


def _inert(cell: str) -> str:
    """Keep a refused formula from running when the reject file is opened in a spreadsheet."""
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def find_gazetteers(beside: Path) -> tuple[Path, ...]:
    """Return the gazetteer files in folders named ``*-gazetteer`` next to the folder of ``beside``."""
    parent = beside.resolve().parent.parent
    folders = sorted(folder for folder in parent.glob("*-gazetteer") if folder.is_dir())
    return tuple(
        path
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.suffix in {".csv", ".geojson", ".toml"}
    )
