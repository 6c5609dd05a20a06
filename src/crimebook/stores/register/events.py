"""Custody events in the register: appended inside the transaction of what they tell."""

import secrets
from collections.abc import Iterable

from django.db import connection

from crimebook import __version__
from crimebook.custody.events import FIRST, Deed, make_event
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.outbox import queue_event
from crimebook.stores.register.transactions import check_transaction

TOOL = f"crimebook {__version__}"


def append_event(deed: Deed, *, zone: str = "desk") -> str:
    """Write ``deed`` as the next event of its object and return its digest.

    Must run inside a transaction: an event, its leaf for the ledger, and what it tells are committed together
    or not at all.
    """
    check_transaction(deed.action)
    _queue_up(deed.object_id)
    last = (
        CustodyEvent.objects.filter(object_id=deed.object_id).order_by("-id").values_list("digest", flat=True)
    )
    event = make_event(
        deed,
        previous=last.first() or FIRST,
        zone=zone,
        tool=TOOL,
        blind=secrets.token_bytes(32),
    )
    row = CustodyEvent.objects.create(
        object_id=deed.object_id,
        action=deed.action,
        actor=deed.actor,
        at=deed.at,
        previous=event.previous,
        body=event.body.decode(),
        digest=event.digest,
    )
    queue_event(event, row.pk)
    return event.digest


def _queue_up(object_id: str) -> None:
    """Let one writer at a time extend an object's chain; SQLite's write lock does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [object_id])


def append_events(deeds: Iterable[Deed], *, zone: str = "desk") -> None:
    """Write several deeds in order."""
    for deed in deeds:
        append_event(deed, zone=zone)


def chain_of(object_id: str) -> tuple[bytes, ...]:
    """Return the body of every event of an object, oldest first."""
    rows = CustodyEvent.objects.filter(object_id=object_id).order_by("id").values_list("body", flat=True)
    return tuple(body.encode() for body in rows)


def count_events() -> int:
    """Return how many events there are."""
    return CustodyEvent.objects.count()
