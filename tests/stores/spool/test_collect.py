"""Collecting: two durable copies, then a signature, and only then does the intake let go."""

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest
from tests.stores.spool.cast import (
    DAY,
    DESK,
    DESK_KEYS,
    LIMITS,
    STRANGER,
    mailbox,
    part,
    sha256,
    submission,
)

from crimebook.stores.spool import refusals
from crimebook.stores.spool.acknowledgements import Acknowledgement, sign_acknowledgement
from crimebook.stores.spool.clearing import Outcome
from crimebook.stores.spool.collect import ROOM_BYTES, Collector, Name, Shelf, Waiting
from crimebook.stores.spool.disk import FolderDisk
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.layout import ItemKind, Room, report_name
from crimebook.stores.spool.limits import Space

CHANCE = Random(5)  # noqa: S311 - repeatable


class Book:
    """An intake and a desk with two shelves."""

    def __init__(self, folder: Path) -> None:
        self.spool = folder / "spool"
        self.drop = Drop(self.spool, LIMITS)
        self.waiting = Waiting(self.spool)
        self.shelves = [Shelf(folder / "one"), Shelf(folder / "two")]
        self.desk = Collector(self.waiting, self.shelves)

    def report(self, number: int = 1, envelope: bytes = b"sealed", parts: int = 2) -> Name:
        contents = [part(CHANCE) for _part in range(parts)]
        for each in contents:
            self.drop.put_part(sha256(each), each)
        self.drop.put_report(submission(number), envelope, [sha256(each) for each in contents])
        return Name(ItemKind.REPORT, report_name(submission(number)))

    def acknowledged(self, name: Name) -> bytes:
        self.desk.collect(name)
        return self.desk.acknowledge(name, day=DAY, sign=DESK.sign)

    def left(self) -> list[str]:
        rooms = (Room.REPORTS, Room.MESSAGES, Room.HELD, Room.PARTS)
        return [path.name for room in rooms for path in (self.spool / room).rglob("*") if path.is_file()]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path)


def told(book: Book, name: Name, **changes: object) -> Acknowledgement:
    facts = {"kind": name.kind, "name": name.name, "envelope_sha256": sha256(b"sealed"), "day": DAY}
    return Acknowledgement(**(facts | changes))


def test_a_collected_report_stands_whole_on_both_shelves_and_nothing_of_it_in_the_spool(book: Book):
    name = book.report()
    hashes = book.waiting.read_report(name.name).heading.parts
    signed = book.acknowledged(name)
    assert book.left()
    assert not book.drop.is_collected(sha256(b"sealed"))
    assert book.drop.apply_acknowledgement(signed, DESK_KEYS) is Outcome.REMOVED
    assert book.left() == []
    assert book.drop.is_collected(sha256(b"sealed"))
    assert book.drop.collected_day(sha256(b"sealed")) == DAY
    for shelf in book.shelves:
        assert shelf.read_item(name).sealed == b"sealed"
        assert [sha256(b"".join(shelf.read_part(each))) for each in hashes] == list(hashes)


def test_a_round_collects_all_and_the_intake_applies_all(book: Book):
    names = {book.report(1), book.report(2, b"more", 0)}
    book.drop.put_message(mailbox(1), 1, b"answer")
    done = book.desk.collect_waiting(day=DAY, sign=DESK.sign)
    assert names < set(done.collected)
    assert (len(done.collected), done.refused) == (3, ())
    applied = book.drop.apply_waiting(DESK_KEYS)
    assert (applied.removed, applied.repeated, applied.refused) == (3, 0, 0)
    assert book.left() == []
    assert list((book.spool / Room.ACKNOWLEDGEMENTS).iterdir()) == []
    assert book.drop.is_collected(sha256(b"answer"))


class NearlyFull(FolderDisk):
    """A disk with room for one part and little more."""

    def __init__(self, free_bytes: int) -> None:
        super().__init__()
        self.free_bytes = free_bytes

    def space(self, folder: Path) -> Space:
        return Space(self.free_bytes)

    def write(self, path: Path, content: bytes) -> None:
        self.free_bytes -= len(content)
        super().write(path, content)


