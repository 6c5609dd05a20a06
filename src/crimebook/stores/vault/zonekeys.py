"""The key of a zone: by it the desk's program signs what it writes down, also while nobody has unlocked it.

Unlike all else in the vault it is not sealed: an import, a search or a page needs no two people, and is
signed all the same. So a signature of the zone says "this desk's program wrote it", and not who sat there;
grave acts are signed by a person's own key. Whoever has the desk's disk has this key: then
`replace_zone_key`, and let the next manifest end the old one.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimebook.stores.vault.errors import KeyExistsError, VaultError
from crimebook.stores.vault.folder import Random, Room, Vault

DESK: Final = "desk"
LOG: Final = "log"
"""Not a zone that writes events: by this key the ledger's checkpoints are signed."""
SEED_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class ZoneSigner:
    """A zone's signing key. ``key_id`` is the public key in hexadecimal, as a manifest lists it."""

    zone: str
    _seed: bytes = field(repr=False)
    _key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)
    public: bytes = field(init=False, repr=False, compare=False)
    """The Ed25519 public key, 32 bytes."""

    def __post_init__(self) -> None:
        """Make the key of its seed, once: it signs every event."""
        key = Ed25519PrivateKey.from_private_bytes(self._seed)
        object.__setattr__(self, "_key", key)
        object.__setattr__(self, "public", key.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        """By what an event names its key."""
        return self.public.hex()

    def sign(self, digest: bytes) -> bytes:
        """Return the Ed25519 signature (RFC 8032), 64 bytes, over exactly the bytes of ``digest``."""
        return self._key.sign(digest)


def zone_signer(vault: Vault, random: Random, zone: str = DESK) -> ZoneSigner:
    """Return the signer of a zone, its key made the first time that it is asked for."""
    if not vault.has(Room.ZONES, zone):
        # Where two processes begin at once, the first one's key is the zone's.
        with suppress(KeyExistsError):
            vault.put_new(Room.ZONES, zone, random(SEED_BYTES))
    seed = vault.read(Room.ZONES, zone)
    if len(seed) != SEED_BYTES:
        raise VaultError(f"a key of {SEED_BYTES} bytes of the zone {zone}", f"{len(seed)} bytes")
    return ZoneSigner(zone, seed)


def replace_zone_key(
    vault: Vault, random: Random, zone: str = DESK, *, told: Callable[[ZoneSigner], None] | None = None
) -> ZoneSigner:
    """Make another key for a zone and forget the one before; the next manifest must say so.

    ``told`` is called with the key before anything is signed by it, and before the other is gone.
    """
    seed = random(SEED_BYTES)
    if told:
        told(ZoneSigner(zone, seed))
    vault.put_again(Room.ZONES, zone, seed)
    return zone_signer(vault, random, zone)
