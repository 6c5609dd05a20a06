"""The lookup ``within``: as Django's ``in``, with all values in one parameter.

``in`` writes a place for each of a thousand ids, which Django, the driver and the database each read again;
an array is read once. Empty lists find nothing, as with ``in``.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Field, ForeignObject, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

Statement = tuple[str, Sequence[Any]]

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Within(_Lookup):
    """``field__within=[…]``: the value is one of many, numbers or texts."""

    lookup_name = "within"
    prepare_rhs = False

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Statement:
        """Return ``column = ANY (array)``, which uses an index on the column."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s::{self._type}[])", [*values, list(self.rhs)]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Statement:
        """Return the column among the values of a JSON array."""
        column, values = self.process_lhs(compiler, connection)
        among = "(SELECT value FROM json_each(%s))"
        return f"{column} IN {among}", [*values, json.dumps(list(self.rhs))]

    @property
    def _type(self) -> str:
        is_text = isinstance(self.lhs.output_field, CharField | TextField)
        return "text" if is_text else "bigint"


def register_within() -> None:
    """Let every field, and every reference, be asked by ``within``."""
    Field.register_lookup(Within)
    ForeignObject.register_lookup(Within)
