"""Custody events in the register: signed, and appended inside the transaction of what they tell.

The zone signs every event as it is written, by the key that ``CUSTODY_KEY`` of the settings gives: this store
knows no other store. A person's own signature is made before the act, over the event that is to tell it:
`prepare_event`, then `append_signed`, as long as nothing else was written into the object's chain.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from crimebook import __version__
from crimebook.custody.events import FIRST, Action, Deed, Event, make_event, parse_event
from crimebook.custody.signatures import EventKey, EventSignature, sign_event
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.outbox import queue_events
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
    return append_events((deed,), zone=zone)[0]


def append_events(deeds: Iterable[Deed], *, zone: str = ZONE) -> tuple[str, ...]:
    """Write several deeds in order, as `append_event` does each, and return their digests."""
    deeds = tuple(deeds)
    if not deeds:
        return ()
    check_transaction(deeds[0].action)
    objects = sorted({deed.object_id for deed in deeds})
    _queue_up(objects)
    heads = {each: _head(each) for each in objects}
    events = []
    for deed in deeds:
        event = _next_event(deed, heads[deed.object_id], zone)
        heads[deed.object_id] = event.digest
        events.append((event, b""))
    return _write(events)


def prepare_event(deed: Deed, *, zone: str = ZONE) -> Event:
    """Return the event that would be the next of its object, unwritten: what a person is to sign."""
    return _next_event(deed, _head(deed.object_id), zone)


def append_signed(event: Event, personal: EventSignature) -> str:
    """Write a prepared event with the signature of the person, which the caller checked; return its digest.

    Must run inside a transaction. Raises `ChainMovedError` where the chain no longer ends as it did.
    """
    check_transaction(event.deed.action)
    _queue_up((event.deed.object_id,))
    if event.previous != _head(event.deed.object_id):
        raise ChainMovedError("expected a chain that nobody extended meanwhile, got a longer one; sign again")
    return _write([(event, personal.to_json())])[0]


def _next_event(deed: Deed, previous: str, zone: str) -> Event:
    return make_event(deed, previous=previous, zone=zone, tool=TOOL, blind=secrets.token_bytes(32))


def _write(events: Sequence[tuple[Event, bytes]]) -> tuple[str, ...]:
    """Write events, each with its person's signature, and let their leaves wait; return their digests."""
    keys = {zone: _key_of(zone) for zone in {event.zone for event, _ in events}}
    rows = [
        (
            event.deed.object_id,
            event.deed.action.value,
            event.deed.actor,
            connection.ops.adapt_datetimefield_value(event.deed.at),
            event.previous,
            event.body.decode(),
            event.digest,
            sign_event(event.digest, keys[event.zone]).to_json().decode(),
            personal.decode(),
        )
        for event, personal in events
    ]
    # Not by models: making rows of them takes twice as long as all else here, and every page waits for it.
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
    queue_events(event for event, _ in events)
    return tuple(event.digest for event, _ in events)


_INSERT = """
INSERT INTO register_custodyevent
  (object_id, action, actor, at, previous, body, digest, signature, personal_signature)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def _key_of(zone: str) -> EventKey:
    key: EventKey = settings.CUSTODY_KEY(zone)
    return key


def _head(object_id: str) -> str:
    """Return the digest of an object's last event."""
    # Not by a query set: making one takes longer than the database's answer, and every event asks.
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [object_id])
        found = cursor.fetchone()
    return found[0] if found else FIRST


_HEAD = "SELECT digest FROM register_custodyevent WHERE object_id = %s ORDER BY id DESC LIMIT 1"


def hold_chain(object_id: str) -> None:
    """Let nobody else extend an object's chain until this transaction ends, in which it must run."""
    check_transaction(object_id)
    _queue_up((object_id,))


def _queue_up(object_ids: Sequence[str]) -> None:
    """Let one writer at a time extend these objects' chains; SQLite's write lock does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_LOCKS, [list(object_ids)])


_LOCKS = "SELECT pg_advisory_xact_lock(hashtextextended(each, 0)) FROM unnest(%s::text[]) AS each"


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
