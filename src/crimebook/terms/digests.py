"""Digests: SHA-256, plain for the bytes of a file, tagged for everything that we build ourselves.

A tag keeps a digest made for one purpose from being shown as one made for another (as in BIP-340).
"""

import hashlib
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any

from crimebook.terms.canonical import canonical_json
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest

_HEX = re.compile(r"[0-9a-f]{64}")


class Purpose(StrEnum):
    """What a tagged digest is for. A tag is never used again for something else."""

    CITATION = "crimebook/citation/v1"
    CUSTODY_EVENT = "crimebook/custody-event/v1"
    CUSTODY_KEY = "crimebook/custody-key/v1"
    DECOY_LEAF = "crimebook/decoy-leaf/v1"
    EVENT_LEAF = "crimebook/event-leaf/v1"
    FETCH = "crimebook/fetch/v1"
    HEADS_LEAF = "crimebook/heads-leaf/v1"
    IDENTITY_ANSWER = "crimebook/identity-answer/v1"
    IDENTITY_HANDOVER = "crimebook/identity-handover/v1"
    IDENTITY_HANDOVER_REQUEST = "crimebook/identity-handover-request/v1"
    IDENTITY_RECORD = "crimebook/identity-record/v1"
    IDENTITY_REPORT = "crimebook/identity-report/v1"
    IDENTITY_REQUEST = "crimebook/identity-request/v1"
    IDENTITY_SHARE = "crimebook/identity-share/v1"
    IDENTITY_VETO = "crimebook/identity-veto/v1"
    LINKING_MODEL = "crimebook/linking-model/v1"
    MAILBOX = "crimebook/mailbox/v1"
    MESSAGE = "crimebook/message/v1"
    RECORDS = "crimebook/records/v1"
    REPORT_LEAF = "crimebook/report-leaf/v1"
    SIGN_IN = "crimebook/sign-in/v1"
    SPOOL_MESSAGE = "crimebook/spool-message/v1"
    SPOOL_REPORT = "crimebook/spool-report/v1"
    VETTING = "crimebook/vetting/v1"


def sha256_hex(content: bytes) -> Digest:
    """Return the SHA-256 of a file's bytes."""
    return Digest(hashlib.sha256(content).hexdigest())


def tagged_digest(purpose: Purpose, content: bytes) -> Digest:
    """Return SHA-256(SHA-256(tag) || SHA-256(tag) || content)."""
    return Digest(hashlib.sha256(_tag(purpose) + content).hexdigest())


@cache
def _tag(purpose: Purpose) -> bytes:
    return hashlib.sha256(purpose.encode()).digest() * 2


def digest_value(purpose: Purpose, value: Any) -> Digest:
    """Return the tagged digest of a value's canonical bytes."""
    return tagged_digest(purpose, canonical_json(value))


class DigestOfMany:
    """One digest over many, in the order in which they are added: `digest_many` for what comes bit by bit."""

    def __init__(self, purpose: Purpose) -> None:
        self._hash = hashlib.sha256(_tag(purpose))

    def add(self, digest: Digest) -> None:
        """Take one more."""
        self._hash.update(bytes.fromhex(digest))

    def result(self) -> Digest:
        """Return the digest over all that were added."""
        return Digest(self._hash.hexdigest())


def digest_many(purpose: Purpose, digests: Iterable[Digest]) -> Digest:
    """Return one digest over many, in their order."""
    many = DigestOfMany(purpose)
    for digest in digests:
        many.add(digest)
    return many.result()


def parse_digest(text: str) -> Digest:
    """Return ``text`` as a digest, or raise `InvalidValueError`."""
    if not _HEX.fullmatch(text):
        raise InvalidValueError("64 lower-case hexadecimal digits", repr(text[:80]))
    return Digest(text)
