"""Kill -9 while events are told and intervals published: two desks on one book, killed and started again.

A smaller number always; CRIMEBOOK_SOAK=1 makes it 60, beside the 500 of ``tests/stores/ledger``.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest
from tests.zones.cli.conftest import PROGRAM

ROOT = Path(__file__).parents[3]
KILLS = 60 if os.environ.get("CRIMEBOOK_SOAK") == "1" else 4


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CRIMEBOOK", "DJANGO"))}
    return kept | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


class Desk:
    """One worker, and the lines that it said before it was killed."""

    def __init__(self, book: Path, seed: int) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.work.ledger.worker", str(book), str(seed)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: list[list[str]] = []
        self.is_ready = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if line.endswith(b"\n"):
                self.lines.append(line.decode().split())
            self.is_ready.set()
        self.is_ready.set()

    def kill(self) -> None:
        assert self._child.stdout is not None
        assert self._child.stderr is not None
        assert self._child.poll() is None, self._child.stderr.read().decode()
        self._child.kill()
        self._child.wait()
        self._reader.join()
        self._child.stdout.close()
        self._child.stderr.close()


def test_no_event_is_lost_and_every_checkpoint_stays_true_whatever_was_killed(tmp_path: Path):
    if os.environ.get("CRIMEBOOK_DATABASE"):
        pytest.skip("the killed desks keep their book in SQLite")
    book, chance = tmp_path / "book", Random(7)  # noqa: S311 - repeatable
    made = subprocess.run([PROGRAM, "init", str(book)], env=environment(), capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    lines: list[list[str]] = []
    desks = [Desk(book, number) for number in range(2)]
    for kill in range(KILLS):
        victim = desks.pop(chance.randrange(2))
        assert victim.is_ready.wait(120)
        time.sleep(chance.random() * 2)
        victim.kill()
        lines += victim.lines
        desks.append(Desk(book, 1_000 + kill))
    for desk in desks:
        assert desk.is_ready.wait(120)
        desk.kill()
        lines += desk.lines
    check(book, lines)


def check(book: Path, lines: list[list[str]]) -> None:
    looked = subprocess.run(
        [sys.executable, "-m", "tests.work.ledger.looking", str(book)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert looked.returncode == 0, looked.stderr.decode()
    found = json.loads(looked.stdout)
    assert found["faults"] == []
    told = {line[1] for line in lines if line[0] == "told"}
    shown = {(line[1], line[2]) for line in lines if line[0] == "published"}
    assert told
    assert shown
    assert told <= set(found["events"])
    assert shown <= set(found["roots"].items())
    assert found["size"] == 8 * found["intervals"]
