"""Erasure: what is left afterwards, in the database, on the disk and in anybody's hands."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.work.opening import cast

from crimebook.sealing.messages import MessageKind
from crimebook.stores.blobs.folder import BlobMissingError
from crimebook.stores.register import models, reports
from crimebook.stores.register.events import chain_of
from crimebook.stores.spool.collect import Shelf
from crimebook.stores.vault.errors import KeyMissingError
from crimebook.stores.vault.folder import Vault
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError
from crimebook.work import withdrawing
from crimebook.work.actors import operator
from crimebook.work.counting import count_book
from crimebook.work.opening.attachments import read_file
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_due, erase_report
from crimebook.work.opening.testimony import open_for_report, read_body

KEYS = cast.words_of(3)


def opened(desk: Desk) -> str:
    ref = cast.bring(desk, cast.body(desk, KEYS), cast.seal_files(desk, b"a photograph"))
    cast.write(desk, KEYS, MessageKind.ADDITION, "яшчэ адно слова")
    assert len(cast.take(desk).taken) == 1
    return ref


def every_key(desk: Desk) -> list:
    return [desk.keyring._archive, *desk.keyring.epochs()]


def test_nothing_that_was_sealed_to_a_report_can_be_opened_after_it_was_erased(desk: Desk):
    ref = opened(desk)
    other = cast.bring(desk, cast.body(desk))
    row = reports.find_report(ref)
    (blob,) = reports.attachments_of(row.report_id)
    sealed = [
        reports.read_testimony(row.report_id),
        *(each.sealed for each in reports.messages_of(row.report_id)),
    ]
    assert all(open_for_report(desk, ref, each) for each in sealed)
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    with pytest.raises(KeyMissingError):
        read_body(desk, row.report_id, ref)
    with pytest.raises(BlobMissingError):
        read_file(desk, ref, blob.blob, bytearray().extend)
    for each in sealed:
        with pytest.raises(UnsealError):
            open_bytes(each, every_key(desk))
    assert read_body(desk, reports.find_report(other).report_id, other).text == cast.CANARY


def test_no_copy_of_an_erased_report_stays_on_a_shelf_that_a_months_key_opens(desk: Desk):
    opened(desk)
    (ref,) = [row.ref for row in models.Report.objects.all()]
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    for shelf in desk.folders.shelves:
        assert [path for path in shelf.rglob("*") if path.is_file()] == []


def test_parts_that_another_report_names_stay_for_it(desk: Desk):
    """Or whoever names the parts of somebody else's report in their own, and takes it back, destroys them."""
    sealed = cast.seal_files(desk, b"a photograph")
    ref = cast.bring(desk, cast.body(desk), sealed)
    cast.drop(desk, cast.body(desk), sealed)
    assert cast.collect(desk).refused == ()
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    for folder in desk.folders.shelves:
        with closing(Shelf(folder)) as shelf:
            (left,) = shelf.names()
            for part in shelf.read_item(left).heading.parts:
                assert b"".join(shelf.read_part(part)) == sealed.parts[part]
    assert [each.ref for each in cast.open_all(desk).opened] != []


def test_erasure_leaves_one_event_and_a_row_without_anything_of_the_reporter(desk: Desk):
    ref = opened(desk)
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    row = reports.find_report(ref)
    assert (row.state, row.mailbox, row.way, row.recipient) == ("erased", "", "", "")
    actions = models.CustodyEvent.objects.filter(object_id=f"report:{ref}").order_by("id")
    assert list(actions.values_list("action", flat=True))[-1] == "erased"
    assert sum(b'"erased"' in body for body in chain_of(f"report:{ref}")) == 1
    assert models.Incident.objects.count() == 0
    assert models.Citation.objects.count() == 0


def test_an_envelope_that_was_erased_is_not_opened_when_it_comes_again(desk: Desk):
    report = cast.drop(desk, cast.body(desk))
    cast.collect(desk)
    (opened_report,) = cast.open_all(desk).opened
    erase_report(desk, operator(), opened_report.ref, None, at=cast.NOW)
    cast.collect(desk)
    assert cast.open_all(desk).opened == ()
    assert reports.ref_of_envelope(report.digest) == opened_report.ref


def test_what_is_due_is_erased_and_what_is_not_yet_due_stays(desk: Desk):
    due, later = cast.bring(desk, cast.body(desk)), cast.bring(desk, cast.body(desk))
    withdrawing.withdraw(operator(), due, "asked", at=cast.NOW)
    withdrawing.withdraw(operator(), later, "asked", at=cast.NOW + timedelta(days=5))
    assert erase_due(desk, operator(), None, at=cast.NOW + timedelta(days=29)) == ()
    assert erase_due(desk, operator(), None, at=cast.NOW + timedelta(days=30)) == (due,)
    assert reports.find_report(later).state == "withdrawn"


