"""A process that appends to a ledger, or publishes it, until it is killed; started by the kill tests.

``worker.py append FOLDER SEED``: appends batches of new leaves, with some that it appended before among them,
and says "have POSITION LEAF" for each after the call returned. ``worker.py publish FOLDER SEED``: publishes
what is in the order and says "checkpoint SIZE ROOT" after each.
"""

import sys
import time
from pathlib import Path
from random import Random

from tests.stores.ledger.cast import note_of

from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerBusyError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog


class SlowDisk(FolderDisk):
    """A disk that takes its time, so that a kill falls between any two steps and into any write."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self._chance = chance

    def _wait(self) -> None:
        time.sleep(self._chance.random() * 0.001)

    def write(self, path: Path, content: bytes) -> None:
        self._wait()
        super().write(path, content[: len(content) // 2])
        self._wait()
        with path.open("ab") as file:
            file.write(content[len(content) // 2 :])

    def replace(self, old: Path, new: Path) -> None:
        self._wait()
        super().replace(old, new)


def say(lines: list[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def work_append(folder: Path, chance: Random) -> None:
    mine: list[bytes] = []
    with Ledger.at(folder / "ledger.sqlite3") as ledger:
        say(["ready"])
        while True:
            batch = [chance.randbytes(32) for _ in range(chance.choice((1, 1, 20, 300)))]
            batch += chance.sample(mine, min(len(mine), 3))
            say([f"try {each.hex()}" for each in batch])
            positions = ledger.append(batch)
            say([f"have {position} {each.hex()}" for position, each in zip(positions, batch, strict=True)])
            mine = (mine + batch)[-100:]


def work_publish(folder: Path, chance: Random) -> None:
    public = PublicLog(folder / "log", SlowDisk(chance))
    with Ledger.at(folder / "ledger.sqlite3") as ledger:
        say(["ready"])
        while True:
            try:
                with public.claimed():
                    note = public.find_note()
                    since = parse_checkpoint(note).size if note else 0
                    size = ledger.size
                    public.publish(ledger, size, note_of(ledger, size), since=since)
                say([f"checkpoint {size} {ledger.root(size).hex()}"])
            except LedgerBusyError:
                time.sleep(0.001)


if __name__ == "__main__":
    role, where, generator = sys.argv[1], Path(sys.argv[2]), Random(int(sys.argv[3]))  # noqa: S311 - repeatable
    {"append": work_append, "publish": work_publish}[role](where, generator)
