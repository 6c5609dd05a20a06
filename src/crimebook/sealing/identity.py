"""Identities: who reports, sealed so that k of n custodians must agree to open one report's.

Every report has a seed of its own. What was said of the person is sealed to it, the seed is split
(`crimebook.sealing.shares`), and nothing keeps it: there is no key that opens two. The sealed identity lies
in the report's body: nobody on the way sees whether there is one, and it goes when the report is erased.
The written form is ``docs/spec/0006-identities.md``.
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from crimebook.sealing.agefile import Random, seal_bytes, sealed_size
from crimebook.sealing.errors import EnvelopeError, RecipientError
from crimebook.sealing.manifest import Custodian, Manifest
from crimebook.sealing.padding import LENGTH_BYTES, pad
from crimebook.sealing.recipients import PREFIX, SEED_BYTES, Recipient, parse_recipient
from crimebook.sealing.shares import (
    MAX_SHARES,
    SALT_BYTES,
    SEALED_SHARE_BYTES,
    Aim,
    Share,
    seal_share,
    share_digest,
    split_seed,
)
from crimebook.sealing.strict import check_that, is_hex, read_value, write_value
from crimebook.terms.digests import sha256_hex

VERSION: Final = 1
CONTENT_SIZES: Final = (1_024, 4_096, 16_384)
"""To which what is said of a person is padded: nearly always the first."""
DANGER_NEEDED: Final = 2
"""How many custodians open a contact for danger: two people, and no wait."""


@dataclass(frozen=True, slots=True)
class SealedShare:
    """A custodian's share: to which key it was sealed, the digest of what is in it, and the age file."""

    custodian: int
    digest: str
    recipient: str
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IdentityHeader:
    """What is known of a sealed identity without opening it; this is what custodians are shown.

    ``report`` binds it to one report, ``recipient`` is what the identity is sealed to, ``needed`` how many of
    the ``shares`` open it. Of a share's ``recipient`` the SHA-256 of its text is enough.
    """

    aim: Aim
    report: str
    recipient: str
    needed: int
    shares: tuple[SealedShare, ...]
    version: int = VERSION

    def share_of(self, custodian: int) -> SealedShare:
        """Return a custodian's share, or raise `EnvelopeError`."""
        for share in self.shares:
            if share.custodian == custodian:
                return share
        raise EnvelopeError(f"a share of custodian {custodian}", "none")


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """An identity as it lies in a report's body: its header, and the age file in base64."""

    header: IdentityHeader
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IdentityContent:
    """What was said of a person, by the questionnaire's ids. ``report`` and ``aim`` are the header's."""

    aim: Aim
    report: str
    form: str
    language: str
    said: dict[str, Any] = field(repr=False, hash=False)
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Custody:
    """To whom identities are sealed, and how many of them must agree."""

    custodians: tuple[Custodian, ...]
    needed: int

    @classmethod
    def of(cls, manifest: Manifest) -> "Custody | None":
        """Return the custody of a manifest; None where it names no custodians."""
        return cls(manifest.custodians, manifest.custodians_needed) if manifest.custodians else None

    def needed_for(self, aim: Aim) -> int:
        """Return how many custodians open what is sealed for an aim."""
        return DANGER_NEEDED if aim is Aim.DANGER else self.needed


def seal_identity(content: IdentityContent, custody: Custody, random: Random) -> SealedIdentity:
    """Return what was said of a person, sealed to a seed that nobody keeps."""
    seed = random(SEED_BYTES)
    recipient = Recipient.of_seed(seed)
    needed = custody.needed_for(content.aim)
    words = split_seed(seed, needed, len(custody.custodians))
    shares = tuple(
        _seal_share(content, custodian, each, random)
        for custodian, each in zip(custody.custodians, words, strict=True)
    )
    plain = content_bytes(content)
    sealed = seal_bytes(pad(plain, content_size(len(plain))), [recipient], random)
    header = IdentityHeader(content.aim, content.report, str(recipient), needed, shares)
    return SealedIdentity(header, b64encode(sealed).decode())


def _seal_share(content: IdentityContent, custodian: Custodian, words: str, random: Random) -> SealedShare:
    share = Share(content.aim, content.report, custodian.index, random(SALT_BYTES).hex(), words)
    sealed = seal_share(share, _custodian(custodian.recipient), random)
    return SealedShare(
        custodian.index,
        share_digest(share),
        recipient_digest(custodian.recipient),
        b64encode(sealed).decode(),
    )


@lru_cache(maxsize=MAX_SHARES)
def _custodian(recipient: str) -> Recipient:
    """Return a custodian's recipient: the same ones in every report, and reading one takes a millisecond."""
    return parse_recipient(recipient)


def content_size(count: int) -> int:
    """Return to how many bytes ``count`` bytes of content are padded."""
    for size in CONTENT_SIZES:
        if count + LENGTH_BYTES <= size:
            return size
    raise EnvelopeError(f"at most {CONTENT_SIZES[-1] - LENGTH_BYTES} bytes of a person", f"{count} bytes")


def content_bytes(content: IdentityContent) -> bytes:
    """Return the canonical bytes of what was said of a person."""
    _check_content(content)
    return write_value(content)


def parse_content(plain: bytes) -> IdentityContent:
    """Read what `content_bytes` wrote, or raise `EnvelopeError`."""
    content = read_value(plain, IdentityContent, VERSION)
    _check_content(content)
    return content


def recipient_digest(recipient: str) -> str:
    """Return the SHA-256 of a recipient's text, by which a share tells to which key it is sealed."""
    return sha256_hex(recipient.encode())


def check_header(header: IdentityHeader, report: str, aim: Aim) -> None:
    """Raise `EnvelopeError` for a header of another report or aim, or one that is not as it must be."""
    check_that(header.version == VERSION, "version 1")
    check_that(header.report == report and header.aim is aim, "an identity of this report, for this aim")
    check_that(header.recipient.startswith(PREFIX), "a recipient of the identity")
    check_that(2 <= header.needed <= len(header.shares) <= MAX_SHARES, "a quorum of at most 16 shares")
    is_ordered = all(one.custodian < other.custodian for one, other in pairwise(header.shares))
    check_that(is_ordered and header.shares[0].custodian >= 1, "shares in the order of their custodians")
    for share in header.shares:
        check_that(is_hex(share.digest) and is_hex(share.recipient), "digests in hexadecimal")
        check_that(len(decode_sealed(share.sealed)) == SEALED_SHARE_BYTES, "shares of their one size")


def check_sealed(identity: SealedIdentity, report: str, aim: Aim) -> None:
    """Raise `EnvelopeError` for a sealed identity that does not belong here, or that nobody could open."""
    check_header(identity.header, report, aim)
    sizes = {sealed_size(size) for size in CONTENT_SIZES}
    check_that(len(decode_sealed(identity.sealed)) in sizes, "an identity of one of its sizes")


def check_recipient(header: IdentityHeader) -> None:
    """Raise `EnvelopeError` for a header whose recipient is none; a tenth of a sealing's time."""
    try:
        parse_recipient(header.recipient)
    except RecipientError as error:
        raise EnvelopeError("a recipient of the identity", "another text") from error


def decode_sealed(text: str) -> bytes:
    """Return the bytes of base64 in its one writing, or raise `EnvelopeError`."""
    try:
        sealed = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EnvelopeError("canonical base64", "another text") from error
    check_that(b64encode(sealed).decode() == text, "canonical base64")
    return sealed


def _check_content(content: IdentityContent) -> None:
    check_that(content.version == VERSION and is_hex(content.report), "version 1, and a report")
    check_that(bool(content.said), "something said of a person")
