"""The archive key changes hands: new passphrases for its two halves, or another archive key altogether.

New passphrases split the same key anew, so that a half which somebody copied fits neither of the new ones.
They do not help once both old halves were copied and the passphrases became known: then the desk takes
another archive key, and every secret of the vault is wrapped to it. What was copied before stays open to
whoever can open it; what is made afterwards is not.
"""

from crimebook.sealing.agefile import Random
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.halves import COST, lock, split
from crimebook.unsealing.agefile import rewrap
from crimebook.unsealing.identities import HybridIdentity, make_identity
from crimebook.work.opening.keymaking import check_two_people
from crimebook.work.opening.keyring import (
    ARCHIVE_PUBLIC,
    FIRST,
    SECOND,
    Keyring,
    Passphrases,
    open_archive_key,
    unlock_keyring,
)

_SEALED = (Room.EPOCHS, Room.DESK, Room.REPORTS)
_NEXT = "next-"


def change_passphrases(
    vault: Vault, old: Passphrases, new: Passphrases, random: Random, *, cost: int = COST
) -> None:
    """Lock the archive key under new passphrases, split anew; raise `PassphraseError`, `VaultError`.

    Stopped at any point it is run again, and where the new passphrases are in force already, from these.
    """
    check_two_people(new)
    if _take_next(vault):
        open_archive_key(vault, new)
        return
    archive = open_archive_key(vault, old)
    _lock_next(vault, archive, new, random, cost)
    _take_next(vault)


def replace_archive(
    vault: Vault, old: Passphrases, new: Passphrases, random: Random, *, cost: int = COST
) -> Keyring:
    """Make another archive key, wrap every secret to it and to no other, and return the keyring.

    Stopped at any point nothing is lost, since until the last step both keys open: run it again, and where
    the new passphrases are in force already, from these to others.
    """
    check_two_people(new)
    if _take_next(vault):
        fresh = open_archive_key(vault, new)
    else:
        archive, fresh = open_archive_key(vault, old), make_identity(random)
        for room, name in _secrets(vault):
            sealed = rewrap(vault.read(room, name), [archive], [archive.recipient, fresh.recipient])
            vault.put_again(room, name, sealed)
        _lock_next(vault, fresh, new, random, cost)
        _take_next(vault)
    for room, name in _secrets(vault):
        vault.put_again(room, name, rewrap(vault.read(room, name), [fresh], [fresh.recipient]))
    return unlock_keyring(vault, new, random)


def _secrets(vault: Vault) -> list[tuple[Room, str]]:
    return [(room, name) for room in _SEALED for name in vault.names(room)]


def _lock_next(vault: Vault, archive: HybridIdentity, new: Passphrases, random: Random, cost: int) -> None:
    halves = split(archive.seed, random)
    for name, half, words in zip((FIRST, SECOND), halves, (new.first, new.second), strict=True):
        vault.put_again(Room.ARCHIVE, _NEXT + name, lock(half, words, random, cost=cost))
    # The public half last: without it the two before it are the rest of an attempt that was broken off.
    vault.put_again(Room.ARCHIVE, _NEXT + ARCHIVE_PUBLIC, str(archive.recipient).encode())


def _take_next(vault: Vault) -> bool:
    """Put what `_lock_next` made in force; whether there was anything."""
    names = (FIRST, SECOND, ARCHIVE_PUBLIC)
    is_whole = vault.has(Room.ARCHIVE, _NEXT + ARCHIVE_PUBLIC)
    if is_whole:
        for name in names:
            vault.put_again(Room.ARCHIVE, name, vault.read(Room.ARCHIVE, _NEXT + name))
    # The mark of wholeness goes first, so that a half that is left behind is never taken for all.
    for name in reversed(names):
        vault.destroy(Room.ARCHIVE, _NEXT + name)
    return is_whole
