"""Requests to open an identity, and the custodians' answers: signed texts that travel by any way.

A request says which report's identity is asked for, by whom, why, for which recipient, and what was asked for
before. The desk signs it. An answer is one custodian's: a denial with its reason, or an approval that carries
the share, sealed to the request's recipient and to nobody else. The custodian signs it by the key that the
manifest names. Both are canonical JSON; the written form is ``docs/spec/0006-identities.md``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimebook.sealing.errors import EnvelopeError, RecipientError, RequestError
from crimebook.sealing.identity import IdentityHeader, SealedIdentity, SealedShare, check_header
from crimebook.sealing.manifest import Custodian, Manifest, is_jurisdiction
from crimebook.sealing.recipients import parse_recipient
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import check_that, is_hex, read_value, write_value
from crimebook.terms.digests import Purpose, tagged_digest
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.terms.instants import parse_instant

VERSION: Final = 1
WAIT: Final = timedelta(hours=24)
"""Between a request and the first approval of an identity, for every custodian by their own clock."""
LIFE: Final = timedelta(days=30)
"""After which a request is answered no more."""
ID_BYTES: Final = 16
_ID_SIGNS = 32
WORDS_LIMIT: Final = 2_000
"""Characters of a reason, of a name, of who asks."""

Sign = Callable[[bytes], bytes]
"""Gives the Ed25519 signature of bytes."""


class Verdict(StrEnum):
    """What a custodian answers."""

    APPROVED = "approved"
    DENIED = "denied"


class Outcome(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    DENIED = "denied"
    VETOED = "vetoed"
    OPENED = "opened"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request for the same identity before this one: when, for whom, what came of it, and why if denied."""

    id: str
    asked_at: str
    to_name: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentityRequest:
    """What custodians are asked. Shares are sealed to the recipient ``to``; ``to_name`` is who that is."""

    id: str
    origin: str
    ref: str
    header: IdentityHeader
    asked_by: str
    reason: str
    to: str
    to_name: str
    asked_at: str
    earlier: tuple[Earlier, ...] = ()
    signature: str = ""
    version: int = VERSION

    @property
    def digest(self) -> Digest:
        """What is signed, and by which answers name the request."""
        return tagged_digest(Purpose.IDENTITY_REQUEST, write_value(replace(self, signature="")))

    @property
    def aim(self) -> Aim:
        """What for the identity was sealed."""
        return self.header.aim

    @property
    def opens_at(self) -> datetime:
        """When the first custodian may approve: after a day, or at once where a life may hang on it."""
        asked = parse_instant(self.asked_at)
        return asked + WAIT if self.aim is Aim.IDENTITY else asked

    @property
    def lapses_at(self) -> datetime:
        """When it is answered no more."""
        return parse_instant(self.asked_at) + LIFE


@dataclass(frozen=True, slots=True)
class Answer:
    """One custodian's answer to the request of this digest. ``share`` is an age file in base64, or empty."""

    id: str
    request: str
    custodian: int
    verdict: Verdict
    at: str
    reason: str = ""
    share: str = field(default="", repr=False)
    signature: str = ""
    version: int = VERSION

    @property
    def digest(self) -> Digest:
        """What is signed."""
        return tagged_digest(Purpose.IDENTITY_ANSWER, write_value(replace(self, signature="")))


@dataclass(frozen=True, slots=True)
class Veto:
    """The stop that a member of the team put to the request of this digest: signed by the desk."""

    id: str
    request: Digest
    by: str
    at: str
    reason: str
    signature: str = ""
    version: int = VERSION

    @property
    def digest(self) -> Digest:
        """What is signed."""
        return tagged_digest(Purpose.IDENTITY_VETO, write_value(replace(self, signature="")))


@dataclass(frozen=True, slots=True)
class Opening:
    """What the named recipient gets: the request, the sealed identity, and the approvals with shares."""

    request: IdentityRequest
    sealed: str = field(repr=False)
    answers: tuple[Answer, ...]
    version: int = VERSION

    @property
    def identity(self) -> SealedIdentity:
        """The sealed identity with the request's header."""
        return SealedIdentity(self.request.header, self.sealed)


@dataclass(frozen=True, slots=True)
class HandedShare:
    """A share on its way to who takes a custodian's place: of which report, for what."""

    aim: Aim
    report: str
    share: SealedShare


