"""An OpenTimestamps calendar in a test: promises now, and a block that the test makes later."""

import hashlib
from datetime import UTC, datetime

from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation, TimeAttestation
from opentimestamps.core.op import OpAppend, OpPrepend, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import Timestamp

from crimebook.custody.opentimestamps import BlockHeader

BLOCK_TIME = datetime(2026, 1, 2, 15, 0, tzinfo=UTC)


def written(timestamp: Timestamp) -> bytes:
    context = BytesSerializationContext()
    timestamp.serialize(context)
    return context.getbytes()


class Calendar:
    """Answers as a calendar of ``uri`` does."""

    def __init__(self, uri: str, height: int = 900_000) -> None:
        self.uri = uri
        self.height = height
        self.confirmed = False
        self.roots: dict[int, bytes] = {}

    def submit(self, commitment: bytes) -> bytes:
        """Take a commitment in, with a salt of the calendar's own on the way."""
        stamp = Timestamp(commitment)
        kept = stamp.ops.add(OpPrepend(b"\x01\x02\x03\x04")).ops.add(OpSHA256())
        kept.attestations.add(PendingAttestation(self.uri))
        return written(stamp)

    def timestamp(self, commitment: bytes) -> bytes | None:
        """Give the way to the block, once there is one."""
        if not self.confirmed:
            return None
        stamp = Timestamp(commitment)
        root = stamp.ops.add(OpAppend(b"other leaves" * 2)).ops.add(OpSHA256()).ops.add(OpSHA256())
        root.attestations.add(BitcoinBlockHeaderAttestation(self.height))
        self.roots[self.height] = root.msg
        return written(stamp)

    def header_of(self, height: int) -> BlockHeader | None:
        root = self.roots.get(height)
        return BlockHeader(height, root, BLOCK_TIME) if root else None


def answer_with(commitment: bytes, *operations: object, attestation: TimeAttestation) -> bytes:
    """Return an answer that leads over any operations, also such as no calendar would use."""
    stamp = Timestamp(commitment)
    node = stamp
    for operation in operations:
        node = node.ops.add(operation)
    node.attestations.add(attestation)
    return written(stamp)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
