"""OpenTimestamps: a digest's way into a Bitcoin block, as calendars give it and as anybody can check it.

A proof (``.ots``) is a tree of operations from the digest to what somebody attests. At first calendars only
promise (`Pending`); hours later they give the way to a block's merkle root (`BlockClaim`), and from then on
nobody needs them. Only SHA-256, append and prepend are taken: no calendar uses more, and a weaker hash on the
way would weaken the proof.

Headers of blocks come from the caller, who says whom they believe; `read_header` refuses one that was too
cheap to make up. A block's time may be two hours off: a proof says "existed by then", give or take that.
Bytes are read and written by the library of the protocol's authors (``opentimestamps``).
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from opentimestamps.core.notary import (  # type: ignore[import-untyped]
    BitcoinBlockHeaderAttestation,
    PendingAttestation,
)
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA256  # type: ignore[import-untyped]
from opentimestamps.core.serialize import (  # type: ignore[import-untyped]
    BytesDeserializationContext,
    BytesSerializationContext,
    DeserializationError,
)
from opentimestamps.core.timestamp import (  # type: ignore[import-untyped]
    DetachedTimestampFile,
    Timestamp,
)

from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

NONCE_BYTES = 16
"""A nonce of this size hides the digest from the calendars."""

MAX_RESPONSE_BYTES = 10_000
MAX_PROOF_BYTES = 200_000
HEADER_BYTES = 80
LEAST_WORK_BITS = 64
"""No block since 2014 took fewer than 2**64 hashes; who makes one up would have to spend as much."""

_OPERATIONS = (OpSHA256, OpAppend, OpPrepend)


class StampError(InvalidValueError):
    """A proof that is malformed, or proves something else."""


class UnconfirmedError(StampError):
    """A sound proof that no block confirms yet, or whose block's header is not at hand."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A calendar's promise: at ``calendar`` one can ask for the rest of the way from ``commitment``."""

    calendar: str
    commitment: bytes


@dataclass(frozen=True, slots=True)
class BlockClaim:
    """The claim that the block at ``height`` has this merkle root (32 bytes, in the header's order)."""

    height: int
    merkle_root: bytes


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """What the caller believes of the block at ``height``. ``time`` may be two hours off."""

    height: int
    merkle_root: bytes
    time: datetime


HeaderOf = Callable[[int], BlockHeader | None]
"""Gives the header of the block at a height, or None where it is not at hand."""


def commitment_of(digest: Digest, nonce: bytes) -> bytes:
    """Return the 32 bytes that are sent to calendars: SHA-256(digest || nonce)."""
    return hashlib.sha256(_digest_bytes(digest) + _checked(nonce)).digest()


def make_proof(digest: Digest, nonce: bytes, responses: tuple[bytes, ...]) -> bytes:
    """Return the proof that one or more calendars' answers to `commitment_of` give."""
    if not responses:
        raise StampError("an answer of one calendar or more", "none", "ask a calendar first")
    proof = DetachedTimestampFile(OpSHA256(), Timestamp(_digest_bytes(digest)))
    sent = proof.timestamp.ops.add(OpAppend(_checked(nonce))).ops.add(OpSHA256())
    for response in responses:
        sent.merge(_read_response(response, sent.msg))
    return _write(proof)


def list_pending(proof: bytes) -> tuple[Pending, ...]:
    """Return the calendars' promises in a proof."""
    found = {
        Pending(attestation.uri, message)
        for message, attestation in _read(proof).timestamp.all_attestations()
        if isinstance(attestation, PendingAttestation)
    }
    return tuple(sorted(found, key=lambda each: (each.calendar, each.commitment)))


def list_claims(proof: bytes) -> tuple[BlockClaim, ...]:
    """Return the blocks that a proof leads to, lowest first."""
    found = {
        BlockClaim(attestation.height, message)
        for message, attestation in _read(proof).timestamp.all_attestations()
        if isinstance(attestation, BitcoinBlockHeaderAttestation)
    }
    return tuple(sorted(found, key=lambda each: (each.height, each.merkle_root)))


def upgrade_proof(proof: bytes, pending: Pending, response: bytes) -> bytes:
    """Return the proof with a calendar's answer about ``pending`` in it."""
    read = _read(proof)
    places = [each for each in _nodes(read.timestamp) if each.msg == pending.commitment]
    if not places:
        raise StampError("a proof that holds the commitment asked for", "one that does not")
    for place in places:
        place.merge(_read_response(response, pending.commitment))
    return _write(read)


def merge_proofs(one: bytes, other: bytes) -> bytes:
    """Return one proof with everything that two proofs over the same digest hold."""
    first, second = _read(one), _read(other)
    if first.file_digest != second.file_digest:
        raise StampError(
            f"two proofs over {first.file_digest.hex()[:16]}", f"one over {second.file_digest.hex()[:16]}"
        )
    first.timestamp.merge(second.timestamp)
    return _write(first)


def check_proof(proof: bytes, digest: Digest, header_of: HeaderOf) -> BlockHeader:
    """Check a proof over ``digest`` and return the first block that confirms it.

    Raise `UnconfirmedError` where no block is named or no header is at hand, and `StampError` where any
    header contradicts the proof: somebody tampered with one of the two.
    """
    check_covers(proof, digest)
    confirmed = [header for claim in list_claims(proof) if (header := _confirm(claim, header_of))]
    if not confirmed:
        raise UnconfirmedError(
            "a block whose header is at hand",
            f"{len(list_claims(proof))} claims and {len(list_pending(proof))} promises",
            "upgrade the proof, or bring the headers",
        )
    return min(confirmed, key=lambda each: each.height)


def check_covers(proof: bytes, digest: Digest) -> None:
    """Check that a proof is sound and begins at ``digest``; raise `StampError`."""
    covered = _read(proof).file_digest
    if covered != _digest_bytes(digest):
        raise StampError(f"a proof over {digest[:16]}", f"one over {covered.hex()[:16]}")


def read_header(height: int, header: bytes, *, least_work_bits: int = LEAST_WORK_BITS) -> BlockHeader:
    """Return what an 80-byte Bitcoin header says, once it shows the work that making it took.

    That it is the block at ``height`` is the caller's knowledge: a header does not say it.
    """
    if len(header) != HEADER_BYTES:
        raise StampError(f"a header of {HEADER_BYTES} bytes", f"{len(header)}")
    spent = int.from_bytes(hashlib.sha256(hashlib.sha256(header).digest()).digest(), "little")
    bits = int.from_bytes(header[72:76], "little")
    exponent, mantissa = bits >> 24, bits & 0x7FFFFF
    target = min(mantissa << 8 * max(0, exponent - 3), 1 << (256 - least_work_bits))
    if spent > target:
        raise StampError(f"a header with 2**{least_work_bits} hashes of work", "one with less")
    return BlockHeader(
        height, header[36:68], datetime.fromtimestamp(int.from_bytes(header[68:72], "little"), tz=UTC)
    )


def _confirm(claim: BlockClaim, header_of: HeaderOf) -> BlockHeader | None:
    header = header_of(claim.height)
    if header is None:
        return None
    if header.height != claim.height or header.merkle_root != claim.merkle_root:
        raise StampError(
            f"the merkle root of block {claim.height}: {header.merkle_root.hex()[:16]}",
            f"{claim.merkle_root.hex()[:16]}",
            "the proof or the header is false",
        )
    return header


def _read(proof: bytes) -> DetachedTimestampFile:
    if len(proof) > MAX_PROOF_BYTES:
        raise StampError(f"a proof of at most {MAX_PROOF_BYTES} bytes", f"{len(proof)}")
    try:
        read = DetachedTimestampFile.deserialize(BytesDeserializationContext(proof))
    except _MALFORMED as error:
        raise StampError("an OpenTimestamps proof", "something else, or part of one") from error
    if not isinstance(read.file_hash_op, OpSHA256):
        raise StampError("a proof over a SHA-256 digest", f"one over {read.file_hash_op}")
    _check_operations(read.timestamp)
    return read


def _read_response(response: bytes, commitment: bytes) -> Timestamp:
    if len(response) > MAX_RESPONSE_BYTES:
        raise StampError(f"an answer of at most {MAX_RESPONSE_BYTES} bytes", f"{len(response)}")
    context = BytesDeserializationContext(response)
    try:
        read = Timestamp.deserialize(context, commitment)
        context.assert_eof()
    except _MALFORMED as error:
        raise StampError("a calendar's answer", "something else, or part of one") from error
    _check_operations(read)
    return read


_MALFORMED = (DeserializationError, ValueError, TypeError, AssertionError)
"""What the library raises on bytes that are not what they should be."""


def _check_operations(timestamp: Timestamp) -> None:
    for node in _nodes(timestamp):
        for operation in node.ops:
            if not isinstance(operation, _OPERATIONS):
                raise StampError("SHA-256, append and prepend", f"{operation}", "the proof is not taken")


def _nodes(timestamp: Timestamp) -> Iterator[Timestamp]:
    yield timestamp
    for after in timestamp.ops.values():
        yield from _nodes(after)


def _write(proof: DetachedTimestampFile) -> bytes:
    context = BytesSerializationContext()
    proof.serialize(context)
    return bytes(context.getbytes())


def _digest_bytes(digest: Digest) -> bytes:
    return bytes.fromhex(parse_digest(digest))


def _checked(nonce: bytes) -> bytes:
    if len(nonce) != NONCE_BYTES:
        raise StampError(f"a nonce of {NONCE_BYTES} bytes", f"{len(nonce)}")
    return nonce
