"""The body of a report, and the report as it is sealed (docs/spec/0001-sealed-envelope.md).

A body is canonical JSON (RFC 8785), padded, in an age file. There is no header in clear: nothing about a
report can be read before it is opened.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from crimebook.sealing.agefile import VERSION_LINE, Random, seal_bytes, sealed_size
from crimebook.sealing.errors import EnvelopeError, RecipientError
from crimebook.sealing.identity import (
    Custody,
    IdentityContent,
    SealedIdentity,
    check_recipient,
    check_sealed,
    seal_identity,
)
from crimebook.sealing.padding import PADDED_SIZES, pad, padded_size, unpad
from crimebook.sealing.parts import FileRef, PartRef, check_files
from crimebook.sealing.receipt import ReceiptKeys, mailbox_id
from crimebook.sealing.recipients import PREFIX as RECIPIENT_PREFIX
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import check_day, check_that, is_hex, read_value, write_value
from crimebook.terms.digests import Purpose, sha256_hex, tagged_digest
from crimebook.terms.ids import Digest

VERSION: Final = 1
LANGUAGES: Final = ("be", "ru", "en")
SUBMISSION_ID_BYTES: Final = 16
LEAST_BYTES: Final = 65_536
"""To which a report is padded at least: so its size does not tell whether somebody said who they are."""
MESSAGE_SIZES: Final = frozenset(map(sealed_size, PADDED_SIZES))
"""Sizes of reporters' sealed messages (spec 0001, 9.4)."""
REPORT_SIZES: Final = frozenset(sealed_size(each) for each in PADDED_SIZES if each >= LEAST_BYTES)
"""Sizes of sealed reports (spec 0001, 5.1)."""


