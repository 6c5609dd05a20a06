"""What was told already: a refusal is said to a person once, and again when its reason is another.

What is refused stays on the shelf and is tried again, since a key, a report or the letter before it may still
come. Beside it a mark keeps the digest of the reason, never words of anybody's.
"""

import os
from pathlib import Path

from crimebook.stores.spool.disk import Disk, FolderDisk
from crimebook.stores.spool.layout import Room
from crimebook.stores.spool.writing import Random, Writer, make_rooms
from crimebook.terms.digests import parse_digest, sha256_hex

TOLD = "told"


class Told:
    """The marks of one shelf."""

    def __init__(self, shelf: Path, *, disk: Disk | None = None, random: Random = os.urandom) -> None:
        self._disk = disk or FolderDisk()
        make_rooms(self._disk, shelf, (Room.WRITING,))
        self._marks = shelf / TOLD
        self._disk.make_folder(self._marks)
        self._writer = Writer(shelf, self._disk, random)

    def close(self) -> None:
        """Give this process's folder back."""
        self._writer.close()

    def is_news(self, name: str, reason: str) -> bool:
        """Tell whether this reason was not told of this item before, and remember it."""
        path, digest = self._marks / parse_digest(name), sha256_hex(reason.encode()).encode()
        try:
            if self._disk.read(path) == digest:
                return False
        except FileNotFoundError:
            pass
        self._writer.put_again(path, digest)
        self._disk.sync_folder(self._marks)
        return True

    def forget(self, name: str) -> None:
        """Forget what was told of an item that is refused no more."""
        self._disk.unlink(self._marks / parse_digest(name))
