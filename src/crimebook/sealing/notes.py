"""Signed notes (C2SP signed-note): a text and signatures under it, checked against a root.

A root is two keys of one name, Ed25519 and ML-DSA-65 (FIPS 204), and a note counts only if both signed it:
one is old and well tried, the other withstands a quantum computer. Signatures of other keys are ignored, as
the specification says. ML-DSA-65 has no type byte there, so ours is ``0xff`` and a longer name.
"""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from crimebook.sealing.errors import NoteError

ED25519_TYPE = b"\x01"
MLDSA65_TYPE = b"\xffcrimebook/ml-dsa-65/v1"
ED25519_BYTES = 32
MLDSA65_BYTES = 1_952
SIGNATURE_MARK = "— "
MAX_SIGNATURES = 16
MAX_NOTE_BYTES = 1 << 20
_NAME = re.compile(r"[^\s+]+")


@dataclass(frozen=True, slots=True)
class Root:
    """The public keys that sign a manifest. ``str`` of it is its text of two lines."""

    name: str
    ed25519: bytes
    mldsa65: bytes

    def __post_init__(self) -> None:
        sizes = (len(self.ed25519), len(self.mldsa65))
        if not _NAME.fullmatch(self.name) or sizes != (ED25519_BYTES, MLDSA65_BYTES):
            raise NoteError("a name and public keys of 32 and 1952 bytes", f"keys of {sizes} bytes")

    def __str__(self) -> str:
        keys = ((ED25519_TYPE, self.ed25519), (MLDSA65_TYPE, self.mldsa65))
        return "".join(
            f"{self.name}+{key_id(self.name, kind, public).hex()}+{b64encode(kind + public).decode()}\n"
            for kind, public in keys
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the two lines of a root, or raise `NoteError`."""
        parts = [line.split("+", 2) for line in text.split("\n")]
        try:
            name, ed25519, mldsa65 = parts[0][0], b64decode(parts[0][2]), b64decode(parts[1][2])
            root = cls(name, ed25519[len(ED25519_TYPE) :], mldsa65[len(MLDSA65_TYPE) :])
        except (IndexError, binascii.Error) as error:
            raise NoteError("a root of two lines NAME+ID+KEY", "another text") from error
        if str(root) != text:
            raise NoteError("a root as it is written by its makers", "another writing of it")
        return root


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    content: bytes


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def check_note(note: bytes, roots: Sequence[Root]) -> str:
    """Return the text of a note that one of ``roots`` signed with both keys, or raise `NoteError`."""
    text, signatures = split_note(note)
    if not any(_has_signed(root, text.encode(), signatures) for root in roots):
        raise NoteError("a note signed by both keys of a root", "one that no known root signed")
    return text


def split_note(note: bytes) -> tuple[str, tuple[Signature, ...]]:
    """Return the text of a note and its signatures, unchecked."""
    try:
        decoded = note[:MAX_NOTE_BYTES].decode()
    except UnicodeDecodeError as error:
        raise NoteError("a note in UTF-8", "other bytes") from error
    text, gap, signed = decoded.rpartition("\n\n")
    if not gap or not signed.endswith("\n") or any(sign < " " and sign != "\n" for sign in decoded):
        raise NoteError("a text, an empty line, and signatures", "another text")
    lines = signed[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError(f"at most {MAX_SIGNATURES} signatures", str(len(lines)))
    return text + "\n", tuple(_parse_signature(line) for line in lines)


def _parse_signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(SIGNATURE_MARK).partition(" ")
    try:
        content = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("a signature in base64", "another line") from error
    is_canonical = b64encode(content).decode() == encoded
    if (
        not line.startswith(SIGNATURE_MARK)
        or not _NAME.fullmatch(name)
        or not is_canonical
        or len(content) < 5
    ):
        raise NoteError("lines of a dash, a name and a signature", "another line")
    return Signature(name, content[:4], content[4:])


def _has_signed(root: Root, text: bytes, signatures: Sequence[Signature]) -> bool:
    classic = Ed25519PublicKey.from_public_bytes(root.ed25519)
    lattice = MLDSA65PublicKey.from_public_bytes(root.mldsa65)
    for kind, public, key in (
        (ED25519_TYPE, root.ed25519, classic),
        (MLDSA65_TYPE, root.mldsa65, lattice),
    ):
        wanted = (root.name, key_id(root.name, kind, public))
        mine = [each.content for each in signatures if (each.name, each.key_id) == wanted]
        if not any(_is_signed(key, text, content) for content in mine):
            return False
    return True


def _is_signed(key: Ed25519PublicKey | MLDSA65PublicKey, text: bytes, content: bytes) -> bool:
    try:
        key.verify(content, text)
    except InvalidSignature:
        return False
    return True
