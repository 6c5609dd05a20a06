"""The program that serves the intake: ``crimebook intake serve`` becomes it.

The parent makes the ring of draft keys and forks: workers answer requests, a keeper turns the ring and keeps
the spool in order. Nothing is logged, no core is dumped, and nothing of the desk's is ever loaded.
"""

import argparse
import ctypes
import gc
import importlib
import multiprocessing
import os
import resource
import sys
import time
from functools import partial
from importlib.resources import files
from pathlib import Path

from django.template.loader import get_template
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from crimebook.asking.pages import load_pages
from crimebook.asking.questionnaire import load_form
from crimebook.work.receiving.intake import Intake
from crimebook.work.receiving.keeping import apply_acknowledgements, keep
from crimebook.zones.intake.freshness import Freshness, share_freshness
from crimebook.zones.intake.house import now
from crimebook.zones.intake.keyring import HOUR_S, Ring, ring, share
from crimebook.zones.intake.watching import keep_alive

BLOCKING_THREADS = 64
"""Requests that one worker reads at once. A slow upload holds one; `uploads.MAX_UPLOADS` may be uploads."""

LINE_BYTES = 64 * 1024
"""Held of what a line brings before it is read."""

APPLICATION = "crimebook.zones.intake.wsgi"
YOUNG_OBJECTS = 5_000
"""After how many the memory of requests is looked through: some seven pages, and not each."""

KEEPING_S = 60
STOPPING_S = 5
_TICK_S = 2
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
CRASHED = (
    "crimebook: the intake has ended: a process that answers died twice within six seconds. Nothing that was "
    "taken is lost, drafts are. Let a supervisor start it again, and look at memory and disk.\n"
)
"""The one word that is ever written; it names nobody and no time."""


def main() -> None:
    """Serve until stopped."""
    asked = _arguments()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    _give_memory_back()
    # Forked workers inherit the ring's memory; spawned ones could not.
    multiprocessing.set_start_method("fork", force=True)
    share(Ring())
    share_freshness(Freshness())
    # Read once here, workers share it: the first who comes after a start should not wait for it.
    load_form()
    load_pages()
    _load_application()
    folder = Path(os.environ["CRIMEBOOK_INTAKE"])
    keep_alive(partial(_keep, folder, os.getpid()))
    server = Server(
        f"{APPLICATION}:application",
        address="127.0.0.1",
        port=asked.port,
        uds=asked.socket,
        uds_permissions=0o660,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=BLOCKING_THREADS,
        loop=Loops.asyncio,
        # As much as is read of a form at once; the library's own measure is six times as long for each line.
        http1_settings=HTTP1Settings(max_buffer_size=LINE_BYTES),
        websockets=False,
        log_enabled=False,
        log_access=False,
        log_level=LogLevels.critical,
        respawn_failed_workers=True,
        # A worker that was forked again does not hear that it should stop.
        workers_kill_timeout=STOPPING_S,
    )
    try:
        server.serve()
    except SystemExit as ended:
        if ended.code:
            sys.stderr.write(CRASHED)
        raise


def _load_application() -> None:
    """Load the application and its templates before it forks: workers share what none of them changes."""
    importlib.import_module(APPLICATION)
    for each in files("crimebook.zones.intake").joinpath("templates", "intake").iterdir():
        if each.name.endswith(".html"):
            get_template(f"intake/{each.name}")
    gc.freeze()
    # What is left was made by requests, and few of their objects wait for a collection at all.
    gc.set_threshold(YOUNG_OBJECTS)


def _give_memory_back() -> None:
    """Have glibc return what an upload no longer needs, and not keep a heap for each of many threads."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, 512 * 1024)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8030)
    parser.add_argument("--socket", type=Path, default=None)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _keep(folder: Path, parent: int) -> None:
    """Turn the ring and keep the spool in order until the parent is gone."""
    intake = Intake.at(folder)
    hour = applied_at = 0.0
    while os.getppid() == parent:
        at_s = time.time()
        if at_s // HOUR_S != hour:
            hour = at_s // HOUR_S
            ring().turn()
            keep(intake, now())
        if at_s - applied_at >= KEEPING_S:
            applied_at = at_s
            apply_acknowledgements(intake, now())
        time.sleep(_TICK_S)


if __name__ == "__main__":
    main()
