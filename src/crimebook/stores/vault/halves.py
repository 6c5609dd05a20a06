"""Two halves of a secret, each locked by one person's passphrase: nobody unlocks it alone.

Why halves and not one lock under both passphrases, or an age file inside an age file: a half is a file of its
own, so that it can be kept on a stick of its own; a person's mistake is told to that person alone; and one
person can change their passphrase, or hand over to another, without the other. The price is that somebody
with both files tries the passphrases one by one and not together. So passphrases are long, and each try costs
128 MiB and a good part of a second (scrypt, RFC 7914, n = 2**17).

The halves are the secret xored with random bytes, and those bytes: one alone is noise. With the identities
there come halves for k of n people; these two have the same place and go then.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from crimebook.stores.vault.errors import PassphraseError, VaultError
from crimebook.terms.canonical import canonical_json

VERSION: Final = 1
SECRET_BYTES: Final = 32
COST: Final = 2**17
MAX_COST: Final = 2**20
"""What is read may cost no more: a file that was tampered with must not eat the machine."""
MIN_PASSPHRASE_CHARACTERS: Final = 12
_TAG = b"crimebook/locked-half/v1"
_SALT_BYTES = 16
_NONCE = bytes(12)
"""Every lock has a salt of its own, hence a key of its own."""

Random = Callable[[int], bytes]


def split(secret: bytes, random: Random) -> tuple[bytes, bytes]:
    """Return two halves of a secret of 32 bytes."""
    _check_secret(secret)
    first = random(SECRET_BYTES)
    return first, join(first, secret)


def join(first: bytes, second: bytes) -> bytes:
    """Return the secret of both halves."""
    return bytes(one ^ other for one, other in zip(first, second, strict=True))


def lock(half: bytes, passphrase: str, random: Random, *, cost: int = COST) -> bytes:
    """Return a half locked by a passphrase, as JSON; raise `PassphraseError` for a short one."""
    _check_secret(half)
    if len(passphrase.strip()) < MIN_PASSPHRASE_CHARACTERS:
        raise PassphraseError(
            f"a passphrase of at least {MIN_PASSPHRASE_CHARACTERS} characters",
            f"{len(passphrase.strip())}",
            "take five or six words that somebody drew by dice",
        )
    salt = random(_SALT_BYTES)
    sealed = ChaCha20Poly1305(_derive(passphrase, salt, cost)).encrypt(_NONCE, half, _TAG)
    value = {"v": VERSION, "n": cost, "salt": b64encode(salt).decode(), "half": b64encode(sealed).decode()}
    return canonical_json(value)


def unlock(locked: bytes, passphrase: str) -> bytes:
    """Return the half in what `lock` made; raise `PassphraseError` for another passphrase."""
    cost, salt, sealed = _parse(locked)
    try:
        return ChaCha20Poly1305(_derive(passphrase, salt, cost)).decrypt(_NONCE, sealed, _TAG)
    except InvalidTag as error:
        raise PassphraseError(
            "the passphrase of this half", "another", "try again; mind the keyboard's language"
        ) from error


def _parse(locked: bytes) -> tuple[int, bytes, bytes]:
    try:
        value: dict[str, Any] = json.loads(locked)
        cost, salt, sealed = value["n"], b64decode(value["salt"]), b64decode(value["half"])
        is_ours = value["v"] == VERSION and isinstance(cost, int) and 1 < cost <= MAX_COST
    except (ValueError, KeyError, TypeError) as error:
        raise VaultError("a locked half", "another file", "take it from the other copy") from error
    if not is_ours or cost & (cost - 1):
        raise VaultError(f"a locked half of version {VERSION}", "another", "update the program")
    return cost, salt, sealed


def _derive(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.strip().encode())


def _check_secret(secret: bytes) -> None:
    if len(secret) != SECRET_BYTES:
        raise VaultError(f"a secret of {SECRET_BYTES} bytes", f"{len(secret)} bytes")
