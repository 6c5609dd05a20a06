"""The disk under the spool: files for their owner alone, and of times that tell nothing.

`link` never replaces, so "create once" needs no lock. What a power cut leaves: see `stores.disk`.

Times. Every file gets the same fixed time, and a folder gets it back after each change; reading does not
touch times. The inode change time cannot be set by anyone: `blur` moves it to the present for all files at
once, so that after an hourly call it tells the hour of the last call and nothing older. The birth time,
the inode number and the file system's journal stay, for somebody with the raw disk and its key: run the
spool on an encrypted volume whose key is not on the machine.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Protocol

from crimebook.stores import disk
from crimebook.stores.spool.limits import Space

FIXED_TIME_NS = 0
PIECE_BYTES = 64 * 1024


class Disk(disk.Disk, Protocol):
    """What the spool needs of a disk."""

    def read_pieces(self, path: Path) -> Iterator[bytes]:
        """Return a file's bytes in pieces of at most `PIECE_BYTES`."""

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name; raise FileExistsError where that name is taken."""

    def blur(self, path: Path) -> None:
        """Move what the file system notes about a file's last change to the present."""

    def space(self, folder: Path) -> Space:
        """Return what is free on the disk of a folder."""


class FolderDisk(disk.RealDisk):
    """`Disk` over a real file system (Linux; one that has hard links)."""

    folder_mode: ClassVar[int] = 0o700
    file_mode: ClassVar[int] = 0o600

    def __init__(self) -> None:
        super().__init__(FIXED_TIME_NS)

    def read(self, path: Path) -> bytes:
        """Return a file's bytes without a trace in its access time; follow no symbolic link."""
        with os.fdopen(_open_quietly(path), "rb") as file:
            return file.read()

    def read_pieces(self, path: Path) -> Iterator[bytes]:
        """Return a file's bytes in pieces, as `read` does."""
        with os.fdopen(_open_quietly(path), "rb") as file:
            while piece := file.read(PIECE_BYTES):
                yield piece

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name; the kernel refuses a name that is taken."""
        os.link(old, new, follow_symlinks=False)
        self._date(new.parent)

    def blur(self, path: Path) -> None:
        """Set the fixed times again, which sets the inode's change time to the present."""
        self._date(path)

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
