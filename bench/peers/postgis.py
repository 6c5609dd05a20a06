"""PostGIS: several plans that a person would try; at the small size all, beyond it the named one.

``box``: one GiST index of the discs' boxes on the map and the span of time. ``btree``: the same boxes, with
both ends of the span as numbers (extension ``btree_gist``). ``nd``: one index of boxes in three dimensions,
the third being seconds since the first recording, as float32 says them best. ``geography``: points and spans,
with ST_DWithin on the sphere. Each table stands in the order of hours and, within an hour, of PostGIS's own
Hilbert curve, and has no column that is not joined by: the nested loop then finds its pages in the cache and
takes half the time that it takes on rows as they came.

Tried and left, since they were slower or no faster on the small set (processor seconds of the join, beside
0.8 of ``nd``): SP-GiST of boxes in n, three and two dimensions (104, 7.9, 4.2), ``jit=on`` (1.4), only bitmap
scans (0.8), one worker less (0.7), the span before the box in the index (as ``box``), the place before the
hour in the order (0.8; at the middle size 39.5 beside 23.1). Left to itself the server chooses in each a
parallel nested loop over the index.

The server is a throwaway one, as `tools.with_postgres` starts it; its processor time is counted too.
"""

# ruff: noqa: S608 - every name in the text stands in this module.

import contextlib
import io
import os
import time
from pathlib import Path

import psycopg
from pyarrow import csv
from tools.with_postgres import find_binaries, server

from bench.peers.predicate import chord_sql
from bench.peers.running import Rig, Tally, checksum_sql

PLAN = "CRIMEBOOK_BENCH_PLAN"
SIDES = ("incidents", "recordings")
COLUMNS = ("id", "lat", "lon", "radius_m", "start_us", "end_us", "x", "y", "z", "sin_half", "cos_half")
OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "shared_buffers=2GB",
    "work_mem=256MB",
    "maintenance_work_mem=1GB",
    "max_wal_size=8GB",
    "jit=off",
    "max_parallel_workers_per_gather=2",
    "max_parallel_maintenance_workers=2",
    "parallel_setup_cost=0",
    "parallel_tuple_cost=0",
    "min_parallel_table_scan_size=0",
    "random_page_cost=1.1",
)

HIGH = "degrees(radius_m * 1.01 / 6371008.7714)"
WIDE = f"{HIGH} / cos(radians(abs(lat) + {HIGH}))"
TABLE = ", ".join(
    f"{name} {'bigint' if name in {'id', 'start_us', 'end_us'} else 'float8'}" for name in COLUMNS
)
SPAN = "tstzrange(to_timestamp(start_us / 1e6), to_timestamp(end_us / 1e6), '[]')"
CORNERS = f"lon - {WIDE}, lat - {HIGH}, {{0}}lon + {WIDE}, lat + {HIGH}{{1}}"

WIDEST = "(SELECT max(radius_m) FROM recordings) * 1.01"
FIRST_S = "(SELECT min(start_us) / 1e6 FROM recordings_raw)"
JOINED = "id, x, y, z, sin_half, cos_half, start_us, end_us"
ORDER = "start_us / 3600000000, ST_MakePoint(lon, lat)::geometry"

BOX = f"ST_MakeEnvelope({CORNERS.format('', '')}, 4326)"
PLANS = {
    "box": ({"area": BOX, "span": SPAN}, "USING gist (area, span)", "i.area && r.area AND i.span && r.span"),
    "btree": ({"area": BOX}, "USING gist (area, start_us, end_us)", "i.area && r.area"),
    "nd": (
        {
            "area": f"ST_SetSRID(ST_3DMakeBox("
            f"ST_MakePoint(lon - {WIDE}, lat - {HIGH}, start_us / 1e6 - {FIRST_S}), "
            f"ST_MakePoint(lon + {WIDE}, lat + {HIGH}, end_us / 1e6 - {FIRST_S}))::geometry, 4326)"
        },
        "USING gist (area gist_geometry_ops_nd)",
        "i.area &&& r.area",
    ),
    "geography": (
        {"radius_m": "radius_m", "area": "ST_MakePoint(lon, lat)::geography", "span": SPAN},
        "USING gist (area, span)",
        f"ST_DWithin(i.area, r.area, i.radius_m * 1.01 + {WIDEST}, false) AND i.span && r.span",
    ),
}


def run(rig: Rig) -> tuple[Tally, str] | str:
    binaries = find_binaries()
    if binaries is None:
        return "no server here: apt-get install postgresql-15-postgis-3"
    plan = os.environ.get(PLAN, "box")
    columns, index, condition = PLANS[plan]
    tally = Tally()
    with server(binaries, OPTIONS) as running:
        with connected(running.url) as connection:
            try:
                connection.execute("CREATE EXTENSION postgis")
                connection.execute("CREATE EXTENSION btree_gist")
            except psycopg.Error:
                return "PostgreSQL without PostGIS: apt-get install postgresql-15-postgis-3"
            version = connection.execute("SELECT postgis_lib_version()").fetchone()[0]
        postmaster = main_process(running.url)
        with rig.step("load", lambda: server_cpu_s(postmaster)):
            load(rig, running.url, columns)
        with rig.step("index", lambda: server_cpu_s(postmaster)), connected(running.url) as connection:
            connection.execute(f"CREATE INDEX by_place_and_time ON recordings {index}")
            connection.execute("VACUUM ANALYZE")
        text = (
            f"SELECT {checksum_sql('i.id', 'r.id')} FROM incidents i JOIN recordings r "
            f"ON {condition} WHERE i.start_us <= r.end_us AND r.start_us <= i.end_us AND {chord_sql()}"
        )
        with rig.step("join", lambda: server_cpu_s(postmaster)), connected(running.url) as connection:
            found = connection.execute(text).fetchone()
    tally.pairs, tally.checksum = (int(each) for each in found)
    return tally, f"PostGIS {version}, plan {plan}"


def load(rig: Rig, url: str, columns: dict[str, str]) -> None:
    """Copy both sides in and make of them what the plan joins."""
    made = ", ".join(f"{text} AS {name}" for name, text in columns.items())
    with connected(url) as connection:
        for side in SIDES:
            connection.execute(f"CREATE UNLOGGED TABLE {side}_raw ({TABLE})")
            with connection.cursor().copy(f"COPY {side}_raw FROM STDIN (FORMAT csv)") as copy:
                for piece in as_csv(rig, side):
                    copy.write(piece)
        for side in SIDES:
            rows = f"SELECT {JOINED}, {made} FROM {side}_raw ORDER BY {ORDER}"
            connection.execute(f"CREATE UNLOGGED TABLE {side} AS {rows}")
        connection.execute("DROP TABLE incidents_raw, recordings_raw")


def as_csv(rig: Rig, side: str):
    """Yield a side as CSV; numbers are written so that they read back the same."""
    for batch in rig.table(side).select(COLUMNS).to_batches(100_000):
        file = io.BytesIO()
        csv.write_csv(batch, file, csv.WriteOptions(include_header=False))
        yield file.getvalue()


@contextlib.contextmanager
def connected(url: str):
    """Connect, and wait until the server has buried the process that answered: only then is its time told."""
    with psycopg.connect(url, autocommit=True) as connection:
        backend = connection.info.backend_pid
        yield connection
    while Path(f"/proc/{backend}").exists():
        time.sleep(0.002)


def main_process(url: str) -> int:
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])


def server_cpu_s(postmaster: int) -> float:
    """Return the processor seconds of a server and of its processes that have ended."""
    fields = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / os.sysconf("SC_CLK_TCK")
