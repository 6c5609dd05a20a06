"""Recipients: the post-quantum public keys to which reports are sealed (C2SP age.md, native recipients).

A recipient is an MLKEM768-X25519 key (draft-ietf-hpke-pq, KEM 0x647a): 1184 bytes of ML-KEM-768 and 32 of
X25519, written ``age1pq1…``. There is no other kind here: what is sealed today must stay sealed when
somebody who kept it has a quantum computer.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from crimebook.sealing.bech32 import decode_bech32, encode_bech32
from crimebook.sealing.errors import RecipientError

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
"""HPKE (RFC 9180) as age and our mailbox slots use it."""
SEED_BYTES = 32
PUBLIC_BYTES = 1216
ENCAPSULATED_BYTES = 1120
"""What HPKE puts in front of its ciphertext: 1088 bytes of ML-KEM-768 and 32 of X25519."""
TAG_BYTES = 16
PREFIX = "age1pq"
_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SEED_BYTES = 64


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key of 1216 bytes; ``str`` of it is its text."""

    public: bytes

    def __post_init__(self) -> None:
        _public_key(self.public)

    def __str__(self) -> str:
        return encode_bech32(PREFIX, self.public)

    def seal(self, plain: bytes, info: bytes) -> bytes:
        """Return the HPKE encapsulation and ciphertext of ``plain``, bound to the purpose ``info``.

        The randomness of the encapsulation is the library's own: it offers no way to give it.
        """
        return SUITE.encrypt(plain, _public_key(self.public), info)

    @classmethod
    def of_seed(cls, seed: bytes) -> Self:
        """Return the recipient whose secret is the 32 bytes of ``seed``."""
        lattice, curve = expand_seed(seed)
        return cls(lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw())


def parse_recipient(text: str) -> Recipient:
    """Read ``age1pq1…``, or raise `RecipientError`. Classical recipients (``age1…``) are refused."""
    try:
        return Recipient(decode_bech32(text, PREFIX))
    except ValueError as error:
        raise RecipientError(
            "a post-quantum recipient age1pq1… in lower case",
            f"a text of {len(text)} characters that is none ({error})",
            "copy the whole line; a recipient age1… without pq is not accepted",
        ) from error


def expand_seed(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Return both secret keys that a seed stands for: SHAKE-256 of it, 64 bytes and 32 bytes."""
    if len(seed) != SEED_BYTES:
        raise RecipientError("a seed of 32 bytes", f"{len(seed)} bytes")
    wide = hashlib.shake_256(seed).digest(_MLKEM_SEED_BYTES + 32)
    lattice, curve = wide[:_MLKEM_SEED_BYTES], wide[_MLKEM_SEED_BYTES:]
    return MLKEM768PrivateKey.from_seed_bytes(lattice), X25519PrivateKey.from_private_bytes(curve)


@lru_cache(maxsize=64)
def _public_key(public: bytes) -> hpke.MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_BYTES:
        raise RecipientError("a public key of 1216 bytes", f"{len(public)} bytes")
    try:
        lattice = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES])
    except ValueError as error:
        raise RecipientError("an ML-KEM-768 public key", "numbers that are not below its modulus") from error
    curve = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:])
    return hpke.MLKEM768X25519PublicKey(lattice, curve)
