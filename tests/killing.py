"""Workers for kill tests: processes that say what they do, line by line, until ``kill -9`` ends them.

A worker is a module that is run with `python -m`. Its first line says that it has begun; what it says after
a call returned is a promise, and the tests hold the book to it. CRIMEBOOK_SOAK=1 kills more often.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
IS_SOAK = os.environ.get("CRIMEBOOK_SOAK") == "1"
START_S = 120


def bare_environment() -> dict[str, str]:
    """What a worker finds in its environment: nothing of a book of ours, and where the modules are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CRIMEBOOK", "DJANGO"))}
    return kept | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


class Worker:
    """One process, and the lines that it said before it was killed."""

    def __init__(
        self, module: str, *arguments: object, told: str = "", environment: Mapping[str, str] | None = None
    ) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env=bare_environment() | dict(environment or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: list[list[str]] = []
        self._is_ready = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        assert self._child.stdin is not None
        self._child.stdin.write(told.encode())
        self._child.stdin.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            # The kill may cut the last line; what was not said whole was not said.
            if line.endswith(b"\n"):
                self.lines.append(line.decode().split())
            self._is_ready.set()
        self._is_ready.set()

    def wait_ready(self) -> None:
        """Wait until it has begun."""
        assert self._is_ready.wait(START_S)

    def kill(self) -> list[list[str]]:
        """Kill it and return its lines; it must have been alive."""
        self._check_alive()
        self._child.kill()
        return self._end()

    def wait_end(self) -> list[list[str]]:
        """Wait until it ends by itself, as one whose server goes away does, and return its lines."""
        self._child.wait(START_S)
        return self._end()

    def _check_alive(self) -> None:
        assert self._child.stderr is not None
        assert self._child.poll() is None, self._child.stderr.read().decode()

    def _end(self) -> list[list[str]]:
        assert self._child.stdout is not None
        assert self._child.stderr is not None
        self._child.wait()
        self._reader.join()
        self._child.stdout.close()
        self._child.stderr.close()
        return self.lines


def say(*lines: str) -> None:
    """Say lines to whoever listens; what was said stays said after a kill."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


class SlowDisk:
    """A disk that takes its time, so that a kill falls between any two steps and into any write."""

    def __init__(self, disk: Any, chance: Random) -> None:
        self._disk = disk
        self._chance = chance

    def __getattr__(self, name: str) -> Any:
        time.sleep(self._chance.random() * 0.001)
        return getattr(self._disk, name)

    def write(self, path: Path, content: bytes) -> None:
        """Write one half, and then the other."""
        half = len(content) // 2
        time.sleep(self._chance.random() * 0.001)
        self._disk.write(path, content[:half])
        time.sleep(self._chance.random() * 0.001)
        with path.open("ab") as file:
            file.write(content[half:])
