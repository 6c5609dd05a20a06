"""What whoever seizes a machine does with its files: every run of bytes that could be a key is taken for one.

A `Hunt` knows a key when it meets it by what everybody may know of it: its public half, the MAC of an age
header, the tag of a token. It need not know the key.
"""

import io
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import shake_256
from hmac import compare_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crimebook.sealing.agefile import FILE_KEY_BYTES, header_mac
from crimebook.sealing.recipients import Recipient
from crimebook.unsealing.header import HeaderReader, read_header
from crimebook.zones.intake.tokens import NONCE_BYTES, Purpose

HEAD_BYTES = 8 * 1024
"""Of each file that is looked at byte by byte. Only parts are longer, and what follows is ciphertext."""

KEY_BYTES = 32
MARKS = (
    b"AGE-SECRET-KEY",
    b"PRIVATE KEY",
    b"BEGIN OPENSSH",
    b"BEGIN PGP",
    bytes.fromhex("302e020100300506032b65"),
)
_TEXT = re.compile(rb"[\x20-\x7e\n]*")
"""Of 16 random bytes one in ten million is text, so text is read for what it encodes only."""
_ENCODED = re.compile(rb"[0-9A-Za-z+/_-]{22,}={0,2}")

IsKey = Callable[[bytes], bool]


@dataclass(frozen=True)
class Hunt:
    """A key that is looked for: its name, its length, and whether some bytes are it."""

    name: str
    size: int
    is_key: IsKey


def keys_in(content: bytes, hunts: list[Hunt]) -> set[str]:
    """Return the names of keys that lie in some bytes: as they are, in hexadecimal, base64 or bech32."""
    head = content[:HEAD_BYTES]
    found = {f"mark {mark!r}" for mark in MARKS if mark in content or mark in content.upper()}
    readings = [head, *_decoded(head)]
    for hunt in hunts:
        tried = {each[at : at + hunt.size] for each in readings for at in range(len(each) - hunt.size + 1)}
        if any(hunt.is_key(each) for each in tried if not _TEXT.fullmatch(each)):
            found.add(hunt.name)
    return found


def _decoded(content: bytes) -> Iterator[bytes]:
    for run in set(_ENCODED.findall(content)):
        text = run.decode()
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        for read, written in ((bytes.fromhex, text), (b64decode, padded), (urlsafe_b64decode, padded)):
            try:
                yield read(written)
            except ValueError:
                continue


def identity_of(recipient: Recipient) -> Hunt:
    """Look for the seed of a recipient; its X25519 half tells, and is quick to make."""
    wanted = recipient.public[-KEY_BYTES:]

    def is_seed(seed: bytes) -> bool:
        secret = shake_256(seed).digest(96)[64:]
        return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() == wanted

    return Hunt("the month's identity", KEY_BYTES, is_seed)


def signer_of(name: str, public: bytes) -> Hunt:
    """Look for the seed of an Ed25519 key."""

    def is_seed(seed: bytes) -> bool:
        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw() == public

    return Hunt(name, KEY_BYTES, is_seed)


def file_key_of(sealed: bytes, name: str) -> Hunt:
    """Look for the key that an age file is sealed with; the MAC of its header tells."""
    header = read_header(HeaderReader(io.BytesIO(sealed).read))

    def is_key(key: bytes) -> bool:
        return compare_digest(header_mac(key, header.head), header.mac)

    return Hunt(name, FILE_KEY_BYTES, is_key)


def draft_key_of(token: str) -> Hunt:
    """Look for the key of a draft that somebody recorded from the line."""
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))

    def is_key(key: bytes) -> bool:
        try:
            ChaCha20Poly1305(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], Purpose.DRAFT.encode())
        except InvalidTag:
            return False
        return True

    return Hunt("the key of a draft", KEY_BYTES, is_key)


def bytes_of(name: str, wanted: bytes) -> Hunt:
    """Look for some bytes that are known."""
    return Hunt(name, len(wanted), lambda each: each == wanted)
