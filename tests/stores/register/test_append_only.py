"""The database itself refuses to change what must stay, whoever asks."""

import os
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.stores.register.officers import AT, add_edge, add_involvement, add_officer, add_posting
from tests.work.book import bring, case, file_of, open_test_book

from crimebook.stores.register.append_only import KEPT_BUT, KEPT_WHOLE, TOLD_ANEW
from crimebook.stores.register.models import (
    Citation,
    ErasedCitation,
    PersonEdge,
    Posting,
    Retraction,
    ShownWeight,
    UnitRelation,
    Window,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_case(tmp_path: Path) -> None:
    open_test_book()
    bring("cases", file_of([case("1")]), tmp_path)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "table",
    [
        "register_act",
        "register_citation",
        "register_custodyevent",
        "register_importbatch",
        "register_mention",
    ],
)
def test_rows_that_are_kept_whole_can_neither_be_changed_nor_deleted(table: str):
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run(f"UPDATE {table} SET id = id")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run(f"DELETE FROM {table}")


def test_the_database_is_the_one_that_was_asked_for():
    wanted = "postgresql" if os.environ.get("CRIMEBOOK_DATABASE") else "sqlite"
    assert connection.vendor == wanted


@pytest.mark.skipif("CRIMEBOOK_DATABASE" in os.environ, reason="PostgreSQL has no INSERT OR REPLACE")
@pytest.mark.parametrize("table", ["register_citation", "register_custodyevent", "register_mention"])
def test_a_row_cannot_be_replaced_either(table: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        row = cursor.fetchone()
    marks = ", ".join(["%s"] * len(row))
    with pytest.raises(DatabaseError, match="kept as they were written"), transaction.atomic():
        connection.cursor().execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
    without_id = ", ".join(["NULL", *["%s"] * (len(row) - 1)])
    if table != "register_mention":
        with pytest.raises(DatabaseError, match="kept as they were written"), transaction.atomic():
            connection.cursor().execute(f"INSERT OR REPLACE INTO {table} VALUES ({without_id})", row[1:])


def test_a_window_can_be_superseded_once_and_nothing_else():
    Window.objects.update(superseded_at_change=99)
    for value in ("NULL", "100"):
        with pytest.raises(DatabaseError, match="kept as they were written"):
            run(f"UPDATE register_window SET superseded_at_change = {value}")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("UPDATE register_window SET lat = 0")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("DELETE FROM register_window")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE register_source SET reliability = 'Z'",
        "UPDATE register_changecounter SET id = 2",
        "INSERT INTO register_member (key, name, role) VALUES ('x', 'x', 'king')",
    ],
)
def test_values_outside_their_list_are_refused(statement: str):
    with pytest.raises(DatabaseError):
        run(statement)


def test_a_window_of_two_subjects_is_refused():
    row = Window.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Window.objects.create(
            incident_id=row.incident_id,
            recording_id=1,
            citation_id=row.citation_id,
            kind="lasting",
            basis="stated",
            zone="UTC",
            change=1,
        )


@pytest.mark.parametrize(
    "table",
    [
        "register_involvement",
        "register_involvementground",
        "register_involvementstep",
        "register_personmention",
    ],
)
def test_what_is_said_of_officers_can_neither_be_changed_nor_deleted(table: str):
    add_involvement(add_officer())
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run(f"UPDATE {table} SET id = id")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run(f"DELETE FROM {table}")


def test_a_post_can_be_superseded_once_and_nothing_else():
    add_posting(add_officer())
    Posting.objects.update(superseded_at_change=99)
    for statement in (
        "UPDATE register_posting SET superseded_at_change = 100",
        "DELETE FROM register_posting",
    ):
        with pytest.raises(DatabaseError, match="kept as they were written"):
            run(statement)


def test_with_the_words_of_a_mention_goes_all_that_hangs_on_it_and_nothing_else():
    mention = add_officer()
    add_posting(mention)
    add_involvement(mention)
    ErasedCitation.objects.create(citation_id=mention.citation_id, day="2026-11-01")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("DELETE FROM register_involvementstep")
    for table in ("involvement", "involvementstep", "involvementground", "posting", "personmention"):
        run(f"DELETE FROM register_{table}")


def test_what_was_said_of_two_mentions_and_who_saw_its_weight_can_neither_be_changed_nor_deleted():
    one, other = add_officer("p1"), add_officer("p2")
    add_edge(one, other)
    ShownWeight.objects.create(left=one, right=other, actor="investigator", at=AT)
    for table in ("personedge", "shownweight"):
        for statement in (f"UPDATE register_{table} SET actor = 'x'", f"DELETE FROM register_{table}"):
            with pytest.raises(DatabaseError, match="kept as they were written"):
                run(statement)