def test_a_shelf_is_never_filled_and_what_found_no_room_waits_at_the_intake(book: Book, tmp_path: Path):
    names = {book.report(1), book.report(2, b"more")}
    room = ROOM_BYTES + 3 * LIMITS.part_bytes
    desk = Collector(book.waiting, [Shelf(tmp_path / "three", disk=NearlyFull(room)), book.shelves[0]])
    done = desk.collect_waiting(day=DAY, sign=DESK.sign)
    (collected,), ((refused, reason),) = done.collected, done.refused
    assert {collected, refused} == names
    assert "left free on the shelf" in reason
    book.drop.apply_waiting(DESK_KEYS)
    assert book.waiting.waiting() == (refused,)


def test_a_message_says_its_mailbox_and_counter(book: Book):
    book.drop.put_message(mailbox(1), 7, b"answer")
    (name,) = book.waiting.waiting()
    heading = book.waiting.read_item(name).heading
    assert (name.kind, heading.mailbox, heading.counter) == (ItemKind.MESSAGE, mailbox(1), 7)


def test_a_repeated_acknowledgement_does_no_harm(book: Book):
    signed = book.acknowledged(book.report())
    book.drop.apply_acknowledgement(signed, DESK_KEYS)
    other = book.report(2, b"other")
    assert book.drop.apply_acknowledgement(signed, DESK_KEYS) is Outcome.REPEATED
    assert book.waiting.waiting() == (other,)


def test_a_submission_that_was_collected_does_not_come_in_again(book: Book):
    name = book.report()
    book.drop.apply_acknowledgement(book.acknowledged(name), DESK_KEYS)
    again = book.drop.put_report(submission(1), b"sealed anew")
    assert (again.is_new, again.envelope_sha256) == (False, sha256(b"sealed"))
    assert book.waiting.waiting() == ()


def test_an_acknowledgement_that_nothing_waits_for_is_told(book: Book):
    signed = sign_acknowledgement(told(book, Name(ItemKind.REPORT, sha256(b"no"))), DESK.sign)
    assert book.drop.apply_acknowledgement(signed, DESK_KEYS) is Outcome.UNKNOWN


def test_a_strangers_acknowledgement_deletes_nothing(book: Book):
    name = book.report()
    before = book.left()
    signed = sign_acknowledgement(told(book, name), STRANGER.sign)
    with pytest.raises(refusals.AcknowledgementError, match="a signature by a key of the manifest"):
        book.drop.apply_acknowledgement(signed, DESK_KEYS)
    assert book.left() == before


def test_an_acknowledgement_of_another_envelope_deletes_nothing(book: Book):
    name = book.report()
    before = book.left()
    signed = sign_acknowledgement(told(book, name, envelope_sha256=sha256(b"else")), DESK.sign)
    with pytest.raises(refusals.AcknowledgementError, match="one of another envelope"):
        book.drop.apply_acknowledgement(signed, DESK_KEYS)
    assert book.left() == before


def test_every_changed_bit_of_an_acknowledgement_is_refused(book: Book):
    signed = sign_acknowledgement(told(book, book.report()), DESK.sign)
    for at in range(len(signed)):
        changed = bytearray(signed)
        changed[at] ^= 1 << (at % 8)
        with pytest.raises(refusals.AcknowledgementError):
            book.drop.apply_acknowledgement(bytes(changed), DESK_KEYS)
    assert len(book.waiting.waiting()) == 1


BODIES = [
    b"",
    b"[]",
    b"null",
    b'{"v":1}',
    b'{"day":"2020-08-12","envelope":"x","kind":"report","name":"x","v":1}',
    json.dumps(
        {"v": 1, "kind": "report", "name": "a" * 64, "envelope": "b" * 64, "day": "2020-08-12"}
    ).encode(),
    json.dumps(
        {"v": 2, "kind": "report", "name": "a" * 64, "envelope": "b" * 64, "day": "2020-08-12"}
    ).encode(),
    b"x" * 2000,
]


