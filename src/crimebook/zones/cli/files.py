"""Files that a command hands over: read whole, written whole, refused in a sentence."""

import os
from pathlib import Path

from crimebook.terms.errors import CrimebookError

MAX_BYTES = 1 << 20
MAX_SHARES_BYTES = 1 << 29
"""Of a custodian's shares of all reports: three kilobytes each."""


class HandedFileError(CrimebookError):
    """A file that cannot be read or written."""


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return a small file's bytes."""
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise HandedFileError(f"expected to read {path}, got: {error.strerror}") from error
    if len(content) > max_bytes:
        raise HandedFileError(f"expected at most {max_bytes} bytes in {path}, got more")
    return content


def write_file(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, under another name, and rename it once it is on the disk.

    A stick that is pulled out has it whole or not at all.
    """
    passing = path.with_name(f".{path.name}.new")
    try:
        with open(passing, "wb", opener=_for_the_owner) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise HandedFileError(f"expected to write {path}, got: {error.strerror}") from error


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