@dataclass(frozen=True, slots=True)
class Handover:
    """A custodian's shares, to be sealed anew to ``to``; signed by the desk, and then by the custodian."""

    origin: str
    custodian: int
    to: str
    shares: tuple[HandedShare, ...]
    signature: str = ""
    version: int = VERSION

    @property
    def digest(self) -> Digest:
        """What the custodian signs."""
        return tagged_digest(Purpose.IDENTITY_HANDOVER, write_value(replace(self, signature="")))

    @property
    def wanted_digest(self) -> Digest:
        """What the desk signs: the same words with another tag, so that neither passes for the other."""
        return tagged_digest(Purpose.IDENTITY_HANDOVER_REQUEST, write_value(replace(self, signature="")))


@dataclass(frozen=True, slots=True)
class Card:
    """What a custodian makes public: to which key shares are sealed, by which key they answer, and where."""

    recipient: str
    sign_key: str
    jurisdiction: str
    version: int = VERSION


def sign_request(request: IdentityRequest, sign: Sign) -> IdentityRequest:
    """Return a request with the desk's signature."""
    _check_request_fields(request)
    return replace(request, signature=sign(bytes.fromhex(request.digest)).hex())


def sign_answer(answer: Answer, sign: Sign) -> Answer:
    """Return an answer with its custodian's signature."""
    _check_answer_fields(answer)
    return replace(answer, signature=sign(bytes.fromhex(answer.digest)).hex())


def sign_veto(veto: Veto, sign: Sign) -> Veto:
    """Return a veto with the desk's signature."""
    _check_veto_fields(veto)
    return replace(veto, signature=sign(bytes.fromhex(veto.digest)).hex())


def sign_handover(handover: Handover, sign: Sign) -> Handover:
    """Return a handover with its custodian's signature."""
    return replace(handover, signature=sign(bytes.fromhex(handover.digest)).hex())


def sign_wanted_handover(handover: Handover, sign: Sign) -> Handover:
    """Return a handover with the signature of the desk that wants it."""
    return replace(handover, signature=sign(bytes.fromhex(handover.wanted_digest)).hex())


def parse_request(content: bytes) -> IdentityRequest:
    """Read a request, or raise `EnvelopeError`; whose it is `check_request` says."""
    request = read_value(content, IdentityRequest, VERSION)
    _check_request_fields(request)
    return request


def parse_answer(content: bytes) -> Answer:
    """Read an answer, or raise `EnvelopeError`; whose it is `check_answer` says."""
    answer = read_value(content, Answer, VERSION)
    _check_answer_fields(answer)
    return answer


def parse_veto(content: bytes) -> Veto:
    """Read a veto, or raise `EnvelopeError`; whose it is `check_veto` says."""
    veto = read_value(content, Veto, VERSION)
    _check_veto_fields(veto)
    return veto


def parse_opening(content: bytes) -> Opening:
    """Read an opening, or raise `EnvelopeError`."""
    return read_value(content, Opening, VERSION)


def parse_handover(content: bytes) -> Handover:
    """Read a handover, or raise `EnvelopeError`."""
    handover = read_value(content, Handover, VERSION)
    _check_recipient(handover.to)
    return handover


def parse_card(content: bytes) -> Card:
    """Read a custodian's card, or raise `EnvelopeError`."""
    card = read_value(content, Card, VERSION)
    check_that(is_hex(card.sign_key), "an Ed25519 key in hexadecimal")
    check_that(is_jurisdiction(card.jurisdiction), "a jurisdiction in two letters of ISO 3166-1")
    _check_recipient(card.recipient)
    return card


def check_request(request: IdentityRequest, manifest: Manifest) -> None:
    """Raise `RequestError` unless the desk of this book signed the request."""
    if request.origin != manifest.origin:
        raise RequestError(f"a request of the book {manifest.origin}", "one of another book")
    _check_signature(request.signature, request.digest, manifest.reply_key, "the desk's")


