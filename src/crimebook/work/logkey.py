"""The key by which the ledger signs its checkpoints: not sealed, as an interval waits for nobody.

Where it is to be changed there are two for a while: the next one waits until a manifest names it. What both
signed of the change is kept beside the public halves of other keys.
"""

from typing import Final

from crimebook.custody.checkpoints import Policy, SigningKey
from crimebook.custody.keychanges import KeyChange, check_key_change, with_former
from crimebook.sealing.manifest import MAX_FORMER, FormerLogKey
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


def former_log_keys(vault: Vault, origin: str, named: str) -> tuple[FormerLogKey, ...]:
    """Return which keys a manifest that names ``named`` must list as those before it, newest first.

    Where ``named`` is the key that waits, the one that signs is the first, without a size. A key that signed
    no leaf is left out. Of a key that is not of this vault nothing is known.
    """
    changes = key_changes(vault, origin)
    signing = SigningKey(origin, vault.read(Room.ZONES, LOG)) if vault.has(Room.ZONES, LOG) else None
    waiting = find_next_log_key(vault, origin)
    own = next((key for key in (signing, waiting) if key is not None and str(key.of_log) == named), None)
    if own is None:
        return ()
    first: tuple[FormerLogKey, ...] = ()
    has_changed = any(each.new == own.of_log for each in changes)
    if signing is not None and signing != own and not has_changed:
        own, first = signing, (FormerLogKey(str(signing.of_log)),)
    former = with_former(Policy(origin, own.of_log), changes).former
    ended = (FormerLogKey(str(each.key), each.size, each.root.hex()) for each in former if each.size)
    return (*first, *ended)[:MAX_FORMER]


def put_change(vault: Vault, note: bytes) -> None:
    """Keep the note of one more change."""
    vault.put_new(Room.PUBLIC, f"{_CHANGE}{len(change_notes(vault)) + 1}", note)
