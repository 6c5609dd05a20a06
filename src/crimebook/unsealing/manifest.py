"""Signing of a key manifest by its root, on the offline side; what was signed is checked in ``sealing``."""

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from crimebook.sealing.agefile import Random
from crimebook.sealing.manifest import Manifest, manifest_text
from crimebook.terms.notes import Root, Signature, join_note

_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class RootKey:
    """The secret of a root: a name and two seeds of 32 bytes."""

    name: str
    ed25519_seed: bytes = field(repr=False)
    mldsa65_seed: bytes = field(repr=False)

    @classmethod
    def make(cls, name: str, random: Random) -> Self:
        """Return a new root key."""
        return cls(name, random(_SEED_BYTES), random(_SEED_BYTES))

    @property
    def root(self) -> Root:
        """What everybody may know of it."""
        return Root(
            self.name,
            Ed25519PrivateKey.from_private_bytes(self.ed25519_seed).public_key().public_bytes_raw(),
            MLDSA65PrivateKey.from_seed_bytes(self.mldsa65_seed).public_key().public_bytes_raw(),
        )


def sign_manifest(manifest: Manifest, key: RootKey) -> bytes:
    """Return the signed note of ``manifest``. It is the offline root that does this, once for a manifest."""
    return sign_note(manifest_text(manifest), key)


def sign_note(text: str, *keys: RootKey) -> bytes:
    """Return ``text``, which ends in a line feed, with both signatures of each of ``keys`` under it."""
    return join_note(text, [each for key in keys for each in _signatures(text.encode(), key)])


def _signatures(content: bytes, key: RootKey) -> list[Signature]:
    classic, lattice = key.root.keys
    signed = (
        (classic, Ed25519PrivateKey.from_private_bytes(key.ed25519_seed).sign(content)),
        (lattice, MLDSA65PrivateKey.from_seed_bytes(key.mldsa65_seed).sign(content)),
    )
    return [Signature(public.name, public.key_id, signature) for public, signature in signed]
