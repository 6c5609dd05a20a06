"""The key by which the ledger signs its checkpoints: not sealed, as an interval waits for nobody."""

from crimebook.custody.checkpoints import SigningKey
from crimebook.stores.vault.folder import Random, Room, Vault
from crimebook.stores.vault.zonekeys import LOG, zone_signer


def log_key(vault: Vault, origin: str, random: Random) -> SigningKey:
    """Return the key of the log called ``origin``, made the first time that it is asked for."""
    zone_signer(vault, random, LOG)
    return SigningKey(origin, vault.read(Room.ZONES, LOG))