def check_answer(answer: Answer, request: IdentityRequest, manifest: Manifest) -> None:
    """Raise `RequestError` unless a custodian of the manifest gave this answer to this very request."""
    if (answer.id, answer.request) != (request.id, request.digest):
        raise RequestError(f"an answer to the request {request.id}", "one to another")
    request.header.share_of(answer.custodian)
    custodian = custodian_of(manifest, answer.custodian)
    _check_signature(answer.signature, answer.digest, custodian.sign_key, f"custodian {answer.custodian}'s")


def check_veto(veto: Veto, request: IdentityRequest, manifest: Manifest) -> None:
    """Raise `RequestError` unless the desk of this book signed a veto of this very request."""
    if (veto.id, veto.request) != (request.id, request.digest):
        raise RequestError(f"a veto of the request {request.id}", "one of another")
    _check_signature(veto.signature, veto.digest, manifest.reply_key, "the desk's")


def check_handover(handover: Handover, manifest: Manifest) -> None:
    """Raise `RequestError` unless the custodian whose shares they are signed it."""
    if handover.origin != manifest.origin:
        raise RequestError(f"a handover of the book {manifest.origin}", "one of another book")
    custodian = custodian_of(manifest, handover.custodian)
    _check_signature(
        handover.signature, handover.digest, custodian.sign_key, f"custodian {handover.custodian}'s"
    )


def check_wanted_handover(handover: Handover, manifest: Manifest) -> None:
    """Raise `RequestError` unless the desk of this book wants it, with shares of that one seat alone."""
    if handover.origin != manifest.origin:
        raise RequestError(f"a handover of the book {manifest.origin}", "one of another book")
    _check_signature(handover.signature, handover.wanted_digest, manifest.reply_key, "the desk's")
    check_seat(handover)


def check_seat(handover: Handover) -> None:
    """Raise `RequestError` where a share of a handover is another custodian's."""
    if any(each.share.custodian != handover.custodian for each in handover.shares):
        raise RequestError(f"shares of custodian {handover.custodian}", "one of another")


def custodian_of(manifest: Manifest, index: int) -> Custodian:
    """Return a custodian of the manifest, or raise `RequestError`."""
    for custodian in manifest.custodians:
        if custodian.index == index:
            return custodian
    raise RequestError(f"a custodian {index} in the manifest in force", "none")


def _check_signature(signature: str, digest: str, key: str, whose: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(signature), bytes.fromhex(digest)
        )
    except (InvalidSignature, ValueError) as error:
        raise RequestError(f"{whose} signature", "another, or a changed text") from error


def _check_request_fields(request: IdentityRequest) -> None:
    check_that(_is_id(request.id), "the id of a request")
    check_header(request.header, request.header.report, request.header.aim)
    words = (request.ref, request.asked_by, request.reason, request.to_name)
    check_that(all(each.strip() for each in words), "a report, who asks, why, and for whom")
    check_that(max(map(len, words)) <= WORDS_LIMIT, f"at most {WORDS_LIMIT} characters of each")
    _check_recipient(request.to)
    _check_instant(request.asked_at)


def _check_answer_fields(answer: Answer) -> None:
    check_that(_is_id(answer.id) and is_hex(answer.request), "the id and the digest of a request")
    is_approved = answer.verdict is Verdict.APPROVED
    check_that(bool(answer.share) == is_approved, "a share in an approval and in nothing else")
    check_that(is_approved or bool(answer.reason.strip()), "a reason for a denial")
    check_that(len(answer.reason) <= WORDS_LIMIT, f"at most {WORDS_LIMIT} characters")
    _check_instant(answer.at)


def _check_veto_fields(veto: Veto) -> None:
    check_that(_is_id(veto.id) and is_hex(veto.request), "the id and the digest of a request")
    check_that(bool(veto.by.strip()) and bool(veto.reason.strip()), "who vetoes, and why")
    check_that(len(veto.reason) <= WORDS_LIMIT, f"at most {WORDS_LIMIT} characters")
    _check_instant(veto.at)


def _is_id(text: str) -> bool:
    return is_hex(text + text) and len(text) == _ID_SIGNS


def _check_instant(text: str) -> None:
    try:
        parse_instant(text)
    except InvalidValueError as error:
        raise EnvelopeError("an RFC 3339 time", "something else") from error


def _check_recipient(text: str) -> None:
    try:
        parse_recipient(text)
    except RecipientError as error:
        raise EnvelopeError("a recipient age1pq1…", "another text") from error
