"""Blobs in a folder: create once, durable before there is a name.

::

    ab/abcdef…          the sealed bytes of the blob abcdef…
    ab/.new-…           what a broken attempt left
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from crimebook.stores.blobs.blob import (
    BlobMissingError,
    BlobStoreError,
    BlobWriter,
    Random,
    hash_blob,
)
from crimebook.terms.digests import parse_digest
from crimebook.terms.ids import Digest

_SHELF_DIGITS = 2
_NAME = re.compile(r"[0-9a-f]{64}")


class BlobFolder:
    """The blobs in a folder that only its owner may enter."""

    def __init__(self, folder: Path, random: Random = os.urandom) -> None:
        self._root = folder
        self._random = random

    def check_there(self) -> None:
        """Raise `BlobStoreError` where the folder is not there: a disk that is not mounted, for one."""
        if not self._root.is_dir():
            raise BlobStoreError("expected the folder of blobs, got none; is its disk mounted?")

    def has(self, name: Digest) -> bool:
        """Tell whether there is a blob of that name."""
        return self._path(name).is_file()

    @contextmanager
    def creating(self, name: Digest) -> Iterator[BlobWriter]:
        """Give a writer; the blob gets its name, durably, if nothing was raised."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hidden = path.with_name(f".new-{self._random(8).hex()}")
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                writer = BlobWriter(file.write)
                yield writer
                file.flush()
                os.fsync(file.fileno())
            try:
                # link() and not rename(): the kernel itself refuses a name that is taken.
                os.link(hidden, path)
            except FileExistsError:
                writer.stays(hash_blob(self, name))
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

    def names(self) -> Iterator[Digest]:
        """Yield the name of every blob, in no order."""
        yield from (Digest(path.name) for path in self._files() if self._is_blob(path))

    def strays(self) -> Iterator[str]:
        """Yield the path of what is no blob."""
        yield from (str(path.relative_to(self._root)) for path in self._files() if not self._is_blob(path))

    def _files(self) -> Iterator[Path]:
        try:
            yield from (path for path in self._root.rglob("*") if not path.is_dir())
        except OSError as error:
            raise BlobStoreError(f"expected a readable folder of blobs, got: {error.strerror}") from error

    def _is_blob(self, path: Path) -> bool:
        return (
            bool(_NAME.fullmatch(path.name))
            and path == self._path(Digest(path.name))
            and not path.is_symlink()
        )

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
