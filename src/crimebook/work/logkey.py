"""The key by which the ledger signs its checkpoints: not sealed, as an interval waits for nobody.

Where it is to be changed there are two for a while: the next one waits until a manifest names it. What both
signed of the change is kept beside the public halves of other keys.
"""

from typing import Final

from crimebook.custody.checkpoints import SigningKey
from crimebook.custody.keychanges import KeyChange, check_key_change
from crimebook.stores.vault.folder import Random, Room, Vault
from crimebook.stores.vault.zonekeys import LOG, zone_signer

NEXT_LOG: Final = "log-next"
_CHANGE: Final = "log-key-change-"


def log_key(vault: Vault, origin: str, random: Random) -> SigningKey:
    """Return the key of the log called ``origin``, made the first time that it is asked for."""
    zone_signer(vault, random, LOG)
    return SigningKey(origin, vault.read(Room.ZONES, LOG))


def find_next_log_key(vault: Vault, origin: str) -> SigningKey | None:
    """Return the key that waits to take the place of the log's, or None."""
    if not vault.has(Room.ZONES, NEXT_LOG):
        return None
    return SigningKey(origin, vault.read(Room.ZONES, NEXT_LOG))


def make_next_log_key(vault: Vault, origin: str, random: Random) -> SigningKey:
    """Return the key that waits to take the place of the log's, made if there is none."""
    zone_signer(vault, random, NEXT_LOG)
    return SigningKey(origin, vault.read(Room.ZONES, NEXT_LOG))


def take_next_log_key(vault: Vault) -> None:
    """Put the key that waits in the place of the log's, whose secret is destroyed. Stopped, it goes on."""
    vault.put_again(Room.ZONES, LOG, vault.read(Room.ZONES, NEXT_LOG))
    vault.destroy(Room.ZONES, NEXT_LOG)


def change_notes(vault: Vault) -> tuple[bytes, ...]:
    """Return the notes of all changes of the log's key, oldest first."""
    numbers = sorted(
        int(name.removeprefix(_CHANGE)) for name in vault.names(Room.PUBLIC) if name.startswith(_CHANGE)
    )
    return tuple(vault.read(Room.PUBLIC, f"{_CHANGE}{number}") for number in numbers)


def key_changes(vault: Vault, origin: str) -> tuple[KeyChange, ...]:
    """Return all changes of the log's key, oldest first, each checked."""
    return tuple(check_key_change(note, origin) for note in change_notes(vault))


def put_change(vault: Vault, note: bytes) -> None:
    """Keep the note of one more change."""
    vault.put_new(Room.PUBLIC, f"{_CHANGE}{len(change_notes(vault)) + 1}", note)
