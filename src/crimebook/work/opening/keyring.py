"""The keyring: the desk's secrets in memory, once two people have unlocked the archive key.

Everything else in the vault is an age file to the archive key. A report has a key of its own, an identity
like an epoch's: what comes for it later is sealed to its public half without unlocking anything, and when it
is destroyed, all that was ever sealed to it is noise.
"""

import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimebook.sealing.agefile import Random, derive_key, seal_bytes
from crimebook.sealing.receipt import public_of
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.stores.vault.errors import VaultError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.halves import join, unlock
from crimebook.terms.ids import Digest
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.identities import HybridIdentity, make_identity

ARCHIVE_PUBLIC, FIRST, SECOND, REPLY = "recipient", "first", "second", "reply"
_BLOB_NAMES = b"crimebook/blob-names/v1"


@dataclass(frozen=True, slots=True)
class Passphrases:
    """The words of two people, each for their half of the archive key."""

    first: str = field(repr=False)
    second: str = field(repr=False)


class Keyring:
    """The unlocked keys of a vault. Nothing of it is ever written but sealed."""

    def __init__(self, vault: Vault, archive: HybridIdentity, random: Random) -> None:
        self._vault = vault
        self._archive = archive
        self._random = random

    @property
    def reply_public(self) -> bytes:
        """The Ed25519 key by which others check what the desk signs; the manifest names it."""
        return public_of(self.reply_seed())

    def reply_seed(self) -> bytes:
        """Return the secret that signs messages of the desk."""
        return self._open(Room.DESK, REPLY)

    def sign(self, content: bytes) -> bytes:
        """Return the desk's signature, as acknowledgements want it."""
        return Ed25519PrivateKey.from_private_bytes(self.reply_seed()).sign(content)

    def epochs(self) -> tuple[HybridIdentity, ...]:
        """Return the identities of the months that are not destroyed, the newest first."""
        names = reversed(self._vault.names(Room.EPOCHS))
        return tuple(HybridIdentity(self._open(Room.EPOCHS, name)) for name in names)

    def epoch(self, name: str) -> HybridIdentity:
        """Return the identity of one month; raise `KeyMissingError` once it was destroyed."""
        return HybridIdentity(self._open(Room.EPOCHS, name))

    def make_report_key(self, ref: str) -> Recipient:
        """Make a report's own key, keep it durably, and return what to seal to."""
        identity = make_identity(self._random)
        keep_sealed(self._vault, Room.REPORTS, ref, identity.seed, self._random)
        return identity.recipient

    def report_identity(self, ref: str) -> HybridIdentity:
        """Return a report's key; raise `KeyMissingError` once it was destroyed."""
        return HybridIdentity(self._open(Room.REPORTS, ref))

    def blob_name(self, ref: str, digest: str) -> Digest:
        """Return under which name a report's file of this SHA-256 stands on the disk."""
        key = derive_key(self.report_identity(ref).seed, b"", _BLOB_NAMES)
        return Digest(hmac.digest(key, bytes.fromhex(digest), "sha256").hex())

    def _open(self, room: Room, name: str) -> bytes:
        return open_bytes(self._vault.read(room, name), [self._archive])


def keep_sealed(vault: Vault, room: Room, name: str, secret: bytes, random: Random) -> None:
    """Keep a secret as an age file to the archive key; it need not be unlocked for that."""
    vault.put_new(room, name, seal_bytes(secret, [archive_recipient(vault)], random))


def archive_recipient(vault: Vault) -> Recipient:
    """Return the public half of the archive key."""
    return parse_recipient(vault.read(Room.ARCHIVE, ARCHIVE_PUBLIC).decode())


def unlock_keyring(vault: Vault, passphrases: Passphrases, random: Random) -> Keyring:
    """Return the keyring that both passphrases unlock; raise `PassphraseError` and say whose is wrong."""
    return Keyring(vault, open_archive_key(vault, passphrases), random)


def open_archive_key(vault: Vault, passphrases: Passphrases) -> HybridIdentity:
    """Return the archive key that both passphrases unlock; raise `PassphraseError`, `VaultError`."""
    halves = [
        unlock(vault.read(Room.ARCHIVE, name), words)
        for name, words in ((FIRST, passphrases.first), (SECOND, passphrases.second))
    ]
    archive = HybridIdentity(join(*halves))
    if archive.recipient != archive_recipient(vault):
        raise VaultError("two halves of one archive key", "halves of two", "take both from one copy")
    return archive
