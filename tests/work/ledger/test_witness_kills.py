"""Kill -9 while a witness answers: it signs one tree of each size, and forgets nothing that it gave away.

The witness is the command that is served. A smaller number always; CRIMEBOOK_SOAK=1 makes it 100.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Thread

import httpx
from tests.killing import IS_SOAK, bare_environment
from tests.work.ledger.cast import LOG_KEY, WITNESS_KEY
from tests.zones.cli.conftest import PROGRAM

from crimebook.custody.checkpoints import Checkpoint, check_cosigned, sign_checkpoint
from crimebook.custody.merkle import consistency_proof, leaf_hash, reader_of, tree_root
from crimebook.custody.submissions import Submission, parse_size, with_answer
from crimebook.stores.ledger.witnesskey import make_witness_key, read_witness_key

KILLS = 100 if IS_SOAK else 6
WAIT_S = 30
LEAVES = 4_000


class Tree:
    """A log in memory. Two that differ are forks of each other: both are signed with the log's key."""

    def __init__(self, seed: int) -> None:
        self._leaves = [leaf_hash(bytes([seed]) + number.to_bytes(31)) for number in range(LEAVES)]

    def root(self, size: int) -> bytes:
        return tree_root(self._leaves[:size])

    def ask(self, old_size: int, size: int) -> Submission:
        read = reader_of(self._leaves[:size])
        proof = consistency_proof(old_size, size, read) if 0 < old_size < size else ()
        note = sign_checkpoint(Checkpoint(LOG_KEY.name, size, self.root(size)), LOG_KEY)
        return Submission(old_size, tuple(proof), note)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, key: str = "") -> Iterator[str]:
    """The witness, from when it answers until it is killed."""
    port = free_port()
    logs = ["--key", key or str(LOG_KEY.of_log)]
    arguments = ["ledger", "witness-serve", str(folder), *logs, "--port", str(port)]
    process = subprocess.Popen(
        [PROGRAM, *arguments], env=bare_environment(), stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        url = f"http://127.0.0.1:{port}/add-checkpoint"
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            try:
                httpx.get(url)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Asker(Thread):
    """Asks for one checkpoint after the other until nobody answers; keeps what was signed."""

    def __init__(self, url: str, tree: Tree, start: int) -> None:
        super().__init__()
        self._url, self._tree, self._at = url, tree, start
        self.signed: list[tuple[int, bytes]] = []
        self.statuses: set[int] = set()

    def run(self) -> None:
        with httpx.Client() as client:
            while self._at < LEAVES:
                asked = self._tree.ask(self._at, self._at + 1)
                try:
                    answer = client.post(self._url, content=asked.body)
                except httpx.TransportError:
                    return
                self.statuses.add(answer.status_code)
                if answer.status_code == 200:
                    found = check_cosigned(with_answer(asked.note, answer.content), WITNESS_KEY.of_witness)
                    self.signed.append((found.size, found.root))
                    self._at = found.size
                elif answer.status_code == 409:
                    self._at = parse_size(answer.content)


def test_a_witness_that_is_killed_signs_no_second_past(tmp_path: Path):
    folder, chance = tmp_path / "witness", Random(7)  # noqa: S311 - repeatable
    make_witness_key(folder, WITNESS_KEY.name, lambda _: WITNESS_KEY.seed)
    assert read_witness_key(folder) == WITNESS_KEY
    trees, signed = [Tree(0), Tree(1)], dict[int, bytes]()
    for _ in range(KILLS):
        with served(folder) as url:
            stands = parse_size(httpx.post(url, content=trees[0].ask(LEAVES, LEAVES).body).content)
            assert stands >= max(signed, default=0)
            askers = [Asker(url, tree, stands) for tree in trees]
            for each in askers:
                each.start()
            time.sleep(0.1 + chance.random() * 0.4)
        for each in askers:
            each.join()
            # 422: the other tree was the first, and from then on this one gets nothing.
            assert each.statuses <= {200, 409, 422}
            for size, root in each.signed:
                assert signed.setdefault(size, root) == root
    assert signed
    winner = next(tree for tree in trees if tree.root(min(signed)) == signed[min(signed)])
    assert all(root == winner.root(size) for size, root in signed.items())
