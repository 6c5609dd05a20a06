"""The disk under the public files: the few operations whose order decides what a power cut leaves.

`write` makes a file's bytes durable but not its name; a name is durable after `sync_folder` of the folder
that it stands in; names that were made between two synchronisations may survive in any combination. The tests
put a disk under the ledger that forgets everything which was not synchronised.
"""

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol


class Disk(Protocol):
    """Files and folders by path. Errors are those of `os`."""

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it; one that is there is left as it is."""

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the names in a folder, sorted."""

    def has(self, path: Path) -> bool:
        """Tell whether a name is there."""

    def read(self, path: Path) -> bytes:
        """Return a file's bytes; raise FileNotFoundError."""

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file and its bytes durable (its name is not yet)."""

    def replace(self, old: Path, new: Path) -> None:
        """Rename, replacing what had the name."""

    def unlink(self, path: Path) -> None:
        """Take a name away; one that is gone already is fine."""

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""

    def claim(self, folder: Path) -> Callable[[], None] | None:
        """Claim a folder for this process until it ends or the result is called; None if it is claimed."""


class FolderDisk:
    """`Disk` over a real file system. Every file and folder that it changes gets the time ``time_s``.

    A web server tells a file's time to everybody. It must say when an interval was due, and not how long it
    took to make it. Without one the times are those of the clock.
    """

    def __init__(self, time_s: int | None = None) -> None:
        self._times = None if time_s is None else (time_s, time_s)

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it."""
        path.mkdir(parents=True, exist_ok=True)

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the names in a folder, sorted."""
        return tuple(sorted(path.name for path in folder.iterdir()))

    def has(self, path: Path) -> bool:
        """Tell whether a name is there."""
        return path.exists()

    def read(self, path: Path) -> bytes:
        """Return a file's bytes."""
        return path.read_bytes()

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file; return when its bytes are on the disk."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.utime(descriptor, self._times)
            os.fsync(descriptor)

    def replace(self, old: Path, new: Path) -> None:
        """Rename, replacing what had the name."""
        old.replace(new)

    def unlink(self, path: Path) -> None:
        """Take a name away."""
        path.unlink(missing_ok=True)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""
        # The folder above the log's own may be somebody else's; its time tells nothing of the log.
        with suppress(PermissionError):
            os.utime(path, self._times)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def claim(self, folder: Path) -> Callable[[], None] | None:
        """Claim a folder by `flock`, which the kernel lets go of when the process ends, however it ends."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return lambda: os.close(descriptor)
