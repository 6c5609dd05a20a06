"""Checkpoints: what a log says of itself, signed, and what witnesses say of it.

C2SP tlog-checkpoint (the text), signed-note (the log's Ed25519 signature) and tlog-cosignature (a witness's
``cosignature/v1`` by Ed25519, or its ``subtree/v1`` by ML-DSA-44). A witness signs that it saw the log grow
up to here and never saw it shrink or fork. A `Policy` says whose signatures count; nothing counts without
one. No clock: times are given or reported.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from crimebook.custody.merkle import EMPTY_ROOT, HASH_BYTES, MAX_SIZE, ProofError, check_consistency
from crimebook.terms.instants import check_aware
from crimebook.terms.notes import (
    COSIGNATURE_TYPE,
    ED25519_TYPE,
    MAX_SIGNATURES,
    MLDSA44_COSIGNATURE_TYPE,
    NoteError,
    Signature,
    VerifierKey,
    join_note,
    split_note,
)

SEED_BYTES: Final = 32
TIME_BYTES: Final = 8
COSIGNATURE_BYTES: Final = {
    COSIGNATURE_TYPE: TIME_BYTES + 64,
    MLDSA44_COSIGNATURE_TYPE: TIME_BYTES + 2_420,
}
"""The kinds of witnesses' signatures, and how long they are with their time."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LAST_TIME_S: Final = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class CheckpointError(NoteError):
    """A checkpoint that is not of the specification, or that those who must sign it did not sign."""