def test_an_erasure_that_was_broken_off_is_finished_by_the_next_run(desk: Desk):
    ref = cast.bring(desk, cast.body(desk))
    models.Report.objects.filter(ref=ref).update(state="erased")
    erase_due(desk, operator(), None, at=cast.NOW)
    assert not Vault(desk.folders.vault).has("reports", ref)
    assert models.Citation.objects.count() == 0


@pytest.mark.parametrize("steps", range(4))
def test_an_erasure_that_was_killed_after_the_key_went_is_finished_by_the_next_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, steps: int
):
    ref = opened(desk)
    with monkeypatch.context() as patch:
        stop_after(patch, desk, steps)
        with pytest.raises(KilledError):
            erase_report(desk, operator(), ref, None, at=cast.NOW)
    assert not Vault(desk.folders.vault).has("reports", ref)
    assert reports.find_report(ref).state == "erased"
    assert left_of(desk)
    assert erase_due(desk, operator(), None, at=cast.NOW) == ()
    assert left_of(desk) == []
    assert sum(b'"erased"' in body for body in chain_of(f"report:{ref}")) == 1


class KilledError(Exception):
    """The program ends here."""


def stop_after(patch: pytest.MonkeyPatch, desk: Desk, steps: int) -> None:
    """Let the program end after so many blobs and items went."""
    gone = []

    def counted(remove: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            if len(gone) == steps:
                raise KilledError
            gone.append(args)
            return remove(*args)

        return call

    for kind in (type(desk.blobs), Shelf):
        patch.setattr(kind, "remove", counted(kind.remove))


def left_of(desk: Desk) -> list[Path]:
    """Return the files of blobs and on shelves."""
    folders = (desk.blobs._root, *desk.folders.shelves)
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def test_an_erased_report_that_is_collected_once_more_goes_with_the_next_run(desk: Desk):
    cast.drop(desk, cast.body(desk))
    cast.collect(desk)
    (report,) = cast.open_all(desk).opened
    kept = desk.folders.shelves[0].with_name("another copy")
    shutil.copytree(desk.folders.shelves[0], kept)
    erase_report(desk, operator(), report.ref, None, at=cast.NOW)
    shutil.copytree(kept, desk.folders.shelves[0], dirs_exist_ok=True)
    assert left_of(desk)
    erase_due(desk, operator(), None, at=cast.NOW)
    assert left_of(desk) == []


def test_the_database_refuses_a_deletion_that_was_not_entered_as_an_erasure(desk: Desk):
    cast.bring(desk, cast.body(desk, KEYS))
    for table in ("citation", "act", "injury", "mention", "window", "consent", "testimony", "reportmessage"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM register_{table}")
    models.ErasedCitation.objects.create(citation_id=1, day=cast.NOW.date())
    for statement in (
        "DELETE FROM register_erasedcitation",
        "UPDATE register_erasedcitation SET citation_id = 2",
        "UPDATE register_citation SET url = 'x'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_no_copy_of_what_was_told_stands_in_the_database(desk: Desk):
    """The narrative never did; the words of places and units did, and are overwritten."""
    if connection.vendor != "sqlite":
        pytest.skip("one file is SQLite's; PostgreSQL vacuums its tables")
    told = cast.answers(event_where={"words": "каля крамы Зубрык"})
    ref = cast.bring(desk, cast.body(desk, answers=told))
    assert all(is_in_the_database(words) for words in ("Зубрык", "Прыкладны"))
    assert not any(is_in_the_database(words) for words in ("канарэйка", "дзяцінства"))
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    assert not any(
        is_in_the_database(words) for words in ("Зубрык", "Прыкладны", "канарэйка", "дзяцінства", "зубрык")
    )


def test_words_that_waited_for_a_place_go_with_the_report_that_said_them(desk: Desk):
    told = cast.answers(event_where={"words": "каля крамы Зубрык"})
    one, other = (cast.bring(desk, cast.body(desk, answers=told)) for _ in range(2))
    count_book(operator(), at=cast.NOW)
    (before,) = models.WaitingWords.objects.filter(source=None, words__contains="Зубрык")
    assert before.windows == 2
    erase_report(desk, operator(), one, None, at=cast.NOW)
    (left,) = models.WaitingWords.objects.filter(source=None, words__contains="Зубрык")
    assert left.windows == 1
    erase_report(desk, operator(), other, None, at=cast.NOW)
    assert not models.WaitingWords.objects.filter(words__contains="Зубрык").exists()


def is_in_the_database(words: str) -> bool:
    """Whether any byte of the whole database, free pages included, still says it."""
    image = connection.connection.serialize()
    return any(each in image for each in (words.encode(), json.dumps(words).strip('"').encode()))
