"""The program, killed by itself at one step: ``killed.py STEP --book BOOK …``; started by the kill tests.

``STEP`` is a number of changes to the disk, or ``event`` for the moment between both copies and their event.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from crimebook.stores.spool.collect import Shelf
from crimebook.stores.spool.disk import FolderDisk

COPIES = 2
CHANGES = ("write", "link", "replace", "unlink", "sync_folder")


def die(*_args: Any, **_named: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(steps: int) -> None:
    left = [steps]

    def counted(change: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            left[0] -= 1
            return die() if left[0] < 0 else change(*args, **named)

        return call

    for name in CHANGES:
        setattr(FolderDisk, name, counted(getattr(FolderDisk, name)))


def die_after_copies() -> None:
    close, closed = Shelf.close, []

    def close_and_die(shelf: Shelf) -> None:
        close(shelf)
        closed.append(shelf)
        if len(closed) == COPIES:
            die()

    Shelf.close = close_and_die


if __name__ == "__main__":
    step = sys.argv.pop(1)
    if step == "event":
        die_after_copies()
    else:
        die_after(int(step))
    from crimebook.zones.cli.app import main

    main()