class UnknownKeyError(CheckpointError):
    """A checkpoint under which there is no signature of any key of the log that is known.

    It proves nothing, and nothing is proven against it either: who knows the key may judge.
    """


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, its size in leaves, its root of 32 bytes, and lines that the log may add."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lines = (self.origin, *self.extensions)
        if not all(line and line.isprintable() for line in lines):
            raise CheckpointError("an origin and extension lines of printable text", "another")
        if type(self.size) is not int or not 0 <= self.size <= MAX_SIZE:
            raise CheckpointError("a tree size from 0 to 2^63 - 1", "another")
        if type(self.root) is not bytes or len(self.root) != HASH_BYTES:
            raise CheckpointError("a root of 32 bytes", "another length")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointError("the root of the empty tree for no leaves", "another root")

    @property
    def text(self) -> str:
        """The text that is signed (tlog-checkpoint, section Note text)."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a checkpoint in its one right writing, or raise `CheckpointError`."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not _SIZE.fullmatch(lines[1]):
            raise CheckpointError("lines of origin, size and root", "another text")
        try:
            root = b64decode(lines[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise CheckpointError("a root in base64", "another line") from error
        checkpoint = cls(lines[0], int(lines[1]), root, tuple(lines[3:]))
        if checkpoint.text != text:
            raise CheckpointError("a checkpoint in its one right writing", "another writing")
        return checkpoint


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret by which a log or a witness signs: a name and an Ed25519 seed of 32 bytes.

    A log's name is its origin. One seed serves one log or one witness and never both: the message of a
    cosignature does not name who signs it.
    """

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise CheckpointError("a seed of 32 bytes", f"{len(self.seed)} bytes")

    @property
    def of_log(self) -> VerifierKey:
        """The key by which a log's signature is checked."""
        return VerifierKey(self.name, ED25519_TYPE, self._private.public_key().public_bytes_raw())

    @property
    def of_witness(self) -> VerifierKey:
        """The key by which a witness's cosignature is checked."""
        return VerifierKey(self.name, COSIGNATURE_TYPE, self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature over ``message``."""
        return self._private.sign(message)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class MlDsa44Key:
    """The secret by which a witness signs so that a quantum computer forges nothing: a name and a seed."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise CheckpointError("a seed of 32 bytes", f"{len(self.seed)} bytes")

    @property
    def of_witness(self) -> VerifierKey:
        """The key by which its cosignatures are checked."""
        public = self._private.public_key().public_bytes_raw()
        return VerifierKey(self.name, MLDSA44_COSIGNATURE_TYPE, public)

    def sign(self, message: bytes) -> bytes:
        """Return the ML-DSA-44 signature (FIPS 204) over ``message``; each call gives another."""
        return self._private.sign(message)

    @property
    def _private(self) -> MLDSA44PrivateKey:
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class FormerKey:
    """A key by which a log signed before: it counts for checkpoints of at most ``size`` leaves.

    ``root`` is that of the last tree that it signed, where one knows it: of that size no other counts.
    """

    key: VerifierKey
    size: int
    root: bytes = b""

    def may_sign(self, checkpoint: Checkpoint) -> bool:
        """Whether a checkpoint is one that this key may have signed."""
        is_last = checkpoint.size == self.size and bool(self.root)
        return checkpoint.size <= self.size and (not is_last or checkpoint.root == self.root)


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose signatures make a checkpoint count: the log's, and those of ``quorum`` of the ``witnesses``.

    ``former`` are keys that the log's own took the place of. Raises `CheckpointError` for a policy that could
    be met by fewer than it says.
    """

    origin: str
    log_key: VerifierKey
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0
    former: tuple[FormerKey, ...] = ()

    def __post_init__(self) -> None:
        own = (self.log_key, *(each.key for each in self.former))
        if any(key.kind != ED25519_TYPE or key.name != self.origin for key in own):
            raise CheckpointError("a log's Ed25519 key, of the name of its origin", "another key")
        if any(key.kind not in COSIGNATURE_BYTES for key in self.witnesses):
            raise CheckpointError("witnesses' keys of the kind of cosignatures", "another kind")
        # The same key under two names would be counted twice: an Ed25519 cosignature names nobody.
        publics = {key.public for key in (*own, *self.witnesses)}
        if len(publics) != len(own) + len(self.witnesses):
            raise CheckpointError("every key once", "one key several times")
        kinds = {(key.name, key.kind) for key in self.witnesses}
        if len(kinds) != len({name for name, _ in kinds}):
            raise CheckpointError("keys of one kind of each witness", "one witness that would count twice")
        if not 0 <= self.quorum <= len(self.witnesses):
            raise CheckpointError(f"a quorum of at most {len(self.witnesses)} witnesses", str(self.quorum))


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint that a policy accepts, with the note and which witnesses saw it when."""

    checkpoint: Checkpoint
    note: bytes
    seen: tuple[tuple[str, datetime], ...] = ()


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> bytes:
    """Return the note of ``checkpoint`` signed by its log, whose name must be the origin."""
    if key.name != checkpoint.origin:
        raise CheckpointError(f"the key of {checkpoint.origin}", f"that of {key.name}")
    signature = Signature(key.name, key.of_log.key_id, key.sign(checkpoint.text.encode()))
    return join_note(checkpoint.text, [signature])


def cosign(note: bytes, key: SigningKey | MlDsa44Key, at: datetime) -> Signature:
    """Return a witness's signature for the note of a checkpoint (tlog-cosignature).

    What it states, that the log was seen to grow consistently, must have been checked before: see
    `check_extends`. ``at`` is the witness's clock.
    """
    text, _ = split_note(note)
    time_s = int(check_aware(at).timestamp())
    signature = key.sign(_cosigned_message(key.of_witness, time_s, text))
    return Signature(key.name, key.of_witness.key_id, time_s.to_bytes(TIME_BYTES) + signature)


def with_cosignatures(note: bytes, added: Iterable[Signature], witnesses: Sequence[VerifierKey]) -> bytes:
    """Return the note with cosignatures of ``witnesses`` under it, each in the place of an older one.

    Raises `CheckpointError` for one that none of them made, so that nobody can spoil what is published.
    """
    text, signatures = split_note(note)
    by_key = {(each.name, each.key_id): each for each in signatures}
    for each in added:
        key = next((key for key in witnesses if each.is_by(key)), None)
        if key is None:
            raise CheckpointError("a cosignature of a witness that is known", f"one of {each.name}")
        _cosigned_at(key, text, each)
        by_key[each.name, each.key_id] = each
    if len(by_key) > MAX_SIGNATURES:
        raise CheckpointError(f"at most {MAX_SIGNATURES} signatures", str(len(by_key)))
    return join_note(text, by_key.values())


def parse_checkpoint(note: bytes) -> Checkpoint:
    """Return what a note says, whoever signed it: for showing, and to know whose log it claims to be."""
    return Checkpoint.parse(split_note(note)[0])


def check_checkpoint(note: bytes, policy: Policy) -> Witnessed:
    """Return the checkpoint of ``note`` if ``policy`` accepts it, or raise `NoteError`.

    A wrong signature of a key that the policy knows, or two of it, refuse the whole note; those of unknown
    keys are passed over. Whether the witnesses' times are plausible is for who has a clock.
    """
    text, signatures = split_note(note)
    checkpoint = Checkpoint.parse(text)
    if checkpoint.origin != policy.origin:
        raise CheckpointError(f"a checkpoint of {policy.origin}", f"one of {checkpoint.origin}")
    _check_own(policy, checkpoint, signatures)
    found = [(key, _signature_of(key, signatures)) for key in policy.witnesses]
    seen = tuple((key.name, _cosigned_at(key, text, each)) for key, each in found if each is not None)
    if len(seen) < policy.quorum:
        raise CheckpointError(f"signatures of {policy.quorum} of the witnesses", f"{len(seen)} of them")
    return Witnessed(checkpoint, note, seen)


def check_cosigned(note: bytes, key: VerifierKey) -> Checkpoint:
    """Return the checkpoint of a note that the witness with ``key`` signed, whoever else did; or raise."""
    text, signatures = split_note(note)
    found = _signature_of(key, signatures)
    if found is None:
        raise CheckpointError(f"a checkpoint that {key.name} signed", "one that it did not sign")
    _cosigned_at(key, text, found)
    return Checkpoint.parse(text)


def check_extends(older: Checkpoint, newer: Checkpoint, proof: Sequence[bytes]) -> None:
    """Check that one log's tree only grew between two of its checkpoints; raise `ProofError`.

    The tree of no leaves is extended by every other, and by no proof. Who signed them is checked elsewhere.
    """
    if older.origin != newer.origin:
        raise ProofError(f"two checkpoints of {older.origin}", f"one of {newer.origin}")
    if older.size == 0 < newer.size and not proof:
        return
    check_consistency(older.size, newer.size, proof, older.root, newer.root)


def _check_own(policy: Policy, checkpoint: Checkpoint, signatures: Sequence[Signature]) -> None:
    """Check that the log signed, by its key of now or by one that it had when it had no more leaves."""
    text, is_signed, has_ended = checkpoint.text.encode(), False, False
    for each in (FormerKey(policy.log_key, MAX_SIZE), *policy.former):
        found = _signature_of(each.key, signatures)
        if found is None:
            continue
        if not each.key.has_signed(text, found.content):
            raise CheckpointError(f"a checkpoint that {policy.origin} signed", "one that it did not sign")
        is_signed |= each.may_sign(checkpoint)
        has_ended |= not each.may_sign(checkpoint)
    if is_signed:
        return
    if has_ended:
        raise CheckpointError(
            f"a checkpoint of {checkpoint.size} leaves that {policy.origin} signed by its key of now",
            "one by a key that counts no more",
            "whoever has that key made it; keep it and show it",
        )
    raise UnknownKeyError(f"a checkpoint that {policy.origin} signed", "one that it did not sign")


def _signature_of(key: VerifierKey, signatures: Sequence[Signature]) -> Signature | None:
    found = [each for each in signatures if each.is_by(key)]
    if len(found) > 1:
        raise CheckpointError(f"one signature of {key.name}", f"{len(found)} of them")
    return found[0] if found else None


def _cosigned_at(key: VerifierKey, text: str, signature: Signature) -> datetime:
    time_s = int.from_bytes(signature.content[:TIME_BYTES])
    # ML-DSA-44 of no time would not say that this was the largest tree that the witness saw.
    first_s = int(key.kind == MLDSA44_COSIGNATURE_TYPE)
    is_of_form = len(signature.content) == COSIGNATURE_BYTES[key.kind] and first_s <= time_s <= _LAST_TIME_S
    content = signature.content[TIME_BYTES:]
    if not is_of_form or not key.has_signed(_cosigned_message(key, time_s, text), content):
        raise CheckpointError(f"a cosignature of {key.name}", "one that it did not make")
    return datetime.fromtimestamp(time_s, UTC)


def _cosigned_message(key: VerifierKey, time_s: int, text: str) -> bytes:
    """Return what a witness signs (tlog-cosignature, sections Ed25519 and ML-DSA-44 signed message)."""
    checkpoint = Checkpoint.parse(text)
    if key.kind == COSIGNATURE_TYPE:
        return f"cosignature/v1\ntime {time_s}\n{text}".encode()
    size = checkpoint.size.to_bytes(8)
    named = _opaque(key.name) + time_s.to_bytes(TIME_BYTES) + _opaque(checkpoint.origin)
    return b"subtree/v1\n\0" + named + bytes(8) + size + checkpoint.root


def _opaque(text: str) -> bytes:
    """Return a text after its length in one byte (RFC 8446, 3.4)."""
    content = text.encode()
    if not 1 <= len(content) <= 255:
        raise CheckpointError("a name of 1 to 255 bytes", f"{len(content)} bytes")
    return len(content).to_bytes() + content
