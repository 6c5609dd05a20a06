"""A job's row: what it does, how many steps of how many are done, and how it ended.

Progress is written outside the register's transactions: a page can read it while an import holds the
register, and a job whose process died shows as broken off.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from crimebook.terms.instants import format_instant, parse_instant

_SCHEMA = """
CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    process INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT NOT NULL DEFAULT ''
)
"""


class JobState(StrEnum):
    """How a job stands. Broken off: its process is gone and it never said how it ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    BROKEN_OFF = "broken off"


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands now. ``total`` is 0 while unknown."""

    job_id: int
    kind: str
    state: JobState
    done: int
    total: int
    started_at: datetime
    outcome: str


class JobFile:
    """The database file of jobs, opened for each call: no connection outlives its use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def start(self, kind: str, *, at: datetime) -> int:
        """Begin a job of this process and return its id."""
        with self._open() as connection:
            cursor = connection.execute(
                "INSERT INTO job (kind, state, process, started_at) VALUES (?, 'running', ?, ?)",
                (kind, os.getpid(), format_instant(at)),
            )
            return int(cursor.lastrowid or 0)

    def advance(self, job_id: int, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` steps are done."""
        with self._open() as connection:
            connection.execute("UPDATE job SET done = ?, total = ? WHERE id = ?", (done, total, job_id))

    def end(self, job_id: int, state: JobState, outcome: str, *, at: datetime) -> None:
        """Say how the job ended, in one line without anybody's words."""
        with self._open() as connection:
            connection.execute(
                "UPDATE job SET state = ?, outcome = ?, ended_at = ? WHERE id = ?",
                (state.value, outcome, format_instant(at), job_id),
            )

    def latest(self, count: int = 20) -> tuple[Job, ...]:
        """Return the latest jobs, newest first."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT id, kind, state, done, total, started_at, outcome, process FROM job "
                "ORDER BY id DESC LIMIT ?",
                (count,),
            ).fetchall()
        return tuple(_job(row) for row in rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # Made by us and not by SQLite: for its owner alone from its first moment.
        self._path.touch(mode=0o600)
        with closing(sqlite3.connect(self._path, timeout=10)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_SCHEMA)
            with connection:
                yield connection


def _job(row: tuple[int, str, str, int, int, str, str, int]) -> Job:
    job_id, kind, state, done, total, started_at, outcome, process = row
    shown = JobState(state)
    if shown is JobState.RUNNING and not _is_alive(process):
        shown = JobState.BROKEN_OFF
    return Job(job_id, kind, shown, done, total, parse_instant(started_at), outcome)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
