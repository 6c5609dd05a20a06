"""The key manifest: to which keys a book is sealed, until when, signed by its root (a C2SP signed note).

The text of the note is a line that names the format and a line of canonical JSON. Who seals checks it first:
a manifest that is expired, of another root, or without a key for this moment seals nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from crimebook.sealing.errors import (
    EnvelopeError,
    ManifestError,
    ManifestExpiredError,
    RecipientError,
)
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.sealing.strict import check_that, is_hex, read_value, write_value
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import check_aware, parse_instant
from crimebook.terms.notes import NoteError, Root, check_note

VERSION: Final = 1
TITLE: Final = "crimebook/manifest/v1"
MAX_CUSTODIANS: Final = 16
"""What SLIP-39 can split among."""
MAX_STEP: Final = 1_000
"""How far a manifest's number may be above the last one's: a month has one or two."""
MAX_SERIAL: Final = 1_000_000_000
MAX_FORMER: Final = 16
"""How many keys the log may have had before, that still count."""
MAX_LOG_SIZE: Final = (1 << 53) - 1
"""What every reader of JSON can hold."""
MAX_INDEX: Final = 9_999
"""Numbers are seats: who follows a custodian takes the number, with keys of their own."""
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Epoch:
    """A month's seal key: used from ``since`` to before ``until`` (RFC 3339)."""

    month: str
    recipient: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Custodian:
    """Who holds shares of identities: a number, a recipient, the Ed25519 key of their answers; no name.

    ``jurisdiction`` is whose courts and police reach them: two letters of ISO 3166-1. A book that must not
    tell even that takes those that the standard leaves to its users: XA to XZ.
    """

    index: int
    recipient: str
    sign_key: str
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class WitnessPolicy:
    """How many of which witnesses (verifier keys) must have cosigned the log."""

    quorum: int = 0
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormerLogKey:
    """A key by which the log signed before: it counts for trees of at most ``size`` leaves.

    Of exactly that size ``root`` (hexadecimal) alone counts. Both are empty, 0 and "", while the key still
    signs: the manifest that names its successor comes before the change.
    """

    key: str
    size: int = 0
    root: str = ""


@dataclass(frozen=True, slots=True)
class ZoneKey:
    """An Ed25519 key, in hexadecimal, by which a zone signs custody events; ``until`` is empty while it does.

    A key that no longer signs stays listed, so that what it signed can be checked.
    """

    zone: str
    key: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the root says.

    ``serial`` rises with every manifest, so that an older one that is not yet expired is not taken for the
    newest. ``origin`` names the log and salts the receipts. ``reply_key`` is the Ed25519 key of replies in
    hexadecimal. ``offline_recipient`` is the yearly key of the offline sealer, or empty. An identity opens
    when ``custodians_needed`` of the ``custodians`` agree. What the ledger brings (``log_key``,
    ``former_log_keys``, newest first, ``leaves_per_interval``, ``interval_s``, ``witnesses``) and the
    custodians may be empty.
    """

    origin: str
    serial: int
    issued: str
    expires: str
    epochs: tuple[Epoch, ...]
    reply_key: str
    offline_recipient: str = ""
    custodians: tuple[Custodian, ...] = ()
    custodians_needed: int = 0
    zone_keys: tuple[ZoneKey, ...] = ()
    log_key: str = ""
    leaves_per_interval: int = 0
    interval_s: int = 0
    witnesses: WitnessPolicy = WitnessPolicy()
    script_hash: str = ""
    former_log_keys: tuple[FormerLogKey, ...] = ()
    version: int = VERSION

    def epoch_at(self, at: datetime) -> Epoch:
        """Return the epoch to which one seals at ``at``, or raise `ManifestError`."""
        check_aware(at)
        for epoch in self.epochs:
            if parse_instant(epoch.since) <= at < parse_instant(epoch.until):
                return epoch
        raise ManifestError("an epoch for this moment", "none", "the book must publish its next manifest")

    def recipient_at(self, at: datetime) -> Recipient:
        """Return the recipient to which one seals at ``at``, or raise `ManifestError`."""
        return parse_recipient(self.epoch_at(at).recipient)

    @property
    def reply_public(self) -> bytes:
        """The Ed25519 key that signs the desk's messages."""
        return bytes.fromhex(self.reply_key)


def check_step(newest: int, manifest: Manifest) -> None:
    """Raise `ManifestError` for a number that leaps: from there on no true manifest could follow.

    ``newest`` is the highest number that was seen before, 0 where none was.
    """
    if newest and manifest.serial > newest + MAX_STEP:
        raise ManifestError(
            f"a manifest with a number of at most {newest + MAX_STEP}",
            f"number {manifest.serial}",
            "whoever has the root may have leapt to shut out what follows; ask its keeper by voice",
        )


def parse_manifest(note: bytes, roots: Sequence[Root], at: datetime) -> Manifest:
    """Return the manifest of a signed note; raise `ManifestError`, or `ManifestExpiredError` if it is old."""
    try:
        manifest = parse_manifest_text(check_note(note, roots))
    except (EnvelopeError, NoteError) as error:
        raise ManifestError(error.fault.expected, error.fault.got, error.fault.remedy) from error
    check_in_force(manifest, at)
    return manifest


def check_in_force(manifest: Manifest, at: datetime) -> None:
    """Raise `ManifestExpiredError` for a manifest whose time is over at ``at``."""
    if check_aware(at) >= parse_instant(manifest.expires):
        raise ManifestExpiredError(
            f"a manifest that is good after {manifest.expires}",
            "an expired one",
            "get the newest, check the clock",
        )