@dataclass(frozen=True, slots=True)
class ReportBody:
    """What a reporter says.

    ``form`` names the questionnaire and its version, ``answers`` are plain JSON values by the question's id.
    ``reply_to``, ``mailbox_id``, ``sign_public`` and ``fetch_public`` are there together or not at all: all
    are ``None`` if no receipt was wanted. ``leaf`` blinds the leaf in the log: from the receipt, or random.
    ``decoys`` are the parts that hold nothing. ``nonce`` is 32 random bytes, ``day`` the day, never the hour.
    ``identity`` and ``danger`` are sealed once more, to custodians: who opens the report cannot open them.
    """

    form: str
    language: str
    answers: dict[str, Any]
    text: str
    leaf: str
    nonce: str
    day: str
    reply_to: str | None = None
    mailbox_id: str | None = None
    sign_public: str | None = None
    fetch_public: str | None = None
    files: tuple[FileRef, ...] = ()
    decoys: tuple[PartRef, ...] = ()
    identity: SealedIdentity | None = None
    danger: SealedIdentity | None = None
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report as it leaves the reporter: the age file, and the id by which handing in twice does nothing."""

    envelope: bytes
    submission_id: str
    leaf: Digest

    @property
    def digest(self) -> Digest:
        """The SHA-256 of the envelope, by which the ledger and the desk know it."""
        return sha256_hex(self.envelope)


def with_receipt(body: ReportBody, keys: ReceiptKeys) -> ReportBody:
    """Return ``body`` with what the desk needs to answer the holder of a receipt."""
    return replace(
        body,
        reply_to=str(keys.recipient),
        mailbox_id=keys.mailbox_id,
        sign_public=keys.sign_public.hex(),
        fetch_public=keys.fetch_public.hex(),
        leaf=keys.leaf.hex(),
    )


def with_identities(
    body: ReportBody, said: Mapping[Aim, Mapping[str, Any]], custody: Custody | None, random: Random
) -> ReportBody:
    """Return ``body`` with what was ``said`` of persons sealed to custodians; the body must be whole else.

    Raises `EnvelopeError` where there is something to seal and nobody to seal it to.
    """
    if not any(said.values()):
        return body
    if custody is None:
        raise EnvelopeError("custodians, to whom an identity is sealed", "a manifest without any")
    report = report_digest(body)
    sealed = {
        aim: seal_identity(
            IdentityContent(aim, report, body.form, body.language, dict(each)), custody, random
        )
        for aim, each in said.items()
        if each
    }
    return replace(body, identity=sealed.get(Aim.IDENTITY), danger=sealed.get(Aim.DANGER))


def report_digest(body: ReportBody) -> Digest:
    """Return what binds an identity to its report: the digest of the body without any.

    The envelope's own digest would not do, as the identity lies in it. The nonce in the body keeps this one
    from being guessed.
    """
    return tagged_digest(Purpose.IDENTITY_REPORT, write_value(replace(body, identity=None, danger=None)))


def body_bytes(body: ReportBody) -> bytes:
    """Return the canonical bytes of a body; raise `EnvelopeError` if nobody could parse them."""
    check_body(body)
    return write_value(body)


def parse_body(content: bytes) -> ReportBody:
    """Read what `body_bytes` wrote; raise `EnvelopeError`, or `FutureVersionError` by its name."""
    body = read_value(content, ReportBody, VERSION)
    check_body(body)
    if body.reply_to is not None:
        _check_recipient(body.reply_to)
    for sealed in (body.identity, body.danger):
        if sealed is not None:
            check_recipient(sealed.header)
    return body


def seal_report(
    body: ReportBody, recipients: Sequence[Recipient], random: Random, *, submission_id: str = ""
) -> SealedReport:
    """Return ``body`` sealed. A ``submission_id`` that was given out before the form was sent is kept."""
    envelope = seal_bytes(pad_body(body), recipients, random)
    submission_id = submission_id or make_submission_id(random)
    return SealedReport(envelope, submission_id, report_leaf(sha256_hex(envelope), body.leaf))


def pad_body(body: ReportBody) -> bytes:
    """Return the padded bytes of a body: what is sealed."""
    content = body_bytes(body)
    return pad(content, max(LEAST_BYTES, padded_size(len(content))))


def check_form(envelope: bytes, sizes: Collection[int]) -> None:
    """Raise `EnvelopeError` for bytes that cannot be a report, or a message, whoever sealed them.

    All that can be told without a key: the first line, and a size that padding and one recipient give. Who
    would fill a book with rubbish has at least to make it as long as what it is taken for.
    """
    if not envelope.startswith(VERSION_LINE) or len(envelope) not in sizes:
        raise EnvelopeError("an age file of a padded size", f"{len(envelope)} other bytes")


def read_report(opened: bytes) -> ReportBody:
    """Return the body in what opening an envelope gave."""
    return parse_body(unpad(opened, LEAST_BYTES if len(opened) == LEAST_BYTES else 0))


def make_submission_id(random: Random) -> str:
    """Return an id of a submission: 16 random bytes in hexadecimal."""
    return random(SUBMISSION_ID_BYTES).hex()


def report_leaf(envelope: Digest, leaf: str) -> Digest:
    """Return the leaf of a report in the log: nobody can make it from the envelope alone."""
    return tagged_digest(Purpose.REPORT_LEAF, bytes.fromhex(envelope) + bytes.fromhex(leaf))


def check_body(body: ReportBody) -> None:
    """Raise `EnvelopeError` for a body that the specification does not allow."""
    check_that(body.version == VERSION, "version 1")
    check_that(body.language in LANGUAGES, "a language of the book")
    check_that(bool(body.form), "the id and the version of a questionnaire")
    check_that(is_hex(body.leaf) and is_hex(body.nonce), "32 bytes of leaf and of nonce in hexadecimal")
    check_day(body.day)
    _check_receipt(body)
    _check_identities(body)
    check_files(body.files, body.decoys)


def _check_receipt(body: ReportBody) -> None:
    reply_to, mailbox, sign, fetch = body.reply_to, body.mailbox_id, body.sign_public, body.fetch_public
    if reply_to is None or mailbox is None or sign is None or fetch is None:
        has_none = reply_to is None and mailbox is None and sign is None and fetch is None
        check_that(has_none, "all four values of a receipt, or none")
        return
    check_that(is_hex(sign) and is_hex(fetch), "public keys of 32 bytes in hexadecimal")
    check_that(mailbox == mailbox_id(bytes.fromhex(sign), bytes.fromhex(fetch)), "the mailbox of both keys")
    check_that(reply_to.startswith(RECIPIENT_PREFIX), "a recipient of replies")


def _check_identities(body: ReportBody) -> None:
    given = ((Aim.IDENTITY, body.identity), (Aim.DANGER, body.danger))
    if any(sealed is not None for _, sealed in given):
        report = report_digest(body)
        for aim, sealed in given:
            if sealed is not None:
                check_sealed(sealed, report, aim)


def _check_recipient(reply_to: str) -> None:
    """Raise `EnvelopeError` for a text to which no reply could be sealed; half of the time of a sealing."""
    try:
        parse_recipient(reply_to)
    except RecipientError as error:
        raise EnvelopeError("a recipient of replies", "another text") from error
