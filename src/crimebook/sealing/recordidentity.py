"""The identity of a person whom a record of another list is about, sealed as a report's is.

It belongs to one wording of one record: the record's id at its source and the digest of its words, with a
nonce, so that custodians who are shown the digest cannot try rows that they guess. The written form is
``docs/spec/0006-identities.md``, section 3.
"""

from dataclasses import dataclass
from typing import Any, Final

from crimebook.sealing.agefile import Random
from crimebook.sealing.errors import EnvelopeError
from crimebook.sealing.identity import Custody, IdentityContent, SealedIdentity, check_sealed, seal_identity
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import check_that, is_hex, read_value, write_value
from crimebook.terms.digests import Purpose, digest_value
from crimebook.terms.ids import Digest

VERSION: Final = 1
NONCE_BYTES: Final = 32
LANGUAGE: Final = "und"
"""Of what a list says of a person: nobody was asked in any language of ours."""


@dataclass(frozen=True, slots=True)
class RecordIdentity:
    """A sealed identity and what binds it: the record's ``id`` at its source, the digest of its ``words``."""

    id: str
    words: str
    nonce: str
    identity: SealedIdentity
    version: int = VERSION


def seal_record_identity(
    said: dict[str, Any], record_id: str, words: Digest, form: str, *, custody: Custody, random: Random
) -> RecordIdentity:
    """Return what a list says of a person, sealed; raise `EnvelopeError` where it is too much.

    ``form`` is the kind of list, ``said`` what it says, by field.
    """
    nonce = random(NONCE_BYTES).hex()
    report = record_digest(record_id, words, nonce)
    content = IdentityContent(Aim.IDENTITY, report, form, LANGUAGE, said)
    return RecordIdentity(record_id, words, nonce, seal_identity(content, custody, random))


def record_digest(record_id: str, words: str, nonce: str) -> Digest:
    """Return what a header and its shares name in the place of a report."""
    return digest_value(Purpose.IDENTITY_RECORD, {"id": record_id, "nonce": nonce, "words": words})


def write_record_identity(identity: RecordIdentity) -> bytes:
    """Return the canonical bytes of a record's identity."""
    return write_value(identity)


def read_record_identity(content: bytes, record_id: str, words: str) -> SealedIdentity:
    """Return the sealed identity of this record in this wording; raise `EnvelopeError` for any other."""
    found = read_value(content, RecordIdentity, VERSION)
    check_that(is_hex(found.nonce), "32 bytes of nonce in hexadecimal")
    if (found.id, found.words) != (record_id, words):
        raise EnvelopeError("the identity of this record in these words", "that of another")
    check_sealed(found.identity, record_digest(record_id, words, found.nonce), Aim.IDENTITY)
    return found.identity
