"""Identities: the secret keys that open age files.

``AGE-SECRET-KEY-PQ-1…`` (a seed of 32 bytes) opens what was sealed to `Recipient`; ``AGE-SECRET-KEY-1…``
(X25519) opens age files of others, and nothing of ours is ever sealed to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crimebook.sealing.agefile import FILE_KEY_BYTES, STANZA_INFO, STANZA_TYPE, Random, derive_key
from crimebook.sealing.bech32 import decode_bech32, encode_bech32
from crimebook.sealing.recipients import (
    ENCAPSULATED_BYTES,
    SEED_BYTES,
    SUITE,
    TAG_BYTES,
    Recipient,
    expand_seed,
)
from crimebook.unsealing.errors import IdentityError, Refusal, UnsealError
from crimebook.unsealing.header import Stanza, decode_base64

HYBRID_PREFIX = "age-secret-key-pq-"
X25519_PREFIX = "age-secret-key-"
X25519_TYPE = "X25519"
X25519_INFO = b"age-encryption.org/v1/X25519"
_NOT_ONE = "expected AGE-SECRET-KEY-PQ-1… or AGE-SECRET-KEY-1…, got another text ({}); copy the whole line"
_WRAPPED_BYTES = FILE_KEY_BYTES + TAG_BYTES


class Identity(Protocol):
    """A secret key that may know the file key of a header."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key, ``None`` if the stanza is another's, or raise `UnsealError`."""


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """A post-quantum identity; ``str`` of it is its text, which is as secret as the seed."""

    seed: bytes = field(repr=False)
    _key: hpke.MLKEM768X25519PrivateKey = field(init=False, repr=False, compare=False)
    _curve: X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lattice, curve = expand_seed(self.seed)
        object.__setattr__(self, "_key", hpke.MLKEM768X25519PrivateKey(lattice, curve))
        object.__setattr__(self, "_curve", curve)

    def __str__(self) -> str:
        return encode_bech32(HYBRID_PREFIX, self.seed).upper()

    @classmethod
    def make(cls, random: Random) -> Self:
        """Return a new identity."""
        return cls(random(SEED_BYTES))

    @property
    def recipient(self) -> Recipient:
        """What to seal to."""
        return Recipient.of_seed(self.seed)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key of a ``mlkem768x25519`` stanza sealed to this identity."""
        if stanza.kind != STANZA_TYPE:
            return None
        share = _check_stanza(stanza, ENCAPSULATED_BYTES)
        _exchange(self._curve, share[-32:])  # HPKE's own refusal of a zero secret looks like a wrong key
        try:
            return SUITE.decrypt(share + stanza.body, self._key, STANZA_INFO)
        except InvalidTag:
            return None


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """A classical identity of 32 bytes, to open files of others."""

    secret: bytes = field(repr=False)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key of an ``X25519`` stanza sealed to this identity."""
        if stanza.kind != X25519_TYPE:
            return None
        share = _check_stanza(stanza, 32)
        key = X25519PrivateKey.from_private_bytes(self.secret)
        salt = share + key.public_key().public_bytes_raw()
        wrap_key = derive_key(_exchange(key, share), salt, X25519_INFO)
        try:  # the nonce may be fixed, because every stanza has a key of its own
            return ChaCha20Poly1305(wrap_key).decrypt(bytes(12), stanza.body, None)
        except InvalidTag:
            return None


def make_identity(random: Random) -> HybridIdentity:
    """Return a new post-quantum identity."""
    return HybridIdentity.make(random)


def parse_identity(text: str) -> HybridIdentity | X25519Identity:
    """Read ``AGE-SECRET-KEY-PQ-1…`` or ``AGE-SECRET-KEY-1…`` in upper case, or raise `IdentityError`."""
    is_hybrid = text.startswith(HYBRID_PREFIX.upper())
    try:
        secret = decode_bech32(text.swapcase(), HYBRID_PREFIX if is_hybrid else X25519_PREFIX)
    except ValueError as error:
        raise IdentityError(_NOT_ONE.format(error)) from error
    if len(secret) != SEED_BYTES:
        raise IdentityError(_NOT_ONE.format("length"))
    return HybridIdentity(secret) if is_hybrid else X25519Identity(secret)


def parse_identity_file(text: str) -> tuple[HybridIdentity | X25519Identity, ...]:
    """Read the identities of a file: one a line, empty lines and lines with ``#`` apart."""
    lines = (line.strip() for line in text.splitlines())
    found = tuple(parse_identity(line) for line in lines if line and not line.startswith("#"))
    if not found:
        raise IdentityError("expected a file with at least one identity, got none")
    return found


def find_file_key(stanzas: Sequence[Stanza], identities: Sequence[Identity]) -> bytes:
    """Return the file key that one of ``identities`` finds, or raise `UnsealError`.

    A stanza for a passphrase is refused wherever it stands: its cost is chosen by whoever made the file.
    """
    if any(stanza.kind == "scrypt" for stanza in stanzas):
        raise UnsealError(Refusal.HEADER, "expected no passphrase; seal the file to a recipient instead")
    for identity in identities:
        for stanza in stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise UnsealError(Refusal.NO_MATCH, "the file is not sealed to any of these identities")


def _check_stanza(stanza: Stanza, share_bytes: int) -> bytes:
    if len(stanza.arguments) != 1:
        raise UnsealError(Refusal.HEADER, f"expected one argument of {stanza.kind}")
    share = decode_base64(stanza.arguments[0].encode())
    if len(share) != share_bytes or len(stanza.body) != _WRAPPED_BYTES:
        raise UnsealError(Refusal.HEADER, f"expected a share and a body of the sizes of {stanza.kind}")
    return share


def _exchange(key: X25519PrivateKey, share: bytes) -> bytes:
    try:
        return key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError as error:
        raise UnsealError(Refusal.HEADER, "expected a share that is not of low order") from error
