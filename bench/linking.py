"""Who is who among invented mentions of officers: our linking, and Splink on romanised columns beside it.

Usage: python -m bench.linking [--million] [--seed N] [--only ours|splink]

100,000 mentions (1,000,000 with the flag) of `scenario.officers`, whose version is frozen and which knows
nothing of either side. Each side runs in a process of its own, gets the mentions without the truth, and gives
back pairs with their weight in bits. The truth then says, for each side alike, at which threshold the recall
is best while at least 998 of 1,000 pairs are right; once for the pairs themselves, once for the groups that
they make (who is joined to the same person). No machine merges: this judges what would be proposed.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench import linking_ours, linking_splink
from bench.judging import best_groups, best_pairs, count_true
from crimebook.scenario.officers.generator import COLUMNS, VERSION, make_mentions

SIZE, MILLION, SEED = 100_000, 1_000_000, 2025
BAR = 1.5
LOOK_EVERY_S = 0.5
SIDES = {"ours": linking_ours.link, "splink": linking_splink.link}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench.linking")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", choices=SIDES)
    parser.add_argument(
        "--keep", type=Path, help="a folder for the mentions and the pairs, to look at errors"
    )
    parser.add_argument("--side", nargs=3, metavar=("NAME", "MENTIONS", "PAIRS"), help=argparse.SUPPRESS)
    told = parser.parse_args([] if arguments is None else arguments)
    if told.side:
        _work(*told.side)
        return
    size = MILLION if told.million else SIZE
    with tempfile.TemporaryDirectory() as folder:
        _judge(size, told.seed, tuple([told.only] if told.only else SIDES), told.keep or Path(folder))


def _judge(size: int, seed: int, sides: tuple[str, ...], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    persons = write_mentions(size, seed, folder / "mentions.parquet")
    true = count_true(persons)
    print(
        f"  {size:,} mentions of {len(set(persons.tolist())):,} persons, version {VERSION}, seed {seed}, "
        f"{true:,} true pairs, made in {time.perf_counter() - start:.1f} s"
    )
    best = {}
    for side in sides:
        told = _run_side(side, folder)
        print(
            f"  {side}: {told['wall_s']:.1f} s by the clock, {told['cpu_s']:.1f} s of processors, "
            f"peak {told['peak_mb']:,} MB"
        )
        pairs = pq.read_table(folder / f"{side}.parquet")
        found = best_pairs(pairs, persons, true)
        print(f"  {side:6} pairs   {found}  ({pairs.num_rows:,} over the floor)")
        print(f"  {side:6} groups  {best_groups(pairs, persons, true)}")
        best[side] = found.f1
    if len(best) == len(SIDES):
        print(f"  F1 of pairs {best['ours'] / best['splink']:.2f} times Splink's; the bar is {BAR}")


def write_mentions(size: int, seed: int, path: Path) -> NDArray[np.int64]:
    """Write the mentions, without the truth, in the order of ids; return the number of the person of each."""
    columns = [name for name in COLUMNS if name != "person"]
    schema = pa.schema([("id", pa.int64()), *((name, pa.string()) for name in columns)])
    known: dict[str, int] = {}
    persons: list[int] = []
    with pq.ParquetWriter(path, schema) as writer:
        for block in make_mentions(seed, size):
            first = len(persons)
            persons += [known.setdefault(mention.person, len(known)) for mention in block]
            cells = {name: [getattr(mention, name) for mention in block] for name in columns}
            writer.write_table(pa.table({"id": range(first, len(persons)), **cells}, schema=schema))
    np.save(path.with_name("persons.npy"), np.array(persons))
    return np.array(persons)


def _run_side(side: str, folder: Path) -> dict[str, float]:
    program = [sys.executable, "-m", "bench.linking", "--side", side]
    files = [str(folder / "mentions.parquet"), str(folder / f"{side}.parquet")]
    peak_kb = 0
    with subprocess.Popen([*program, *files], stdout=subprocess.PIPE, text=True) as of_side:  # noqa: S603 - ourselves
        while of_side.poll() is None:
            peak_kb = max(peak_kb, _memory_kb(of_side.pid))
            time.sleep(LOOK_EVERY_S)
        lines = (of_side.stdout or sys.stdin).read().strip().splitlines()
    if of_side.returncode:
        raise SystemExit(f"{side} ended with {of_side.returncode}")
    for line in lines[:-1]:
        print(f"    {line}")
    return {**json.loads(lines[-1]), "peak_mb": peak_kb // 1024}


def _memory_kb(process: int) -> int:
    """Return the memory of a process and those that it started; what they share is counted once."""
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    shared_out = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    return (int(shared_out[1]) if shared_out else 0) + sum(_memory_kb(int(child)) for child in children)


def _work(side: str, mentions: str, pairs: str) -> None:
    """Run one side; the last line of what is printed says the time and the memory it took."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    pq.write_table(SIDES[side](pq.read_table(mentions)), pairs)
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu_s = sum(each.ru_utime + each.ru_stime for each in (mine, theirs)) - before.ru_utime - before.ru_stime
    taken = {"wall_s": time.perf_counter() - start, "cpu_s": cpu_s}
    print(json.dumps(taken))


if __name__ == "__main__":
    main(sys.argv[1:])
