"""The kernel alone: build, and the ten best of each incident by closed-form scores, with what it looked at.

``python -m bench.kernel 1e6 1e5`` (recordings, incidents; ``--night`` puts all of them on one square in one
night). Recordings have a clock error, drawn like those of phones. The set is drawn by another process and
mapped from its file, so that memory is the kernel's own. Printed are seconds by the clock and of a processor,
the share of looked-at recordings that met, the share of those that had to be weighed, the most memory that
was resident (of a mapped table that is what was read of it), and how long one reading of the tables takes.
"""

import argparse
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.peers.sets import Size, write_set
from bench.scan import tell_scan
from bench.timing import once
from crimebook.spacetime.kernel import Index, Scoring, memory_bytes
from crimebook.spacetime.kernel.best import empty_lists
from crimebook.spacetime.kernel.columns import Parts, Sought
from crimebook.spacetime.kernel.listing import listed
from crimebook.spacetime.kernel.windows import owners

TOP = 10
SCORING = Scoring(mean_time=600 / 86_400, mean_place=(150 / 12_000) ** 2)
WARM = 2_000
SETS = ("recordings", "incidents")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("recordings", type=float)
    parser.add_argument("incidents", type=float)
    parser.add_argument("--night", action="store_true")
    given = parser.parse_args()
    size = Size("kernel", int(given.recordings), int(given.incidents), is_one_night=given.night)
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            other.submit(write_parts, Path(folder), size).result()
        measure(size, *(mapped(Path(folder) / f"{name}.arrow") for name in SETS))


def measure(size: Size, told: pa.Table, asked: pa.Table) -> None:
    Index.of(told.slice(0, WARM)).best(asked.slice(0, WARM), SCORING, TOP)
    print(
        f"{size.recordings:,} recordings, {size.incidents:,} incidents, {told.nbytes + asked.nbytes:,} bytes"
    )
    before, start = resident_gb(), time.perf_counter()
    index = once("build", lambda: Index.of(told))
    counts = once(f"candidates, scores and {TOP} best", lambda: counted(index, asked))
    taken_s, after = time.perf_counter() - start, resident_gb()
    looked, met, weighed = counts
    print(
        f"  {looked:,} looked at, {met:,} met ({met / looked:.1%}), {weighed:,} weighed ({weighed / met:.1%})"
    )
    print(f"  stated {memory_bytes(size.recordings, size.incidents, TOP) / 1e9:.2f} GB beside the tables")
    print(
        f"  at most {after['VmHWM']:.2f} GB resident, {before['VmRSS']:.2f} of it before; at the end"
        f" {after['RssAnon']:.2f} its own and {after['RssFile']:.2f} mapped, tables and code"
    )
    tell_scan(taken_s, told, asked)


def write_parts(folder: Path, size: Size) -> None:
    """Draw a set and write both tables of parts; recordings with the errors of their clocks."""
    write_set(folder, size)
    rng = np.random.default_rng(2)
    for name in SETS:
        table = as_parts(pq.read_table(folder / f"{name}.parquet"))
        if name == "recordings":
            count = table.num_rows
            sigma_s = np.where(rng.random(count) < 0.5, rng.exponential(60, count), 2.0)
            table = table.append_column("clock_sigma_s", pa.array(sigma_s))
        with (
            pa.OSFile(str(folder / f"{name}.arrow"), "wb") as file,
            pa.ipc.new_file(file, table.schema) as to,
        ):
            to.write_table(table)


def as_parts(table: pa.Table) -> pa.Table:
    return table.rename_columns({"id": "window"}).drop_columns(["lat", "lon"]).combine_chunks()


def mapped(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def resident_gb() -> dict[str, float]:
    """Return the most that was resident (VmHWM), what is now, and of that its own and mapped files."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    return {words[0][:-1]: int(words[1]) * 1024 / 1e9 for words in lines if words[-1] == "kB"}


def counted(index: Index, asked: pa.Table) -> tuple[int, int, int]:
    """Do what `Index.best` does, table and all, and return its counts."""
    mine = Parts.of(asked)
    whose = owners(mine.window)
    lists = empty_lists(len(whose.first) - 1, TOP)
    sides = index.sides(mine, Sought.of(asked, SCORING.means), whose)
    looked, met, weighed = index.fill(sides, SCORING, whose, lists)
    listed(lists, whose, index.owners, index.threads)
    return int(looked), int(met), int(weighed)


if __name__ == "__main__":
    main()
