"""Decoy slots: what stands in a slot that holds nothing.

Random bytes would not do: the compressed numbers of ML-KEM do not fall evenly (some have four preimages, the
others three), which shows in a single slot, and not every 32 bytes are a point that X25519 gives. So a decoy
is drawn as the numbers of a true one fall. That this cannot be told from a true slot is what ML-KEM rests on
(module learning with errors: an uncompressed ciphertext looks like uniform numbers).

Decoys of one mailbox must not change between two fetches, as true slots do not: `mailbox_decoys` draws them
from a secret.
"""

import hashlib
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from crimebook.sealing.agefile import Random
from crimebook.sealing.errors import SealingError
from crimebook.sealing.recipients import ENCAPSULATED_BYTES
from crimebook.sealing.slots import SLOT_BYTES, SLOTS

MODULUS: Final = 3_329
_WIDE_BITS, _WIDE_COUNT = 10, 768
_NARROW_BITS, _NARROW_COUNT = 4, 256
_SECRET_BYTES = 32
_DRAW_BYTES = 3_072
"""2048 candidates, of which 1664 are below the modulus, give or take 18: always enough for 1024."""


def decoy_slot(random: Random) -> bytes:
    """Return a slot that nobody can open, and nobody can tell from one that somebody can."""
    numbers = _numbers(random(_DRAW_BYTES))
    wide = _pack(numbers[:_WIDE_COUNT], _WIDE_BITS)
    narrow = _pack(numbers[_WIDE_COUNT : _WIDE_COUNT + _NARROW_COUNT], _NARROW_BITS)
    share = X25519PrivateKey.from_private_bytes(random(32)).public_key().public_bytes_raw()
    return wide + narrow + share + random(SLOT_BYTES - ENCAPSULATED_BYTES)


def mailbox_decoys(secret: bytes, mailbox_id: str) -> tuple[bytes, ...]:
    """Return the decoys of every slot of a mailbox: the same for the same ``secret`` of 32 bytes.

    The secret must outlive a restart, or what changes then would be known to be a decoy.
    """
    if len(secret) != _SECRET_BYTES:
        raise SealingError("a secret of 32 bytes", f"{len(secret)} bytes")
    return tuple(decoy_slot(_stream(secret, mailbox_id, place)) for place in range(SLOTS))


def _stream(secret: bytes, mailbox_id: str, place: int) -> Random:
    drawn = hashlib.shake_256(b"crimebook/decoy/v1" + secret + bytes([place]) + mailbox_id.encode())
    content = memoryview(drawn.digest(_DRAW_BYTES + 32 + SLOT_BYTES))
    at = 0

    def take(count: int) -> bytes:
        nonlocal at
        at += count
        return bytes(content[at - count : at])

    return take


def _numbers(drawn: bytes) -> list[int]:
    """Return uniform numbers below the modulus, by rejection as in FIPS 203, algorithm 7."""
    numbers: list[int] = []
    for first, second, third in zip(drawn[::3], drawn[1::3], drawn[2::3], strict=True):
        numbers += (first | (second & 15) << 8, second >> 4 | third << 4)
    return [number for number in numbers if number < MODULUS]


def _pack(numbers: list[int], bits: int) -> bytes:
    """Return FIPS 203's Compress and ByteEncode of ``numbers``."""
    packed = 0
    for number in reversed(numbers):
        compressed = ((number << bits + 1) + MODULUS) // (2 * MODULUS) & (1 << bits) - 1
        packed = packed << bits | compressed
    return packed.to_bytes(len(numbers) * bits // 8, "little")
