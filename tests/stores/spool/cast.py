"""The cast of the spool's tests: small parts, sealed-looking bytes, a desk's key."""

import hashlib
from datetime import date
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimebook.stores.spool.limits import Limits

PART_BYTES = 4096
LIMITS = Limits(part_bytes=PART_BYTES, text_reserve_bytes=1 << 20, floor_bytes=1 << 16, floor_files=0)
DAY = date(2020, 8, 12)
DESK = Ed25519PrivateKey.from_private_bytes(b"desk" * 8)
DESK_KEYS = (DESK.public_key().public_bytes_raw(),)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"else" * 8)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def part(chance: Random) -> bytes:
    return chance.randbytes(PART_BYTES)


def submission(number: int) -> str:
    return f"submission-{number:08d}"


def mailbox(number: int) -> str:
    return sha256(b"mailbox %d" % number)
