"""What waits for the ledger: leaves, written in the transaction of what they stand for; planned intervals.

An interval is planned once, before anything of it is in the ledger: where it stands, how many leaves it
takes, the blind of its first leaf, and which events that leaf covers. Whatever stops the program then, the
interval can be completed, and its first leaf can be opened for ever. A leaf waits until the ledger has it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Max, QuerySet

from crimebook.custody.events import Event
from crimebook.custody.leaves import event_leaf, report_leaf
from crimebook.stores.register.models import CustodyEvent, LedgerInterval, OutboxLeaf
from crimebook.stores.register.transactions import check_transaction
from crimebook.terms.ids import Digest

BATCH = 500
Value = TypeVar("Value")

Heads = dict[str, tuple[Digest, int]]
"""For every object the digest of its last event, and how many events its chain has."""

MakeLeaf = Callable[[bytes, Heads], bytes]
"""Makes the first leaf of an interval of its blind and the heads: `custody.leaves.heads_leaf`."""


@dataclass(frozen=True, slots=True)
class NewInterval:
    """An interval that is to be planned: its first leaf's place in the log, and how many leaves it takes."""

    begins_at: datetime
    start: int
    leaves: int
    blind: bytes


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval as it was planned. ``leaf`` is its first leaf, made of ``blind`` and the heads then."""

    number: int
    begins_at: datetime
    start: int
    leaves: int
    blind: bytes
    leaf: bytes
    chains: int

    @property
    def stop(self) -> int:
        """The place in the log after its last leaf."""
        return self.start + self.leaves


@dataclass(frozen=True, slots=True)
class EventRow:
    """What an audit reads of an event: its object, its bytes, and digest and zone's signature beside them."""

    event_id: int
    object_id: str
    body: bytes
    digest: str
    signature: bytes


def queue_events(events: Iterable[Event]) -> None:
    """Let the leaves of events wait, in the transaction that wrote the events just now."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _QUEUE, [(event_leaf(event.digest, event.blind), False, event.digest) for event in events]
        )


_QUEUE = """
INSERT INTO register_outboxleaf (leaf, is_covered, event_id)
SELECT %s, %s, id FROM register_custodyevent WHERE digest = %s
"""


def queue_report(envelope: Digest, secret: str) -> None:
    """Let the leaf of a report wait; ``secret`` is the ``leaf`` of its body, in hexadecimal.

    Must run inside the transaction that stores the report. A leaf that waits already is left as it is.
    """
    check_transaction("a report")
    leaf = report_leaf(envelope, bytes.fromhex(secret))
    OutboxLeaf.objects.get_or_create(leaf=leaf, defaults={"is_covered": True})


def count_waiting() -> int:
    """Return how many leaves wait."""
    return OutboxLeaf.objects.count()


def waiting_leaves(count: int, *, start: int = 0) -> tuple[bytes, ...]:
    """Return ``count`` leaves from the ``start``-th on, in the order in which they began to wait.

    Only those are meant that the heads of a planned interval cover.
    """
    rows = OutboxLeaf.objects.filter(is_covered=True).order_by("id").values_list("leaf", flat=True)
    return tuple(bytes(each) for each in rows[start : start + count])


def which_wait(leaves: Iterable[bytes]) -> frozenset[bytes]:
    """Return those of ``leaves`` that wait."""
    rows = (
        OutboxLeaf.objects.filter(leaf__in=batch).values_list("leaf", flat=True)
        for batch in _batches(list(leaves))
    )
    return frozenset(bytes(each) for batch in rows for each in batch)


def drop_leaves(leaves: Iterable[bytes]) -> None:
    """Let leaves wait no longer: the ledger has them."""
    for batch in _batches(list(leaves)):
        OutboxLeaf.objects.filter(leaf__in=batch).delete()


def plan_interval(new: NewInterval, make_leaf: MakeLeaf) -> Interval:
    """Plan the next interval: cover every event that is there now, and keep what opens its first leaf.

    Must run inside a transaction. An event that another process commits later is covered by the next one.
    """
    check_transaction("an interval")
    last = LedgerInterval.objects.order_by("-number").first()
    rows = OutboxLeaf.objects.filter(is_covered=False).order_by("id").values_list("id", "event_id")
    found = list(rows)
    events = [event_id for _, event_id in found]
    before = last.last_event if last else 0
    row = LedgerInterval(
        number=last.number + 1 if last else 1,
        begins_at=new.begins_at,
        start=new.start,
        leaves=new.leaves,
        blind=new.blind,
        last_event=max([before, *events]),
        # PostgreSQL gives numbers in another order than it commits.
        late=[each for each in events if each <= before],
    )
    for batch in _batches([row_id for row_id, _ in found]):
        OutboxLeaf.objects.filter(id__in=batch).update(is_covered=True)
    # What was committed since the rows were read is not covered, though its number may be low enough.
    uncovered = OutboxLeaf.objects.filter(is_covered=False).values("event_id")
    heads = _heads(CustodyEvent.objects.filter(id__lte=row.last_event).exclude(id__in=uncovered))
    row.leaf, row.chains = make_leaf(new.blind, heads), len(heads)
    row.save(force_insert=True)
    return _interval(row)


def last_interval() -> Interval | None:
    """Return the interval that was planned last."""
    row = LedgerInterval.objects.order_by("-number").first()
    return None if row is None else _interval(row)


def intervals(since: int = 0) -> Iterator[Interval]:
    """Yield the intervals with a number above ``since``, in their order."""
    rows = LedgerInterval.objects.filter(number__gt=since).order_by("number")
    return (_interval(row) for row in rows.iterator(chunk_size=BATCH))


def heads_of(number: int) -> Heads:
    """Return the heads that the first leaf of an interval commits to: what opens it, with its blind."""
    row = LedgerInterval.objects.get(number=number)
    later = LedgerInterval.objects.filter(number__gt=number).exclude(late=[]).values_list("late", flat=True)
    late = [each for one in later for each in one]
    uncovered = OutboxLeaf.objects.filter(is_covered=False, event_id__lte=row.last_event).values("event_id")
    events = CustodyEvent.objects.filter(id__lte=row.last_event).exclude(id__in=uncovered)
    return _heads(events.exclude(id__in=late) if late else events)


def events_by_object() -> Iterator[EventRow]:
    """Yield every event, those of an object together and in their order."""
    names = ("id", "object_id", "body", "digest", "signature")
    rows = CustodyEvent.objects.order_by("object_id", "id").values_list(*names)
    for event_id, object_id, body, digest, signature in rows.iterator(chunk_size=2_000):
        yield EventRow(event_id, object_id, body.encode(), digest, signature.encode())


def _heads(rows: QuerySet[CustodyEvent]) -> Heads:
    chains = rows.order_by().values("object_id").annotate(length=Count("id"), last=Max("id"))
    lengths = {each["last"]: each["length"] for each in chains.iterator(chunk_size=2_000)}
    heads: Heads = {}
    for batch in _batches(sorted(lengths)):
        last = CustodyEvent.objects.filter(id__in=batch).values_list("id", "object_id", "digest")
        heads |= {object_id: (Digest(digest), lengths[row_id]) for row_id, object_id, digest in last}
    return heads


def _interval(row: LedgerInterval) -> Interval:
    return Interval(
        row.number, row.begins_at, row.start, row.leaves, bytes(row.blind), bytes(row.leaf), row.chains
    )


def _batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    return (values[at : at + BATCH] for at in range(0, len(values), BATCH))
