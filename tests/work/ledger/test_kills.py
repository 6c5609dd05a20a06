"""Kill -9 while events are told and intervals published: two desks on one book, killed and started again.

The book is in SQLite, or in the PostgreSQL that the tests are run with; there the server too is stopped where
it stands. A smaller number always; CRIMEBOOK_SOAK=1 makes it 60, beside the 500 of ``tests/stores/ledger``.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.databases import own_database, own_server
from tests.killing import IS_SOAK, ROOT, Worker, bare_environment
from tests.zones.cli.conftest import PROGRAM

KILLS = 60 if IS_SOAK else 4
STOPS = 20 if IS_SOAK else 2


@dataclass
class Book:
    """A book and what its desks had said before they were killed."""

    folder: Path
    url: str = ""
    lines: list[list[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {"CRIMEBOOK_DATABASE": self.url} if self.url else {}

    def run(self, *command: str | Path) -> str:
        environment = bare_environment() | self.environment
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def make(self) -> None:
        self.run(PROGRAM, "init", str(self.folder))

    def start(self, seed: int) -> Worker:
        return Worker("tests.work.ledger.worker", self.folder, seed, environment=self.environment)

    def check(self) -> None:
        found = json.loads(self.run(sys.executable, "-m", "tests.work.ledger.looking", self.folder))
        assert found["faults"] == []
        told = {line[1] for line in self.lines if line[0] == "told"}
        shown = {(line[1], line[2]) for line in self.lines if line[0] == "published"}
        assert told
        assert shown
        assert told <= set(found["events"])
        assert shown <= set(found["roots"].items())
        assert found["size"] == 8 * found["intervals"]


def test_no_event_is_lost_and_every_checkpoint_stays_true_whatever_was_killed(tmp_path: Path):
    chance = Random(7)  # noqa: S311 - repeatable
    with own_database() as url:
        book = Book(tmp_path / "book", url)
        book.make()
        desks = [book.start(number) for number in range(2)]
        for kill in range(KILLS):
            victim = desks.pop(chance.randrange(2))
            victim.wait_ready()
            time.sleep(chance.random() * 2)
            book.lines += victim.kill()
            desks.append(book.start(1_000 + kill))
        for desk in desks:
            desk.wait_ready()
            book.lines += desk.kill()
        book.check()


def test_no_event_is_lost_whenever_the_server_of_the_database_stops(tmp_path: Path):
    chance = Random(7)  # noqa: S311 - repeatable
    with own_server() as server:
        book = Book(tmp_path / "book", server.url)
        book.make()
        for stop in range(STOPS):
            desks = [book.start(10 * stop + number) for number in range(2)]
            for desk in desks:
                desk.wait_ready()
            time.sleep(1 + chance.random())
            server.stop_at_once()
            for desk in desks:
                book.lines += desk.wait_end()
            server.start()
            book.check()