def test_a_word_is_taken_back_once_and_a_withdrawal_names_it():
    edge = add_edge(add_officer("p1"), add_officer("p2"))
    for fields in ({"verdict": "withdrawn"}, {"verdict": "same", "takes_back": edge}):
        with pytest.raises(DatabaseError), transaction.atomic():
            add_edge(edge.left, edge.right, **fields)
    add_edge(edge.left, edge.right, "withdrawn", takes_back=edge)
    with pytest.raises(DatabaseError), transaction.atomic():
        add_edge(edge.left, edge.right, "withdrawn", takes_back=edge)


def test_with_either_mention_goes_what_was_said_of_the_two_and_nothing_else():
    kept = add_officer("p1")
    told = Citation.objects.values().get(pk=kept.citation_id)
    citation = Citation.objects.create(**(told | {"id": None, "digest": "0" * 64}))
    gone, third = add_officer("p2", citation_id=citation.pk), add_officer("p3")
    add_edge(kept, gone)
    stays = add_edge(kept, third)
    ErasedCitation.objects.create(citation_id=citation.pk, day="2026-11-01")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("DELETE FROM register_personedge")
    run(f"DELETE FROM register_personmention WHERE id = {gone.pk}")
    run(f"DELETE FROM register_personedge WHERE left_id = {gone.pk} OR right_id = {gone.pk}")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("DELETE FROM register_personedge")
    assert list(PersonEdge.objects.values_list("pk", flat=True)) == [stays.pk]


def test_a_relation_that_stands_is_replaced_by_none_and_one_that_ended_is_told_again(tmp_path: Path):
    body = {"id": "one", "name_en": "One", "parent": ""}
    bring("institutions", file_of([body, body | {"id": "other", "parent": "one"}]), tmp_path)
    columns = "child_id, parent_id, kind, time, citation_id, superseded_at_change"
    again = f"INTO register_unitrelation ({columns}) SELECT {columns.replace('superseded_at_change', 'NULL')}"
    for insert in ("INSERT OR REPLACE", "INSERT") if connection.vendor == "sqlite" else ("INSERT",):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(f"{insert} {again} FROM register_unitrelation")
    UnitRelation.objects.update(superseded_at_change=99)
    run(f"INSERT {again} FROM register_unitrelation")
    assert UnitRelation.objects.count() == 2


def add_retraction() -> Retraction:
    cited = Citation.objects.order_by("pk")[0]
    told = {"source_id": cited.source_id, "external_id": "t1"}
    return Retraction.objects.create(retracted=cited, citation=cited, words="it was another", **told)


def test_a_paper_is_told_anew_and_never_deleted_but_by_an_erasure():
    row = add_retraction()
    run("UPDATE register_retraction SET words = 'it was nobody'")
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("DELETE FROM register_retraction")
    ErasedCitation.objects.create(citation_id=row.citation_id, day=AT.date())
    run("DELETE FROM register_retraction")
    assert not Retraction.objects.exists()


@pytest.mark.skipif("CRIMEBOOK_DATABASE" in os.environ, reason="PostgreSQL has no INSERT OR REPLACE")
def test_a_paper_cannot_be_replaced_either():
    add_retraction()
    with pytest.raises(DatabaseError, match="kept as they were written"):
        run("INSERT OR REPLACE INTO register_retraction SELECT * FROM register_retraction")
    assert Retraction.objects.get().words == "it was another"


def test_every_column_of_a_kept_table_is_under_its_trigger():
    """A column that a later migration adds would else be free to be changed."""
    for table in (*KEPT_WHOLE, *KEPT_BUT, *TOLD_ANEW):
        found = triggers_of(table)
        assert f"{table}_kept_delete" in found, table
        if table not in TOLD_ANEW:
            with connection.cursor() as cursor:
                told = connection.introspection.get_table_description(cursor, table)
            free = {each.name for each in told} - columns_of(found[f"{table}_kept_update"], table)
            assert free <= {KEPT_BUT.get(table)}, table


def triggers_of(table: str) -> dict[str, str]:
    """Return our triggers of a table: on SQLite each one's text, on PostgreSQL the numbers of its columns."""
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if connection.vendor == "sqlite"
        else "SELECT tgname, tgattr::text FROM pg_trigger "
        "WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [table])
        return dict(cursor.fetchall())


def columns_of(trigger: str, table: str) -> set[str]:
    if connection.vendor == "sqlite":
        return set(re.findall(r'"(\w+)"', trigger.partition(" ON ")[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) "
            "AND attnum = ANY(string_to_array(%s, ' ')::int2[])",
            [table, trigger],
        )
        return {name for (name,) in cursor.fetchall()}
