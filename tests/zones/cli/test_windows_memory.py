"""A list larger than the memory that is allowed: matched within it, to the same result."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.zones.cli.warm import plain_environment

from crimebook.work.windows import match

RECORDINGS, INCIDENTS, MEMORY_MB = 600_000, 5_000, 130
BESIDE_MB = 100
"""What a batch of a file takes while it is checked, and what allocators keep for the next."""

CHILD = """
import sys
from crimebook.zones.cli.app import main

def peak():
    told = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(told["VmHWM"].split()[0]) // 1024

def run(incidents, recordings, out, memory):
    try:
        main(["windows", "match", incidents, recordings, "--out", out, "--memory", memory])
    except SystemExit as ended:
        assert not ended.code, ended.code

run("few.parquet", "few.parquet", "few-out.parquet", "1GB")
before = peak()
run("incidents.parquet", "recordings.parquet", "out.parquet", sys.argv[1])
print(before, peak())
"""


def drawn(count: int, rng: np.random.Generator) -> pa.Table:
    start_s = 1_596_000_000 + rng.uniform(0, 40 * 86_400, count)
    return pa.table(
        {
            "id": np.arange(count),
            "lat": 53.9 + rng.normal(0, 0.05, count),
            "lon": 27.55 + rng.normal(0, 0.08, count),
            "radius_m": rng.choice([10.0, 50.0, 300.0], count),
            "start": start_s,
            "end": start_s + rng.exponential(900, count),
        }
    )


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc: the peak cannot be read")
def test_a_list_that_does_not_fit_is_matched_within_the_memory_to_the_same_result(tmp_path: Path):
    rng = np.random.default_rng(8)
    lists = {"incidents": drawn(INCIDENTS, rng), "recordings": drawn(RECORDINGS, rng), "few": drawn(9, rng)}
    for name, table in lists.items():
        parquet.write_table(table, tmp_path / f"{name}.parquet")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, f"{MEMORY_MB}MB"],
        cwd=tmp_path,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "slabs of time" in child.stderr
    before_mb, peak_mb = map(int, child.stdout.split())
    # The checked lists lie in files that are mapped: some 120 bytes a window, which the system may take back.
    mapped_mb = (RECORDINGS + INCIDENTS) * 120 // 2**20
    assert peak_mb - before_mb < MEMORY_MB + BESIDE_MB + mapped_mb
    found = parquet.read_table(tmp_path / "out.parquet")
    whole = match(lists["incidents"], lists["recordings"])
    assert len(found) > 2_000
    assert found.select(whole.column_names) == whole