@pytest.mark.parametrize("body", BODIES)
def test_what_the_desk_signed_and_is_no_acknowledgement_is_refused(book: Book, body: bytes):
    signed = body + DESK.sign(b"crimebook/spool-acknowledgement/v1\x00" + body)
    with pytest.raises(refusals.AcknowledgementError):
        book.drop.apply_acknowledgement(signed, DESK_KEYS)


def test_a_bad_acknowledgement_in_the_folder_stays_and_stops_no_other(book: Book):
    book.waiting.give(b"nonsense")
    book.acknowledged(book.report())
    applied = book.drop.apply_waiting(DESK_KEYS)
    assert (applied.removed, applied.refused) == (1, 1)
    assert len(list((book.spool / Room.ACKNOWLEDGEMENTS).iterdir())) == 1


def test_one_shelf_is_not_enough(book: Book):
    with pytest.raises(refusals.CopiesError, match="at least 2 folders"):
        Collector(book.waiting, book.shelves[:1])


def test_nothing_is_signed_for_that_is_not_on_every_shelf(book: Book, tmp_path: Path):
    name = book.report()
    book.desk.collect(name)
    (tmp_path / "two" / Room.REPORTS / name.name).unlink()
    with pytest.raises(FileNotFoundError):
        book.desk.acknowledge(name, day=DAY, sign=DESK.sign)
    assert list((book.spool / Room.ACKNOWLEDGEMENTS).iterdir()) == []


def test_a_damaged_copy_is_found_before_the_signature_and_mended_by_the_next_round(
    book: Book, tmp_path: Path
):
    name = book.report()
    book.desk.collect(name)
    damaged = next((tmp_path / "two" / Room.PARTS).iterdir())
    damaged.write_bytes(b"damaged")
    with pytest.raises(refusals.DamagedItemError, match="compare the other copies"):
        book.desk.acknowledge(name, day=DAY, sign=DESK.sign)
    assert not book.desk.collect(name)
    assert sha256(damaged.read_bytes()) == damaged.name


def test_a_damaged_report_is_refused_and_does_not_hold_up_the_rest(book: Book):
    bad, good = book.report(1), book.report(2, b"good")
    (book.spool / Room.REPORTS / bad.name).write_bytes(b"not an item")
    done = book.desk.collect_waiting(day=DAY, sign=DESK.sign)
    assert done.collected == (good,)
    assert [name for name, _why in done.refused] == [bad]


def test_a_report_whose_part_is_gone_is_refused_and_kept(book: Book):
    name = book.report()
    next((book.spool / Room.HELD).glob("*/*")).unlink()
    done = book.desk.collect_waiting(day=DAY, sign=DESK.sign)
    assert [refused for refused, _why in done.refused] == [name]
    assert book.waiting.waiting() == (name,)


