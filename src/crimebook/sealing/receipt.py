"""Receipt keys: what the twelve words stand for.

From 16 random bytes HKDF-SHA-256 makes five secrets by their labels; the salt is the log's origin, so that
the words of one book mean nothing in another, and the same on every mirror of one. The words prove, read
replies, add and withdraw. They cannot open the report.
"""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimebook.sealing.agefile import derive_key
from crimebook.sealing.errors import SealingError
from crimebook.sealing.recipients import Recipient
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.ids import Digest

ENTROPY_BYTES = 16
LABELS = ("age-seed", "sign", "fetch", "leaf", "credit")


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """Everything that follows from a receipt. The seeds are secret and never shown by ``repr``.

    ``age_seed`` opens replies, ``sign_seed`` signs what the reporter adds, ``fetch_seed`` signs that a reply
    was fetched (Ed25519 both), ``leaf`` blinds the report's leaf in the log, ``credit`` is kept for tickets.
    """

    age_seed: bytes = field(repr=False)
    sign_seed: bytes = field(repr=False)
    fetch_seed: bytes = field(repr=False)
    leaf: bytes = field(repr=False)
    credit: bytes = field(repr=False)
    recipient: Recipient = field(repr=False)
    sign_public: bytes
    fetch_public: bytes
    mailbox_id: Digest


def receipt_keys(entropy: bytes, origin: str) -> ReceiptKeys:
    """Return the keys of 16 bytes of ``entropy`` in the book whose log is called ``origin``."""
    if len(entropy) != ENTROPY_BYTES:
        raise SealingError("16 bytes behind the twelve words", f"{len(entropy)} bytes")
    if not origin:
        raise SealingError("the origin of the book's log", "none", "the manifest names it")
    age_seed, sign, fetch, leaf, credit = (
        derive_key(entropy, origin.encode(), label.encode()) for label in LABELS
    )
    sign_public, fetch_public = public_of(sign), public_of(fetch)
    mailbox = mailbox_id(sign_public, fetch_public)
    recipient = Recipient.of_seed(age_seed)
    return ReceiptKeys(age_seed, sign, fetch, leaf, credit, recipient, sign_public, fetch_public, mailbox)


def mailbox_id(sign_public: bytes, fetch_public: bytes) -> Digest:
    """Return the name of the mailbox that belongs to both public keys."""
    return tagged_digest(Purpose.MAILBOX, sign_public + fetch_public)


def public_of(seed: bytes) -> bytes:
    """Return the Ed25519 public key of a seed of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
