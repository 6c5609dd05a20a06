"""Which decided pairs come again to another person: a draw by a key, which nobody who decides can foresee.

A pair is drawn by its own number under the key and by nothing else: neither the order of decisions nor who
decided changes it, and whoever is told the key afterwards draws the same pairs again.
"""

from hashlib import blake2b

from crimebook.identity.edges import Pair
from crimebook.terms.errors import InvalidValueError

SECOND_LOOK_SHARE = 0.05
"""Of the decided pairs, how many come again."""
LEAST_KEY_BYTES, MOST_KEY_BYTES = 16, 64
_DIGEST_BYTES = 8
_DIGESTS = 1 << (8 * _DIGEST_BYTES)
_PERSON = b"second-look"


def check_key(key: bytes) -> None:
    """Raise `InvalidValueError` for a key that can be guessed, or that BLAKE2b does not take."""
    if not LEAST_KEY_BYTES <= len(key) <= MOST_KEY_BYTES:
        raise InvalidValueError(f"a key of {LEAST_KEY_BYTES} to {MOST_KEY_BYTES} bytes", f"{len(key)}")


def is_drawn(pair: Pair, key: bytes, *, share: float = SECOND_LOOK_SHARE) -> bool:
    """Whether a pair is drawn under a key of 16 to 64 random bytes (BLAKE2b, RFC 7693, keyed)."""
    check_key(key)
    said = f"{pair.left}-{pair.right}".encode()
    digest = blake2b(said, digest_size=_DIGEST_BYTES, key=key, person=_PERSON).digest()
    return int.from_bytes(digest) < share * _DIGESTS
