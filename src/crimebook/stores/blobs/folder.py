"""Blobs in a folder: create once, durable before there is a name, checked when they are read.

A blob is known inside its report by the SHA-256 of its content. Its name on the disk is not that digest but
a keyed one that `work.opening` makes (HMAC-SHA-256 under the report's key): a seized disk must not answer
"is this known video among the reports?", nor must a destroyed report.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest

Random = Callable[[int], bytes]
_SHELF_DIGITS = 2


class BlobMissingError(CrimebookError):
    """No blob of that name."""


class BlobFolder:
    """The blobs in a folder that only its owner may enter."""

    def __init__(self, folder: Path, random: Random = os.urandom) -> None:
        self._root = folder
        self._random = random

    def has(self, name: Digest) -> bool:
        """Tell whether there is a blob of that name."""
        return self._path(name).is_file()

    @contextmanager
    def creating(self, name: Digest) -> Iterator[BinaryIO]:
        """Give a file to write a sealed blob to; it gets its name, durably, if nothing was raised.

        A blob that is there already stays as it is, and what was written goes.
        """
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hidden = path.with_name(f".new-{self._random(8).hex()}")
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            if not path.exists():
                os.link(hidden, path)
        finally:
            hidden.unlink(missing_ok=True)
        _sync_folders(path.parent, self._root)

    @contextmanager
    def reading(self, name: Digest) -> Iterator[BinaryIO]:
        """Give a sealed blob to read; raise `BlobMissingError`."""
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError as error:
            raise BlobMissingError(f"expected a blob {name[:16]}, got none") from error
        with file:
            yield file

    def remove(self, name: Digest) -> bool:
        """Take a blob away, once its key is destroyed; False where it was gone already."""
        path = self._path(name)
        if not path.exists():
            return False
        path.unlink()
        _sync_folders(path.parent, self._root)
        return True

    def _path(self, name: Digest) -> Path:
        checked = parse_digest(name)
        return self._root / checked[:_SHELF_DIGITS] / checked


def _sync_folders(*folders: Path) -> None:
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
