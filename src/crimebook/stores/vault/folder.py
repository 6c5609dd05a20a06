"""Keys as files: made once, durable before they are used, destroyable.

::

    archive/recipient, archive/first, archive/second  the archive key: its recipient, its two locked halves
    epochs/2026-01                                    a month's identity, sealed to the archive key
    desk/reply                                        the key that signs replies and acknowledgements
    reports/REF, reports/REF.draft                    the key of a report, of an interview not ended yet
    zones/desk                                        the key that signs custody events, not sealed
    identities/ID.request, ID.3.approved             requests to open an identity, and custodians' answers
    attempts/REF                                      a report's key that may yet belong to no report
    public/manifest.note, public/root.pub             what everybody may have, and the intake must
    public/epoch-2026-01, public/reply                the public halves of what is sealed

Destroying overwrites the file's bytes, synchronises, and takes the name away; a secret in whose place another
is put is overwritten too. On a disk that writes elsewhere than it is told (flash, a copying file
system, a snapshot, a backup) the old bytes may outlive that; they are an age file all the same, and the
archive key would have to be had with them. So: no snapshots and no backups of ``reports`` that live longer
than the promise of erasure does.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from crimebook.stores.vault.errors import KeyExistsError, KeyMissingError, VaultError

Random = Callable[[int], bytes]
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")
_HIDDEN = ".new-"


class Room(StrEnum):
    """The folders of a vault."""

    ARCHIVE = "archive"
    EPOCHS = "epochs"
    DESK = "desk"
    REPORTS = "reports"
    ZONES = "zones"
    IDENTITIES = "identities"
    ATTEMPTS = "attempts"
    PUBLIC = "public"


_SECRET = frozenset({Room.ARCHIVE, Room.EPOCHS, Room.DESK, Room.REPORTS, Room.ZONES})
"""Whose files are overwritten when others take their place."""


class Vault:
    """The keys in a folder that only its owner may enter."""

    def __init__(self, folder: Path, random: Random = os.urandom) -> None:
        self._root = folder
        self._random = random

    def path(self, room: Room, name: str) -> Path:
        """Return the file of a key."""
        if not _NAME.fullmatch(name):
            raise VaultError("a name of a key in a-z, 0-9, dot and dash", repr(name[:40]))
        return self._root / room / name

    def has(self, room: Room, name: str) -> bool:
        """Tell whether there is a key of that name."""
        return self.path(room, name).is_file()

    def names(self, room: Room) -> tuple[str, ...]:
        """Return the names of a room's keys, sorted."""
        folder = self._root / room
        if not folder.is_dir():
            return ()
        return tuple(sorted(each.name for each in folder.iterdir() if not each.name.startswith(".")))

    def read(self, room: Room, name: str) -> bytes:
        """Return the bytes of a key, or raise `KeyMissingError`."""
        try:
            return self.path(room, name).read_bytes()
        except FileNotFoundError as error:
            raise KeyMissingError(
                f"a key {room}/{name}", "none", "it was never made, or destroyed"
            ) from error

    def put_new(self, room: Room, name: str, content: bytes) -> None:
        """Keep a key, durably; raise `KeyExistsError` where there is one of that name."""
        path = self.path(room, name)
        hidden = self._write(path, content)
        try:
            # link() and not rename(): the kernel itself refuses a name that is taken.
            os.link(hidden, path)
        except FileExistsError as error:
            raise KeyExistsError(
                f"no key {room}/{name} yet", "one", "destroy it first, or keep it"
            ) from error
        finally:
            hidden.unlink()
        _sync_folder(path.parent)

    def put_again(self, room: Room, name: str, content: bytes) -> None:
        """Keep what may be replaced, durably: a public file, a half with a new passphrase.

        The bytes of a secret that was there are overwritten after that: else destroying the new file would
        leave the old one on the disk, sealed to a key that somebody may have, or not sealed at all.
        """
        path = self.path(room, name)
        hidden = self._write(path, content)
        before = _open_to_overwrite(path) if room in _SECRET else None
        hidden.replace(path)
        _sync_folder(path.parent)
        if before is not None:
            self._overwrite(before)

    def destroy(self, room: Room, name: str) -> bool:
        """Overwrite a key's bytes and take its name away; False where it was gone already."""
        path = self.path(room, name)
        handle = _open_to_overwrite(path)
        if handle is None:
            return False
        self._overwrite(handle)
        path.unlink()
        _sync_folder(path.parent)
        return True

    @contextmanager
    def attempting(self, name: str) -> Iterator[None]:
        """Mark that what is called ``name`` is being made, durably, until the block has ended well.

        The kernel lets go of the mark when the process ends, however it ends: see `abandoned`.
        """
        path = self.path(Room.ATTEMPTS, name)
        while True:
            self.put_new(Room.ATTEMPTS, name, b"")
            handle = _claim(path, fcntl.LOCK_EX)
            # Who looks for what was abandoned may have taken it away before it was claimed.
            if handle is not None:
                break
        try:
            yield
            path.unlink()
        finally:
            os.close(handle)

    def abandoned(self) -> Iterator[str]:
        """Yield the names whose making did not end well; each is forgotten when the next is asked for."""
        for name in self.names(Room.ATTEMPTS):
            path = self.path(Room.ATTEMPTS, name)
            handle = _claim(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if handle is None:
                continue
            try:
                yield name
                path.unlink()
            finally:
                os.close(handle)

    def _overwrite(self, handle: int) -> None:
        size = os.fstat(handle).st_size
        with os.fdopen(handle, "r+b", buffering=0) as file:
            # First one byte more: who has it open finds no key of that length, and never signs by noise.
            os.pwrite(handle, b"\0", size)
            file.write(self._random(size))
            os.fsync(handle)

    def _write(self, path: Path, content: bytes) -> Path:
        # One after the other: a parent that is made on the way would be open to all.
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        hidden = path.with_name(f"{_HIDDEN}{self._random(8).hex()}")
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return hidden


def _open_to_overwrite(path: Path) -> int | None:
    try:
        return os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None


def _claim(path: Path, how: int) -> int | None:
    """Claim a mark until its handle is closed; None where it is gone, or is another process's."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, how)
    except BlockingIOError:
        os.close(handle)
        return None
    if os.fstat(handle).st_nlink:
        return handle
    os.close(handle)
    return None


def _sync_folder(folder: Path) -> None:
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
