"""Runs commands in forks of one process that has imported the program already (`forks`).

A Python that starts anew reads the program's modules for most of a second, some hundred times in these tests.
What has to be the program as it is installed starts ``PROGRAM``.
"""

import atexit
import json
import os
import select
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[3]
SERVE = "from tests.zones.cli.forks import serve; serve()"
READY = "ready"
SECONDS = 120


class WarmProgram:
    """The process that waits for commands: lines of JSON in, exit codes out."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="crimebook-warm-")
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self._answer() == READY

    def run(
        self, arguments: list[str], environment: dict[str, str], told: str = "", folder: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command, here or in a folder; return what it said, as `subprocess.run` does."""
        files = {name: Path(self._folder.name, name) for name in ("in", "out", "err")}
        files["in"].write_text(told, encoding="utf-8")
        command = {
            "arguments": arguments,
            "environment": environment,
            "folder": str(folder or Path.cwd()),
            "files": [str(path) for path in files.values()],
        }
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        code = int(self._answer())
        output, errors = (files[name].read_text(encoding="utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, code, output, errors)

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()
        self._folder.cleanup()

    def _answer(self) -> str:
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], SECONDS)
        assert ready, "the command does not end"
        return self._process.stdout.readline().strip()


@cache
def warm_program() -> WarmProgram:
    """Return the one of this test process."""
    program = WarmProgram()
    atexit.register(program.end)
    return program


def plain_environment() -> dict[str, str]:
    """Return the environment without what names a book or settings."""
    dropped = ("CRIMEBOOK_BOOK", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
