"""Custody events in the register: signed, and appended inside the transaction of what they tell.

The zone signs every event as it is written, by the key that ``CUSTODY_KEY`` of the settings gives: this store
knows no other store. A person's own signature is made before the act, over the event that is to tell it:
`prepare_event`, then `append_signed`, as long as nothing else was written into the object's chain.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from crimebook import __version__
from crimebook.custody.events import FIRST, Action, Deed, Event, make_event, parse_event
from crimebook.custody.signatures import EventKey, EventSignature, sign_event
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.outbox import queue_event
from crimebook.stores.register.transactions import check_transaction
from crimebook.terms.errors import CrimebookError

TOOL = f"crimebook {__version__}"
ZONE = "desk"


class ChainMovedError(CrimebookError):
    """Something else was written into a chain after the event that is to follow its end was prepared."""


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """An event as it is kept: its bytes, the zone's signature, and the person's own (empty for none)."""

    body: bytes
    signature: bytes
    personal: bytes

    @property
    def event(self) -> Event:
        """What the bytes say; raises `ChainError`."""
        return parse_event(self.body)


def append_event(deed: Deed, *, zone: str = ZONE) -> str:
    """Write ``deed`` as the next event of its object, signed by the zone, and return its digest.

    Must run inside a transaction: an event, its leaf for the ledger, and what it tells are committed together
    or not at all.
    """
    check_transaction(deed.action)
    _queue_up(deed.object_id)
    return _write(prepare_event(deed, zone=zone), b"")


def append_events(deeds: Iterable[Deed], *, zone: str = ZONE) -> None:
    """Write several deeds in order."""
    for deed in deeds:
        append_event(deed, zone=zone)


def prepare_event(deed: Deed, *, zone: str = ZONE) -> Event:
    """Return the event that would be the next of its object, unwritten: what a person is to sign."""
    return make_event(
        deed, previous=_head(deed.object_id), zone=zone, tool=TOOL, blind=secrets.token_bytes(32)
    )


def append_signed(event: Event, personal: EventSignature) -> str:
    """Write a prepared event with the signature of the person, which the caller checked; return its digest.

    Must run inside a transaction. Raises `ChainMovedError` where the chain no longer ends as it did.
    """
    check_transaction(event.deed.action)
    _queue_up(event.deed.object_id)
    if event.previous != _head(event.deed.object_id):
        raise ChainMovedError("expected a chain that nobody extended meanwhile, got a longer one; sign again")
    return _write(event, personal.to_json())


def _write(event: Event, personal: bytes) -> str:
    deed = event.deed
    row = CustodyEvent.objects.create(
        object_id=deed.object_id,
        action=deed.action,
        actor=deed.actor,
        at=deed.at,
        previous=event.previous,
        body=event.body.decode(),
        digest=event.digest,
        signature=sign_event(event.digest, _key_of(event.zone)).to_json().decode(),
        personal_signature=personal.decode(),
    )
    queue_event(event, row.pk)
    return event.digest


def _key_of(zone: str) -> EventKey:
    key: EventKey = settings.CUSTODY_KEY(zone)
    return key


def _head(object_id: str) -> str:
    """Return the digest of an object's last event."""
    rows = CustodyEvent.objects.filter(object_id=object_id).order_by("-id")
    return rows.values_list("digest", flat=True).first() or FIRST


def hold_chain(object_id: str) -> None:
    """Let nobody else extend an object's chain until this transaction ends, in which it must run."""
    check_transaction(object_id)
    _queue_up(object_id)


def _queue_up(object_id: str) -> None:
    """Let one writer at a time extend an object's chain; SQLite's write lock does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [object_id])


def chain_of(object_id: str) -> tuple[bytes, ...]:
    """Return the body of every event of an object, oldest first."""
    rows = CustodyEvent.objects.filter(object_id=object_id).order_by("id").values_list("body", flat=True)
    return tuple(body.encode() for body in rows)


def signed_chain_of(object_id: str) -> tuple[SignedEvent, ...]:
    """Return every event of an object with its signatures, oldest first."""
    return tuple(_signed(CustodyEvent.objects.filter(object_id=object_id).order_by("id")))


def chain_part(object_id: str, start: int, stop: int) -> tuple[SignedEvent, ...]:
    """Return the events of an object from the one numbered ``start`` (from 0) until before ``stop``."""
    return tuple(_signed(CustodyEvent.objects.filter(object_id=object_id).order_by("id")[start:stop]))


def count_chain(object_id: str) -> int:
    """Return how many events an object has."""
    return CustodyEvent.objects.filter(object_id=object_id).count()


def find_signed(digest: str) -> SignedEvent | None:
    """Return the event of a digest, or None."""
    return next(_signed(CustodyEvent.objects.filter(digest=digest)), None)


def signed_by_actor(
    actor: str, begin: datetime, end: datetime, *, limit: int, start: int = 0
) -> tuple[SignedEvent, ...]:
    """Return events of one person from ``begin`` until before ``end``, newest first, without ``start``."""
    rows = CustodyEvent.objects.filter(actor=actor, at__gte=begin, at__lt=end).order_by("-at", "-id")
    return tuple(_signed(rows[start : start + limit]))


def count_by_actor(actor: str, begin: datetime, end: datetime) -> int:
    """Return how many events one person has from ``begin`` until before ``end``."""
    return CustodyEvent.objects.filter(actor=actor, at__gte=begin, at__lt=end).count()


def has_done(actor: str, actions: Iterable[Action], since: datetime) -> bool:
    """Whether one person did one of ``actions`` at ``since`` or later."""
    return CustodyEvent.objects.filter(actor=actor, action__in=list(actions), at__gte=since).exists()


def _signed(rows: "Iterable[CustodyEvent]") -> Iterator[SignedEvent]:
    return (
        SignedEvent(row.body.encode(), row.signature.encode(), row.personal_signature.encode())
        for row in rows
    )


def count_events() -> int:
    """Return how many events there are."""
    return CustodyEvent.objects.count()
