"""Kill -9 at random instants: two intake processes and a desk on one folder, killed and started again.

A smaller number always; CRIMEBOOK_SOAK=1 makes it 500. Killing loses no bytes that the kernel has, so this
tests the order of names among processes; what a disk loses is the matter of the power cuts.
"""

import time
from pathlib import Path
from random import Random

from tests.killing import IS_SOAK, Worker
from tests.stores.spool.cast import DESK_KEYS, LIMITS, sha256

from crimebook.stores.spool.collect import Shelf, Waiting
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.layout import ItemKind, Room, report_name

KILLS = 500 if IS_SOAK else 24
ROLES = ("intake", "intake", "desk")


class Book:
    """What the killed processes had said."""

    def __init__(self) -> None:
        self.tried: set[str] = set()
        self.receipts: dict[str, str] = {}
        self.refused: list[list[str]] = []

    def add(self, lines: list[list[str]]) -> None:
        for line in lines:
            match line:
                case ["try", submission]:
                    self.tried.add(submission)
                case ["receipt", submission, envelope]:
                    assert self.receipts.setdefault(submission, envelope) == envelope
                case ["refused", *_] | ["missing", *_]:
                    self.refused.append(line)

    def unsure(self) -> list[str]:
        return sorted(self.tried - set(self.receipts))


def start(role: str, folder: Path, seed: int, again: list[str]) -> Worker:
    return Worker("tests.stores.spool.worker", role, folder, seed, told="\n".join(again))


def test_every_receipt_shown_has_its_report_whatever_was_killed(tmp_path: Path):
    chance, book = Random(7), Book()  # noqa: S311 - repeatable
    running = [(role, start(role, tmp_path, number, [])) for number, role in enumerate(ROLES)]
    for kill in range(KILLS):
        role, victim = running.pop(chance.randrange(len(running)))
        victim.wait_ready()
        time.sleep(chance.random() * 0.2)
        book.add(victim.kill())
        # Two at a time try again what nobody knows the end of, as two clicks on one button do.
        running.append((role, start(role, tmp_path, 1000 + kill, book.unsure()[:4])))
    for _, process in running:
        process.wait_ready()
        book.add(process.kill())
    check(tmp_path, book)


def check(folder: Path, book: Book) -> None:
    assert len(book.receipts) > KILLS
    assert book.refused == []
    drop = Drop(folder / "spool", LIMITS)
    drop.apply_waiting(DESK_KEYS)
    waiting = Waiting(folder / "spool")
    shelves = [Shelf(folder / name) for name in ("one", "two")]
    here = {name.name: name for name in waiting.waiting()}
    for submission, envelope in book.receipts.items():
        name = report_name(submission)
        is_collected = drop.is_collected(envelope)
        assert is_collected != (name in here), "in one place, not in both, not in none"
        if is_collected:
            for shelf in shelves:
                check_whole(shelf, name, envelope)
        else:
            item = waiting.read_report(name)
            assert item.heading.envelope_sha256 == sha256(item.sealed) == envelope
            for each in item.heading.parts:
                assert sha256(b"".join(waiting.read_part(item.heading.hold, each))) == each
    assert set(here) <= {report_name(each) for each in book.tried}
    check_swept(folder / "spool", {waiting.read_report(name).heading.hold for name in here})


def check_whole(shelf: Shelf, name: str, envelope: str) -> None:
    found = [each for each in shelf.names() if each.name == name]
    assert [each.kind for each in found] == [ItemKind.REPORT]
    item = shelf.read_item(found[0])
    assert item.heading.envelope_sha256 == envelope
    for each in item.heading.parts:
        assert sha256(b"".join(shelf.read_part(each))) == each


def check_swept(spool: Path, holds: set[str]) -> None:
    """The dead left nothing: only the two that are alive now have a folder, and every hold has its report."""
    assert [path.stat().st_size for path in (spool / Room.WRITING).glob("*/*")] == []
    assert len(list((spool / Room.WRITING).iterdir())) == 2
    assert {path.name for path in (spool / Room.HELD).iterdir()} == holds - {""}
