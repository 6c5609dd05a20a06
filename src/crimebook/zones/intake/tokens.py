"""Sealed tokens: what a page gives a person to carry to the next page, so that nothing need be kept here.

ChaCha20-Poly1305 (RFC 8439) under a key of the `keyring`, over content padded to 4, 16, 64, 256 KiB or 1 MiB,
bound to its purpose: a token of the mailbox is no draft. It names no key and no hour: opening tries the keys
that are good. Written in base64 for a hidden field.

*Forged requests without cookies.* Nothing that a browser sends by itself says who somebody is: there is no
cookie, no login, no client address that counts. Whoever makes another's browser post here has no token of
theirs, since tokens are unguessable and stand in no address, so can touch neither their draft nor their
mailbox; what is left is to report in one's own words from another's browser, and `strangers` refuses that
where the browser says from where it was sent.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BinasciiError
from collections.abc import Callable
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crimebook.sealing.errors import EnvelopeError
from crimebook.sealing.padding import PADDED_SIZES, pad, unpad
from crimebook.terms.errors import CrimebookError
from crimebook.zones.intake.keyring import Ring

NONCE_BYTES = 12
TAG_BYTES = 16
MAX_TOKEN_CHARACTERS = -(-(PADDED_SIZES[-1] + NONCE_BYTES + TAG_BYTES) // 3) * 4


class Purpose(StrEnum):
    """What a token is for. One is never taken for another."""

    DRAFT = "crimebook/draft/v1"
    MAILBOX = "crimebook/mailbox-token/v1"
    SENT = "crimebook/sent/v1"
    PUZZLE = "crimebook/puzzle/v1"


class TokenError(CrimebookError):
    """A token that no key in memory opens: too old, from before a restart, or not ours."""


def seal_token(
    ring: Ring, purpose: Purpose, content: bytes, random: Callable[[int], bytes] = os.urandom
) -> str:
    """Return the content sealed; raise `BodyTooLongError` where it fits no size."""
    nonce = random(NONCE_BYTES)
    sealed = ChaCha20Poly1305(ring.newest()).encrypt(nonce, pad(content), purpose.encode())
    # Without "=", which a browser would write as "%3D" and every page would have to read as that.
    return urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def open_token(ring: Ring, purpose: Purpose, text: str) -> bytes:
    """Return what `seal_token` was given, or raise `TokenError`."""
    if len(text) > MAX_TOKEN_CHARACTERS:
        raise TokenError("the token is longer than any that we make")
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (BinasciiError, ValueError) as error:
        raise TokenError("the token is not one of ours") from error
    nonce, sealed = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    if len(sealed) - TAG_BYTES not in PADDED_SIZES:
        raise TokenError("the token is not of a size that we make")
    for key in ring.good_keys():
        try:
            return unpad(ChaCha20Poly1305(key).decrypt(nonce, sealed, purpose.encode()))
        except InvalidTag:
            continue
        except EnvelopeError as error:
            raise TokenError("the token is not padded as ours are") from error
    raise TokenError("no key in memory opens the token")
