"""Identities on the desk: asking custodians to open one, taking their answers, and passing it on unopened.

The desk cannot open an identity and does not try. It asks, for one named recipient and with a reason; it
tells every custodian, takes signed approvals and denials, lets members of the team put a veto to it; and once
enough approve, nobody stops it and the wait is over, it gives the sealed identity with the shares to that
recipient, who reads it elsewhere. Every step is an event of the report, written before what it tells is kept:
stopped between, it stands twice and is never missing. What stopped a request stands in every later one.

Three rights: to ask, to veto, and to collect, which is to carry files between the desk and the custodians.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from crimebook.custody.events import Action, Deed, parse_event
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.errors import RequestError
from crimebook.sealing.identity import IdentityHeader, SealedIdentity, SealedShare
from crimebook.sealing.manifest import Manifest
from crimebook.sealing.requests import (
    ID_BYTES,
    WORDS_LIMIT,
    Answer,
    HandedShare,
    IdentityRequest,
    Opening,
    Verdict,
    Veto,
    check_answer,
    parse_handover,
    sign_request,
    sign_veto,
)
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import read_value, write_value
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.errors import KeyExistsError
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.instants import format_instant, parse_instant
from crimebook.work import apart
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.opening.testimony import read_body
from crimebook.work.own_keys import Hand, tell_grave
from crimebook.work.petitions import (
    OPENED,
    REQUEST,
    TOLD,
    VERSION,
    VETO,
    Notice,
    Petition,
    check_ready,
    petition,
    petitions,
)
from crimebook.work.reporting import check_reader

DRILL: Final = "drill"
"""What a drill's request names instead of a report."""
DRILL_IDENTITY: Final = "drill"


