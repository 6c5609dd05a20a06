"""Collect: the desk's side of the spool. It copies what waits, makes sure, and signs for it.

`Waiting` reads a spool's folder, by `WaitingRoom`, with which an intake also answers a desk over a network.
`Shelf` is one durable copy on the desk. `Collector` joins them: a report is copied to every shelf, read back
from each, and only then acknowledged; the intake deletes by that acknowledgement alone. A desk that pulls
over the network gives another `Source` to the same collector: `remote`.

Nothing here opens an envelope, and nothing is written into the spool but acknowledgements. Every step may
be stopped and repeated.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from crimebook.stores.spool.acknowledgements import Acknowledgement, sign_acknowledgement
from crimebook.stores.spool.disk import Disk, FolderDisk
from crimebook.stores.spool.items import Item, parse_item
from crimebook.stores.spool.layout import ItemKind, Room, parse_hold
from crimebook.stores.spool.refusals import CopiesError, DamagedItemError, SpoolError, SpoolFullError
from crimebook.stores.spool.writing import Random, Writer, make_rooms
from crimebook.terms.digests import parse_digest, sha256_hex
from crimebook.terms.ids import Digest

COPIES_NEEDED = 2
MAX_ITEM_BYTES = 4 << 20
MAX_PART_BYTES = 16 << 20
ROOM_BYTES = 512 << 20
"""What a shelf leaves free: an intake in other hands could send without end, and the register lies there."""


@dataclass(frozen=True, slots=True)
class Name:
    """What waits: its kind and its file name."""

    kind: ItemKind
    name: Digest


class Source(Protocol):
    """Where reports wait: a folder, or a spool behind a network."""

    def waiting(self) -> tuple[Name, ...]:
        """Return what waits, in the order of names, which tells nothing."""

    def read_item(self, name: Name) -> Item:
        """Return a report or a message, its envelope checked against its digest."""

    def read_part(self, hold: str, sha256: str) -> Iterator[bytes]:
        """Return a part by the ``hold`` of its report; raise `DamagedItemError` if it is another."""

    def give(self, signed: bytes) -> None:
        """Hand in a signed acknowledgement."""


class WaitingRoom:
    """What waits in a spool's folder, for reading alone."""

    def __init__(self, folder: Path, *, disk: Disk | None = None) -> None:
        self._root = folder
        self._disk = disk or FolderDisk()

    def waiting(self) -> tuple[Name, ...]:
        """Return what waits, without what was collected before and not yet cleared away."""
        return tuple(
            Name(kind, parse_digest(name))
            for kind in ItemKind
            for name in self._disk.names(self._root / kind.room)
            if not self._disk.has(self._root / Room.SPENT / name)
        )

    def read_item(self, name: Name) -> Item:
        """Return what waits; raise FileNotFoundError, or `DamagedItemError` where it is not whole."""
        return _read_item(self._disk, self._root, name)

    def read_report(self, name: str) -> Item:
        """Return a report that waits; see `read_item`."""
        return self.read_item(Name(ItemKind.REPORT, parse_digest(name)))

    def read_part(self, hold: str, sha256: str) -> Iterator[bytes]:
        """Return a part by the ``hold`` of its report's heading, in pieces of 64 KiB.

        The last piece is followed by `DamagedItemError` where the digest is another: keep nothing until then.
        """
        parse_hold(hold)
        return _read_checked(self._disk, self._root / Room.HELD / hold, parse_digest(sha256))


class Waiting(WaitingRoom):
    """A spool's folder as a `Source`."""

    def __init__(self, folder: Path, *, disk: Disk | None = None, random: Random = os.urandom) -> None:
        super().__init__(folder, disk=disk)
        make_rooms(self._disk, folder, tuple(Room))
        self._writer = Writer(folder, self._disk, random)

    def close(self) -> None:
        """Give this process's folder back."""
        self._writer.close()

    def give(self, signed: bytes) -> None:
        """Put a signed acknowledgement where the intake finds it, durably."""
        self._writer.put_new(self._root / Room.ACKNOWLEDGEMENTS / sha256_hex(signed), signed)
        self._disk.sync_folder(self._root / Room.ACKNOWLEDGEMENTS)


