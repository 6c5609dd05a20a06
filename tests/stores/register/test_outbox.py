"""What waits for the ledger: written with what it stands for, covered once, gone once the ledger has it."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.work.book import NOW

from crimebook.custody.events import Action, Deed, parse_event
from crimebook.custody.leaves import event_leaf, heads_leaf, report_leaf
from crimebook.stores.register import outbox
from crimebook.stores.register.events import append_event, chain_of
from crimebook.stores.register.models import LedgerInterval, OutboxLeaf
from crimebook.stores.register.outbox import Interval, NewInterval
from crimebook.stores.register.transactions import OutsideTransactionError, noting

pytestmark = pytest.mark.django_db

LOOSE = "crimebook.stores.register.transactions.transaction.get_connection"


class Loose:
    """A connection without a transaction: tests run inside one of their own."""

    in_atomic_block = False


BLIND = b"blind..." * 4
ENVELOPE = "e" * 64
SECRET = "5" * 64


def tell(object_id: str) -> str:
    with noting():
        return append_event(Deed(object_id, Action.READ, "alice", NOW))


def break_off() -> None:
    with noting():
        append_event(Deed("a", Action.READ, "alice", NOW))
        raise ZeroDivisionError


def plan(number: int, leaves: int = 8) -> Interval:
    new = NewInterval(NOW + timedelta(hours=number), leaves * (number - 1), leaves, BLIND)
    with noting():
        return outbox.plan_interval(new, heads_leaf)


def test_an_event_and_its_leaf_are_written_together_or_not_at_all():
    digest = tell("a")
    event = parse_event(chain_of("a")[0])
    assert outbox.which_wait([event_leaf(digest, event.blind)]) == {event_leaf(digest, event.blind)}
    with pytest.raises(ZeroDivisionError):
        break_off()
    assert outbox.count_waiting() == 1


def test_nothing_waits_and_nothing_is_planned_outside_a_transaction(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(LOOSE, Loose)
    with pytest.raises(OutsideTransactionError):
        outbox.queue_report(ENVELOPE, SECRET)
    with pytest.raises(OutsideTransactionError):
        outbox.plan_interval(NewInterval(NOW, 0, 8, BLIND), heads_leaf)


def test_a_report_waits_once():
    for _ in range(2):
        with noting():
            outbox.queue_report(ENVELOPE, SECRET)
    assert outbox.waiting_leaves(9) == (report_leaf(ENVELOPE, bytes.fromhex(SECRET)),)


def test_an_event_goes_only_once_an_interval_covers_it():
    tell("a")
    assert outbox.waiting_leaves(9) == ()
    plan(1)
    assert len(outbox.waiting_leaves(9)) == 1
    outbox.drop_leaves(outbox.waiting_leaves(9))
    assert outbox.count_waiting() == 0


def test_leaves_go_in_the_order_in_which_they_came():
    digests = [tell("a") for _ in range(5)]
    plan(1)
    leaves = [
        event_leaf(digest, parse_event(body).blind)
        for digest, body in zip(digests, chain_of("a"), strict=True)
    ]
    assert list(outbox.waiting_leaves(3)) == leaves[:3]


def test_an_interval_can_be_opened_for_ever_with_the_heads_of_its_time():
    first, _ = tell("a"), tell("b")
    one = plan(1)
    second = tell("a")
    two = plan(2)
    tell("c")
    assert outbox.heads_of(1)["a"] == (first, 1)
    assert outbox.heads_of(2)["a"] == (second, 2)
    for interval in (one, two):
        assert heads_leaf(interval.blind, outbox.heads_of(interval.number)) == interval.leaf
    assert (one.chains, two.chains) == (2, 2)


def test_an_event_that_was_committed_late_is_covered_by_the_next_interval():
    tell("a")
    tell("b")
    late = OutboxLeaf.objects.order_by("id")[0]
    OutboxLeaf.objects.filter(pk=late.pk).update(is_covered=True)
    # What PostgreSQL can do: the second event is seen, the first, with a lower number, is not yet.
    LedgerInterval.objects.create(
        number=1,
        begins_at=NOW,
        start=0,
        leaves=8,
        blind=BLIND,
        leaf=bytes(32),
        chains=1,
        last_event=OutboxLeaf.objects.order_by("-id")[0].event_id,
    )
    OutboxLeaf.objects.update(is_covered=True)
    OutboxLeaf.objects.filter(pk=late.pk).update(is_covered=False)
    assert set(outbox.heads_of(1)) == {"b"}
    two = plan(2)
    assert set(outbox.heads_of(1)) == {"b"}
    assert set(outbox.heads_of(2)) == {"a", "b"}
    assert LedgerInterval.objects.get(number=2).late == [late.event_id]
    assert heads_leaf(two.blind, outbox.heads_of(2)) == two.leaf


def test_intervals_stand_one_behind_the_other_and_are_kept():
    assert outbox.last_interval() is None
    plan(1)
    plan(2)
    assert [each.number for each in outbox.intervals()] == [1, 2]
    assert [each.number for each in outbox.intervals(since=1)] == [2]
    assert outbox.last_interval() == next(outbox.intervals(since=1))
    with pytest.raises(Exception, match="kept as they were written"), transaction.atomic():
        LedgerInterval.objects.update(blind=bytes(32))


def test_all_events_are_read_object_by_object():
    for name in ("b", "a", "b"):
        tell(name)
    rows = list(outbox.events_by_object())
    assert [row.object_id for row in rows] == ["a", "b", "b"]
    assert [row.body for row in rows[1:]] == list(chain_of("b"))
