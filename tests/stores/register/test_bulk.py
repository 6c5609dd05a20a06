"""Rows written in bulk are the rows that Django would have written, and ids go on from there."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from crimebook.stores.register.bulk import Writer
from crimebook.stores.register.models import Citation, Communication, ImportBatch, Source

pytestmark = pytest.mark.django_db

AT = datetime(2020, 8, 10, 22, 45, 0, 125_000, tzinfo=timezone(timedelta(hours=3)))


def a_source(writer: Writer, name: str = "bulk") -> int:
    return writer.add(Source, name=name, reliability="F", is_invented=True)


def a_batch(writer: Writer, source_id: int) -> int:
    facts = dict.fromkeys(("rows", "new", "known", "changed", "doubtful", "refused"), 0)
    return writer.add(
        ImportBatch, source_id=source_id, kind="cases", file_name="f", file_digest="0" * 64,
        imported_at=AT, actor="operator", **facts,
    )  # fmt: skip


def a_citation(writer: Writer, source_id: int, batch_id: int, name: str, words: object) -> int:
    return writer.add(
        Citation, source_id=source_id, batch_id=batch_id, external_id=name, words=words, digest="1" * 64
    )


def test_every_kind_of_value_comes_back_as_it_was():
    words = [["поле", 'Слова "с кавычками", \\ и\tтабуляцией'], ["пусто", ""], ["строки", "одна\nдве"]]
    writer = Writer()
    source_id = a_source(writer)
    citation_id = a_citation(writer, source_id, a_batch(writer, source_id), "c", words)
    message_id = writer.add(
        Communication, source_id=source_id, external_id="m", title="t", kind="radio", channel="к\\N",
        at=AT, citation_id=citation_id, superseded_at_change=None, text="\\.",
    )  # fmt: skip
    writer.close()
    stored = Citation.objects.get(pk=citation_id)
    assert stored.words == words
    assert stored.credibility == 6
    message = Communication.objects.get(pk=message_id)
    assert (message.at, message.channel, message.text) == (AT, "к\\N", "\\.")
    assert message.at.astimezone(UTC) == AT
    assert message.superseded_at_change is None
    assert Source.objects.get(pk=source_id).is_invented is True


def test_a_row_written_by_django_is_told_from_none_written_in_bulk():
    writer = Writer()
    source_id = a_source(writer)
    a_citation(writer, source_id, a_batch(writer, source_id), "bulk", [["a", "b"]])
    writer.close()
    batch = ImportBatch.objects.get()
    Citation.objects.create(
        source_id=source_id, batch=batch, external_id="plain", words=[["a", "b"]], digest="1" * 64
    )
    rows = Citation.objects.order_by("id").values("words", "url", "credibility", "basis", "digest")
    assert rows[0] == rows[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, credibility, basis FROM register_citation ORDER BY id")
        first, second = cursor.fetchall()
    assert [str(value).replace(" ", "") for value in first] == [
        str(value).replace(" ", "") for value in second
    ]


def test_ids_go_on_after_what_was_written_in_bulk():
    writer = Writer()
    last = [a_source(writer, f"s{n}") for n in range(3)][-1]
    writer.close()
    assert Source.objects.create(name="after").pk == last + 1


def test_an_id_that_was_reserved_is_filled_in_later():
    writer = Writer()
    source_id = a_source(writer)
    reserved = writer.reserve(ImportBatch)
    citation_id = a_citation(writer, source_id, reserved, "c", [])
    writer.flush()
    facts = dict.fromkeys(("rows", "new", "known", "changed", "doubtful", "refused"), 0)
    writer.put(
        ImportBatch, reserved, source_id=source_id, kind="cases", file_name="f", file_digest="0" * 64,
        imported_at=AT, actor="operator", **facts,
    )  # fmt: skip
    writer.close()
    assert Citation.objects.get(pk=citation_id).batch_id == reserved


def test_a_field_of_no_table_is_refused():
    with pytest.raises(TypeError, match="expected its own fields, got \\['colour'\\]"):
        Writer().add(Source, name="s", colour="red")


def test_constraints_hold_for_rows_in_bulk():
    writer = Writer()
    writer.add(Source, name="s", reliability="Z")
    with pytest.raises(IntegrityError), transaction.atomic():
        writer.close()
