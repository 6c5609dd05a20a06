"""Whose keys count under the book's own events: those of its zones, and those that its members enrolled.

A zone's keys are told by the chain ``key:zone-desk`` and by the vault. Outsiders go by the manifest alone
(spec 0005, 7.3); here a book without a manifest is checked too.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from crimebook.custody.events import Action, Deed, parse_event
from crimebook.custody.ownkeys import OwnKey, OwnKeys, chain_name, read_own_keys
from crimebook.custody.signatures import EventSignature, KeyKind, Role, Signer
from crimebook.custody.webauthn import RelyingParty
from crimebook.stores.register import members
from crimebook.stores.register.events import append_event, chain_of, signed_chain_of
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.zonekeys import DESK
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Right, check_right

ZONE_CHAIN: Final = f"key:zone-{DESK}"
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_OVERLAP = timedelta(seconds=1)
"""A key signs the event that another takes its place, and that event has the moment of the other's first."""


def enrol_zone(actor: Actor, key_id: str, *, at: datetime) -> None:
    """Write down by which key the zone signs from now on, signed by it."""
    check_right(actor, Right.KEYS)
    with noting():
        append_event(Deed(ZONE_CHAIN, Action.KEY_ENROLLED, actor.key, at, outputs=(key_id,)))


def zone_signers(current: bytes) -> tuple[Signer, ...]:
    """Return the keys of the desk's zone, each with its time. ``current`` signs now.

    The first counts from the beginning: what was written before keys were enrolled is of the same key.
    A key that took the place of another and was not enrolled, as its process was killed, counts from the
    event by which the other one went.
    """
    told = _zone_keys(current)
    begins = [_ALWAYS, *(at for _, at in told[1:])]
    ends = [*(at + _OVERLAP for at in begins[1:]), None]
    return tuple(
        Signer(DESK, Role.ZONE, KeyKind.ED25519, public, begin, end)
        for (public, _), begin, end in zip(told, begins, ends, strict=True)
    )


def _zone_keys(current: bytes) -> list[tuple[bytes, datetime]]:
    """Return the zone's keys in their order, each with the moment from which it counts."""
    told: list[tuple[bytes, datetime]] = []
    since = _ALWAYS
    for event in map(parse_event, chain_of(ZONE_CHAIN)):
        if event.deed.action is Action.KEY_ENROLLED:
            told += [(parse_key(each), event.deed.at) for each in event.deed.outputs]
        elif event.deed.action is Action.REKEYED:
            told += _unless_last(told, (parse_key(each) for each in event.deed.inputs), since)
        since = event.deed.at
    return [*told, *_unless_last(told, (current,), since)]


def _unless_last(
    told: Sequence[tuple[bytes, datetime]], keys: Iterable[bytes], since: datetime
) -> list[tuple[bytes, datetime]]:
    return [(key, since) for key in keys if not told or told[-1][0] != key]


def own_keys_of(actor: str, zone: Sequence[Signer]) -> OwnKeys:
    """Return the own keys of a person as their chain tells them, checked by the keys of its zone.

    Who has no such chain has none. Raises `ChainError` and `SignatureError`.
    """
    chain = [
        (each.body, [EventSignature.parse(text) for text in (each.signature, each.personal) if text])
        for each in signed_chain_of(chain_name(actor))
    ]
    return read_own_keys(actor, chain, kept_keys(actor), zone)


def kept_keys(actor: str) -> tuple[OwnKey, ...]:
    """Return the keys of a member as they were kept, each with the desk's address it is good at."""
    return tuple(
        OwnKey(each.public, RelyingParty(each.rp_id, (each.origin,))) for each in members.member_keys(actor)
    )


def parse_key(key_id: str) -> bytes:
    """Return the public key of an id of a zone's key."""
    try:
        return bytes.fromhex(Digest(key_id))
    except ValueError as error:
        raise InvalidValueError("a key of 32 bytes in hexadecimal", repr(key_id[:80])) from error
