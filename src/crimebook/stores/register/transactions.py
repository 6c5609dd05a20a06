"""Transactions that write, and the order of changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F

from crimebook.stores.register.models import ChangeCounter
from crimebook.terms.errors import CrimebookError


class OutsideTransactionError(CrimebookError):
    """Something was to be written apart from what it tells."""


@contextmanager
def writing() -> Iterator[None]:
    """Hold one transaction that writes records. Writers queue up here, one at a time.

    The lock on the counter's row does it on PostgreSQL, the write lock on SQLite. What is read inside is
    what the last writer left, so "is this record known?" is answered once and for all.
    """
    with transaction.atomic():
        ChangeCounter.objects.get_or_create(id=1)
        ChangeCounter.objects.select_for_update().get(id=1)
        yield


@contextmanager
def noting() -> Iterator[None]:
    """Hold a transaction that only adds events or links; it does not wait for an import."""
    with transaction.atomic():
        yield


def check_transaction(what: str) -> None:
    """Raise `OutsideTransactionError` where ``what`` would be committed by itself."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransactionError(f"expected a transaction around {what}, got none")


def next_change() -> int:
    """Return the number of this transaction's change. Numbers appear in the order of commits."""
    ChangeCounter.objects.filter(id=1).update(value=F("value") + 1)
    return ChangeCounter.objects.values_list("value", flat=True).get(id=1)


def last_change() -> int:
    """Return the number of the last change that was committed."""
    return ChangeCounter.objects.filter(id=1).values_list("value", flat=True).first() or 0
