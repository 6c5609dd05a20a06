import os

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from tests.spacetime.kernel.drawing import by_brute_force, edge_set, listed, table_of, tables

from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US
from crimebook.spacetime.kernel import Index, Scoring
from crimebook.stores.lake import Lake
from crimebook.terms.errors import InvalidValueError

SOAK = bool(os.environ.get("CRIMEBOOK_SOAK"))


@settings(max_examples=10_000 if SOAK else 40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), tables())
def test_pairs_are_those_of_brute_force(incidents: pa.Table, recordings: pa.Table) -> None:
    found = Index.of(recordings, threads=1).pairs(incidents)
    assert listed(found) == by_brute_force(incidents, recordings)


def test_the_edge_set_gives_the_same_pairs_in_the_kernel_in_sql_and_by_brute_force() -> None:
    size = 12_000 if SOAK else 1_500
    recordings, incidents = edge_set(size, 1), edge_set(size // 4, 2)
    found = Index.of(recordings, threads=2).pairs(incidents)
    with Lake(memory_limit="2GB") as lake:
        assert found.equals(lake.placed_pairs(incidents, recordings))
    assert listed(found) == by_brute_force(incidents, recordings)


def test_a_tie_in_time_and_in_space_is_a_pair() -> None:
    recording = table_of([(7, 0, 0.0, 0.0, 55.0, 1_000_001, 2_000_001)])
    index = Index.of(recording)
    touching = table_of([(1, 0, 0.0, 0.0, 0.0, 2_000_001, 3_000_000), (2, 0, 0.0, 0.0, 0.0, 0, 1_000_001)])
    apart = table_of([(1, 0, 0.0, 0.0, 0.0, 2_000_002, 3_000_000), (2, 0, 0.0, 0.0, 0.0, 0, 1_000_000)])
    assert listed(index.pairs(touching)) == [(1, 7), (2, 7)]
    assert listed(index.pairs(apart)) == []


def test_what_is_open_in_time_meets_all_times() -> None:
    recordings = table_of([(1, 0, 0.0, 0.0, 5.0, OPEN_START_US, 0), (2, 0, 0.0, 0.0, 5.0, 0, OPEN_END_US)])
    index = Index.of(recordings)
    always = table_of([(9, 0, 0.0, 0.0, 0.0, OPEN_START_US, OPEN_END_US)])
    late = table_of([(9, 0, 0.0, 0.0, 0.0, 4 * 10**18, OPEN_END_US)])
    assert listed(index.pairs(always)) == [(9, 1), (9, 2)]
    assert listed(index.pairs(late)) == [(9, 2)]


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 256, 257, 5_000])
def test_every_size_of_tree_finds_all(count: int) -> None:
    recordings = table_of([(k, 0, 10.0, 10.0, 5.0, k, k) for k in range(count)])
    incident = table_of([(3, 0, 10.0, 10.0, 5.0, 0, count)])
    assert listed(Index.of(recordings).pairs(incident)) == [(3, k) for k in range(count)]
    assert Index.of(recordings).pairs(table_of([])).num_rows == 0


def test_more_threads_find_the_same() -> None:
    recordings, incidents = edge_set(600, 3), edge_set(300, 4)
    assert (
        Index.of(recordings, threads=3)
        .pairs(incidents)
        .equals(Index.of(recordings, threads=1).pairs(incidents))
    )


def test_the_rows_of_a_window_must_stand_together() -> None:
    scattered = table_of([(k, 0, 10.0, 10.0, 5.0, 0, 1) for k in (1, 2, 1)])
    with pytest.raises(InvalidValueError, match="one after the other"):
        Index.of(scattered)


def test_columns_may_come_in_several_chunks() -> None:
    recordings = edge_set(300, 5)
    chunked = pa.concat_tables([recordings.slice(0, 100), recordings.slice(100)])
    assert Index.of(chunked).pairs(edge_set(60, 6)).equals(Index.of(recordings).pairs(edge_set(60, 6)))
    assert chunked["x"].num_chunks == 2
    assert np.array_equal(chunked["x"].to_numpy(), recordings["x"].to_numpy())


@pytest.mark.parametrize(
    ("name", "value"), [("x", -np.inf), ("radius_m", np.nan), ("start_us", None), ("mean_place", 0.0)]
)
def test_a_number_that_is_none_is_refused(name: str, value: float | None) -> None:
    table = edge_set(60, 1).append_column("mean_place", pa.array(np.full(60, 0.1)))
    values = [*table[name].to_pylist()[:-1], value]
    at = table.column_names.index(name)
    broken = table.set_column(at, name, pa.array(values, table.schema.field(name).type))
    with pytest.raises(InvalidValueError, match=name):
        Index.of(edge_set(60, 2)).best(broken, Scoring(0.1, 0.1), 3)


def test_a_view_without_its_opening_is_refused() -> None:
    aimed = edge_set(60, 1).append_column("azimuth_rad", pa.array(np.full(60, 1.0)))
    with pytest.raises(InvalidValueError, match="half_rad"):
        Index.of(aimed)
