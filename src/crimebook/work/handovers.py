"""Handing a custodian's place over, and the yearly drill.

A custodian who goes reseals every share of theirs to who comes, on their own machine, once a manifest that
the root signed names who comes. The desk asks for it, signed, and carries the shares. Whoever went can still
open what was sealed to them, if they kept a copy: this protects new reports.

A drill opens an identity of nobody in the same way as a true one. Every share says that it is of a drill, so
that no true identity can be asked for as one.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from crimebook.custody.events import Action, Deed
from crimebook.sealing.errors import RequestError
from crimebook.sealing.identity import (
    Custody,
    IdentityContent,
    IdentityHeader,
    recipient_digest,
    seal_identity,
)
from crimebook.sealing.manifest import Custodian, Manifest, check_spread
from crimebook.sealing.requests import (
    ID_BYTES,
    Card,
    HandedShare,
    Handover,
    IdentityRequest,
    check_handover,
    check_seat,
    custodian_of,
    parse_card,
    sign_wanted_handover,
)
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.stores.register import reports as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.apart import headers_of_records
from crimebook.work.custodians import (
    DRILL,
    DRILL_IDENTITY,
    KeptDrill,
    Wish,
    current_shares,
    drill_identity,
    put_request,
    sealed_in,
    share_name,
)
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.publishing import card_name, current_manifest
from crimebook.work.opening.testimony import read_body
from crimebook.work.own_keys import Hand

_WORDS_BYTES = 16


def begin_drill(
    desk: Desk, actor: Actor, wish: Wish, *, at: datetime, hand: Hand | None = None
) -> IdentityRequest:
    """Ask the custodians to open an identity of nobody, at once; ``wish`` names no report.

    It is asked for as a true one is, and so is grave: `own_keys.tell_grave`.
    """
    check_right(actor, Right.KEYS)
    custody = Custody.of(current_manifest(desk.vault))
    if custody is None:
        raise InvalidValueError("custodians in the manifest", "none")
    request_id = hand.token if hand else desk.random(ID_BYTES).hex()
    name = f"{request_id}.{DRILL_IDENTITY}"
    # What was sealed before the person was asked to sign is what they signed.
    if not desk.vault.has(Room.IDENTITIES, name):
        said = {DRILL: {"words": desk.random(_WORDS_BYTES).hex()}}
        content = IdentityContent(Aim.DRILL, desk.random(32).hex(), DRILL, "en", said)
        kept = KeptDrill(seal_identity(content, custody, desk.random))
        desk.vault.put_new(Room.IDENTITIES, name, write_value(kept))
    header = drill_identity(desk.vault, request_id).header
    drill = replace(wish, ref=DRILL, aim=Aim.DRILL)
    return put_request(desk, actor, drill, header, request_id=request_id, at=at, hand=hand)


def begin_handover(desk: Desk, actor: Actor, index: int, successor: Card, *, at: datetime) -> Handover:
    """Return every share of a custodian that is not sealed to the successor yet, for the custodian to reseal.

    The custodian's card is kept, so that what they sign counts also once the manifest names the successor.
    """
    check_right(actor, Right.KEYS)
    manifest = current_manifest(desk.vault)
    custodian = custodian_of(manifest, index)
    _check_successor(manifest, index, successor)
    if custodian.sign_key != successor.sign_key:
        card = Card(custodian.recipient, custodian.sign_key, custodian.jurisdiction)
        desk.vault.put_again(Room.IDENTITIES, card_name(index), write_value(card))
    new = recipient_digest(successor.recipient)
    shares = tuple(each for each in _shares_of(desk, index) if each.share.recipient != new)
    who = f"custodian:{index}"
    told = f"{len(shares)} shares, to be sealed to a successor"
    with noting():
        append_event(Deed(who, Action.DERIVED, actor.key, at, reason=told, outputs=(new,)))
    wanted = Handover(manifest.origin, index, successor.recipient, shares)
    return sign_wanted_handover(wanted, desk.keyring.sign)


def take_handover(desk: Desk, actor: Actor, handover: Handover, *, at: datetime) -> int:
    """Keep the shares that a custodian sealed to a successor, and return how many; raise `RequestError`."""
    check_right(actor, Right.KEYS)
    index = handover.custodian
    _check_signed(desk.vault, handover)
    check_seat(handover)
    known = {(each.aim, each.report): each.share.digest for each in _shares_of(desk, index)}
    new = recipient_digest(handover.to)
    for each in handover.shares:
        if known.get((each.aim, each.report)) != each.share.digest or each.share.recipient != new:
            raise RequestError("shares that the book has, sealed to the successor", "another")
    who = f"custodian:{index}"
    reason = f"{len(handover.shares)} shares"
    with noting():
        append_event(
            Deed(who, Action.IDENTITY_HANDED_OVER, who, at, reason=reason, inputs=(handover.digest,))
        )
    for each in handover.shares:
        one = replace(handover, shares=(each,))
        desk.vault.put_again(Room.IDENTITIES, share_name(each, index), write_value(one))
    return len(handover.shares)


def _check_successor(manifest: Manifest, index: int, successor: Card) -> None:
    """Raise `EnvelopeError` where custodians with the successor would be too many in one jurisdiction.

    Checked before any share is sealed to them: the manifest that names them would be refused after it.
    """
    others = [each for each in manifest.custodians if each.index != index]
    comes = Custodian(index, successor.recipient, successor.sign_key, successor.jurisdiction)
    check_spread([*others, comes], manifest.custodians_needed)


def _check_signed(vault: Vault, handover: Handover) -> None:
    """Check a handover by the card that its custodian had when it was begun."""
    manifest = current_manifest(vault)
    custodian = custodian_of(manifest, handover.custodian)
    if vault.has(Room.IDENTITIES, card_name(handover.custodian)):
        card = parse_card(vault.read(Room.IDENTITIES, card_name(handover.custodian)))
        custodian = replace(custodian, recipient=card.recipient, sign_key=card.sign_key)
    check_handover(handover, replace(manifest, custodians=(custodian,)))


def _shares_of(desk: Desk, index: int) -> Iterator[HandedShare]:
    """Yield a custodian's shares of every report that was not erased, and of every record of a list."""
    for header in _headers(desk):
        for share in current_shares(desk.vault, header).shares:
            if share.custodian == index:
                yield HandedShare(header.aim, header.report, share)


def _headers(desk: Desk) -> Iterator[IdentityHeader]:
    for ref in desk.vault.names(Room.REPORTS):
        try:
            body = read_body(desk, stored.find_report(ref).report_id, ref)
        except NotFoundError:
            continue  # an interview that is still being led has a key, and no report yet
        yield from (sealed.header for sealed in sealed_in(body).values())
    yield from headers_of_records()
