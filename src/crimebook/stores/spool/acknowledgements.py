"""Acknowledgements: the desk's signed word that it holds a report, the only thing that deletes one.

A signed acknowledgement is canonical JSON followed by an Ed25519 signature (RFC 8032, 64 bytes) over a tag
and those very bytes, so nothing is re-encoded before it is verified. The public key comes from the signed
key manifest. It names the report and the digest of the envelope: it cannot delete another one that came
under the same name, and a repeated one finds nothing to delete.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimebook.stores.spool.layout import ItemKind
from crimebook.stores.spool.refusals import AcknowledgementError
from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import parse_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

SIGNATURE_BYTES = 64
MAX_SIGNED_BYTES = 1024
VERSION = 1
_TAG = b"crimebook/spool-acknowledgement/v1\x00"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The desk holds this envelope, which waited under this name; ``day`` is as coarse as the desk says."""

    kind: ItemKind
    name: Digest
    envelope_sha256: Digest
    day: date

    def to_bytes(self) -> bytes:
        """Return the bytes that are signed, without their tag."""
        return canonical_json(
            {
                "v": VERSION,
                "kind": self.kind.value,
                "name": self.name,
                "envelope": self.envelope_sha256,
                "day": self.day.isoformat(),
            }
        )


def sign_acknowledgement(acknowledgement: Acknowledgement, sign: Callable[[bytes], bytes]) -> bytes:
    """Return a signed acknowledgement; ``sign`` is the desk's Ed25519 key, given as an act."""
    body = acknowledgement.to_bytes()
    return body + sign(_TAG + body)


def verify_acknowledgement(signed: bytes, desk_keys: Sequence[bytes]) -> Acknowledgement:
    """Return what one of the desk's public keys (32 bytes each) signed, or raise `AcknowledgementError`."""
    if not SIGNATURE_BYTES < len(signed) <= MAX_SIGNED_BYTES:
        raise AcknowledgementError(
            f"an acknowledgement of {SIGNATURE_BYTES + 1} to {MAX_SIGNED_BYTES} bytes", f"{len(signed)} bytes"
        )
    body, signature = signed[:-SIGNATURE_BYTES], signed[-SIGNATURE_BYTES:]
    if not any(_is_signed_by(key, body, signature) for key in desk_keys):
        raise AcknowledgementError(
            "a signature by a key of the manifest in force",
            f"one that none of {len(desk_keys)} keys made",
            "check that the intake has the newest key manifest",
        )
    return _parse(body)


def _is_signed_by(key: bytes, body: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _TAG + body)
    except InvalidSignature:
        return False
    return True


def _parse(body: bytes) -> Acknowledgement:
    try:
        value: dict[str, Any] = json.loads(body)
        acknowledgement = Acknowledgement(
            ItemKind(value["kind"]),
            parse_digest(value["name"]),
            parse_digest(value["envelope"]),
            date.fromisoformat(value["day"]),
        )
    except (ValueError, KeyError, TypeError, InvalidValueError) as error:
        raise AcknowledgementError(
            "an acknowledgement of version 1", "something else that the desk signed", "update the intake"
        ) from error
    if acknowledgement.to_bytes() != body:
        raise AcknowledgementError(
            "an acknowledgement of version 1", "another writing of it", "update the intake"
        )
    return acknowledgement
