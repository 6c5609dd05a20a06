"""Filling tables while the program makes the next rows: COPY in a thread on PostgreSQL, at once on SQLite.

PostgreSQL takes as long to check and index a row as Python takes to make one. A courier lets both work at
the same time, on one connection and in one transaction: whoever asks that connection anything else waits
until the courier has nothing under way, so that every answer knows of every row.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

AHEAD = 4
"""Loads that may wait for the courier: more would only fill the memory."""

TURN_S = 0.000_2
"""How long one thread runs while another wants to."""

Rows = Sequence[tuple[Any, ...]]


class Courier:
    """What carries rows to their tables; made by `carrying`, or without a thread for a few rows."""

    def __init__(self, thread: ThreadPoolExecutor | None = None) -> None:
        self._thread = thread
        self._under_way: deque[Future[None]] = deque()
        self._checks = _check_statement() if thread is not None else ""

    def carry(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Write rows of ready values. Names come from our own models, values are parameters."""
        if connection.vendor != "postgresql":
            _insert(table, columns, rows)
            return
        connection.ensure_connection()
        raw = connection.connection
        self._send(lambda: _copy(raw, table, columns, rows))

    def check(self) -> None:
        """Let PostgreSQL check now what the rows carried so far refer to, and not all at the commit.

        Left to the commit, it would keep a note of every row in memory and the program would only wait.
        """
        if self._checks:
            raw = connection.connection
            self._send(lambda: _execute(raw, self._checks))

    def wait(self) -> None:
        """Return when nothing is under way; raise what the database refused."""
        while self._under_way:
            self._take_one()

    def end(self) -> None:
        """Let what is under way end, whatever becomes of it: the transaction is taken back."""
        while self._under_way:
            self._under_way.popleft().exception()

    def _send(self, load: Callable[[], None]) -> None:
        if self._thread is None:
            with connection.wrap_database_errors:
                load()
            return
        while len(self._under_way) >= AHEAD:
            self._take_one()
        self._under_way.append(self._thread.submit(load))

    def _take_one(self) -> None:
        # A copy goes round Django's cursor, and its errors would be the driver's own.
        with connection.wrap_database_errors:
            self._under_way.popleft().result()


def works_beside() -> bool:
    """Whether others can read and write while a transaction is open for long: not on SQLite."""
    return connection.vendor == "postgresql"


@contextmanager
def carrying() -> Iterator[Courier]:
    """Give a courier for the transaction that is open."""
    if not works_beside():
        yield Courier()
        return
    with ThreadPoolExecutor(1, "courier") as thread, _taking_turns():
        courier = Courier(thread)

        def after_the_courier(execute: Any, *asked: Any) -> Any:
            courier.wait()
            return execute(*asked)

        try:
            with connection.execute_wrapper(after_the_courier):
                yield courier
                courier.wait()
        finally:
            courier.end()


@contextmanager
def _taking_turns() -> Iterator[None]:
    """Let threads change places often.

    A courier that waits the usual 5 ms for its turn at every block keeps the database waiting too.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _copy(raw: Any, table: str, columns: Sequence[str], rows: Rows) -> None:
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    statement = f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _execute(raw: Any, statement: str) -> None:
    with raw.cursor() as cursor:
        cursor.execute(statement)


def _insert(table: str, columns: Sequence[str], rows: Rows) -> None:
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})",  # noqa: S608
            rows,
        )


def _check_statement() -> str:
    """Return the statement that checks every reference but those to an import's row, which comes last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND condeferrable"
            " AND connamespace = current_schema()::regnamespace"
            " AND confrelid <> 'register_importbatch'::regclass"
        )
        names = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
    return f"SET CONSTRAINTS {names} IMMEDIATE; SET CONSTRAINTS ALL DEFERRED" if names else ""