class Shelf:
    """One durable copy of what was collected, in a folder of the desk's own."""

    def __init__(self, folder: Path, *, disk: Disk | None = None, random: Random = os.urandom) -> None:
        self._root = folder
        self._disk = disk or FolderDisk()
        make_rooms(self._disk, folder, (Room.REPORTS, Room.MESSAGES, Room.PARTS, Room.WRITING))
        self._writer = Writer(folder, self._disk, random)
        self._writer.sweep()

    def close(self) -> None:
        """Give this process's folder back."""
        self._writer.close()

    def names(self) -> tuple[Name, ...]:
        """Return what stands on the shelf."""
        return tuple(
            Name(kind, parse_digest(name))
            for kind in ItemKind
            for name in self._disk.names(self._root / kind.room)
        )

    def read_item(self, name: Name) -> Item:
        """Return an item; raise FileNotFoundError, or `DamagedItemError` where it is not whole."""
        return _read_item(self._disk, self._root, name)

    def read_part(self, sha256: str) -> Iterator[bytes]:
        """Return a part in pieces; raise `DamagedItemError` where it is not here, or behind another's pieces.

        An item's parts stand before it does: one that is not here was lost, as much as one that is not whole.
        """
        try:
            yield from _read_checked(self._disk, self._root / Room.PARTS, parse_digest(sha256))
        except FileNotFoundError as error:
            expected = f"part {sha256[:16]}"
            raise DamagedItemError(expected, "none on this shelf", "copy it from the other") from error

    def keep(self, name: Name, item: Item, read_part: Callable[[str, str], Iterator[bytes]]) -> bool:
        """Copy an item with its parts, durably: the parts first; True where it is new. Mend a damaged part.

        Raises `CopiesError` where another envelope stands here under the name: that one is never replaced;
        `SpoolFullError` before the disk is full.
        """
        for part in item.heading.parts:
            if not self._has_part(part):
                content = b"".join(read_part(item.heading.hold, part))
                self._check_room(len(content))
                self._writer.put_again(self._root / Room.PARTS / part, content)
        self._disk.sync_folder(self._root / Room.PARTS)
        self._check_room(len(item.sealed))
        is_new = self._writer.put_new(self._root / name.kind.room / name.name, item.to_bytes())
        self._disk.sync_folder(self._root / name.kind.room)
        self.check(name, item)
        return is_new

    def check(self, name: Name, item: Item) -> None:
        """Read an item and its parts back; raise `CopiesError` or `DamagedItemError` where they differ."""
        here = self.read_item(name).heading
        if (here.envelope_sha256, here.parts) != (item.heading.envelope_sha256, item.heading.parts):
            raise CopiesError(
                f"envelope {item.heading.envelope_sha256[:16]} as {name.name[:16]}",
                f"envelope {here.envelope_sha256[:16]}, collected before",
                "keep both folders as they are: the spool may have been tampered with",
            )
        for part in here.parts:
            for _piece in self.read_part(part):
                pass

    def parts_of_others(self, leaving: Collection[Name]) -> frozenset[Digest] | None:
        """Return the parts that every other item on the shelf names; None where that cannot be told.

        Whoever seals an item may name the parts of somebody else's in it: they do not go with it.
        """
        try:
            return frozenset(
                part
                for name in self.names()
                if name not in leaving
                for part in self.read_item(name).heading.parts
            )
        except SpoolError:
            return None

    def remove(self, name: Name, parts: Iterable[Digest]) -> None:
        """Take an item away with some of its parts, durably. Again is no harm.

        The parts go first: whoever is stopped between finds the item that names them.
        """
        for part in parts:
            self._disk.unlink(self._root / Room.PARTS / part)
        self._disk.sync_folder(self._root / Room.PARTS)
        self._disk.unlink(self._root / name.kind.room / name.name)
        self._disk.sync_folder(self._root / name.kind.room)

    def _check_room(self, size: int) -> None:
        free = self._disk.space(self._root).free_bytes
        if free - size < ROOM_BYTES:
            raise SpoolFullError(
                f"{ROOM_BYTES >> 20} MiB left free on the shelf's disk",
                f"{max(free - size, 0) >> 20} MiB",
                "make room; nothing is signed for until then, and the intake keeps it",
            )

    def _has_part(self, part: Digest) -> bool:
        try:
            for _piece in self.read_part(part):
                pass
        except (FileNotFoundError, DamagedItemError):
            return False
        return True


