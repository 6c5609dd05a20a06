"""Writing so that a name stands for whole bytes at every instant, by many processes and without locks.

A file is written under a random name in this process's own folder, made durable, and then given its real
name by `link`, which fails where the name is taken. A process that dies leaves its folder; the kernel has
let go of its claim, which is how the next one knows that it may sweep.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from crimebook.stores.spool.disk import Disk
from crimebook.stores.spool.layout import TOKEN_BYTES, Room
from crimebook.stores.spool.refusals import SpoolError, SpoolFullError

Random = Callable[[int], bytes]
"""Returns that many unpredictable bytes: `os.urandom`."""

_FULL = {errno.ENOSPC, errno.EDQUOT}


class Writer:
    """One process's hand on a folder. Threads may share it."""

    def __init__(self, root: Path, disk: Disk, random: Random) -> None:
        self.root = root
        self.disk = disk
        self._random = random
        disk.make_folder(root / Room.WRITING)
        self.worker, self._release = self._settle()
        self._check_links()

    def _settle(self) -> tuple[str, Callable[[], None]]:
        while True:
            worker = self.token()
            own = self.root / Room.WRITING / worker
            self.disk.make_folder(own)
            release = self.disk.claim(own)
            # A sweeper may have taken the folder between the two steps; then there is nothing to lose.
            if release is not None:
                if self.disk.has(own):
                    return worker, release
                release()

    def _check_links(self) -> None:
        """Refuse to start where no file can have two names, rather than at the first report."""
        probe = self._write(b"")
        second = probe.with_suffix(".second")
        try:
            self.disk.link(probe, second)
        except OSError as error:
            raise SpoolError(
                "a file system with hard links, such as ext4, XFS or Btrfs",
                f"one where linking fails: {error.strerror}",
                "put the spool on another file system",
            ) from error
        finally:
            self.disk.unlink(second)
            self.disk.unlink(probe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the process's folder back."""
        remove_tree(self.disk, self.root / Room.WRITING / self.worker)
        self._release()

    def token(self) -> str:
        """Return a random name."""
        return self._random(TOKEN_BYTES).hex()

    def put_new(self, path: Path, content: bytes) -> bool:
        """Give new bytes a name once; False where the name was taken. The name is not durable yet."""
        temporary = self._write(content)
        try:
            with refusing_a_full_disk():
                self.disk.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            self.disk.unlink(temporary)
        return True

    def put_again(self, path: Path, content: bytes) -> None:
        """Give bytes a name, in the place of what had it. The name is not durable yet."""
        self.disk.replace(self._write(content), path)

    def _write(self, content: bytes) -> Path:
        temporary = self.root / Room.WRITING / self.worker / self.token()
        try:
            with refusing_a_full_disk():
                self.disk.write(temporary, content)
        except (OSError, SpoolFullError):
            self.disk.unlink(temporary)
            raise
        return temporary

    def sweep(self) -> int:
        """Remove what dead processes left half-written; return how many processes that were."""
        swept = 0
        for worker in self.disk.names(self.root / Room.WRITING):
            if worker == self.worker:
                continue
            folder = self.root / Room.WRITING / worker
            release = self.disk.claim(folder)
            if release is not None:
                remove_tree(self.disk, folder)
                release()
                swept += 1
        return swept

    def is_alive(self, worker: str) -> bool:
        """Tell whether the process that a folder of parts was held by may still be at work."""
        return self.disk.has(self.root / Room.WRITING / worker)


@contextmanager
def refusing_a_full_disk() -> Iterator[None]:
    """Turn what the kernel says of a full disk or quota into `SpoolFullError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise SpoolFullError(
                "room on the disk", "a full disk", "try again when the desk has collected"
            ) from error
        raise


def make_rooms(disk: Disk, root: Path, rooms: tuple[Room, ...]) -> None:
    """Make a folder and the rooms in it, durably."""
    disk.make_folder(root)
    for room in rooms:
        disk.make_folder(root / room)
    disk.sync_folder(root)
    disk.sync_folder(root.parent)


def remove_tree(disk: Disk, folder: Path) -> None:
    """Remove a folder of files; one that is gone, or that another process is filling, is left to the next."""
    try:
        for name in disk.names(folder):
            disk.unlink(folder / name)
        disk.remove_folder(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
