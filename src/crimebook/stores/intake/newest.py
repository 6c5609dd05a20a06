"""The highest number of a manifest that this intake has seen, kept in its folder over restarts.

An older manifest may still be good by its dates, and its month's key in other hands by now. The file guards
against one that is put back by mistake or by who can replace one file; who can write the whole folder can
take the number away too, and the page on which people compare the manifest is what shows that.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crimebook.stores.intake.folder import IntakeFolderError

NEWEST = "newest.txt"
_MAX_BYTES = 32


def read_newest(folder: Path) -> int:
    """Return the highest number so far, 0 before the first; raise `IntakeFolderError` where it is damaged."""
    try:
        with (folder / NEWEST).open("rb") as file:
            return _parse(file.read(_MAX_BYTES))
    except FileNotFoundError:
        return 0


def note_newest(folder: Path, serial: int) -> bool:
    """Raise the number, durably, and never lower it; False where the folder cannot be written."""
    try:
        with holding_newest(folder) as descriptor:
            if serial > held_newest(descriptor):
                write_newest(descriptor, serial)
    except OSError:
        return False
    return True


@contextmanager
def holding_newest(folder: Path) -> Iterator[int]:
    """Keep other processes from the number until the block ends, or this one does; yield its descriptor."""
    descriptor = os.open(folder / NEWEST, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def held_newest(descriptor: int) -> int:
    """Return the number that is held."""
    return _parse(os.pread(descriptor, _MAX_BYTES, 0))


def write_newest(descriptor: int, serial: int) -> None:
    """Write the number that is held. It only grows, so it is never shorter than what it is written over."""
    os.pwrite(descriptor, f"{serial}\n".encode(), 0)
    os.fsync(descriptor)


def _parse(content: bytes) -> int:
    text = content.strip()
    if text and not text.isdigit():
        raise IntakeFolderError(f"a number in {NEWEST}", "something else", "see what changed it")
    return int(text or b"0")
