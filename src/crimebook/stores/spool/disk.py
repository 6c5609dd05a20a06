"""The disk under the spool: the few operations whose order decides what a power cut leaves.

What POSIX promises is all that is relied on: `write` makes a file's bytes durable but not its name; a name
is durable after `sync_folder` of the folder it stands in; names made between two synchronisations may
survive in any combination. `link` never replaces, so "create once" needs no lock. The tests put a disk
under the spool that forgets everything which was not synchronised.

Times. Every file gets the same fixed time, and a folder gets it back after each change; reading does not
touch times. The inode change time cannot be set by anyone: `blur` moves it to the present for all files at
once, so that after an hourly call it tells the hour of the last call and nothing older. The birth time,
the inode number and the file system's journal stay, for somebody with the raw disk and its key: run the
spool on an encrypted volume whose key is not on the machine.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from crimebook.stores.spool.limits import Space

FIXED_TIME_NS = 0
PIECE_BYTES = 64 * 1024


class Disk(Protocol):
    """Files and folders by path. Errors are those of `os`: FileExistsError, FileNotFoundError, OSError."""

    def make_folder(self, path: Path) -> None:
        """Make a folder; one that is there is left as it is."""

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the names in a folder, sorted, so that their order tells nothing."""

    def has(self, path: Path) -> bool:
        """Tell whether a name is there."""

    def read(self, path: Path) -> bytes:
        """Return a file's bytes."""

    def read_pieces(self, path: Path) -> Iterator[bytes]:
        """Return a file's bytes in pieces of at most `PIECE_BYTES`."""

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file and its bytes durable (its name is not yet)."""

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name; raise FileExistsError where that name is taken."""

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

    def blur(self, path: Path) -> None:
        """Move what the file system notes about a file's last change to the present."""

    def space(self, folder: Path) -> Space:
        """Return what is free on the disk of a folder."""


class FolderDisk:
    """`Disk` over a real file system (Linux; one that has hard links)."""

    def make_folder(self, path: Path) -> None:
        """Make a folder that only this user may enter."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _flatten(path)
        _flatten(path.parent)

    def names(self, folder: Path) -> tuple[str, ...]:
        """Return the names in a folder, sorted."""
        return tuple(sorted(path.name for path in folder.iterdir()))

    def has(self, path: Path) -> bool:
        """Tell whether a name is there; a symbolic link is a name too."""
        return os.path.lexists(path)

    def read(self, path: Path) -> bytes:
        """Return a file's bytes without a trace in its access time; follow no symbolic link."""
        with os.fdopen(_open_quietly(path), "rb") as file:
            return file.read()

    def read_pieces(self, path: Path) -> Iterator[bytes]:
        """Return a file's bytes in pieces, as `read` does."""
        with os.fdopen(_open_quietly(path), "rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file that only this user may read; return when its bytes are on the disk."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        descriptor = os.open(path, flags, 0o600)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.utime(descriptor, ns=(FIXED_TIME_NS, FIXED_TIME_NS))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name; the kernel refuses a name that is taken."""
        os.link(old, new, follow_symlinks=False)
        _flatten(new.parent)

    def replace(self, old: Path, new: Path) -> None:
        """Rename, replacing what had the name."""
        old.replace(new)
        _flatten(old.parent)
        _flatten(new.parent)

    def unlink(self, path: Path) -> None:
        """Take a name away."""
        path.unlink(missing_ok=True)
        _flatten(path.parent)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()
        _flatten(path.parent)

    def sync_folder(self, path: Path) -> None:
        """Make the names in a folder durable."""
        _flatten(path)
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

    def blur(self, path: Path) -> None:
        """Set the fixed times again, which sets the inode's change time to the present."""
        _flatten(path)

    def space(self, folder: Path) -> Space:
        """Return what an ordinary user may still write."""
        told = os.statvfs(folder)
        return Space(told.f_bavail * told.f_frsize, told.f_favail if told.f_files else None)


def _open_quietly(path: Path) -> int:
    flags = os.O_RDONLY | os.O_NOFOLLOW
    try:
        return os.open(path, flags | os.O_NOATIME)
    except PermissionError:
        # Only a file's owner may read it without a trace; a desk that is another user leaves the hour.
        return os.open(path, flags)


def _flatten(path: Path) -> None:
    """Set the fixed times, where that is ours to do: another process may have removed the path by now."""
    try:
        os.utime(path, ns=(FIXED_TIME_NS, FIXED_TIME_NS), follow_symlinks=False)
    except (FileNotFoundError, PermissionError):
        return