CHANGES = {
    "truncated": lambda content: content[:-1],
    "longer": lambda content: content + b"x",
    "another envelope": lambda content: content.replace(b"sealed", b"SEALED"),
    "another writing": lambda content: content.replace(b'{"', b'{ "', 1),
    "a hold elsewhere": lambda content: content.replace(b'"hold":""', b'"hold":"../../etc"'),
    "a future version": lambda content: content.replace(b'"v":1', b'"v":2'),
    "another kind": lambda content: content.replace(b'"report"', b'"message"'),
    "an unknown kind": lambda content: content.replace(b'"report"', b'"rumour"'),
    "deep nesting": lambda content: b"[" * 100_000 + b"\n" + content,
    "no heading": lambda content: b"\n" + content,
    "endless": lambda content: content + bytes(5 << 20),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_item_that_was_tampered_with_is_refused(book: Book, change):
    name = book.report(parts=0)
    path = book.spool / Room.REPORTS / name.name
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(refusals.DamagedItemError):
        book.waiting.read_report(name.name)


def test_an_item_of_another_kind_under_a_name_is_refused(book: Book):
    book.drop.put_message(mailbox(1), 1, b"answer")
    (message,) = book.waiting.waiting()
    content = (book.spool / Room.MESSAGES / message.name).read_bytes()
    (book.spool / Room.REPORTS / message.name).write_bytes(content)
    with pytest.raises(refusals.DamagedItemError, match="expected a report"):
        book.waiting.read_report(message.name)


def test_an_endless_part_is_not_read_to_its_end(book: Book):
    name = book.report(parts=1)
    item = book.waiting.read_report(name.name)
    (path,) = (book.spool / Room.HELD / item.heading.hold).iterdir()
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(refusals.DamagedItemError):
        list(book.waiting.read_part(item.heading.hold, item.heading.parts[0]))


def test_another_envelope_under_a_name_never_replaces_the_one_on_the_shelf(book: Book):
    name = book.report()
    book.desk.collect(name)
    (book.spool / Room.REPORTS / name.name).unlink()
    book.report(envelope=b"forged", parts=0)
    with pytest.raises(refusals.CopiesError, match="tampered"):
        book.desk.collect(name)
    assert book.shelves[0].read_item(name).sealed == b"sealed"


def test_two_reports_of_the_same_parts_do_not_take_them_from_each_other(book: Book):
    content = part(CHANCE)
    book.drop.put_part(sha256(content), content)
    first, second = (report_name(submission(number)) for number in (1, 2))
    for number in (1, 2):
        book.drop.put_report(submission(number), b"sealed %d" % number, [sha256(content)])
    book.drop.apply_acknowledgement(book.acknowledged(Name(ItemKind.REPORT, first)), DESK_KEYS)
    item = book.waiting.read_report(second)
    assert b"".join(book.waiting.read_part(item.heading.hold, sha256(content))) == content


def test_a_killed_removal_is_ended_at_the_next_start(book: Book):
    name = book.report()
    signed = book.acknowledged(name)
    (book.spool / Room.SPENT / name.name).write_bytes(
        b'{"day":"2020-08-12","envelope":"' + sha256(b"sealed").encode() + b'"}'
    )
    assert book.waiting.waiting() == ()
    Drop(book.spool, LIMITS)
    assert book.left() == []
    assert book.drop.apply_acknowledgement(signed, DESK_KEYS) is Outcome.REPEATED


class RacingDisk(FolderDisk):
    """A disk on which another process collects the same submission just before a report gets its name."""

    def __init__(self) -> None:
        super().__init__()
        self.before_link = None

    def link(self, old: Path, new: Path) -> None:
        act, self.before_link = self.before_link, None
        if act is not None and new.parent.name == Room.REPORTS:
            act()
        elif act is not None:
            self.before_link = act
        super().link(old, new)


def test_a_submission_collected_while_its_repetition_is_under_way_is_not_doubled(tmp_path: Path):
    book, disk = Book(tmp_path), RacingDisk()
    slow = Drop(book.spool, LIMITS, disk=disk)

    def collect_the_first() -> None:
        book.drop.apply_acknowledgement(book.acknowledged(book.report()), DESK_KEYS)

    disk.before_link = collect_the_first
    kept = slow.put_report(submission(1), b"sealed anew")
    assert (kept.is_new, kept.envelope_sha256) == (False, sha256(b"sealed"))
    assert book.left() == []


def test_marks_are_forgotten_after_their_day_and_not_before(book: Book):
    book.drop.apply_acknowledgement(book.acknowledged(book.report()), DESK_KEYS)
    assert book.drop.forget_marks(DAY) == 0
    assert book.drop.is_collected(sha256(b"sealed"))
    assert book.drop.forget_marks(date(2020, 11, 12)) == 2
    assert not book.drop.is_collected(sha256(b"sealed"))


def test_a_damaged_mark_is_told_and_not_taken_for_none(book: Book):
    book.drop.apply_acknowledgement(book.acknowledged(book.report()), DESK_KEYS)
    (book.spool / Room.COLLECTED / sha256(b"sealed")).write_bytes(b"")
    with pytest.raises(refusals.DamagedItemError, match="check the disk"):
        book.drop.is_collected(sha256(b"sealed"))
