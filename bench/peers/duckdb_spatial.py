"""DuckDB's own spatial join (R-tree of boxes, extension ``spatial``), then time and distance.

The extension is not in the wheel and is asked for where it is installed alone; nothing is fetched. Name
another Python that has it with CRIMEBOOK_BENCH_DUCKDB_SPATIAL.
"""

# ruff: noqa: S608 - every name in the text stands in this module.

import contextlib
import importlib

import duckdb

from bench.peers.predicate import chord_sql
from bench.peers.running import Rig, Tally, checksum_sql

TABLE = """
CREATE TABLE {side} AS
SELECT *, ST_MakeEnvelope(lon - wide, lat - high, lon + wide, lat + high) AS box FROM (
  SELECT *, high / cos(radians(lat + high)) AS wide
  FROM (SELECT *, degrees(radius_m * 1.01 / 6371008.7714) AS high FROM read_parquet('{path}')))
"""


def run(rig: Rig) -> tuple[Tally, str] | str:
    tally = Tally()
    limits = {"threads": 2, "memory_limit": "8GB", "temp_directory": str(rig.folder / "duckdb")}
    with duckdb.connect(config=limits) as connection:
        try:
            load(connection)
        except duckdb.Error:
            return f"no extension spatial for DuckDB {duckdb.__version__}"
        with rig.step("load"):
            for side in ("incidents", "recordings"):
                connection.execute(TABLE.format(side=side, path=rig.path(side)))
        text = (
            f"SELECT {checksum_sql('i.id', 'r.id')} FROM incidents i JOIN recordings r "
            "ON ST_Intersects(i.box, r.box) "
            f"WHERE i.start_us <= r.end_us AND r.start_us <= i.end_us AND {chord_sql()}"
        )
        with rig.step("join"):
            found = connection.execute(text).fetchone()
    tally.pairs, tally.checksum = (int(each) for each in found)
    return tally, f"DuckDB {duckdb.__version__} spatial"


def load(connection) -> None:
    """Load the extension that is there; as a wheel of its own it says itself where."""
    with contextlib.suppress(ImportError):
        importlib.import_module("duckdb_extensions").import_extension("spatial")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("LOAD spatial")
