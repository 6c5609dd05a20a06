"""What is put aside while tables are filled stands again afterwards, and what is wrong is refused as ever."""

import pytest
from django.db import IntegrityError, connection, transaction
from tests.work.book import NOW, open_test_book

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.courier import carrying
from crimebook.stores.register.filling import filling
from crimebook.stores.register.models import Citation, ImportBatch, Incident, Source

pytestmark = pytest.mark.django_db

MANY = 100_000
"""Rows that outweigh whatever a test's book holds."""


def built() -> dict[str, str]:
    """Return every index and every constraint of the register with its definition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()")
        indexes = dict(cursor.fetchall())
        cursor.execute(
            "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = current_schema()::regnamespace"
        )
        return indexes | dict(cursor.fetchall())


def need_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("indexes are put aside on PostgreSQL only")


def put_batch(writer: Writer, source_id: int, batch_id: int) -> None:
    writer.put(
        ImportBatch, batch_id, source_id=source_id, kind="cases", mapping="", file_name="a.csv",
        file_digest="0" * 64, imported_at=NOW, actor="operator", rows=0, new=0, known=0, changed=0,
        doubtful=0, refused=0,
    )  # fmt: skip


def fill(external_ids: list[str], *, rows: int = MANY, citation_id: int | None = None) -> None:
    """Write an incident of each id, as an import does."""
    source_id = Source.objects.create(name="a-source").pk
    with filling(rows=rows) as aside, carrying() as courier:
        writer = Writer(courier)
        batch_id = writer.reserve(ImportBatch)
        for number, name in enumerate(external_ids):
            cited = writer.add(
                Citation, source_id=source_id, external_id=f"{number}", words=[], url="", digest="0" * 64,
                batch_id=batch_id,
            )  # fmt: skip
            writer.add(
                Incident, source_id=source_id, citation_id=citation_id or cited, external_id=name, title="",
                is_invented=True,
            )  # fmt: skip
        writer.settle()
        aside.make_indexes()
        put_batch(writer, source_id, batch_id)
        writer.close()
        aside.make_references()


def test_indexes_and_references_are_away_while_rows_come_and_back_after_them():
    need_postgresql()
    open_test_book()
    before = built()
    with transaction.atomic(), filling(rows=MANY) as aside:
        meanwhile = built()
        aside.make_indexes()
        aside.make_references()
    gone = before.keys() - meanwhile.keys()
    assert "incident_in_time" in gone
    assert "citation_once" in gone
    assert "register_citation_pkey" not in gone
    assert built() == before


def test_tables_that_are_not_outweighed_are_left_alone():
    need_postgresql()
    open_test_book()
    before = built()
    with transaction.atomic(), filling(rows=3):
        assert built() == before


def test_an_import_that_fails_leaves_every_index():
    need_postgresql()
    open_test_book()
    before = built()
    with pytest.raises(KeyError), transaction.atomic(), filling(rows=MANY):
        raise KeyError
    assert built() == before


def test_forgetting_to_make_them_again_is_an_error():
    need_postgresql()
    open_test_book()
    with pytest.raises(RuntimeError), transaction.atomic(), filling(rows=MANY):
        pass


def test_rows_are_all_there():
    open_test_book()
    before = Incident.objects.count()
    with transaction.atomic():
        fill([str(number) for number in range(50)])
    assert Incident.objects.count() == before + 50


def test_the_same_record_twice_is_refused():
    open_test_book()
    with pytest.raises(IntegrityError, match=r"external_id"), transaction.atomic():
        fill(["one", "two", "one"])


def test_a_reference_to_nothing_is_refused():
    need_postgresql()
    open_test_book()
    with pytest.raises(IntegrityError, match="987654321"), transaction.atomic():
        fill(["one"], citation_id=987_654_321)
