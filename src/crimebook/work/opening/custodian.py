"""A custodian's own machine: keys, the book that is followed, and the answers to what the desk asks.

It needs no book and no network: requests and answers are files. What is kept is in one folder: both secrets
locked by the custodian's passphrase, the root and the newest manifest of the book, the newest that named this
custodian, every request that was seen, and what stopped it (`remembered`). The wait is counted from when
*this* machine first saw a request, so that a desk that back-dates one gains nothing.

The recipient of an opened identity reads it here too, on a machine of theirs.
"""

import os
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimebook.sealing.agefile import Random
from crimebook.sealing.errors import RequestError, SealingError, ShareError
from crimebook.sealing.fingerprints import check_key_fingerprint
from crimebook.sealing.identity import IdentityContent, decode_sealed, recipient_digest
from crimebook.sealing.manifest import Custodian, Manifest, is_jurisdiction
from crimebook.sealing.receipt import public_of
from crimebook.sealing.recipients import Recipient, parse_recipient
from crimebook.sealing.requests import (
    WAIT,
    Answer,
    Card,
    HandedShare,
    Handover,
    IdentityRequest,
    Opening,
    Verdict,
    Veto,
    check_answer,
    check_request,
    check_veto,
    check_wanted_handover,
    custodian_of,
    sign_answer,
    sign_handover,
)
from crimebook.sealing.shares import Aim, Share, check_share, parse_share, seal_share
from crimebook.sealing.strict import write_value
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.halves import COST, SECRET_BYTES, lock, unlock
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.instants import format_instant
from crimebook.terms.notes import Root
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.unsealing.identities import HybridIdentity, Identity
from crimebook.unsealing.shares import open_identity, open_share, read_share, unpad_share
from crimebook.work.opening.followed import CARD, FollowedBook, find_place, not_named
from crimebook.work.opening.remembered import (
    Before,
    denials_of,
    remember,
    remember_denial,
    remember_veto,
    seen_before,
    veto_of,
)

SEAL_KEY, SIGN_KEY = "custodian-seal", "custodian-sign"