Note = Callable[[Item, bool], None]
"""Is told of an item, and whether any shelf had it not before."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of collecting brought: collected and acknowledged; refused, with the reason."""

    collected: tuple[Name, ...]
    refused: tuple[tuple[Name, str], ...]


class Collector:
    """Collects from a source to at least two shelves, best on two disks, and signs for what it holds."""

    def __init__(self, source: Source, shelves: Sequence[Shelf]) -> None:
        if len(shelves) < COPIES_NEEDED:
            raise CopiesError(
                f"at least {COPIES_NEEDED} folders for copies",
                str(len(shelves)),
                "name a second one, on another disk",
            )
        self._source = source
        self._shelves = tuple(shelves)

    def collect(self, name: Name) -> bool:
        """Copy what waits under a name to every shelf; True where any had it not. Acknowledge nothing."""
        item = self._source.read_item(name)
        first, *others = self._shelves
        brought = [first.keep(name, item, self._source.read_part)]
        # From the first shelf, by its digest: what comes over a slow line comes once.
        brought += [shelf.keep(name, item, lambda _hold, part: first.read_part(part)) for shelf in others]
        return any(brought)

    def acknowledge(self, name: Name, *, day: date, sign: Callable[[bytes], bytes]) -> bytes:
        """Read an item back from every shelf, sign for it and hand that in; return what was signed.

        Raises FileNotFoundError, `CopiesError` or `DamagedItemError` where a copy is not there or not whole.
        """
        item = self._shelves[0].read_item(name)
        for shelf in self._shelves:
            shelf.check(name, item)
        told = Acknowledgement(name.kind, name.name, item.heading.envelope_sha256, day)
        signed = sign_acknowledgement(told, sign)
        self._source.give(signed)
        return signed

    def collect_waiting(
        self, *, day: date, sign: Callable[[bytes], bytes], note: Note = lambda _item, _is_new: None
    ) -> Round:
        """Collect and acknowledge all that waits. What is refused stays, and does not hold up the rest.

        ``note`` is told of each item when its copies stand, before the intake may delete it.
        """
        collected, refused = [], []
        for name in self._source.waiting():
            try:
                is_new = self.collect(name)
                note(self._shelves[0].read_item(name), is_new)
                self.acknowledge(name, day=day, sign=sign)
            except FileNotFoundError:
                # An acknowledgement given before may have been applied meanwhile; then nothing is amiss.
                if name in self._source.waiting():
                    refused.append((name, "a file of it is not there; keep the spool as it is and look"))
            except SpoolError as error:
                refused.append((name, str(error)))
            else:
                collected.append(name)
        return Round(tuple(collected), tuple(refused))


def _read_item(disk: Disk, root: Path, name: Name) -> Item:
    return read_item(name, disk.read_pieces(root / name.kind.room / name.name))


def read_item(name: Name, pieces: Iterable[bytes]) -> Item:
    """Return the item of some bytes, or raise `DamagedItemError`."""
    content = bytearray()
    # The machine that the spool stands on may be in other hands: never read more than an item can be.
    for piece in pieces:
        content += piece
        if len(content) > MAX_ITEM_BYTES:
            raise DamagedItemError(
                f"an item of at most {MAX_ITEM_BYTES} bytes", "more", "look at the intake machine"
            )
    item = parse_item(name.name, bytes(content))
    if item.heading.kind is not name.kind:
        raise DamagedItemError(
            f"a {name.kind} as {name.name[:16]}", f"a {item.heading.kind}", "look at the intake"
        )
    return item


def _read_checked(disk: Disk, folder: Path, sha256: Digest) -> Iterator[bytes]:
    return check_part(sha256, disk.read_pieces(folder / sha256))


def check_part(sha256: Digest, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Return a part's pieces; the last is followed by `DamagedItemError` where the digest is another."""
    hashed, read_bytes = hashlib.sha256(), 0
    for piece in pieces:
        hashed.update(piece)
        read_bytes += len(piece)
        if read_bytes > MAX_PART_BYTES:
            break
        yield piece
    if hashed.hexdigest() != sha256:
        raise DamagedItemError(f"part {sha256[:16]}", "other bytes", "compare the other copies")
