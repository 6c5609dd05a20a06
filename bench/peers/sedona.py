"""SedonaDB: its spatial join of boxes, then time and distance, in its own SQL."""

# ruff: noqa: S608 - every name in the text stands in this module.

import pyarrow as pa
import sedonadb
import shapely

from bench.peers.predicate import arrays, chord_sql
from bench.peers.running import Rig, Tally, checksum_sql
from bench.peers.strtree import boxes


def run(rig: Rig) -> tuple[Tally, str]:
    tally = Tally()
    connection = sedonadb.connect()
    with rig.step("load"):
        for side in ("incidents", "recordings"):
            table = rig.table(side)
            written = pa.array(shapely.to_wkb(boxes(arrays(table))), pa.binary())
            connection.create_data_frame(table.append_column("wkb", written)).to_view(f"{side}_wkb")
            rows = connection.sql(f"SELECT *, ST_GeomFromWKB(wkb) AS box FROM {side}_wkb").to_memtable()
            rows.to_view(side)
    text = (
        f"SELECT {checksum_sql('i.id', 'r.id')} FROM incidents i JOIN recordings r "
        "ON ST_Intersects(i.box, r.box) "
        f"AND i.start_us <= r.end_us AND r.start_us <= i.end_us AND {chord_sql()}"
    )
    with rig.step("join"):
        found = connection.sql(text).to_arrow_table()
    tally.pairs, tally.checksum = (int(column[0].as_py()) for column in found.columns)
    return tally, f"sedonadb {sedonadb.__version__}"