class NotYetError(CrimebookError):
    """A request whose wait is not over."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A custodian's secrets, unlocked."""

    identity: HybridIdentity
    sign_seed: bytes

    def sign(self, content: bytes) -> bytes:
        """Return this custodian's signature."""
        return Ed25519PrivateKey.from_private_bytes(self.sign_seed).sign(content)

    @property
    def public(self) -> tuple[str, str]:
        """What is public of them: the recipient of shares, and the key of answers."""
        return str(self.identity.recipient), public_of(self.sign_seed).hex()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands here: since when it is known, who stopped it, and what was asked before it."""

    seen_at: datetime
    opens_at: datetime
    denials: tuple[Answer, ...]
    veto: Veto | None = None
    before: tuple[Before, ...] = ()


class CustodianFolder:
    """What a custodian's machine keeps."""

    def __init__(self, folder: Path, random: Random = os.urandom) -> None:
        self._vault = Vault(folder, random)
        self._book = FollowedBook(self._vault)
        self._random = random

    def make_keys(self, passphrase: str, jurisdiction: str, *, cost: int = COST) -> Card:
        """Make both secrets, locked, and return the card; raise `KeyExistsError` where there are some.

        ``jurisdiction`` is whose courts and police reach this custodian (`sealing.manifest.Custodian`).
        """
        if not is_jurisdiction(jurisdiction):
            raise InvalidValueError("a jurisdiction in two letters of ISO 3166-1, as LT", jurisdiction[:20])
        if self._vault.has(Room.DESK, SIGN_KEY) and not self._vault.has(Room.PUBLIC, CARD):
            # Stopped before the last step, or a card that was lost: the keys stay what they are.
            keys = self.unlock(passphrase)
        else:
            keys = self._make_keys(passphrase, cost)
        card = Card(*keys.public, jurisdiction)
        self._vault.put_new(Room.PUBLIC, CARD, write_value(card))
        return card

    def _make_keys(self, passphrase: str, cost: int) -> Keys:
        keys = Keys(HybridIdentity(self._random(SECRET_BYTES)), self._random(SECRET_BYTES))
        for name, secret in ((SEAL_KEY, keys.identity.seed), (SIGN_KEY, keys.sign_seed)):
            self._vault.put_new(Room.DESK, name, lock(secret, passphrase, self._random, cost=cost))
        return keys

    def unlock(self, passphrase: str) -> Keys:
        """Return the secrets; raise `PassphraseError`."""
        seed, sign_seed = (
            unlock(self._vault.read(Room.DESK, name), passphrase) for name in (SEAL_KEY, SIGN_KEY)
        )
        return Keys(HybridIdentity(seed), sign_seed)

    def follow(self, root: bytes, note: bytes, at: datetime) -> Manifest:
        """Keep a book's root, the first time, and its newest manifest; raise `ManifestError`."""
        return self._book.follow(root, note, at)

    def change_root(self, note: bytes) -> Root:
        """Pin the root that follows the pinned one, on a note that both signed; raise `ManifestError`."""
        return self._book.change_root(note)

    def card(self) -> Card:
        """Return what is public of this custodian; raise `KeyMissingError` where no keys were made."""
        return self._book.card()

    def place_in(self, manifest: Manifest) -> Custodian | None:
        """Return as whom a manifest names this custodian; None where it names no keys of this folder."""
        return self._book.place_in(manifest)

    def look(self, request: IdentityRequest, at: datetime) -> Standing:
        """Check a request, keep that it was seen here and when first, and return where it stands."""
        check_request(request, self._book.manifest(at))
        seen_at = remember(self._vault, request, at)
        wait = WAIT if request.aim is Aim.IDENTITY else timedelta()
        return Standing(
            seen_at=seen_at,
            opens_at=max(request.opens_at, seen_at + wait),
            denials=denials_of(self._vault, request.digest),
            veto=veto_of(self._vault, request.digest),
            before=seen_before(self._vault, request),
        )

    def note(self, answer: Answer, request: IdentityRequest, at: datetime) -> None:
        """Keep another custodian's denial: it stops this one's approval too."""
        manifest = self._book.manifest(at)
        check_request(request, manifest)
        check_answer(answer, request, manifest)
        remember(self._vault, request, at)
        if answer.verdict is Verdict.DENIED:
            remember_denial(self._vault, answer)

    def note_veto(self, veto: Veto, request: IdentityRequest, at: datetime) -> None:
        """Keep the veto of somebody at the desk: it stops this custodian's approval too."""
        manifest = self._book.manifest(at)
        check_request(request, manifest)
        check_veto(veto, request, manifest)
        remember(self._vault, request, at)
        remember_veto(self._vault, veto)

    def approve(self, request: IdentityRequest, keys: Keys, at: datetime) -> Answer:
        """Return an approval: this custodian's share, sealed to the request's recipient alone.

        Raises `NotYetError` while the wait lasts, and `RequestError` once anybody has stopped it.
        """
        standing = self.look(request, at)
        if standing.veto:
            raise RequestError("a request that nobody stopped", f"one that {standing.veto.by} vetoed")
        if standing.denials:
            denied = ", ".join(str(each.custodian) for each in standing.denials)
            raise RequestError("a request that nobody denied", f"one that custodian {denied} denied")
        if at >= request.lapses_at:
            raise RequestError(
                f"a request that is open until {format_instant(request.lapses_at)}", "a lapsed one"
            )
        if at < standing.opens_at:
            raise NotYetError(
                f"expected to wait until {format_instant(standing.opens_at)}, got an earlier approval; every "
                f"custodian has that time to deny it"
            )
        index = self._own(keys, at).index
        share = open_share(request.header, index, keys.identity)
        sealed = seal_share(share, parse_recipient(request.to), self._random)
        return self._answer(request, keys, index, at, share=b64encode(sealed).decode())

    def deny(self, request: IdentityRequest, keys: Keys, reason: str, at: datetime) -> Answer:
        """Return a denial, and keep it: one is enough to stop a request."""
        check_request(request, self._book.manifest(at))
        answer = self._answer(request, keys, self._own(keys, at).index, at, reason=reason)
        self.note(answer, request, at)
        return answer

    def successor_of(self, handover: Handover, at: datetime) -> Custodian:
        """Return who would get every share of this custodian; raise `RequestError`.

        The desk signed it, it is of this custodian's seat, and the manifest that is followed, which the root
        signed, names its recipient for that seat: neither a desk nor who carries files chooses who gets them.
        """
        manifest = self._book.manifest(at)
        check_wanted_handover(handover, manifest)
        seat = self._book.seat().index
        if handover.custodian != seat:
            raise RequestError(f"a handover of custodian {seat} of {manifest.origin}", "another")
        successor = custodian_of(manifest, seat)
        if successor.recipient != handover.to:
            raise RequestError(
                f"a successor whom the manifest names as custodian {seat}",
                "another",
                "follow the manifest in force; if that is followed, seal nothing and ask the root's keeper",
            )
        return successor

    def hand_over(self, handover: Handover, keys: Keys, typed: str, at: datetime) -> Handover:
        """Return a handover with every share sealed to who takes this custodian's place.

        ``typed`` is the successor's fingerprint as they read it out (`fingerprints.check_key_fingerprint`).
        Raises `NoteError` for another, and `RequestError` as `successor_of`.
        """
        check_key_fingerprint(self.successor_of(handover, at).recipient, typed)
        seat = self._book.seat()
        if (seat.recipient, seat.sign_key) != keys.public:
            raise not_named()
        successor = parse_recipient(handover.to)
        shares = tuple(self._reseal(each, seat.index, keys, successor) for each in handover.shares)
        done = Handover(handover.origin, handover.custodian, handover.to, shares)
        return sign_handover(done, keys.sign)

    def _reseal(self, handed: HandedShare, index: int, keys: Keys, successor: Recipient) -> HandedShare:
        share = open_handed(handed, index, keys.identity)
        sealed = b64encode(seal_share(share, successor, self._random)).decode()
        told = handed.share
        resealed = replace(told, recipient=recipient_digest(str(successor)), sealed=sealed)
        return replace(handed, share=resealed)

    def _own(self, keys: Keys, at: datetime) -> Custodian:
        found = find_place(self._book.manifest(at), keys.public)
        if found is None:
            raise not_named()
        return found

    def _answer(
        self,
        request: IdentityRequest,
        keys: Keys,
        index: int,
        at: datetime,
        *,
        reason: str = "",
        share: str = "",
    ) -> Answer:
        verdict = Verdict.APPROVED if share else Verdict.DENIED
        told = format_instant(at)
        answer = Answer(request.id, request.digest, index, verdict, told, reason=reason, share=share)
        return sign_answer(answer, keys.sign)


