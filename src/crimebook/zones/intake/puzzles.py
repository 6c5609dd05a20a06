"""Tickets for parts: a client puzzle (hashcash over SHA-256; Back 2002) for each MiB that is to be kept.

Stateless. A challenge is random bytes, how many zero bits it asks, and a tag of both under a key of the ring,
so it is good for 24 hours and nothing is remembered of it. A ticket is bound to one part: the SHA-256 of
``challenge || 0x00 || the part's SHA-256 in hexadecimal || 0x00 || nonce`` begins with so many zero bits. So
it can be used again only for a part that is here already. No address is counted: behind Tor all have one.
"""

import hashlib
import hmac
import os
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from crimebook.zones.intake.keyring import Ring
from crimebook.zones.intake.tokens import Purpose

BITS = 15
"""About 33,000 hashes a part: a tenth of a second on a phone, an hour of a core for 36 GB of flood."""
BITS_WHEN_FULL = 19
MAX_NONCE_CHARACTERS = 32
_FORM = re.compile(r"1\.(\d{1,2})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")


@dataclass(frozen=True, slots=True)
class Puzzle:
    """A challenge, and how many bits it asks."""

    challenge: str
    bits: int


def make_puzzle(ring: Ring, bits: int = BITS) -> Puzzle:
    """Return a new challenge."""
    salt = _encode(os.urandom(16))
    return Puzzle(f"1.{bits}.{salt}.{_tag(ring.newest(), bits, salt)}", bits)


def is_solved(ring: Ring, challenge: str, part_sha256: str, nonce: str, least_bits: int = BITS) -> bool:
    """Whether a challenge of ours is solved for a part."""
    found = _FORM.fullmatch(challenge)
    if found is None or not 0 < len(nonce) <= MAX_NONCE_CHARACTERS or not nonce.isascii():
        return False
    bits, salt, tag = int(found[1]), found[2], found[3]
    if bits < least_bits or not has_zero_bits(work(challenge, part_sha256, nonce), bits):
        return False
    return any(hmac.compare_digest(tag, _tag(key, bits, salt)) for key in ring.good_keys())


def work(challenge: str, part_sha256: str, nonce: str) -> bytes:
    """Return the digest that must begin with zero bits."""
    return hashlib.sha256(f"{challenge}\0{part_sha256}\0{nonce}".encode()).digest()


def has_zero_bits(digest: bytes, bits: int) -> bool:
    """Whether a digest begins with so many zero bits."""
    return int.from_bytes(digest, "big") >> len(digest) * 8 - bits == 0


def solve(challenge: str, part_sha256: str, bits: int) -> str:
    """Return a nonce, as a client finds it: by trying."""
    nonce = 0
    while not has_zero_bits(work(challenge, part_sha256, str(nonce)), bits):
        nonce += 1
    return str(nonce)


def _tag(key: bytes, bits: int, salt: str) -> str:
    tag = hmac.digest(key, f"{Purpose.PUZZLE}/{bits}/{salt}".encode(), "sha256")
    return _encode(tag[:16])


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
