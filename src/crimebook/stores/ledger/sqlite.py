"""The order in an SQLite file of its own: write-ahead log, synchronised at every commit.

A file of its own, because a commit must not wait for a long import in the register, and because it may be
copied to another disk. Triggers refuse to change or delete a row; a database that was changed past them is
found by an audit.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from crimebook.stores.ledger.tables import SqlTables

LOCK_WAIT_S = 30
CACHE_KIB = 64 * 1024
LOG_PAGES = 10_000
"""40 MB, after which the write-ahead log is moved into the file."""
_KEPT = "SELECT RAISE(ABORT, 'rows of the ledger are kept as they were written')"
_SCHEMA = (
    """
    CREATE TABLE IF NOT EXISTS ledger_leaf (
      position INTEGER PRIMARY KEY, leaf BLOB NOT NULL CHECK (length(leaf) = 32))
    """,
    "CREATE INDEX IF NOT EXISTS ledger_leaf_start ON ledger_leaf (substr(leaf, 1, 8))",
    """
    CREATE TABLE IF NOT EXISTS ledger_node (level INTEGER NOT NULL, position INTEGER NOT NULL,
      hash BLOB NOT NULL CHECK (length(hash) = 32), PRIMARY KEY (level, position)) WITHOUT ROWID
    """,
    *(
        f"CREATE TRIGGER IF NOT EXISTS {table}_kept_{verb} BEFORE {verb} ON {table} BEGIN {_KEPT}; END"
        for table in ("ledger_leaf", "ledger_node")
        for verb in ("UPDATE", "DELETE")
    ),
)


class Connection(Protocol):
    """What is needed of a connection: statements are run as they stand, transactions are said in SQL."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:
        """Run a statement; its rows are read from what it returns."""

    def executemany(self, sql: str, rows: Iterator[tuple[Any, ...]], /) -> Any:
        """Run a statement once for each row."""

    def close(self) -> None:
        """Close."""


Connect = Callable[[Path], Connection]


def connect(path: Path) -> Connection:
    """Return a connection of Python's own module, whose commits are ours to say."""
    # Made by us and not by SQLite: for its owner alone from its first moment.
    path.touch(mode=0o600)
    return sqlite3.connect(path, timeout=LOCK_WAIT_S, isolation_level=None)


class SqliteTables(SqlTables):
    """`Tables` in a file."""

    def __init__(self, path: Path, connect: Connect = connect) -> None:
        self._connection = connect(path)
        self.rows("PRAGMA journal_mode = WAL")
        self.rows("PRAGMA synchronous = FULL")
        # Leaves are random, so a batch touches as many pages of their index as it has leaves: they are kept
        # in memory, and many batches share one way of a page from the log to its place.
        self.rows(f"PRAGMA cache_size = -{CACHE_KIB}")
        self.rows(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        # Keeps a second process that starts at the same time from failing on a table that is there now.
        with self.writing():
            for statement in _SCHEMA:
                self.rows(statement)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return list(self._connection.execute(sql, tuple(values)))

    def write_many(self, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
        """Run a statement once for each row."""
        self._connection.executemany(sql, rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold one transaction as the only writer; what it wrote is on the disk when it ends."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.rows("ROLLBACK")
            raise
        self.rows("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
