"""The kernel alone: build, and the ten best of each incident by closed-form scores, with what it looked at.

``python -m bench.kernel 1e6 1e5`` (recordings, incidents; ``--night`` puts all of them on one square in one
night). Recordings have a clock error, drawn like those of phones. Printed are seconds by the clock and of a
processor, the share of looked-at recordings that met, the share of those that had to be weighed, and how long
the bytes of both tables take to be read from memory.
"""

import argparse
import resource
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.peers.sets import Size, write_set
from bench.timing import once
from crimebook.spacetime.kernel import Index, Scoring, memory_bytes
from crimebook.spacetime.kernel.best import Lists, Sides, empty_lists
from crimebook.spacetime.kernel.columns import Parts, Sought
from crimebook.spacetime.kernel.windows import owners

TOP = 10
SCORING = Scoring(mean_time=600 / 86_400, mean_place=(150 / 12_000) ** 2)
WARM = 2_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("recordings", type=float)
    parser.add_argument("incidents", type=float)
    parser.add_argument("--night", action="store_true")
    given = parser.parse_args()
    size = Size("kernel", int(given.recordings), int(given.incidents), is_one_night=given.night)
    told, asked = draw(size)
    Index.of(told.slice(0, WARM)).best(asked.slice(0, WARM), SCORING, TOP)
    print(
        f"{size.recordings:,} recordings, {size.incidents:,} incidents, {told.nbytes + asked.nbytes:,} bytes"
    )
    once("read every byte of both tables", lambda: [read(table) for table in (told, asked)])
    index = once("build", lambda: Index.of(told))
    looked, met, weighed = once(f"candidates, scores and {TOP} best", lambda: counted(index, asked))
    print(
        f"  {looked:,} looked at, {met:,} met ({met / looked:.1%}), {weighed:,} weighed ({weighed / met:.1%})"
    )
    print(f"  stated {memory_bytes(size.recordings, size.incidents, TOP) / 1e9:.2f} GB beside the tables")
    most_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"  at most {most_kb / 1e6:.2f} GB in memory, tables and all")


def draw(size: Size) -> tuple[pa.Table, pa.Table]:
    """Return both tables of parts; recordings with the errors of their clocks."""
    with tempfile.TemporaryDirectory() as folder:
        write_set(Path(folder), size)
        told, asked = (as_parts(pq.read_table(Path(folder) / f"{name}.parquet")) for name in SETS)
    rng = np.random.default_rng(2)
    sigma_s = np.where(rng.random(told.num_rows) < 0.5, rng.exponential(60, told.num_rows), 2.0)
    return told.append_column("clock_sigma_s", pa.array(sigma_s)), asked


SETS = ("recordings", "incidents")


def as_parts(table: pa.Table) -> pa.Table:
    return table.rename_columns({"id": "window"}).drop_columns(["lat", "lon"]).combine_chunks()


def read(table: pa.Table) -> float:
    return sum(float(column.to_numpy().sum()) for column in table.columns)


def counted(index: Index, asked: pa.Table) -> tuple[int, int, int]:
    """Do what `Index.best` does, up to the table, and return its counts."""
    mine = Parts.of(asked)
    whose = owners(mine.window)
    lists: Lists = empty_lists(len(whose.first) - 1, TOP)
    sides: Sides = index.sides(mine, Sought.of(asked, SCORING.means), whose)
    looked, met, weighed = index.fill(sides, SCORING, whose, lists)
    return int(looked), int(met), int(weighed)


if __name__ == "__main__":
    main()
