"""Events: in the transaction of what they tell, in one chain an object, and a break in it shows."""

import pytest
from django.db import IntegrityError, transaction
from tests.work.book import NOW

from crimebook.custody.events import Action, ChainError, Deed, check_chain
from crimebook.stores.register.events import append_event, append_events, chain_of
from crimebook.stores.register.models import CustodyEvent
from crimebook.stores.register.transactions import OutsideTransactionError, noting


def deed(object_id: str = "x", reason: str = "") -> Deed:
    return Deed(object_id, Action.READ, "someone", NOW, reason=reason)


@pytest.mark.django_db
def test_a_chain_holds_each_event_of_its_object_in_order():
    with noting():
        append_events([deed(reason="one"), deed("y"), deed(reason="two")])
    chain = chain_of("x")
    check_chain(chain)
    assert len(chain) == 2
    assert b'"reason":"two"' in chain[1]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["rewrite", "drop", "reorder"])
def test_a_chain_that_was_touched_shows_it(change: str):
    with noting():
        append_events([deed(reason=str(number)) for number in range(3)])
    chain = list(chain_of("x"))
    if change == "rewrite":
        chain[0] = chain[0].replace(b'"0"', b'"9"')
    elif change == "drop":
        del chain[1]
    else:
        chain[0], chain[1] = chain[1], chain[0]
    with pytest.raises(ChainError):
        check_chain(chain)


@pytest.mark.django_db
def test_a_fork_is_refused_by_the_database():
    with noting():
        append_event(deed())
    row = CustodyEvent.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.create(
            object_id=row.object_id, action="read", actor="x", at=NOW, previous="", body="{}", digest="0" * 64
        )


@pytest.mark.django_db(transaction=False)
def test_two_events_of_one_deed_cannot_be_told_from_their_digest_alone():
    with noting():
        first, second = append_event(deed("a")), append_event(deed("b"))
    assert first != second


def test_an_event_outside_a_transaction_is_refused(monkeypatch: pytest.MonkeyPatch):
    class Loose:
        in_atomic_block = False

    monkeypatch.setattr("crimebook.stores.register.transactions.transaction.get_connection", Loose)
    with pytest.raises(OutsideTransactionError):
        append_event(deed())
