"""Carrying: replies that the desk wrote into its own spool, brought to an intake elsewhere, each once.

What was brought is marked by its digest, after the intake said that it is durable there. A round that was
stopped in between brings a reply again, into the same place: nothing is doubled. A reply that its reporter
has fetched and removed there is marked here, so it does not come back.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from crimebook.stores.spool.disk import Disk, FolderDisk
from crimebook.stores.spool.layout import Room
from crimebook.stores.spool.slots import KeptSlot
from crimebook.stores.spool.writing import Random, Writer, make_rooms
from crimebook.terms.digests import sha256_hex

CARRIED = "carried"
BATCH = 16
"""Replies handed in at once: 128 KiB."""


class Carried:
    """What was brought to one intake, in a folder of the desk's own."""

    def __init__(
        self, folder: Path, address: str, *, disk: Disk | None = None, random: Random = os.urandom
    ) -> None:
        self._disk = disk or FolderDisk()
        make_rooms(self._disk, folder, (Room.WRITING,))
        self._marks = folder / CARRIED / sha256_hex(address.encode())[:32]
        for each in (self._marks.parent, self._marks):
            self._disk.make_folder(each)
            self._disk.sync_folder(each.parent)
        self._writer = Writer(folder, self._disk, random)

    def close(self) -> None:
        """Give this process's folder back."""
        self._writer.close()

    def carry(self, kept: Sequence[KeptSlot], put: Callable[[Sequence[KeptSlot]], None]) -> int:
        """Bring what was not brought yet and return how many; forget the marks of what is gone."""
        names = {_name(each) for each in kept}
        for gone in set(self._disk.names(self._marks)) - names:
            self._disk.unlink(self._marks / gone)
        waiting = [each for each in kept if self._mark(each) != _digest(each)]
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            put(batch)
            for each in batch:
                self._writer.put_again(self._marks / _name(each), _digest(each))
            self._disk.sync_folder(self._marks)
        return len(waiting)

    def _mark(self, slot: KeptSlot) -> bytes:
        try:
            return self._disk.read(self._marks / _name(slot))
        except FileNotFoundError:
            return b""


def _name(slot: KeptSlot) -> str:
    return f"{slot.mailbox}.{slot.index}"


def _digest(slot: KeptSlot) -> bytes:
    return sha256_hex(slot.until.isoformat().encode() + slot.slot).encode()