def manifest_text(manifest: Manifest) -> str:
    """Return the text of the note that the root signs; raise `EnvelopeError` if nobody could parse it."""
    check_manifest(manifest)
    return f"{TITLE}\n{write_value(manifest).decode()}\n"


def parse_manifest_text(text: str) -> Manifest:
    """Read what `manifest_text` wrote, or raise `EnvelopeError`."""
    title, _, content = text.partition("\n")
    check_that(title == TITLE and content.endswith("\n"), f"a note that begins with {TITLE}")
    manifest = read_value(content[:-1].encode(), Manifest, VERSION)
    check_manifest(manifest)
    return manifest


def check_manifest(manifest: Manifest) -> None:
    """Raise `EnvelopeError` for a manifest that the specification does not allow."""
    check_that(manifest.version == VERSION, "version 1")
    check_that(bool(manifest.origin) and 1 <= manifest.serial <= MAX_SERIAL, "an origin and a serial number")
    check_that(is_hex(manifest.reply_key), "a reply key of 32 bytes in hexadecimal")
    check_that(manifest.script_hash == "" or is_hex(manifest.script_hash), "the script's SHA-256, or none")
    _check_people(manifest)
    _check_former(manifest)
    _check_times(manifest)
    recipients = [each.recipient for each in manifest.epochs]
    recipients += [each.recipient for each in manifest.custodians]
    recipients += [manifest.offline_recipient] if manifest.offline_recipient else []
    try:
        for each in recipients:
            parse_recipient(each)
    except RecipientError as error:
        raise EnvelopeError("post-quantum recipients", "something else") from error


def _check_people(manifest: Manifest) -> None:
    """Check who must agree: witnesses, custodians, and the zones that sign."""
    check_that(0 <= manifest.witnesses.quorum <= len(manifest.witnesses.keys), "a quorum of the witnesses")
    _check_custodians(manifest)
    keys = [each.key for each in manifest.zone_keys]
    check_that(all(map(is_hex, keys)) and len(set(keys)) == len(keys), "each zone key once, in hexadecimal")
    signing = [each.zone for each in manifest.zone_keys if not each.until]
    check_that(
        all(each.zone for each in manifest.zone_keys) and len(set(signing)) == len(signing),
        "one key that signs for each zone",
    )


def _check_former(manifest: Manifest) -> None:
    """Check that former keys of the log say up to where each counts, the newest first."""
    former = manifest.former_log_keys
    check_that(len(former) <= MAX_FORMER, f"at most {MAX_FORMER} former keys of the log")
    keys = [manifest.log_key, *(each.key for each in former)]
    check_that(all(keys) or not former, "a key of the log where there were others before it")
    check_that(len(set(keys)) == len(keys), "each key of the log once")
    known = former[1:] if former and not former[0].size else former
    check_that(
        all(1 <= each.size <= MAX_LOG_SIZE and is_hex(each.root) for each in known)
        and all(not each.root for each in former if not each.size),
        "size and root of the last tree by every former key but one that still signs",
    )
    sizes = [each.size for each in known]
    check_that(sizes == sorted(sizes, reverse=True), "former keys of the log, the newest first")


def _check_times(manifest: Manifest) -> None:
    spans = [(manifest.issued, manifest.expires), *((each.since, each.until) for each in manifest.epochs)]
    ended = [(each.since, each.until) for each in manifest.zone_keys if each.until]
    try:
        moments = [(parse_instant(start), parse_instant(end)) for start, end in (*spans, *ended)]
        for each in manifest.zone_keys:
            parse_instant(each.since)
    except InvalidValueError as error:
        raise EnvelopeError("RFC 3339 times", "something else") from error
    check_that(all(start < end for start, end in moments), "spans that begin before they end")
    epochs = moments[1 : len(spans)]
    is_ordered = all(one[1] <= following[0] for one, following in pairwise(epochs))
    check_that(is_ordered, "epochs in their order that do not overlap")
    check_that(len({each.month for each in manifest.epochs}) == len(epochs), "each month once")


def _check_custodians(manifest: Manifest) -> None:
    check_that(
        all(is_jurisdiction(each.jurisdiction) for each in manifest.custodians),
        "a jurisdiction of every custodian, in two letters of ISO 3166-1",
    )
    indexes = [each.index for each in manifest.custodians]
    is_ordered = indexes == sorted(set(indexes)) and all(1 <= index <= MAX_INDEX for index in indexes)
    check_that(is_ordered, f"custodians by their numbers from 1 to {MAX_INDEX}, each once")
    check_that(len(indexes) <= MAX_CUSTODIANS, f"at most {MAX_CUSTODIANS} custodians")
    check_that(
        all(is_hex(each.sign_key) for each in manifest.custodians), "an Ed25519 key of every custodian"
    )
    # One who could open alone would be a vault key.
    is_needed = 2 <= manifest.custodians_needed <= len(indexes)
    check_that(is_needed or (not indexes and not manifest.custodians_needed), "as many custodians as open")
    check_spread(manifest.custodians, manifest.custodians_needed)


def is_jurisdiction(text: str) -> bool:
    """Whether ``text`` has the form of a country of ISO 3166-1: two capital letters."""
    return bool(_COUNTRY.fullmatch(text))


def check_spread(custodians: Sequence[Custodian], needed: int) -> None:
    """Raise `EnvelopeError` where one jurisdiction holds as many custodians as open an identity.

    One state could then take, order or buy what it needs at home, and nobody elsewhere would be asked.
    """
    for jurisdiction, count in Counter(each.jurisdiction for each in custodians).items():
        if count >= needed:
            raise EnvelopeError(
                f"at most {needed - 1} custodians in one jurisdiction, as {needed} open an identity",
                f"{count} in {jurisdiction}",
                "name custodians in other countries, or let more of them be needed",
            )
