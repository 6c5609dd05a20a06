"""Kill -9 at random instants: two processes that append and two that publish, killed and started again.

A smaller number always; CRIMEBOOK_SOAK=1 makes it 500. A reader looks at the public files all the while.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

from tests.stores.ledger.cast import POLICY, order_in, read_public

from crimebook.custody.checkpoints import Checkpoint, check_checkpoint, check_extends
from crimebook.custody.merkle import leaf_hash, tree_root
from crimebook.custody.tilereader import TileReader
from crimebook.stores.ledger.disk import FolderDisk
from crimebook.stores.ledger.public import WRITING, PublicLog

ROOT = Path(__file__).parents[3]
IS_SOAK = os.environ.get("CRIMEBOOK_SOAK") == "1"
KILLS = 500 if IS_SOAK else 16
ROLES = ("append", "append", "publish", "publish")


class Process:
    """One worker, and the lines that it said before it was killed."""

    def __init__(self, role: str, folder: Path, seed: int) -> None:
        self.role = role
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.stores.ledger.worker", role, str(folder), str(seed)],
            cwd=ROOT,
            env=environment,
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
            # The kill may cut the last line; what was not said whole was not said.
            if line.endswith(b"\n"):
                self.lines.append(line.decode().split())
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
    public = PublicLog(tmp_path / "log", FolderDisk())
    running = [Process(role, tmp_path, number) for number, role in enumerate(ROLES)]
    for kill in range(KILLS):
        victim = running.pop(chance.randrange(len(running)))
        assert victim.is_ready.wait(120)
        time.sleep(chance.random() * 0.2)
        memory.look(public)
        victim.kill()
        memory.add(victim.lines)
        memory.look(public)
        running.append(Process(victim.role, tmp_path, 1000 + kill))
    for process in running:
        assert process.is_ready.wait(120)
        process.kill()
        memory.add(process.lines)
    check(tmp_path, public, memory)


def check(folder: Path, public: PublicLog, memory: Memory) -> None:
    assert memory.looks > 0
    with order_in("sqlite", folder) as ledger:
        kept = ledger.leaves(0, ledger.size)
        assert len(set(kept)) == len(kept) >= len(memory.have) > KILLS
        assert all(kept[position].hex() == leaf for leaf, position in memory.have.items())
        assert {each.hex() for each in kept} <= memory.tried
        for size, root in list(memory.roots.items())[-5:]:
            assert ledger.root(size).hex() == root
        assert ledger.root() == tree_root(map(leaf_hash, kept))
    assert read_public(public) == tuple(kept[: len(read_public(public))])
    with public.claimed():
        assert list((folder / "log" / WRITING).iterdir()) == []
