"""Databases of a test's own on the PostgreSQL that the tests are run with, and a server that it may stop."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest

from tools import with_postgres

DATABASE = os.environ.get("CRIMEBOOK_DATABASE", "")
"""The PostgreSQL that the tests are run with; empty for SQLite."""


@contextmanager
def own_database() -> Iterator[str]:
    """The address of an empty database that goes with the test; empty where the tests run on SQLite."""
    if not DATABASE:
        yield ""
        return
    import psycopg  # noqa: PLC0415 - of an extra

    name = f"own_{secrets.token_hex(8)}"
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlunsplit(urlsplit(DATABASE)._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def own_server() -> Iterator[with_postgres.Server]:
    """A server that the test may stop. Left to itself it would tell a commit before that is in its log."""
    binaries = with_postgres.find_binaries()
    if not DATABASE or binaries is None:
        pytest.skip("stops a server of PostgreSQL: run it by tools/with_postgres.py where one is installed")
    options = ("fsync=off", "synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=1GB")
    with with_postgres.server(binaries, options) as running:
        yield running
