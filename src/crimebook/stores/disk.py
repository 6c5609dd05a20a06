"""Files whose order of durability counts: the few operations that decide what a power cut leaves.

What POSIX promises is all that is relied on: `write` makes a file's bytes durable but not its name; a name is
durable after `sync_folder` of the folder that it stands in; names made between two synchronisations may
survive in any combination. The tests put a disk under a store that forgets everything which was not
synchronised.

No store: it knows no folder of its own. Stores that write files in an order of their own stand on it.
"""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Protocol


class Disk(Protocol):
    """Files and folders by path. Errors are those of `os`: FileExistsError, FileNotFoundError, OSError."""

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it; one that is there is left as it is."""

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the names in a folder, sorted, so that their order tells nothing."""

    def has(self, path: Path) -> bool:
        """Tell whether a name is there."""

    def read(self, path: Path) -> bytes:
        """Return a file's bytes."""

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file and its bytes durable (its name is not yet)."""

    def replace(self, old: Path, new: Path) -> None:
        """Rename, replacing what had the name."""

    def unlink(self, path: Path) -> None:
        """Take a name away; one that is gone already is fine."""

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder; raise OSError where it is not."""

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""

    def claim(self, folder: Path) -> Callable[[], None] | None:
        """Claim a folder for this process until it ends or the result is called; None if it is claimed."""


class RealDisk:
    """`Disk` over a real file system (Linux).

    With ``time_ns`` every file that is made and every folder that is changed has that time; else the clock's.
    """

    folder_mode: ClassVar[int] = 0o777
    file_mode: ClassVar[int] = 0o644

    def __init__(self, time_ns: int | None = None) -> None:
        self._times_ns = None if time_ns is None else (time_ns, time_ns)

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it."""
        path.mkdir(mode=self.folder_mode, parents=True, exist_ok=True)
        self._date(path)
        self._date(path.parent)

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the names in a folder, sorted."""
        return tuple(sorted(path.name for path in folder.iterdir()))

    def has(self, path: Path) -> bool:
        """Tell whether a name is there; a symbolic link is a name too."""
        return os.path.lexists(path)

    def read(self, path: Path) -> bytes:
        """Return a file's bytes."""
        return path.read_bytes()

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file; return when its bytes are on the disk."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        descriptor = os.open(path, flags, self.file_mode)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if self._times_ns is not None:
                os.utime(descriptor, ns=self._times_ns)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def replace(self, old: Path, new: Path) -> None:
        """Rename, replacing what had the name."""
        old.replace(new)
        self._date(old.parent)
        self._date(new.parent)

    def unlink(self, path: Path) -> None:
        """Take a name away."""
        path.unlink(missing_ok=True)
        self._date(path.parent)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()
        self._date(path.parent)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""
        self._date(path)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def claim(self, folder: Path) -> Callable[[], None] | None:
        """Claim a folder by `flock`, which the kernel lets go of when the process ends, however it ends."""
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return lambda: os.close(descriptor)

    def _date(self, path: Path) -> None:
        """Set the time, where that is ours to do: another process may have removed the path by now."""
        if self._times_ns is None:
            return
        try:
            os.utime(path, ns=self._times_ns, follow_symlinks=False)
        except (FileNotFoundError, PermissionError):
            return
