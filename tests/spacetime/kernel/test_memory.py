import subprocess
import sys
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest
from tests.spacetime.kernel.drawing import edge_set

from crimebook.spacetime.kernel import Index, Scoring, memory_bytes


def test_the_formula_grows_with_each_of_its_numbers() -> None:
    least = memory_bytes(0, 0, 1)
    assert memory_bytes(10, 0, 1) > least
    assert memory_bytes(0, 10, 1) > least
    assert memory_bytes(0, 10, 2) > memory_bytes(0, 10, 1)


@pytest.mark.parametrize(("recordings", "incidents", "k"), [(60_000, 600, 10), (6_000, 6_000, 20)])
def test_arrays_stay_within_the_formula_and_are_not_far_below_it(
    recordings: int, incidents: int, k: int
) -> None:
    told = edge_set(recordings, 1).append_column("clock_sigma_s", pa.array([30.0] * recordings))
    asked = edge_set(incidents, 2)
    Index.of(told.slice(0, 50), threads=1).best(asked.slice(0, 5), Scoring(0.01, 0.01), k)
    stated = memory_bytes(recordings, incidents, k) - memory_bytes(0, 0, k)
    tracemalloc.start()
    found = Index.of(told, threads=1).best(asked, Scoring(0.01, 0.01), k)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.num_rows > 0
    # Room that is never touched is counted by tracemalloc as if it were: 4.6 bytes a recording and thread.
    assert most - 4.6 * recordings < 1.15 * stated
    assert most > stated / 3


_CHILD = """
from pathlib import Path
import numpy as np
import pyarrow as pa
from crimebook.spacetime.columns import DiscColumns, parts_from_discs
from crimebook.spacetime.kernel import Index, Scoring

def resident(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

def drawn(count, seed):
    rng = np.random.default_rng(seed)
    start_us = rng.integers(0, 10**12, count)
    discs = DiscColumns(
        np.arange(count), np.zeros(count, np.int32), rng.uniform(50, 51, count), rng.uniform(25, 26, count),
        np.full(count, 300.0), np.ones(count), start_us, start_us + 10**9,
    )
    return parts_from_discs(discs).append_column("clock_sigma_s", pa.array(np.full(count, 30.0)))

told, asked = drawn(400_000, 1), drawn(20_000, 2)
scoring = Scoring(0.01, 0.01)
Index.of(told.slice(0, 2_000), threads=2).best(asked.slice(0, 50), scoring, 10)
Path("/proc/self/clear_refs").write_text("5")
before = resident("VmRSS")
found = Index.of(told, threads=2).best(asked, scoring, 10)
print(resident("VmHWM") - before, found.num_rows)
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak is asked of Linux")
def test_what_a_process_really_takes_is_what_the_formula_says() -> None:
    told = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True)
    taken, found = (int(word) for word in told.stdout.split())
    stated = memory_bytes(400_000, 20_000, 10)
    assert found > 0
    assert taken < stated
    assert taken > (stated - memory_bytes(0, 0, 10)) / 1.5