@dataclass(frozen=True, slots=True)
class Read:
    """An identity that was opened, and the custodians whose share was not the one they had been given."""

    content: IdentityContent
    wrong: tuple[int, ...]


def read_opening(opening: Opening, identities: Sequence[Identity]) -> Read:
    """Return what was said of a person; raise `ShareError` that names who gave a wrong share."""
    shares: list[Share] = []
    wrong: list[int] = []
    for answer in opening.answers:
        try:
            opened = open_bytes(decode_sealed(answer.share), identities)
            shares.append(read_share(opening.request.header, answer.custodian, opened))
        except (SealingError, UnsealError):
            wrong.append(answer.custodian)
    needed = opening.request.header.needed
    if len({share.custodian for share in shares}) < needed:
        named = f"; wrong is that of custodian {', '.join(map(str, wrong))}" if wrong else ""
        raise ShareError(f"good shares of {needed} custodians", f"{len(shares)}{named}")
    return Read(open_identity(opening.identity, shares), tuple(wrong))


def open_handed(handed: HandedShare, custodian: int, identity: Identity) -> Share:
    """Return a share of a handover, checked; raise `ShareError` or `UnsealError`."""
    share = parse_share(unpad_share(open_bytes(decode_sealed(handed.share.sealed), [identity])))
    check_share(share, aim=handed.aim, report=handed.report, custodian=custodian, digest=handed.share.digest)
    return share


def check_handed(handover: Handover, identity: Identity) -> int:
    """Open every share of a handover, as who takes the place must before the old keys go; return how many."""
    for handed in handover.shares:
        open_handed(handed, handover.custodian, identity)
    return len(handover.shares)
