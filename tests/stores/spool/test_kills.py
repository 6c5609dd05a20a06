"""Kill -9 at random instants: two intake processes and a desk on one folder, killed and started again.

A smaller number always; CRIMEBOOK_SOAK=1 makes it 500. Killing loses no bytes that the kernel has, so this
tests the order of names among processes; what a disk loses is the matter of the power cuts.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

from tests.stores.spool.cast import DESK_KEYS, LIMITS, sha256

from crimebook.stores.spool.collect import Shelf, Waiting
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.layout import ItemKind, Room, report_name

ROOT = Path(__file__).parents[3]
IS_SOAK = os.environ.get("CRIMEBOOK_SOAK") == "1"
KILLS = 500 if IS_SOAK else 24
ROLES = ("intake", "intake", "desk")


class Process:
    """One worker, and the lines that it said before it was killed."""

    def __init__(self, role: str, folder: Path, seed: int, again: list[str]) -> None:
        self.role = role
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.stores.spool.worker", role, str(folder), str(seed)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: list[list[str]] = []
        self.is_ready = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self._child.stdin is not None
        self._child.stdin.write("\n".join(again).encode())
        self._child.stdin.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            # The kill may cut the last line; a receipt without its end was not shown.
            if line.endswith(b"\n"):
                self.lines.append(line.decode().split())
            self.is_ready.set()

    def kill(self) -> None:
        assert self._child.poll() is None, self._child.stderr.read().decode()
        self._child.kill()
        self._child.wait()
        self._reader.join()
        self._child.stdout.close()
        self._child.stderr.close()


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


def test_every_receipt_shown_has_its_report_whatever_was_killed(tmp_path: Path):
    chance, book = Random(7), Book()  # noqa: S311 - repeatable
    running = [Process(role, tmp_path, number, []) for number, role in enumerate(ROLES)]
    for kill in range(KILLS):
        victim = running.pop(chance.randrange(len(running)))
        assert victim.is_ready.wait(60)
        time.sleep(chance.random() * 0.2)
        victim.kill()
        book.add(victim.lines)
        # Two at a time try again what nobody knows the end of, as two clicks on one button do.
        running.append(Process(victim.role, tmp_path, 1000 + kill, book.unsure()[:4]))
    for process in running:
        assert process.is_ready.wait(60)
        process.kill()
        book.add(process.lines)
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
