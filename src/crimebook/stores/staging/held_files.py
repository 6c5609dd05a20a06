"""Files of evidence that somebody holds, in folders of their own: found, asked for some bytes, hashed."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crimebook.stores.staging.files import StagingError
from crimebook.terms.ids import Digest

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file while it is open."""

    size: int
    file: BinaryIO

    def read_at(self, at: int, size: int) -> bytes:
        """Return bytes from a place on; fewer at its end."""
        self.file.seek(at)
        return self.file.read(size)

    def digest(self) -> Digest:
        """Return its SHA-256."""
        hashed = hashlib.sha256()
        self.file.seek(0)
        while chunk := self.file.read(_CHUNK_BYTES):
            hashed.update(chunk)
        return Digest(hashed.hexdigest())


def find_held(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files that are named, and those in the folders that are, sorted; no links are followed.

    Raises `StagingError` where a path is neither.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(each for each in path.rglob("*") if each.is_file() and not each.is_symlink())
        elif path.is_file():
            found.add(path)
        else:
            raise StagingError(f"{path.name}: expected a file or a folder, got neither")
    return tuple(sorted(found))


@contextmanager
def open_held(path: Path) -> Iterator[OpenFile]:
    """Open a file; raise `StagingError` where that is impossible."""
    try:
        with path.open("rb") as file:
            yield OpenFile(path.stat().st_size, file)
    except OSError as error:
        raise StagingError(f"{path.name}: expected a readable file, got: {error.strerror}") from error
