"""On SQLite the references of a large import are checked at its end, and what is wrong is refused as ever."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.stores.register.test_filling import MANY, put_batch

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.filling import checked_at_once
from crimebook.stores.register.models import Citation, Source


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database outside of any transaction; a test takes back what it writes by itself."""
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL references are put aside instead")
    with django_db_blocker.unblock():
        yield


def are_checked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        return bool(cursor.fetchone()[0])


class EndedError(Exception):
    """The transaction is taken back: all that was asked is known."""


def bring_one(rows: int, *, with_batch: bool, checked: list[bool]) -> None:
    """Write a citation of an import whose row comes last, or never."""
    with checked_at_once(rows=rows) as check, transaction.atomic():
        checked.append(are_checked())
        source = Source.objects.create(name="list-1")
        writer = Writer()
        writer.add(Citation, source_id=source.pk, external_id="1", words=[], digest="0" * 64, batch_id=77)
        if with_batch:
            put_batch(writer, source.pk, 77)
        writer.close()
        check()
        raise EndedError


@pytest.mark.usefixtures("committing")
def test_on_sqlite_many_references_are_checked_at_once_and_a_wrong_one_takes_all_back():
    checked: list[bool] = []
    with pytest.raises(IntegrityError, match="register_importbatch"):
        bring_one(MANY, with_batch=False, checked=checked)
    with pytest.raises(EndedError):
        bring_one(MANY, with_batch=True, checked=checked)
    with pytest.raises(EndedError):
        bring_one(3, with_batch=True, checked=checked)
    assert checked == [False, False, True]
    assert are_checked()
    assert not Citation.objects.exists()
