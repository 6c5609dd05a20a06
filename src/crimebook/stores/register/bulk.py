"""Writing many rows at once: ids given by us, tables filled by COPY on PostgreSQL, by executemany on SQLite.

A `Writer` is used inside `transactions.writing`, where no other writer of records can take an id. Constraints
and triggers hold as for any other row; foreign keys are checked at the commit.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from crimebook.stores.register.courier import Courier
from crimebook.stores.register.models import (
    Citation,
    CitedIdentity,
    ErasedCitation,
    ErasedIdentity,
    Incident,
)

Model = type[models.Model]
_ENCODE_JSON = msgspec.json.Encoder().encode
FLUSH_ROWS = 4_000
"""Rows of one table that are carried together."""

MANY_ROWS = 5_000
"""Rows after which the database's picture of a table is too old to plan with."""


class Writer:
    """Rows that wait for their tables. Tables are filled in the order in which they first got a row.

    With a courier of `courier.carrying` they are filled while the next rows are made.
    """

    def __init__(self, courier: Courier | None = None) -> None:
        self._tables: dict[Model, _Table] = {}
        self._courier = courier or Courier()

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
            self._tables[model] = _Table(model, self._courier)
        return self._tables[model]

    def flush(self) -> None:
        """Write everything that waits."""
        for table in self._tables.values():
            table.flush()

    def settle(self) -> None:
        """Write everything that waits; all that it refers to has been taken, and can be checked."""
        self.flush()
        self._courier.check()

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

    def __init__(self, model: Model, courier: Courier) -> None:
        self.model = model
        self._courier = courier
        fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]  # noqa: SLF001
        writers = {field.attname: _writer_of(field) for field in fields}
        self._columns = ("id", *(str(field.column) for field in fields))
        self._places = {field.attname: place for place, field in enumerate(fields, start=1)}
        self._writers = writers
        self._empty = [None, *(writers[field.attname](field.get_default()) for field in fields)]
        self._plans: dict[tuple[str, ...], tuple[tuple[int, Callable[[Any], Any]], ...]] = {}
        last = model._default_manager.aggregate(last=Max("pk"))["last"]  # noqa: SLF001
        self._next_id = max(last or 0, _last_erased(model)) + 1
        self.rows: list[tuple[Any, ...]] = []

    def take_id(self) -> int:
        row_id, self._next_id = self._next_id, self._next_id + 1
        return row_id

    def add(self, row_id: int, facts: dict[str, Any]) -> None:
        names = tuple(facts)
        plan = self._plans.get(names)
        if plan is None:
            plan = self._plans[names] = self._plan(names)
        row = self._empty.copy()
        row[0] = row_id
        for (place, write), value in zip(plan, facts.values(), strict=True):
            row[place] = write(value)
        self.rows.append(tuple(row))

    def _plan(self, names: tuple[str, ...]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
        """Return where each of the named facts goes and how it is written; few callers name others."""
        unknown = sorted(set(names) - self._places.keys())
        if unknown:
            raise TypeError(f"{self.model.__name__}: expected its own fields, got {unknown}")
        return tuple((self._places[name], self._writers[name]) for name in names)

    def flush(self) -> None:
        if self.rows:
            rows, self.rows = self.rows, []
            self._courier.carry(self.model._meta.db_table, self._columns, rows)  # noqa: SLF001


def _last_erased(model: Model) -> int:
    """Return the last id of those that were taken out: none is given again, for others remember them."""
    entries, column = _ENTERED.get(model, (None, ""))
    if entries is None:
        return 0
    return int(entries._default_manager.aggregate(last=Max(column))["last"] or 0)  # noqa: SLF001


_ENTERED: dict[Model, tuple[Model | None, str]] = {
    Citation: (ErasedCitation, "citation_id"),
    Incident: (ErasedCitation, "incident_id"),
    CitedIdentity: (ErasedIdentity, "identity_id"),
}
"""Where the ids of what was taken out are entered."""


def _writer_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return _write_json
    if isinstance(field, models.DateTimeField):
        return _write_instant if connection.vendor == "sqlite" else _as_it_is
    return _write_text if isinstance(field, models.CharField | models.TextField) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _write_text(value: Any) -> Any:
    return value if value is None or type(value) is str else str(value)


def _write_json(value: Any) -> str | None:
    return None if value is None else _ENCODE_JSON(value).decode()


def _write_instant(value: datetime | None) -> str | None:
    """Write an instant as Django reads it from SQLite: UTC, without an offset."""
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
