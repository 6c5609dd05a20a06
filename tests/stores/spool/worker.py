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

from tests.killing import SlowDisk, say
from tests.stores.spool.cast import DAY, DESK, DESK_KEYS, LIMITS, part, sha256

from crimebook.stores.spool.collect import Collector, Shelf, Waiting
from crimebook.stores.spool.disk import FolderDisk
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.refusals import MissingPartsError


def work_intake(folder: Path, chance: Random) -> None:
    again = sys.stdin.read().split()
    drop = Drop(folder / "spool", LIMITS, disk=SlowDisk(FolderDisk(), chance))
    say("ready")
    for number in count():
        submission = again.pop() if again else f"{chance.randbytes(8).hex()}-{number:06d}"
        say(f"try {submission}")
        parts = [part(chance) for _part in range(chance.randrange(4))]
        hashes = [sha256(each) for each in parts]
        for each in parts:
            drop.put_part(sha256(each), each)
        try:
            kept = drop.put_report(submission, chance.randbytes(500), hashes)
        except MissingPartsError:
            say(f"missing {submission}")
            raise
        say(f"receipt {submission} {kept.envelope_sha256}")
        if chance.random() < 0.3:
            drop.apply_waiting(DESK_KEYS)


def work_desk(folder: Path, chance: Random) -> None:
    shelves = [Shelf(folder / name, disk=SlowDisk(FolderDisk(), chance)) for name in ("one", "two")]
    collector = Collector(Waiting(folder / "spool", disk=SlowDisk(FolderDisk(), chance)), shelves)
    say("ready")
    while True:
        done = collector.collect_waiting(day=DAY, sign=DESK.sign)
        for name, why in done.refused:
            say(f"refused {name.name} {why}")
        time.sleep(0.01)


if __name__ == "__main__":
    where, generator = Path(sys.argv[2]), Random(int(sys.argv[3]))  # noqa: S311 - repeatable
    if sys.argv[1] == "intake":
        work_intake(where, generator)
    else:
        work_desk(where, generator)