@dataclass(frozen=True, slots=True)
class KeptDrill:
    """The identity of nobody that a drill is about, as it is kept."""

    identity: SealedIdentity
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: whose identity, why, and who is to read it, by their recipient ``age1pq1…``."""

    ref: str
    reason: str
    to: str
    to_name: str
    aim: Aim = Aim.IDENTITY


def has_identity(desk: Desk, actor: Actor, ref: str, *, at: datetime) -> dict[Aim, IdentityHeader]:
    """Return the headers of what is sealed apart in a report, by what for; none where nobody left a name.

    A ``ref`` like ``SOURCE:ID`` is that of a record of a list; raises `NotFoundError` where it has no name.
    """
    if apart.is_of_a_list(ref):
        check_right(actor, Right.TESTIMONY)
    else:
        check_reader(actor, stored.find_report(ref))
    note(actor, Action.READ, apart.object_of(ref), at=at, reason="whether somebody left a name")
    return {aim: sealed.header for aim, sealed in identities_of(desk, ref).items()}


def ask(desk: Desk, actor: Actor, wish: Wish, *, at: datetime, hand: Hand | None = None) -> IdentityRequest:
    """Ask for one identity, and return what is to reach every custodian; raise `NotFoundError` for none.

    It is grave (`own_keys.tell_grave`), so with a ``hand`` the request's id is the hand's token.
    """
    check_right(actor, Right.ASK_NAME)
    sealed = identities_of(desk, wish.ref).get(wish.aim)
    if sealed is None:
        raise NotFoundError(f"expected a sealed {wish.aim} in {wish.ref}, got none")
    request_id = hand.token if hand else desk.random(ID_BYTES).hex()
    return put_request(desk, actor, wish, sealed.header, request_id=request_id, at=at, hand=hand)


def notify(desk: Desk, actor: Actor, request_id: str, custodians: Iterable[int], *, at: datetime) -> Petition:
    """Note that the request was sent to custodians: their day to deny it begins. Again it changes nothing."""
    check_right(actor, Right.COLLECT_NAME)
    found = petition(desk.vault, request_id)
    told = {each.custodian for each in found.notices}
    new = sorted(set(custodians) - told)
    for index in new:
        found.request.header.share_of(index)
    if not new:
        return found
    deed = Deed(
        _object(found.request),
        Action.IDENTITY_NOTIFIED,
        actor.key,
        at,
        reason=f"request {request_id}",
        inputs=(found.request.digest,),
        outputs=tuple(f"custodian:{index}" for index in new),
    )
    with noting():
        append_event(deed)
    told_at = format_instant(at.replace(microsecond=0))
    for index in new:
        kept = write_value(Notice(index, told_at, actor.key))
        desk.vault.put_new(Room.IDENTITIES, f"{request_id}.{index}.{TOLD}", kept)
    return petition(desk.vault, request_id)


def take(desk: Desk, actor: Actor, answer: Answer, *, at: datetime) -> Petition:
    """Keep a custodian's answer, once; raise `RequestError` for one that is not, or comes too late.

    An approval may come after the opening: in the place of another's whose share turned out to be wrong.
    """
    check_right(actor, Right.COLLECT_NAME)
    found = petition(desk.vault, answer.id)
    if answer in found.answers:
        return found
    _check_takeable(found, answer, current_manifest(desk.vault), at)
    action = Action.IDENTITY_APPROVED if answer.share else Action.IDENTITY_DENIED
    custodian = f"custodian:{answer.custodian}"
    reason = answer.reason or f"request {answer.id}"
    deed = Deed(
        _object(found.request), action, custodian, at, reason=reason, inputs=(answer.request, answer.digest)
    )
    with noting():
        append_event(deed)
    name = f"{answer.id}.{answer.custodian}.{answer.verdict}"
    desk.vault.put_new(Room.IDENTITIES, name, write_value(answer))
    return petition(desk.vault, answer.id)


def veto(
    desk: Desk, actor: Actor, request_id: str, reason: str, *, at: datetime, hand: Hand | None = None
) -> Veto:
    """Stop a request for ever, as a member of the team, and return what tells the custodians so.

    It is grave (`own_keys.tell_grave`). Raises `InvalidValueError` without a reason, `RequestError` for a
    request that was opened, vetoed, or has lapsed.
    """
    check_right(actor, Right.VETO_NAME)
    words = reason.strip()
    if not words or len(words) > WORDS_LIMIT:
        raise InvalidValueError(f"a reason of 1 to {WORDS_LIMIT} characters", f"{len(words)}")
    found = petition(desk.vault, request_id)
    request = found.request
    if found.opened_at or found.veto or at >= request.lapses_at:
        raise RequestError("a request that is still open", "one that was opened or vetoed, or has lapsed")
    told_at = format_instant(at.replace(microsecond=0))
    signed = sign_veto(Veto(request.id, request.digest, actor.key, told_at, words), desk.keyring.sign)
    inputs = (request.digest, signed.digest)
    deed = Deed(_object(request), Action.IDENTITY_VETOED, actor.key, at, reason=words, inputs=inputs)
    with noting():
        if _ended_by(request) is Action.IDENTITY_OPENED:
            raise RequestError("a request that is still open", "one that was opened meanwhile")
        tell_grave(deed, hand=hand)
    desk.vault.put_new(Room.IDENTITIES, f"{request_id}.{VETO}", write_value(signed))
    return signed


def release(desk: Desk, actor: Actor, request_id: str, *, at: datetime, hand: Hand | None = None) -> Opening:
    """Return what the named recipient gets, which nobody else can open; again it is the same.

    Raises `RequestError` while the wait lasts, with too few approvals, or once anybody stopped it.
    """
    check_right(actor, Right.COLLECT_NAME)
    found = petition(desk.vault, request_id)
    request = found.request
    opening = Opening(request, _sealed_of(desk, request), found.approvals)
    if not found.opened_at:
        _tell_opened(found, current_manifest(desk.vault), actor, at, hand)
        # Another release may have come between: what it wrote stands.
        with suppress(KeyExistsError):
            desk.vault.put_new(Room.IDENTITIES, f"{request_id}.{OPENED}", format_instant(at).encode())
    return opening


def _tell_opened(found: Petition, manifest: Manifest, actor: Actor, at: datetime, hand: Hand | None) -> None:
    """Tell that a request is opened, unless a release that was broken off has told so."""
    request = found.request
    with noting():
        ended = _ended_by(request)
        if ended is Action.IDENTITY_OPENED:
            return
        check_ready(found, manifest, at)
        if ended:
            raise RequestError("a request that nobody stopped", "one that was vetoed meanwhile")
        deed = Deed(
            _object(request),
            Action.IDENTITY_OPENED,
            actor.key,
            at,
            reason=request.reason,
            inputs=(request.digest, *(each.digest for each in found.approvals)),
            outputs=(request.to_name,),
        )
        tell_grave(deed, hand=hand)


def _ended_by(request: IdentityRequest) -> Action | None:
    """Return by what a request has ended, as its chain tells: files are written after it.

    Inside the transaction that adds to this chain, so that of a veto and an opening one alone can be told.
    """
    ends = (Action.IDENTITY_OPENED, Action.IDENTITY_VETOED)
    deeds = (parse_event(each).deed for each in chain_of(_object(request)))
    return next(
        (Action(each.action) for each in deeds if each.action in ends and request.digest in each.inputs), None
    )


def give_request(vault: Vault, actor: Actor, request_id: str, *, at: datetime) -> IdentityRequest:
    """Return a request to be sent to custodians, and tell that it went out."""
    found = _give(vault, actor, request_id, "the request, for the custodians", at)
    return found.request


def give_veto(vault: Vault, actor: Actor, request_id: str, *, at: datetime) -> Veto:
    """Return a veto to be sent to custodians; raise `NotFoundError` for none."""
    found = _give(vault, actor, request_id, "the veto, for the custodians", at)
    if found.veto is None:
        raise NotFoundError(f"expected a request that was vetoed, got {request_id[:40]}")
    return found.veto


def give_opening(desk: Desk, actor: Actor, request_id: str, *, at: datetime) -> Opening:
    """Return once more what was released to its reader; raise `NotFoundError` where nothing was."""
    found = _give(desk.vault, actor, request_id, "the opening, for its reader", at)
    if not found.opened_at:
        raise NotFoundError(f"expected a request that was opened, got {request_id[:40]}")
    return release(desk, actor, request_id, at=at)


def put_request(
    desk: Desk,
    actor: Actor,
    wish: Wish,
    header: IdentityHeader,
    *,
    request_id: str,
    at: datetime,
    hand: Hand | None = None,
) -> IdentityRequest:
    """Sign a request and keep it, with its event; the shares are those that the custodians of today open."""
    signed = sign_request(_request(desk, actor, wish, header, request_id, at), desk.keyring.sign)
    deed = Deed(
        _object(signed),
        Action.IDENTITY_REQUESTED,
        actor.key,
        at,
        reason=wish.reason,
        inputs=(signed.digest,),
        outputs=(wish.to_name,),
    )
    with noting():
        tell_grave(deed, hand=hand)
    desk.vault.put_new(Room.IDENTITIES, f"{signed.id}.{REQUEST}", write_value(signed))
    return signed


def _request(
    desk: Desk, actor: Actor, wish: Wish, header: IdentityHeader, request_id: str, at: datetime
) -> IdentityRequest:
    """Return a request that nobody has signed, with those for the same report that came before it."""
    asked_before = (each for each in petitions(desk.vault) if each.request.header.report == header.report)
    earlier = tuple(each.as_earlier(at) for each in asked_before)
    return IdentityRequest(
        id=request_id,
        origin=current_manifest(desk.vault).origin,
        ref=wish.ref,
        header=current_shares(desk.vault, header),
        asked_by=actor.key,
        reason=wish.reason,
        to=wish.to,
        to_name=wish.to_name,
        asked_at=format_instant(at.replace(microsecond=0)),
        earlier=earlier,
    )


def sealed_in(body: ReportBody) -> dict[Aim, SealedIdentity]:
    """Return what is sealed apart in a report, by what for."""
    given = {Aim.IDENTITY: body.identity, Aim.DANGER: body.danger}
    return {aim: sealed for aim, sealed in given.items() if sealed is not None}


def current_shares(vault: Vault, header: IdentityHeader) -> IdentityHeader:
    """Return a header with the shares as they were last handed over."""
    return replace(header, shares=tuple(_current_share(vault, header, each) for each in header.shares))


def share_name(of: IdentityHeader | HandedShare, custodian: int) -> str:
    """Return under which name a share that was handed over is kept."""
    return f"share-{of.report[:40]}-{of.aim}-{custodian}"


def _current_share(vault: Vault, header: IdentityHeader, share: SealedShare) -> SealedShare:
    name = share_name(header, share.custodian)
    if not vault.has(Room.IDENTITIES, name):
        return share
    (handed,) = parse_handover(vault.read(Room.IDENTITIES, name)).shares
    return handed.share


def _give(vault: Vault, actor: Actor, request_id: str, what: str, at: datetime) -> Petition:
    check_right(actor, Right.COLLECT_NAME)
    found = petition(vault, request_id)
    given = Deed(
        _object(found.request), Action.READ, actor.key, at, reason=what, inputs=(found.request.digest,)
    )
    with noting():
        append_event(given)
    return found


def _check_takeable(found: Petition, answer: Answer, manifest: Manifest, at: datetime) -> None:
    """Raise `RequestError` for an answer that is none to this request, is given twice, or comes too late."""
    request = found.request
    check_answer(answer, request, manifest)
    if any((each.custodian, each.verdict) == (answer.custodian, answer.verdict) for each in found.answers):
        raise RequestError(f"one answer of custodian {answer.custodian}", "another of the same kind")
    is_late_denial = found.opened_at and answer.verdict is Verdict.DENIED
    if is_late_denial or at >= request.lapses_at:
        raise RequestError("a request that is still open", "one that was opened or has lapsed")
    if answer.verdict is Verdict.APPROVED and parse_instant(answer.at) < request.opens_at:
        raise RequestError(f"an approval after {format_instant(request.opens_at)}", "an earlier one")


def drill_identity(vault: Vault, request_id: str) -> SealedIdentity:
    """Return the sealed identity of nobody that a drill's request is about."""
    kept = vault.read(Room.IDENTITIES, f"{request_id}.{DRILL_IDENTITY}")
    return read_value(kept, KeptDrill, VERSION).identity


def identities_of(desk: Desk, ref: str) -> dict[Aim, SealedIdentity]:
    """Return what is sealed apart in a report, or beside a record of a list (``SOURCE:ID``), by what for."""
    if apart.is_of_a_list(ref):
        return apart.identity_of_record(ref)
    report = stored.find_report(ref)
    return sealed_in(read_body(desk, report.report_id, ref))


def _sealed_of(desk: Desk, request: IdentityRequest) -> str:
    """Return the sealed identity that a request is about: of a drill, of a report, beside a record."""
    if request.aim is Aim.DRILL:
        return drill_identity(desk.vault, request.id).sealed
    sealed = identities_of(desk, request.ref).get(request.aim)
    if sealed is None or sealed.header.report != request.header.report:
        raise NotFoundError(f"expected the identity that was asked for in {request.ref}, got none")
    return sealed.sealed


def _object(request: IdentityRequest) -> str:
    return f"custodians:{DRILL}" if request.aim is Aim.DRILL else apart.object_of(request.ref)
