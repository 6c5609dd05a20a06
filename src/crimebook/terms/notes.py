"""Signed notes (C2SP signed-note): a text and signatures under it. Manifests and checkpoints are notes.

A *root* is two keys of one name, Ed25519 and ML-DSA-65 (FIPS 204), and what it signs counts only with both:
one is old and well tried, the other withstands a quantum computer. Signatures of other keys are ignored, as
the specification says. ML-DSA-65 has no type byte there, so ours is ``0xff`` and a longer name; the byte of
ML-DSA-44 is that of witnesses' cosignatures alone.
"""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA65PublicKey

from crimebook.terms.errors import InvalidValueError

ED25519_TYPE: Final = b"\x01"
COSIGNATURE_TYPE: Final = b"\x04"
MLDSA44_COSIGNATURE_TYPE: Final = b"\x06"
MLDSA65_TYPE: Final = b"\xffcrimebook/ml-dsa-65/v1"
ED25519_BYTES: Final = 32
MLDSA44_BYTES: Final = 1_312
MLDSA65_BYTES: Final = 1_952
PUBLIC_BYTES: Final = {
    ED25519_TYPE: ED25519_BYTES,
    COSIGNATURE_TYPE: ED25519_BYTES,
    MLDSA44_COSIGNATURE_TYPE: MLDSA44_BYTES,
    MLDSA65_TYPE: MLDSA65_BYTES,
}
"""The kinds of keys that are known, and how long their public keys are."""
SIGNATURE_MARK: Final = "— "
MAX_SIGNATURES: Final = 16
MAX_NOTE_BYTES: Final = 1 << 20
_NAME = re.compile(r"[^\s+]+")
_PUBLIC_KEYS: Final[dict[bytes, type[Ed25519PublicKey | MLDSA44PublicKey | MLDSA65PublicKey]]] = {
    ED25519_TYPE: Ed25519PublicKey,
    COSIGNATURE_TYPE: Ed25519PublicKey,
    MLDSA44_COSIGNATURE_TYPE: MLDSA44PublicKey,
    MLDSA65_TYPE: MLDSA65PublicKey,
}


class NoteError(InvalidValueError):
    """A note or a key of notes that is not of the specification, or is not signed as it must be."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by which notes are checked. ``str`` of it is ``NAME+ID+KEY``."""

    name: str
    kind: bytes
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or PUBLIC_BYTES.get(self.kind) != len(self.public):
            raise NoteError("a name and a public key of a known kind", f"a key of {len(self.public)} bytes")

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self.kind + self.public).decode()}"

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_id(self.name, self.kind, self.public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``NAME+ID+KEY`` in its one right writing, or raise `NoteError`."""
        parts = text.split("+", 2)
        try:
            name, content = parts[0], b64decode(parts[2])
        except (IndexError, ValueError) as error:
            raise NoteError("a verifier key NAME+ID+KEY", "another text") from error
        kind = next((each for each in PUBLIC_BYTES if content.startswith(each)), b"")
        key = cls(name, kind, content[len(kind) :])
        if str(key) != text:
            raise NoteError("a verifier key as it is written by its makers", "another writing of it")
        return key

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over exactly ``message``."""
        try:
            _PUBLIC_KEYS[self.kind].from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


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
        return "".join(f"{key}\n" for key in self.keys)

    @property
    def keys(self) -> tuple[VerifierKey, VerifierKey]:
        """Both keys, each of which must have signed."""
        return (
            VerifierKey(self.name, ED25519_TYPE, self.ed25519),
            VerifierKey(self.name, MLDSA65_TYPE, self.mldsa65),
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the two lines of a root, or raise `NoteError`."""
        lines = text.removesuffix("\n").split("\n")
        keys = [VerifierKey.parse(line) for line in lines]
        if [key.kind for key in keys] != [ED25519_TYPE, MLDSA65_TYPE]:
            raise NoteError("a root of two lines NAME+ID+KEY", "another text")
        root = cls(keys[0].name, keys[0].public, keys[1].public)
        if str(root) != text:
            raise NoteError("a root as it is written by its makers", "another writing of it")
        return root


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note. ``str`` of it is that line, without its end."""

    name: str
    key_id: bytes
    content: bytes

    def __str__(self) -> str:
        return f"{SIGNATURE_MARK}{self.name} {b64encode(self.key_id + self.content).decode()}"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it says that it is of ``key``; whether it truly is, `VerifierKey.has_signed` tells."""
        return (self.name, self.key_id) == (key.name, key.key_id)


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def check_note(note: bytes, roots: Sequence[Root]) -> str:
    """Return the text of a note that one of ``roots`` signed with both keys, or raise `NoteError`."""
    text, signatures = split_note(note)
    if not any(_has_signed(root, text.encode(), signatures) for root in roots):
        raise NoteError("a note signed by both keys of a root", "one that no known root signed")
    return text


def is_signed_by(note: bytes, root: Root) -> bool:
    """Whether a root signed a note with both keys."""
    try:
        check_note(note, [root])
    except NoteError:
        return False
    return True


def join_note(text: str, signatures: Iterable[Signature]) -> bytes:
    """Return the note of a text, which ends in a line feed, and the signatures under it."""
    return (text + "\n" + "".join(f"{each}\n" for each in signatures)).encode()


def split_note(note: bytes) -> tuple[str, tuple[Signature, ...]]:
    """Return the text of a note and its signatures, unchecked."""
    if len(note) > MAX_NOTE_BYTES:
        raise NoteError(f"a note of at most {MAX_NOTE_BYTES} bytes", str(len(note)))
    try:
        decoded = note.decode()
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
    signature = Signature(name, content[:4], content[4:])
    if not _NAME.fullmatch(name) or not signature.content or str(signature) != line:
        raise NoteError("lines of a dash, a name and a signature", "another line")
    return signature


def _has_signed(root: Root, text: bytes, signatures: Sequence[Signature]) -> bool:
    return all(
        any(each.is_by(key) and key.has_signed(text, each.content) for each in signatures)
        for key in root.keys
    )
