"""DuckDB by its best plan that we know: the grid join of our reference SQL, flags of the level in its key.

The last step differs from the reference in one thing. DuckDB 2.0 takes a predicate over both sides into its
hash join and works it out there pair by pair; behind a fence (``OFFSET 0``) it does so by columns, and the
join takes a fifth of the processor time.
"""

# ruff: noqa: S608 - every name in the text stands in this module.

import duckdb

from bench.peers.predicate import chord_sql
from bench.peers.running import Rig, Tally, checksum_sql
from crimebook.spacetime import pairs_sql
from crimebook.spacetime.pairs_sql import Relation

PARTS = """
CREATE TABLE {name} AS SELECT id AS "window", 0 AS part, * EXCLUDE (id, lat, lon) FROM read_parquet('{path}')
"""
JOIN = f"""
{{keys}}
SELECT {checksum_sql("incident", "recording")} FROM (
  SELECT i."window" AS incident, r."window" AS recording, {chord_sql()} AS is_near
  FROM incident_keys i JOIN recording_keys r ON i.cell_key = r.cell_key AND i.bucket = r.bucket
  WHERE i.start_us <= r.end_us AND r.start_us <= i.end_us
  OFFSET 0)
WHERE is_near
"""


def run(rig: Rig) -> tuple[Tally, str]:
    tally = Tally()
    limits = {"threads": 2, "memory_limit": "8GB", "temp_directory": str(rig.folder / "duckdb")}
    sides = ((Relation.INCIDENT_PARTS, "incidents"), (Relation.RECORDING_PARTS, "recordings"))
    with duckdb.connect(config=limits) as connection:
        connection.execute("SET preserve_insertion_order = false")
        with rig.step("load"):
            for name, side in sides:
                connection.execute(PARTS.format(name=name.value, path=rig.path(side)))
        connection.register(Relation.RADIUS_CLASSES.value, pairs_sql.radius_classes())
        connection.register(Relation.DURATION_CLASSES.value, pairs_sql.duration_classes())
        keys = pairs_sql.part_pairs_sql().partition(",\npart_pairs AS (")[0]
        with rig.step("join"):
            found = connection.execute(
                JOIN.format(keys=keys), {"diameter_m": pairs_sql.DIAMETER_M}
            ).fetchone()
    tally.pairs, tally.checksum = (int(each) for each in found)
    return tally, f"DuckDB {duckdb.__version__}"
