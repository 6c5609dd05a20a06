"""Files that come with a later letter: sealed parts to blobs beside those of the report, and gone with it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.work.opening import cast

from crimebook.sealing.messages import MessageKind
from crimebook.stores.blobs.blob import hash_blob
from crimebook.stores.register import models, reports
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.evidence import blob_object
from crimebook.stores.spool.collect import Waiting
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.limits import Limits
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import operator
from crimebook.work.evidence import Verdict, check_evidence
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_due
from crimebook.work.opening.filewriting import write_file
from crimebook.work.opening.letters import read_dialogue
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.reading.reports import open_file, open_report

KEYS = cast.words_of(7)
FIRST, SECOND, THIRD = b"with the report", b"a photograph of later" * 60_000, b"a sound"


def opened(desk: Desk) -> str:
    sealed = cast.seal_files(desk, FIRST)
    return cast.bring(desk, cast.body(desk, KEYS), sealed)


def saved(desk: Desk, ref: str, number: int) -> bytes:
    return b"".join(open_file(desk, operator(), ref, number, at=cast.NOW)[1])


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_files_of_a_letter_stand_beside_it_after_those_of_the_report(desk: Desk, tmp_path: Path):
    ref = opened(desk)
    cast.write(desk, KEYS, MessageKind.ADDITION, "новае", sealed=cast.seal_files(desk, SECOND, THIRD))
    assert len(cast.take(desk).taken) == 1
    page = open_report(desk, operator(), ref, at=cast.NOW)
    assert [each.number for each in page.told.files] == [1]
    (said,) = page.dialogue
    assert [(each.number, each.name, each.size_bytes) for each in said.files] == [
        (2, "photo 1.jpg", len(SECOND)),
        (3, "photo 2.jpg", len(THIRD)),
    ]
    found = [saved(desk, ref, number) for number in (1, 2, 3)]
    assert found == [FIRST, SECOND, THIRD]
    with pytest.raises(NotFoundError):
        open_file(desk, operator(), ref, 4, at=cast.NOW)
    write_file(desk, operator(), ref, 3, tmp_path / "out", at=cast.NOW)
    assert (tmp_path / "out").read_bytes() == THIRD
    assert reports.find_report(ref).files == 3


def test_each_file_of_a_letter_has_a_chain_and_the_letter_names_what_it_brought(desk: Desk, tmp_path: Path):
    ref = opened(desk)
    cast.write(desk, KEYS, MessageKind.ADDITION, sealed=cast.seal_files(desk, THIRD))
    cast.take(desk)
    blob = reports.attachments_of(reports.find_report(ref).report_id)[1].blob
    event = json.loads(chain_of(blob_object(blob))[0])
    assert event["inputs"] == [f"report:{ref}"]
    assert event["outputs"] == [hash_blob(desk.blobs, blob).sha256]
    received = [json.loads(body) for body in chain_of(f"report:{ref}")][-1]
    assert received["outputs"] == [blob]
    assert len(received["inputs"]) == 2, "the letter's envelope and its part"
    told = check_evidence(
        operator(), desk.blobs, tmp_path / "checks", at=cast.NOW, progress=lambda _done, _all: None
    )
    assert told.is_whole
    assert told.counts == {Verdict.WHOLE: 2}


def test_a_letter_may_bring_files_and_no_words(desk: Desk):
    ref = opened(desk)
    cast.write(desk, KEYS, MessageKind.ADDITION, sealed=cast.seal_files(desk, THIRD))
    cast.take(desk)
    (said,) = read_dialogue(desk, reports.find_report(ref))
    assert (said.text, len(said.files)) == ("", 1)


def test_numbers_go_on_over_several_letters(desk: Desk):
    ref = opened(desk)
    first = cast.write(desk, KEYS, MessageKind.ADDITION, "one", sealed=cast.seal_files(desk, SECOND))
    cast.write(desk, KEYS, MessageKind.ADDITION, "two", after=first)
    cast.take(desk)
    cast.write(desk, KEYS, MessageKind.ADDITION, "three", after=first, sealed=cast.seal_files(desk, THIRD))
    cast.take(desk)
    said = read_dialogue(desk, reports.find_report(ref))
    assert [[file.number for file in each.files] for each in said] == [[2], [], [3]]


def test_the_file_of_the_report_sent_once_more_is_kept_once(desk: Desk):
    ref = opened(desk)
    before = files_in(desk.folders.blobs)
    cast.write(desk, KEYS, MessageKind.ADDITION, "the same", sealed=cast.seal_files(desk, FIRST))
    cast.take(desk)
    one, two = reports.attachments_of(reports.find_report(ref).report_id)
    assert one.blob == two.blob
    assert files_in(desk.folders.blobs) == before
    assert len(chain_of(blob_object(one.blob))) == 1
    assert saved(desk, ref, 2) == FIRST


def test_a_page_that_was_sent_twice_brings_its_files_once(desk: Desk):
    ref = opened(desk)
    for _ in range(2):
        # As without scripts: the same page, and files that were sealed anew.
        cast.write(
            desk, KEYS, MessageKind.ADDITION, "once", sealed=cast.seal_files(desk, THIRD), nonce="5" * 64
        )
    letters = cast.take(desk)
    assert len(letters.taken) == 1
    assert "taken before" in letters.refused[0].reason
    assert reports.find_report(ref).files == 2


@pytest.mark.parametrize("fault", ["other parts", "other bytes"])
def test_files_that_are_not_what_the_letter_says_are_refused_and_leave_nothing(desk: Desk, fault: str):
    ref = opened(desk)
    before = files_in(desk.folders.blobs)
    sealed, other = cast.seal_files(desk, THIRD), cast.seal_files(desk, b"another")
    if fault == "other bytes":
        file = replace(sealed.files[0], sha256=other.files[0].sha256)
        sealed = replace(sealed, files=(file,))
    message = cast.write(desk, KEYS, MessageKind.ADDITION, "words", sealed=sealed)
    if fault == "other parts":
        for name in Waiting(desk.folders.spool).waiting():
            (desk.folders.spool / name.kind.room / name.name).unlink()
        cast.hand_in(desk, KEYS.mailbox_id, message, other.parts)
    (refused,) = cast.take(desk).refused
    assert "expected" in refused.reason
    assert files_in(desk.folders.blobs) == before
    assert reports.find_report(ref).files == 1
    assert models.ReportMessage.objects.filter(direction="in").count() == 0


def test_erasure_takes_the_files_of_letters_too(desk: Desk):
    ref = opened(desk)
    letter = cast.write(desk, KEYS, MessageKind.ADDITION, "", sealed=cast.seal_files(desk, SECOND))
    cast.take(desk)
    cast.write(desk, KEYS, MessageKind.WITHDRAWAL, after=letter)
    cast.take(desk)
    assert reports.find_report(ref).state == "withdrawn"
    assert open_report(desk, operator(), ref, at=cast.NOW).may_answer is False
    erased = erase_due(desk, operator(), None, at=cast.NOW + timedelta(days=31))
    assert erased == (ref,)
    assert files_in(desk.folders.blobs) == set()
    for shelf in desk.folders.shelves:
        assert [files_in(shelf / room) for room in ("reports", "messages", "parts")] == [set(), set(), set()]


def test_after_collecting_the_spool_holds_no_part_of_a_letter(desk: Desk):
    opened(desk)
    cast.write(desk, KEYS, MessageKind.ADDITION, "", sealed=cast.seal_files(desk, THIRD))
    cast.take(desk)
    with Drop(desk.folders.spool, Limits()) as spool:
        spool.apply_waiting([current_manifest(desk.vault).reply_public])
    for room in ("messages", "held", "parts"):
        assert files_in(desk.folders.spool / room) == set()
