"""Reading a file whole before anything is written, and writing the rows that were refused.

A file is read once, into memory: what is hashed is what is parsed. Rejects are written to a temporary name
and renamed, so that a reject file is whole or absent.
"""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest

MAX_FILE_BYTES = 512 * 1024 * 1024
REJECT_HEADER = ("row", "field", "expected", "got", "remedy")


class StagingError(CrimebookError):
    """A file that cannot be read as a whole."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The bytes of a file, its digest, its name and the name of its folder."""

    name: str
    folder: str
    content: bytes
    digest: Digest


def read_source(path: Path) -> SourceFile:
    """Read a file whole; raise `StagingError` where that is impossible or unwise."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise StagingError(
                f"{path.name}: expected at most {MAX_FILE_BYTES} bytes, got {size}; split the file"
            )
        content = path.read_bytes()
    except OSError as error:
        raise StagingError(f"{path.name}: expected a readable file, got: {error.strerror}") from error
    return SourceFile(path.name, path.resolve().parent.name, content, sha256_hex(content))


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
