"""One DuckDB connection with stated limits, that runs the SQL which `spacetime.pairs_sql` says.

It asks the network for nothing: no extension is ever installed or loaded on its own. Names in DuckDB ignore
case, so two tables must differ in more than that.
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from crimebook.spacetime import pairs_sql
from crimebook.spacetime.pairs_sql import Relation


class Lake:
    """A context manager around one connection.

    ``path`` is a database file, or None for memory. ``memory_limit`` is DuckDB's writing of a size ("1GB");
    what does not fit spills to ``spill_dir`` (None: nothing may spill, and the query fails instead).
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        memory_limit: str = "1GB",
        threads: int = 2,
        spill_dir: Path | None = None,
    ) -> None:
        self.threads = threads
        self._connection = duckdb.connect(
            ":memory:" if path is None else str(path),
            config={
                "memory_limit": memory_limit,
                "threads": threads,
                "temp_directory": "" if spill_dir is None else str(spill_dir),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,
            },
        )

        # Set once the file and the spill folder are known: from here on no query touches anything else.
        self._connection.execute("SET enable_external_access = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and remove what was spilled."""
        self._connection.close()

    def placed_pairs(self, incidents: pa.Table, recordings: pa.Table) -> pa.Table:
        """Return (incident int64, recording int64), in order: the pairs that the windows allow, each once.

        Both tables are as `spacetime.columns.parts_table` returns them; recordings from `recording_parts`.
        """
        tables = {Relation.INCIDENT_PARTS: incidents, Relation.RECORDING_PARTS: recordings}
        return self._pairs(pairs_sql.placed_pairs_sql(), tables, {"diameter_m": pairs_sql.DIAMETER_M})

    def timed_pairs(self, incidents: pa.Table, recordings: pa.Table) -> pa.Table:
        """Return (incident int64, recording int64), in order: they meet in time and a side has no place.

        Both tables are as `spacetime.columns.times_table` returns them.
        """
        tables = {Relation.INCIDENT_TIMES: incidents, Relation.RECORDING_TIMES: recordings}
        return self._pairs(pairs_sql.timed_pairs_sql(), tables, {})

    def _pairs(self, text: str, tables: Mapping[Relation, pa.Table], values: Mapping[str, float]) -> pa.Table:
        classes = {
            Relation.RADIUS_CLASSES: pairs_sql.radius_classes(),
            Relation.DURATION_CLASSES: pairs_sql.duration_classes(),
        }
        # A cursor is a connection of its own: its tables go with it, and a failed query leaves nothing.
        with self._connection.cursor() as cursor:
            for name, table in {**classes, **tables}.items():
                cursor.register(name.value, table)
            return cursor.sql(text, params=dict(values)).to_arrow_table()
