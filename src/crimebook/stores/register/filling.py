"""Filling tables that hold next to nothing yet: their indexes and references are made after the rows.

An index that grows row by row costs several times as much as one that is made of all rows at once, and so
does a reference that is checked row by row. Both are put aside and made again inside the one transaction of
the import, so a table is never seen without them; whoever reads such a table waits until that is over.
On SQLite nothing is put aside, but references are checked all at once, before the transaction ends.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, models

from crimebook.stores.register.bulk import MANY_ROWS
from crimebook.stores.register.models import (
    Act,
    Citation,
    Communication,
    Consent,
    FileFact,
    Incident,
    Injury,
    Link,
    Mention,
    Recording,
    Trait,
    Window,
)

FILLED: tuple[type[models.Model], ...] = (
    Citation, Incident, Mention, Act, Injury, Recording, Communication, Window, Trait, Link, FileFact,
    Consent,
)  # fmt: skip
"""Tables that a large import fills. Readers in other processes ask none of them."""

NEXT_TO_NOTHING = 4
"""A table holds next to nothing if this many times its rows come."""

MANY_CHECKS = 100
"""Rows from which on SQLite checks references sooner all at once than one by one."""

BUILD_MEMORY = "128MB"
"""Memory in which PostgreSQL may sort the rows of one index."""


@dataclass(slots=True)
class PutAside:
    """What was put aside: statements that make it again, those apart that must wait for the last row."""

    indexes: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)

    def make_indexes(self) -> None:
        """Make the indexes: every row is written, and from now on rows are looked for.

        What the rows refer to outside was checked before, all but an import's own row.
        """
        statements, self.indexes = self.indexes, []
        _run([f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'", *statements] if statements else [])

    def make_references(self) -> None:
        """Make the references, each checked against all rows. All that they refer to is written."""
        statements, self.references = self.references, []
        # What else waits to be checked would keep its table from being altered.
        _run(["SET CONSTRAINTS ALL IMMEDIATE", *statements] if statements else [])


@contextmanager
def filling(*, rows: int) -> Iterator[PutAside]:
    """Put aside what grows slowly, of tables that so many rows outweigh; begin it before the first row.

    The block itself calls `PutAside.make_indexes` and `PutAside.make_references`; leaving it well without
    having called both is an error of the program.
    """
    aside = _put_aside(rows) if connection.vendor == "postgresql" and rows >= MANY_ROWS else PutAside()
    yield aside
    if aside.indexes or aside.references:
        raise RuntimeError("expected indexes and references to be made again, they are still put aside")


@contextmanager
def checked_at_once(*, rows: int) -> Iterator[Callable[[], None]]:
    """Let SQLite check no reference of so many rows until the function that is given out is called.

    Begin it before the transaction, and call the function as its last act: it raises `IntegrityError` where a
    row refers to none. An import's own row comes last; while a citation refers to a row that is to come,
    SQLite would look through every table that refers to citations, with each citation anew.
    """
    if connection.vendor != "sqlite" or rows < MANY_CHECKS:
        yield _nothing_to_check
        return
    with connection.constraint_checks_disabled():
        yield connection.check_constraints


def _nothing_to_check() -> None:
    """Each reference was checked with its row."""


def _put_aside(rows: int) -> PutAside:
    names = [each._meta.db_table for each in FILLED]  # noqa: SLF001
    tables = [name for name in names if _is_outweighed(name, rows)]
    references = _asked(_REFERENCES, [tables, tables])
    # A citation refers to its import, whose row comes last: until then its table cannot be altered.
    late = [name for name in tables if name == Citation._meta.db_table]  # noqa: SLF001
    early = [name for name in tables if name not in late]
    indexes, late_indexes = ([*_asked(_UNIQUE, [some]), *_asked(_PLAIN, [some])] for some in (early, late))
    _run([drop for drop, _ in (*references, *indexes, *late_indexes)])
    return PutAside([make for _, make in indexes], [make for _, make in (*late_indexes, *references)])


def _is_outweighed(table: str, rows: int) -> bool:
    most = rows // NEXT_TO_NOTHING
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {quoted} LIMIT %s) AS few", [most + 1])  # noqa: S608
        return bool(cursor.fetchone()[0] <= most)


def _asked(question: str, values: list[list[str]]) -> list[tuple[str, str]]:
    """Return the statements that drop something and that make it again."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return [(drop, make) for drop, make in cursor.fetchall()]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_CONSTRAINTS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I ', conrelid::regclass, conname)
               || pg_get_constraintdef(oid)
      FROM pg_constraint
"""
_REFERENCES = f"""{_CONSTRAINTS}
     WHERE contype = 'f' AND conrelid = ANY (%s::regclass[]) AND confrelid = ANY (%s::regclass[])
     ORDER BY conname
"""
"""References among the tables: one to any other table would lock that table, too."""

_UNIQUE = f"""{_CONSTRAINTS}
     WHERE contype = 'u' AND conrelid = ANY (%s::regclass[])
     ORDER BY conname
"""

_PLAIN = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
      FROM pg_index
     WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
     ORDER BY indexrelid::regclass::text
"""
