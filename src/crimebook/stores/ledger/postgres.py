"""The order in PostgreSQL, where the register is: in a schema of its own, with a lock for writers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crimebook.stores.ledger.tables import SqlTables

SCHEMA = "ledger"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('crimebook/ledger', 0))"
_TABLES = (
    "CREATE TABLE ledger_leaf (position bigint PRIMARY KEY, leaf bytea NOT NULL CHECK (length(leaf) = 32))",
    "CREATE INDEX ledger_leaf_start ON ledger_leaf (substr(leaf, 1, 8))",
    """
    CREATE TABLE ledger_node (level integer NOT NULL, position bigint NOT NULL,
      hash bytea NOT NULL CHECK (length(hash) = 32), PRIMARY KEY (level, position))
    """,
    """
    CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'rows of the ledger are kept as they were written' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    *(
        f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        for table in ("ledger_leaf", "ledger_node")
    ),
)


class PostgresTables(SqlTables):
    """`Tables` in a schema of a database; ``url`` is the register's (``CRIMEBOOK_DATABASE``)."""

    def __init__(self, url: str, schema: str = SCHEMA) -> None:
        import psycopg  # noqa: PLC0415 - of an extra that a book in a folder does not need
        from psycopg import sql  # noqa: PLC0415 - the same

        self._connection = psycopg.connect(url, autocommit=True)
        # Whatever the server is set to: what is acknowledged survives a power cut.
        self.rows("SET synchronous_commit = on")
        with self.writing():
            self._connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
            if not self.rows(
                "SELECT 1 FROM pg_tables WHERE schemaname = ? AND tablename = 'ledger_node'", (schema,)
            ):
                self._connection.execute(
                    sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(schema))
                )
                for statement in _TABLES:
                    self.rows(statement)
        self._connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql.replace("?", "%s").encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def write_many(self, sql: str, rows: Iterator[tuple[Any, ...]]) -> None:
        """Run a statement once for each row."""
        with self._connection.cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s").encode(), rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold one transaction; writers queue up at its lock."""
        with self._connection.transaction():
            self.rows(_LOCK)
            yield

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
