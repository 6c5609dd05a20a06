"""A folder of files that is written under a temporary name and renamed, so that it is whole or absent."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crimebook.stores.staging.files import StagingError
from crimebook.terms.ids import Digest

_CHUNK_BYTES = 1 << 20


class FolderWriter:
    """Appends bytes to the files of one new folder and hashes them on the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[str, BinaryIO] = {}
        self._hashes: dict[str, hashlib._Hash] = {}

    def append(self, name: str, content: bytes) -> None:
        """Append to a file; the first call makes it."""
        if name not in self._files:
            self._files[name] = (self._path / name).open("xb")
            self._hashes[name] = hashlib.sha256()
        self._files[name].write(content)
        self._hashes[name].update(content)

    def digest(self, name: str) -> Digest:
        """Return the SHA-256 of what was appended to a file so far."""
        return Digest(self._hashes[name].hexdigest())

    def close(self) -> None:
        """Close the files, each on the disk."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()


@contextmanager
def new_folder(path: Path) -> Iterator[FolderWriter]:
    """Yield a writer of the new folder ``path``; whatever breaks leaves nothing behind."""
    if path.exists():
        raise StagingError(f"{path.name}: expected a name that is free, got one that is taken")
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise StagingError(f"{path.name}: expected a folder to write in, got: {error.strerror}") from error
    writer = FolderWriter(draft)
    try:
        yield writer
        writer.close()
        draft.rename(path)
    except BaseException:
        with suppress(OSError):
            writer.close()
        shutil.rmtree(draft, ignore_errors=True)
        raise


def read_text(path: Path) -> str:
    """Return a small file as text, or raise `StagingError`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StagingError(
            f"{path.name}: expected a readable text file, got {type(error).__name__}"
        ) from error


def hash_file(path: Path) -> Digest:
    """Return the SHA-256 of a file, read a chunk at a time."""
    hashed = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                hashed.update(chunk)
    except OSError as error:
        raise StagingError(f"{path.name}: expected a readable file, got: {error.strerror}") from error
    return Digest(hashed.hexdigest())
