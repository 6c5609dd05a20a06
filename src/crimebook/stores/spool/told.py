"""What was told already: a refusal is said to a person once, and again when its reason is another.

What is refused stays on the shelf and is tried again, since a key, a report or the letter before it may still
come. Beside it a mark keeps the reason, which names digests and sizes and never words of anybody's, and the
day of the first time.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec

from crimebook.stores.spool.disk import Disk, FolderDisk
from crimebook.stores.spool.layout import Room
from crimebook.stores.spool.writing import Random, Writer, make_rooms
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import parse_digest
from crimebook.terms.ids import Digest

TOLD = "told"
MAX_REASON_CHARACTERS = 500


class _Mark(msgspec.Struct, forbid_unknown_fields=True):
    reason: str
    since: date


@dataclass(frozen=True, slots=True)
class Standing:
    """A refusal that stands: of which item, why, and since which day for this reason."""

    name: Digest
    reason: str
    since: date


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

    def is_news(self, name: str, reason: str, day: date) -> bool:
        """Tell whether this reason was not told of this item before, and remember it."""
        path, kept = self._marks / parse_digest(name), reason[:MAX_REASON_CHARACTERS]
        mark = self._read(path)
        if mark is not None and mark.reason == kept:
            return False
        self._writer.put_again(path, canonical_json({"reason": kept, "since": day.isoformat()}))
        self._disk.sync_folder(self._marks)
        return True

    def standing(self) -> Iterator[Standing]:
        """Yield what was refused and is not yet forgotten, in the order of names."""
        for name in self._disk.names(self._marks):
            mark = self._read(self._marks / name)
            if mark is not None:
                yield Standing(parse_digest(name), mark.reason, mark.since)

    def forget(self, name: str) -> None:
        """Forget what was told of an item that is refused no more."""
        self._disk.unlink(self._marks / parse_digest(name))

    def _read(self, path: Path) -> _Mark | None:
        try:
            return msgspec.json.decode(self._disk.read(path), type=_Mark)
        except (FileNotFoundError, msgspec.MsgspecError):
            # A mark of an earlier version held less: then the reason is told once more.
            return None
