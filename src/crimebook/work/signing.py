"""Signing for a zone: the key by which a process of the desk signs the custody events that it writes.

The settings name `signer_of` to the register, which asks for a key at every event. This module is loaded with
the settings, and so before any table may be.
"""

import os
from functools import lru_cache
from pathlib import Path

from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.zonekeys import DESK, ZoneSigner, zone_signer


def signer_of(vault_folder: Path, zone: str = DESK) -> ZoneSigner:
    """Return the signer of a book's zone: ``sign(digest)``, ``key_id``, ``public``. No passphrase is needed.

    The key is made when it is first asked for, and read again where the file became another one: a desk that
    runs on must not sign by a key that somebody replaced meanwhile.
    """
    path = Vault(vault_folder).path(Room.ZONES, zone)
    return _signer(vault_folder, zone, _identity(path) if path.is_file() else ())


def _identity(path: Path) -> tuple[int, ...]:
    """Return by what a file is known: a number of an inode alone comes back with the file after the next."""
    told = path.stat()
    return told.st_ino, told.st_mtime_ns, told.st_ctime_ns


_PASSING_SEED = os.urandom(32)


@lru_cache(maxsize=8)
def passing_signer(zone: str = DESK) -> ZoneSigner:
    """Return the signer of a process that has no book, as a test is: its key ends with the process."""
    return ZoneSigner(zone, _PASSING_SEED)


@lru_cache(maxsize=8)
def _signer(vault_folder: Path, zone: str, _file: tuple[int, ...]) -> ZoneSigner:
    return zone_signer(Vault(vault_folder), os.urandom, zone)


def forget_signers() -> None:
    """Read keys again at the next call: after a zone's key was replaced."""
    _signer.cache_clear()
