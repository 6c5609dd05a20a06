"""Writing many rows at once: ids given by us, tables filled by COPY on PostgreSQL, by executemany on SQLite.

A `Writer` is used inside `transactions.writing`, where no other writer of records can take an id. Constraints
and triggers hold as for any other row; foreign keys are checked at the commit.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

Model = type[models.Model]
FLUSH_ROWS = 20_000
MANY_ROWS = 5_000
"""Rows after which the database's picture of a table is too old to plan with."""


class Writer:
    """Rows that wait for their tables. Tables are filled in the order in which they first got a row."""

    def __init__(self) -> None:
        self._tables: dict[Model, _Table] = {}

    def reserve(self, model: Model) -> int:
        """Return an id for a row that comes later, by `put`."""
        return self._table(model).take_id()

    def add(self, model: Model, **facts: Any) -> int:
        """Take one row with its columns by field name (``incident_id`` for a foreign key); return its id."""
        row_id = self._table(model).take_id()
        self.put(model, row_id, **facts)
        return row_id

    def put(self, model: Model, row_id: int, **facts: Any) -> None:
        """Take one row under an id that was reserved."""
        table = self._table(model)
        table.add(row_id, facts)
        if len(table.rows) >= FLUSH_ROWS:
            self.flush()

    @property
    def written(self) -> tuple[Model, ...]:
        """The tables that got a row."""
        return tuple(self._tables)

    def _table(self, model: Model) -> "_Table":
        if model not in self._tables:
            self._tables[model] = _Table(model)
        return self._tables[model]

    def flush(self) -> None:
        """Write everything that waits."""
        for table in self._tables.values():
            table.flush()

    def close(self) -> None:
        """Write everything and let the database go on counting ids where we stopped."""
        self.flush()
        resets = connection.ops.sequence_reset_sql(no_style(), [each.model for each in self._tables.values()])
        with connection.cursor() as cursor:
            for statement in resets:
                cursor.execute(statement)


def refresh_statistics(models_written: Iterable[Model], *, rows: int) -> None:
    """Let PostgreSQL look at tables again after ``rows`` rows came into them, inside the transaction too.

    Without it a table that was small a moment ago is read whole for every question.
    """
    if connection.vendor == "postgresql" and rows >= MANY_ROWS:
        with connection.cursor() as cursor:
            for model in models_written:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")  # noqa: SLF001


class _Table:
    """One table: its columns in order, how each value is written, the next id, the rows that wait."""

    def __init__(self, model: Model) -> None:
        self.model = model
        fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]  # noqa: SLF001
        self._names = tuple(field.attname for field in fields)
        self._known = frozenset(self._names)
        self._defaults = tuple(field.get_default() for field in fields)
        self._write = tuple(_writer_of(field) for field in fields)
        self._columns = ("id", *(str(field.column) for field in fields))
        last = model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001
        self._next_id = (last or 0) + 1
        self.rows: list[tuple[Any, ...]] = []

    def take_id(self) -> int:
        row_id, self._next_id = self._next_id, self._next_id + 1
        return row_id

    def add(self, row_id: int, facts: dict[str, Any]) -> None:
        if not facts.keys() <= self._known:
            unknown = sorted(facts.keys() - self._known)
            raise TypeError(f"{self.model.__name__}: expected its own fields, got {unknown}")
        values = [
            write(facts.get(name, default))
            for name, default, write in zip(self._names, self._defaults, self._write, strict=True)
        ]
        self.rows.append((row_id, *values))

    def flush(self) -> None:
        if self.rows:
            rows, self.rows = self.rows, []
            _insert(self.model._meta.db_table, self._columns, rows)  # noqa: SLF001


def _insert(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows of ready values. Names come from our own models, values are parameters."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A copy goes round Django's cursor, and its errors would be the driver's own.
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {quoted} ({names}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quoted} ({names}) VALUES ({places})", rows)  # noqa: S608


def _writer_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return _write_json
    if isinstance(field, models.DateTimeField):
        return _write_instant if connection.vendor == "sqlite" else _as_it_is
    return _write_text if isinstance(field, models.CharField | models.TextField) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _write_text(value: Any) -> Any:
    return value if value is None else str(value)


def _write_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _write_instant(value: datetime | None) -> str | None:
    """Write an instant as Django reads it from SQLite: UTC, without an offset."""
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
