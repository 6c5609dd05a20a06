"""Identities on the desk: asking custodians to open one, taking their answers, and passing it on unopened.

The desk cannot open an identity and does not try. It asks, for one named recipient and with a reason; it
takes signed approvals and denials; and once enough approve, nobody denies and the wait is over, it gives the
sealed identity with the shares to that recipient, who reads it elsewhere. Every step is an event of the
report, written before what it tells is kept: stopped between, it stands twice and is never missing. Denials
are kept and stand in every later request. Only who reads a report may ask.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from crimebook.custody.events import Action, Deed
from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.errors import RequestError
from crimebook.sealing.identity import IdentityHeader, SealedIdentity, SealedShare
from crimebook.sealing.requests import (
    ID_BYTES,
    Answer,
    Earlier,
    HandedShare,
    IdentityRequest,
    Opening,
    Outcome,
    Verdict,
    check_answer,
    parse_answer,
    parse_handover,
    parse_request,
    sign_request,
)
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import NotFoundError
from crimebook.terms.instants import format_instant, parse_instant
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.opening.testimony import read_body
from crimebook.work.own_keys import Hand, tell_grave
from crimebook.work.reporting import check_reader

DRILL: Final = "drill"
"""What a drill's request names instead of a report."""
DRILL_IDENTITY: Final = "drill"
_REQUEST, _OPENED = "request", "opened"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: whose identity, why, and who is to read it, by their recipient ``age1pq1…``."""

    ref: str
    reason: str
    to: str
    to_name: str
    aim: Aim = Aim.IDENTITY


@dataclass(frozen=True, slots=True)
class Petition:
    """A request with all that came of it."""

    request: IdentityRequest
    answers: tuple[Answer, ...]
    opened_at: str = ""

    @property
    def approvals(self) -> tuple[Answer, ...]:
        """The answers that carry a share."""
        return tuple(each for each in self.answers if each.verdict is Verdict.APPROVED)

    @property
    def denials(self) -> tuple[Answer, ...]:
        """The answers that stop it."""
        return tuple(each for each in self.answers if each.verdict is Verdict.DENIED)

    def outcome(self, at: datetime) -> Outcome:
        """Return where it stands."""
        if self.opened_at:
            return Outcome.OPENED
        if self.denials:
            return Outcome.DENIED
        return Outcome.LAPSED if at >= self.request.lapses_at else Outcome.WAITING


def has_identity(desk: Desk, actor: Actor, ref: str, *, at: datetime) -> dict[Aim, IdentityHeader]:
    """Return the headers of what is sealed apart in a report, by what for; none where nobody left a name."""
    report = stored.find_report(ref)
    check_reader(actor, report)
    note(actor, Action.READ, f"report:{ref}", at=at, reason="whether somebody left a name")
    body = read_body(desk, report.report_id, ref)
    return {aim: sealed.header for aim, sealed in sealed_in(body).items()}


def ask(desk: Desk, actor: Actor, wish: Wish, *, at: datetime, hand: Hand | None = None) -> IdentityRequest:
    """Ask for one identity, and return what is to reach every custodian; raise `NotFoundError` for none.

    It is grave (`own_keys.tell_grave`), so with a ``hand`` the request's id is the hand's token.
    """
    check_right(actor, Right.TESTIMONY)
    report = stored.find_report(wish.ref)
    sealed = sealed_in(read_body(desk, report.report_id, wish.ref)).get(wish.aim)
    if sealed is None:
        raise NotFoundError(f"expected a sealed {wish.aim} in {wish.ref}, got none")
    return put_request(desk, actor, wish, sealed.header, at=at, hand=hand)


def take(desk: Desk, actor: Actor, answer: Answer, *, at: datetime) -> Petition:
    """Keep a custodian's answer, once; raise `RequestError` for one that is not, or comes too late.

    An approval may come after the opening: in the place of one whose share turned out to be wrong.
    """
    check_right(actor, Right.TESTIMONY)
    found = petition(desk.vault, answer.id)
    if answer in found.answers:
        return found
    check_answer(answer, found.request, current_manifest(desk.vault))
    is_late_denial = found.opened_at and answer.verdict is Verdict.DENIED
    if is_late_denial or at >= found.request.lapses_at:
        raise RequestError("a request that is still open", "one that was opened or has lapsed")
    if answer.verdict is Verdict.APPROVED and parse_instant(answer.at) < found.request.opens_at:
        raise RequestError(f"an approval after {format_instant(found.request.opens_at)}", "an earlier one")
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


def release(desk: Desk, actor: Actor, request_id: str, *, at: datetime, hand: Hand | None = None) -> Opening:
    """Return what the named recipient gets, which nobody else can open; again it is the same.

    Raises `RequestError` while the wait lasts, with too few approvals, or once anybody denied it.
    """
    check_right(actor, Right.TESTIMONY)
    found = petition(desk.vault, request_id)
    _check_ready(found, at)
    request = found.request
    opening = Opening(request, _sealed_of(desk, request), found.approvals)
    if not found.opened_at:
        with noting():
            tell_grave(
                Deed(
                    _object(request),
                    Action.IDENTITY_OPENED,
                    actor.key,
                    at,
                    reason=request.reason,
                    inputs=(request.digest, *(each.digest for each in found.approvals)),
                    outputs=(request.to_name,),
                ),
                hand=hand,
            )
        desk.vault.put_new(Room.IDENTITIES, f"{request_id}.{_OPENED}", format_instant(at).encode())
    return opening


def petition(vault: Vault, request_id: str) -> Petition:
    """Return a request with its answers, or raise `NotFoundError`."""
    names = {name for name in vault.names(Room.IDENTITIES) if name.startswith(f"{request_id}.")}
    if f"{request_id}.{_REQUEST}" not in names:
        raise NotFoundError(f"expected a request, got none called {request_id[:40]}")
    verdicts = tuple(f".{each}" for each in Verdict)
    answers = [parse_answer(vault.read(Room.IDENTITIES, each)) for each in names if each.endswith(verdicts)]
    is_opened = f"{request_id}.{_OPENED}" in names
    return Petition(
        parse_request(vault.read(Room.IDENTITIES, f"{request_id}.{_REQUEST}")),
        tuple(sorted(answers, key=lambda answer: (answer.custodian, answer.verdict))),
        vault.read(Room.IDENTITIES, f"{request_id}.{_OPENED}").decode() if is_opened else "",
    )


def petitions(vault: Vault) -> tuple[Petition, ...]:
    """Return every request that was ever made, the newest first: what was denied stays."""
    names = (name for name in vault.names(Room.IDENTITIES) if name.endswith(f".{_REQUEST}"))
    found = [petition(vault, name.partition(".")[0]) for name in names]
    return tuple(sorted(found, key=lambda each: each.request.asked_at, reverse=True))


def put_request(
    desk: Desk,
    actor: Actor,
    wish: Wish,
    header: IdentityHeader,
    *,
    at: datetime,
    hand: Hand | None = None,
) -> IdentityRequest:
    """Sign a request and keep it, with its event; the shares are those that the custodians of today open."""
    earlier = tuple(
        Earlier(
            each.request.id,
            each.request.asked_at,
            each.request.to_name,
            each.outcome(at),
            tuple(answer.reason for answer in each.denials),
        )
        for each in petitions(desk.vault)
        if each.request.header.report == header.report
    )
    request = IdentityRequest(
        id=hand.token if hand else desk.random(ID_BYTES).hex(),
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
    signed = sign_request(request, desk.keyring.sign)
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
    desk.vault.put_new(Room.IDENTITIES, f"{signed.id}.{_REQUEST}", write_value(signed))
    return signed


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


def _check_ready(found: Petition, at: datetime) -> None:
    request = found.request
    if found.denials:
        denied = ", ".join(str(each.custodian) for each in found.denials)
        raise RequestError("a request that nobody denied", f"one that custodian {denied} denied")
    if at < request.opens_at:
        raise RequestError(f"a wait until {format_instant(request.opens_at)}", "an earlier opening")
    if len(found.approvals) < request.header.needed:
        raise RequestError(f"approvals of {request.header.needed} custodians", f"{len(found.approvals)}")


def _sealed_of(desk: Desk, request: IdentityRequest) -> str:
    """Return the sealed identity that a request is about: of a drill, or out of its report."""
    if request.aim is Aim.DRILL:
        return desk.vault.read(Room.IDENTITIES, f"{request.id}.{DRILL_IDENTITY}").decode()
    report = stored.find_report(request.ref)
    sealed = sealed_in(read_body(desk, report.report_id, request.ref)).get(request.aim)
    if sealed is None or sealed.header.report != request.header.report:
        raise NotFoundError(f"expected the identity that was asked for in {request.ref}, got none")
    return sealed.sealed


def _object(request: IdentityRequest) -> str:
    return f"custodians:{DRILL}" if request.aim is Aim.DRILL else f"report:{request.ref}"
