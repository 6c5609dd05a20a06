"""The process behind `warm`: it has imported the program, and each command runs in a fork of it.

Locks that a command makes are cheap: what a try costs who guesses a passphrase is a matter of `stores.vault`.
"""

import atexit
import gc
import io
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import django.conf
import django.contrib.admin
import django.contrib.postgres.fields
import django.db
import django.db.models
from tests.zones.cli.warm import READY

from crimebook.stores.vault import halves
from crimebook.zones.cli.app import main

WARM = (django.contrib.admin, django.contrib.postgres.fields, django.db.models)
"""What takes long to import, needs no book and starts no thread: a fork has one thread only."""
CHEAP = 2**4


def serve() -> None:
    """Run what is told, until nothing more can be."""
    _make_locks_cheap()
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a thread would be missing in a fork"
    gc.freeze()
    _answer(READY)
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            # Not the interpreter's own end: to let go of every module takes longer than most commands.
            os._exit(_run(json.loads(line)))
        _, status = os.waitpid(child, 0)
        _answer(os.waitstatus_to_exitcode(status))


def _answer(value: object) -> None:
    sys.stdout.write(f"{value}\n")
    sys.stdout.flush()


def _run(command: dict[str, Any]) -> int:
    """Be the program; return the exit code with which it ends."""
    _become(command)
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        code = 1
    else:
        code = None
    # What the end of the interpreter does, as far as others see it: a log of SQLite goes into its file.
    if django.conf.settings.configured:
        django.db.connections.close_all()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    assert code is None or isinstance(code, int)
    return code or 0


def _become(command: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(command["folder"])
    for number, path in enumerate(command["files"]):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # What was read ahead of the commands stays with who waits for them.
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.argv = ["crimebook", *command["arguments"]]


def _make_locks_cheap() -> None:
    """Let locks cost next to nothing; what opens one reads in it what it costs."""
    lock = halves.lock

    def cheap(half: bytes, passphrase: str, random: halves.Random, *, cost: int = CHEAP) -> bytes:
        return lock(half, passphrase, random, cost=min(cost, CHEAP))

    assert "crimebook.work.opening.keymaking" not in sys.modules, "it would have the dear one already"
    halves.lock = cheap
