"""A process that appends to a ledger, or publishes it, until it is killed; started by the kill tests.

``worker.py append FOLDER SEED [URL]``: appends batches of new leaves, with some that it appended before among
them, and says "have POSITION LEAF" for each after the call returned. ``worker.py publish FOLDER SEED [URL]``:
publishes what is in the order and says "checkpoint SIZE ROOT" after each. With a URL the order is there.
"""

import sys
import time
from pathlib import Path
from random import Random

from tests.killing import SlowDisk, say
from tests.stores.ledger.cast import note_of

from crimebook.custody.checkpoints import parse_checkpoint
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.errors import LedgerBusyError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import PublicLog


def work_append(ledger: Ledger, _folder: Path, chance: Random) -> None:
    mine: list[bytes] = []
    while True:
        batch = [chance.randbytes(32) for _ in range(chance.choice((1, 1, 20, 300)))]
        batch += chance.sample(mine, min(len(mine), 3))
        say(*(f"try {each.hex()}" for each in batch))
        positions = ledger.append(batch)
        say(*(f"have {position} {each.hex()}" for position, each in zip(positions, batch, strict=True)))
        mine = (mine + batch)[-100:]


def work_publish(ledger: Ledger, folder: Path, chance: Random) -> None:
    public = PublicLog(folder / "log", SlowDisk(FolderDisk(), chance))
    while True:
        try:
            with public.claimed():
                note = public.find_note()
                since = parse_checkpoint(note).size if note else 0
                size = ledger.size
                public.publish(ledger, size, note_of(ledger, size), since=since)
            say(f"checkpoint {size} {ledger.root(size).hex()}")
        except LedgerBusyError:
            time.sleep(0.001)


if __name__ == "__main__":
    role, where, seed, *url = sys.argv[1:]
    with Ledger.at(Path(where) / "ledger.sqlite3", *url) as ledger:
        say("ready")
        work = {"append": work_append, "publish": work_publish}[role]
        work(ledger, Path(where), Random(int(seed)))  # noqa: S311 - repeatable
