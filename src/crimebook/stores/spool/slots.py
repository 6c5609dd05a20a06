"""Slots: sealed replies waiting in mailboxes. Any mailbox has the same number of slots of the same size.

A mailbox that nobody ever made answers with decoys, as do the empty slots of one that exists.
`sealing.decoys` draws them from this folder's seed and the id of the mailbox. So two reads agree, on every
worker and after a restart, and asking writes nothing and costs the same for every mailbox.

Why the seed lives in the folder and never changes. Were it a process's own, a restart or another worker would
change the decoys and leave the replies, which tells one from the other; were it a day's, so would midnight.
*A seizure of the folder* gives the seed, hence which slots are decoys; the names of the slots' files tell
that too: how many mailboxes have replies, and their ids, which without the twelve words are random digits.
It gives no text, and nobody's words.
What remains: whoever has a mailbox's id and asks day after day sees a slot change when a reply is put there.
Only the reporter has it: it follows from the words and stands in no address.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crimebook.sealing.decoys import mailbox_decoys
from crimebook.sealing.slots import SLOT_BYTES, SLOTS, check_fetch
from crimebook.stores.spool.disk import Disk, FolderDisk
from crimebook.stores.spool.layout import Room
from crimebook.stores.spool.limits import Limits, check_text_lane
from crimebook.stores.spool.refusals import BadSlotError
from crimebook.stores.spool.writing import Random, Writer, make_rooms
from crimebook.terms.digests import parse_digest, sha256_hex
from crimebook.terms.ids import Digest

_SEED = "decoy-seed"
_SEED_BYTES = 32
_DAY_BYTES = len("2020-08-09")


@dataclass(frozen=True, slots=True)
class KeptSlot:
    """A reply in its place, and the day after which it goes."""

    mailbox: Digest
    index: int
    until: date
    slot: bytes


class Slots:
    """The mailboxes of a spool's folder."""

    def __init__(
        self,
        folder: Path,
        limits: Limits | None = None,
        *,
        disk: Disk | None = None,
        random: Random = os.urandom,
    ) -> None:
        self._root = folder
        self._limits = limits or Limits()
        self._disk = disk or FolderDisk()
        make_rooms(self._disk, folder, tuple(Room))
        self._writer = Writer(folder, self._disk, random)
        self._seed = self._find_seed(random)

    def _find_seed(self, random: Random) -> bytes:
        path = self._root / _SEED
        if not self._disk.has(path):
            self._writer.put_new(path, random(_SEED_BYTES))
        self._disk.sync_folder(self._root)
        return self._disk.read(path)

    def close(self) -> None:
        """Give this process's folder back."""
        self._writer.close()

    def read_slots(self, mailbox_id: str) -> tuple[bytes, ...]:
        """Return `SLOTS` slots of `SLOT_BYTES`, for any mailbox, existing or not."""
        mailbox = parse_digest(mailbox_id)
        # Every decoy is made and every name is tried, so that what is there takes as long as what is not.
        decoys = mailbox_decoys(self._seed, mailbox)
        kept = [self._read_slot(mailbox, index) for index in range(SLOTS)]
        return tuple(decoy if slot is None else slot for slot, decoy in zip(kept, decoys, strict=True))

    def put_slots(self, mailbox_id: str, slots: Mapping[int, bytes], *, until: date) -> None:
        """Put replies into slots by index, durably, each in the place of what was there; the desk's act.

        They go after the day ``until``, which the desk makes fuzzy. Raises `BadSlotError`, `SpoolFullError`.
        """
        mailbox = parse_digest(mailbox_id)
        for index, slot in slots.items():
            if not 0 <= index < SLOTS or len(slot) != SLOT_BYTES:
                raise BadSlotError(
                    f"slots 0 to {SLOTS - 1} of {SLOT_BYTES} bytes", f"slot {index} of {len(slot)} bytes"
                )
        check_text_lane(self._limits, self._disk.space(self._root), SLOT_BYTES * len(slots))
        for index, slot in slots.items():
            self._writer.put_again(self._path(mailbox, index), until.isoformat().encode() + slot)
        self._disk.sync_folder(self._root / Room.SLOTS)

    def remove_fetched(
        self, sign_public: bytes, fetch_public: bytes, slots: Sequence[str], signature: bytes
    ) -> int:
        """Remove the slots (by SHA-256) that a reporter has and signed for; return how many are gone by this.

        Only what was fetched goes: a reply put there in between has another digest, and a repeated request
        finds nothing. Raises `MessageError` of `sealing` where the mailbox's own key did not sign.
        """
        mailbox = parse_digest(check_fetch(sign_public, fetch_public, slots, signature))
        removed = 0
        for index in range(SLOTS):
            slot = self._read_slot(mailbox, index)
            if slot is not None and sha256_hex(slot) in slots:
                self._disk.unlink(self._path(mailbox, index))
                removed += 1
        self._disk.sync_folder(self._root / Room.SLOTS)
        return removed

    def kept(self) -> Iterator[KeptSlot]:
        """Yield every reply that lies here, in the order of names: for a desk that carries them elsewhere."""
        for name in self._disk.names(self._root / Room.SLOTS):
            mailbox, _, index = name.partition(".")
            try:
                content = self._disk.read(self._root / Room.SLOTS / name)
            except FileNotFoundError:
                continue
            until = date.fromisoformat(content[:_DAY_BYTES].decode())
            yield KeptSlot(parse_digest(mailbox), int(index), until, content[_DAY_BYTES:])

    def expire_slots(self, today: date) -> int:
        """Remove replies whose day is past; return how many."""
        removed = 0
        for name in self._disk.names(self._root / Room.SLOTS):
            path = self._root / Room.SLOTS / name
            try:
                content = self._disk.read(path)
            except FileNotFoundError:
                # Its reporter took it away meanwhile; the rest is still to be looked at.
                continue
            if date.fromisoformat(content[:_DAY_BYTES].decode()) < today:
                self._disk.unlink(path)
                removed += 1
        return removed

    def _path(self, mailbox: Digest, index: int) -> Path:
        return self._root / Room.SLOTS / f"{mailbox}.{index}"

    def _read_slot(self, mailbox: Digest, index: int) -> bytes | None:
        try:
            return self._disk.read(self._path(mailbox, index))[_DAY_BYTES:]
        except FileNotFoundError:
            return None
