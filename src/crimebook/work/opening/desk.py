"""The desk's own folders and keys in one value, as every use case of opening needs them."""

from dataclasses import dataclass
from pathlib import Path

from crimebook.sealing.agefile import Random
from crimebook.stores.blobs.blob import BlobStore
from crimebook.stores.blobs.opening import open_blobs
from crimebook.stores.vault.folder import Vault
from crimebook.work.opening.keyring import Keyring, Passphrases, unlock_keyring

KeysFolder = Vault
"""A folder of keys, by the name under which zones hand it on."""


@dataclass(frozen=True, slots=True)
class DeskFolders:
    """Where things are: keys, sealed files, the copies of what was collected, the intake's spool.

    ``blobs`` is a folder, or the address of a bucket as `stores.blobs.opening` reads it.
    """

    vault: Path
    blobs: Path | str
    shelves: tuple[Path, ...]
    spool: Path


@dataclass(frozen=True, slots=True)
class Desk:
    """An unlocked desk. ``random`` gives secret random bytes."""

    folders: DeskFolders
    vault: Vault
    blobs: BlobStore
    keyring: Keyring
    random: Random


def open_vault(folder: Path) -> KeysFolder:
    """Return the keys' folder as it is: what is locked in it stays locked."""
    return Vault(folder)


def unlock_desk(folders: DeskFolders, passphrases: Passphrases, random: Random) -> Desk:
    """Return the desk that two people unlock; raise `PassphraseError` or `KeyMissingError`."""
    vault = Vault(folders.vault, random)
    return desk_of(folders, unlock_keyring(vault, passphrases, random), random)


def desk_of(folders: DeskFolders, keyring: Keyring, random: Random) -> Desk:
    """Return the desk of a keyring that is unlocked."""
    return Desk(folders, Vault(folders.vault, random), open_blobs(folders.blobs, random), keyring, random)
