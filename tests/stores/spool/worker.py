"""A process of the intake or the desk that works until it is killed; started by the kill tests.

``worker.py intake FOLDER SEED``: reads the submissions to try again from its input, tries new ones after
them, and says "try ID" before and "receipt ID ENVELOPE" after each. ``worker.py desk FOLDER SEED``
collects and acknowledges; it says "desk NAME" after each.
"""

import sys
import time
from itertools import count
from pathlib import Path
from random import Random

from tests.stores.spool.cast import DAY, DESK, DESK_KEYS, LIMITS, part, sha256

from crimebook.stores.spool.collect import Collector, Shelf, Waiting
from crimebook.stores.spool.disk import FolderDisk
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.refusals import MissingPartsError


class SlowDisk(FolderDisk):
    """A disk that takes its time, so that a kill falls between any two steps and into any write."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def _wait(self) -> None:
        time.sleep(self._chance.random() * 0.001)

    def write(self, path: Path, content: bytes) -> None:
        self._wait()
        super().write(path, content[: len(content) // 2])
        self._wait()
        with path.open("ab") as file:
            file.write(content[len(content) // 2 :])

    def link(self, old: Path, new: Path) -> None:
        self._wait()
        super().link(old, new)

    def unlink(self, path: Path) -> None:
        self._wait()
        super().unlink(path)

    def sync_folder(self, path: Path) -> None:
        self._wait()
        super().sync_folder(path)


def say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


def work_intake(folder: Path, chance: Random) -> None:
    again = sys.stdin.read().split()
    drop = Drop(folder / "spool", LIMITS, disk=SlowDisk(chance))
    say("ready")
    for number in count():
        submission = again.pop() if again else f"{chance.randbytes(8).hex()}-{number:06d}"
        say("try", submission)
        parts = [part(chance) for _part in range(chance.randrange(4))]
        hashes = [sha256(each) for each in parts]
        for each in parts:
            drop.put_part(sha256(each), each)
        try:
            kept = drop.put_report(submission, chance.randbytes(500), hashes)
        except MissingPartsError:
            say("missing", submission)
            raise
        say("receipt", submission, kept.envelope_sha256)
        if chance.random() < 0.3:
            drop.apply_waiting(DESK_KEYS)


def work_desk(folder: Path, chance: Random) -> None:
    shelves = [Shelf(folder / name, disk=SlowDisk(chance)) for name in ("one", "two")]
    collector = Collector(Waiting(folder / "spool", disk=SlowDisk(chance)), shelves)
    say("ready")
    while True:
        done = collector.collect_waiting(day=DAY, sign=DESK.sign)
        for name, why in done.refused:
            say("refused", name.name, why)
        time.sleep(0.01)


if __name__ == "__main__":
    where, generator = Path(sys.argv[2]), Random(int(sys.argv[3]))  # noqa: S311 - repeatable
    if sys.argv[1] == "intake":
        work_intake(where, generator)
    else:
        work_desk(where, generator)
