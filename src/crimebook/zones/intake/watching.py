"""Watching the keeper: the process that keeps the spool in order is started again when it dies.

The ring of draft keys is in memory that all processes share, so no draft is lost by it.
"""

import multiprocessing
import threading
import time
from collections.abc import Callable

PAUSE_S = 2.0
"""Between a death and the next start: one that dies at once must not take all of a core."""


def keep_alive(work: Callable[[], None], pause_s: float = PAUSE_S) -> None:
    """Run ``work`` in a process of its own, and again whenever it ends, until this process ends."""
    process = _start(work)
    threading.Thread(target=_watch, args=(process, work, pause_s), daemon=True, name="keeper's watch").start()


def _start(work: Callable[[], None]) -> multiprocessing.Process:
    process = multiprocessing.Process(target=work, daemon=True, name="keeper")
    process.start()
    return process


def _watch(process: multiprocessing.Process, work: Callable[[], None], pause_s: float) -> None:
    while True:
        process.join()
        time.sleep(pause_s)
        process = _start(work)
