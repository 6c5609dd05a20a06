"""Kill -9 at random instants: two processes that append and two that publish, killed and started again.

The order is in SQLite, or in the PostgreSQL that the tests are run with; there the server too is stopped
where it stands. A smaller number always; CRIMEBOOK_SOAK=1 makes it 500. A reader looks at the public files
all the while.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.databases import own_database, own_server
from tests.killing import IS_SOAK, Worker
from tests.stores.ledger.cast import POLICY, read_public

from crimebook.custody.checkpoints import Checkpoint, check_checkpoint, check_extends
from crimebook.custody.merkle import leaf_hash, tree_root
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.public import WRITING, PublicLog

KILLS = 500 if IS_SOAK else 16
STOPS = 60 if IS_SOAK else 3
ROLES = ("append", "append", "publish", "publish")


@dataclass
class Place:
    """Where the order and the public files are."""

    folder: Path
    url: str = ""

    @property
    def public(self) -> PublicLog:
        return PublicLog(self.folder / "log", FolderDisk())

    def open(self) -> Ledger:
        return Ledger.at(self.folder / "ledger.sqlite3", self.url)

    def start(self, role: str, seed: int) -> Worker:
        return Worker("tests.stores.ledger.worker", role, self.folder, seed, *[self.url][: bool(self.url)])


class Memory:
    """What the killed processes had said, and what a reader saw."""

    def __init__(self) -> None:
        self.tried: set[str] = set()
        self.have: dict[str, int] = {}
        self.roots: dict[int, str] = {}
        self.seen: Checkpoint | None = None
        self.looks = 0

    def add(self, lines: list[list[str]]) -> None:
        for line in lines:
            match line:
                case ["try", leaf]:
                    self.tried.add(leaf)
                case ["have", position, leaf]:
                    assert self.have.setdefault(leaf, int(position)) == int(position)
                case ["checkpoint", size, root]:
                    assert self.roots.setdefault(int(size), root) == root

    def look(self, public: PublicLog) -> None:
        """Read the newest checkpoint, and that the tree only grew, as a stranger would."""
        note = public.find_note()
        if note is None:
            return
        now = check_checkpoint(note, POLICY).checkpoint
        reader = TileReader(public.fetch, now.size, now.root)
        if self.seen is not None and self.seen.size > 0:
            check_extends(self.seen, now, reader.consistency_proof(self.seen.size))
        if now.size:
            reader.entry(now.size - 1)
        self.seen = now
        self.looks += 1


def test_nothing_accepted_is_lost_and_the_tree_is_valid_whatever_was_killed(tmp_path: Path):
    chance, memory = Random(7), Memory()  # noqa: S311 - repeatable
    with own_database() as url:
        place = Place(tmp_path, url)
        running = [(role, place.start(role, number)) for number, role in enumerate(ROLES)]
        for kill in range(KILLS):
            role, victim = running.pop(chance.randrange(len(running)))
            victim.wait_ready()
            time.sleep(chance.random() * 0.2)
            memory.look(place.public)
            memory.add(victim.kill())
            memory.look(place.public)
            running.append((role, place.start(role, 1000 + kill)))
        for _, process in running:
            process.wait_ready()
            memory.add(process.kill())
        check(place, memory)
    assert len(memory.have) > KILLS


def test_nothing_accepted_is_lost_whenever_the_server_of_the_database_stops(tmp_path: Path):
    chance, memory = Random(7), Memory()  # noqa: S311 - repeatable
    with own_server() as server:
        place = Place(tmp_path, server.url)
        for stop in range(STOPS):
            running = [place.start(role, 10 * stop + number) for number, role in enumerate(ROLES)]
            for process in running:
                process.wait_ready()
            time.sleep(chance.random())
            server.stop_at_once()
            for process in running:
                memory.add(process.wait_end())
            memory.look(place.public)
            server.start()
            check(place, memory)
    assert len(memory.have) > STOPS


def check(place: Place, memory: Memory) -> None:
    assert memory.looks > 0
    with place.open() as ledger:
        # A commit that PostgreSQL had begun when its client was killed ends before anybody else may write.
        with ledger._tables.writing():
            pass
        kept = ledger.leaves(0, ledger.size)
        assert len(set(kept)) == len(kept) >= len(memory.have)
        assert all(kept[position].hex() == leaf for leaf, position in memory.have.items())
        assert {each.hex() for each in kept} <= memory.tried
        for size, root in list(memory.roots.items())[-5:]:
            assert ledger.root(size).hex() == root
        assert ledger.root() == tree_root(map(leaf_hash, kept))
    assert read_public(place.public) == tuple(kept[: len(read_public(place.public))])
    with place.public.claimed():
        assert list((place.folder / "log" / WRITING).iterdir()) == []
