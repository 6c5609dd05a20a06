import tracemalloc

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
