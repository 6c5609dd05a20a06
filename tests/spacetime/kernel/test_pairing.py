import os

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.spacetime.kernel.drawing import by_brute_force, edge_set, listed, table_of, tables

from crimebook.spacetime.kernel import Index
from crimebook.spacetime.kernel.pairing import marks

SOAK = bool(os.environ.get("CRIMEBOOK_SOAK"))
HERE = (10.0, 10.0, 5.0, 0, 1)
"""A place and a time: lat, lon, radius, start, end."""


@settings(max_examples=10_000 if SOAK else 30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), tables(), st.integers(1, 5))
def test_set_and_order_are_those_of_brute_force_with_any_number_of_threads(
    incidents: pa.Table, recordings: pa.Table, threads: int
) -> None:
    found = Index.of(recordings, threads=threads).pairs(incidents)
    assert listed(found) == by_brute_force(incidents, recordings)
    assert found.schema == pa.schema({"incident": pa.int64(), "recording": pa.int64()})


def test_windows_of_several_parts_are_paired_once() -> None:
    recordings = table_of([(window, part, *HERE) for window in (8, 3, 5) for part in range(4)])
    incidents = table_of([(window, part, *HERE) for window in (2, 1) for part in range(3)])
    expected = [(incident, recording) for incident in (1, 2) for recording in (3, 5, 8)]
    assert listed(Index.of(recordings).pairs(incidents)) == expected


def test_a_window_is_found_by_its_last_part_alone() -> None:
    far = (-40.0, 100.0, 5.0, 0, 1)
    incidents = table_of([(1, 0, *far), (1, 1, *HERE), (2, 0, *far)])
    recordings = table_of([(7, 0, 60.0, 60.0, 5.0, 0, 1), (7, 1, *HERE)])
    assert listed(Index.of(recordings).pairs(incidents)) == [(1, 7)]


def test_without_incidents_without_recordings_and_without_a_meeting_there_are_no_pairs() -> None:
    one, away = table_of([(1, 0, *HERE)]), table_of([(1, 0, -40.0, 100.0, 5.0, 0, 1)])
    for recordings, incidents in ((one, table_of([])), (table_of([]), one), (one, away)):
        found = Index.of(recordings, threads=2).pairs(incidents)
        assert found.num_rows == 0
        assert found.column_names == ["incident", "recording"]


def test_ids_may_be_far_apart_negative_and_in_no_order() -> None:
    ids = [2**62, -5, 0, -(2**62), 17]
    recordings = table_of([(each, 0, *HERE) for each in ids])
    found = Index.of(recordings).pairs(table_of([(-9, 0, *HERE), (-(2**61), 0, *HERE)]))
    assert listed(found) == [(incident, each) for incident in (-(2**61), -9) for each in sorted(ids)]


@pytest.mark.parametrize("count", [1, 63, 64, 65, 4_095, 4_097, 300_000])
def test_marks_have_a_bit_for_each_recording_at_every_level(count: int) -> None:
    bits, words, blocks = marks(count)
    assert len(bits) * 64 >= count > (len(bits) - 1) * 64
    assert len(words) * 64 >= len(bits) > (len(words) - 1) * 64
    assert len(blocks) * 64 >= len(words) > (len(blocks) - 1) * 64
    assert not any(np.concatenate([bits, words, blocks]))


def test_runs_longer_than_the_first_room_and_ranks_of_every_level_come_in_order() -> None:
    count, rng = 70_000, np.random.default_rng(5)
    here = np.sort(rng.choice(count, 9_000, replace=False))
    away_and_here = table_of([(0, 0, -40.0, 100.0, 5.0, 0, 1), (0, 0, *HERE)])
    rows = away_and_here.take(np.isin(np.arange(count), here).astype(np.int64)).drop_columns(["window"])
    recordings = rows.add_column(0, "window", pa.array(np.arange(count)))
    found = Index.of(recordings, threads=2).pairs(table_of([(4, 0, *HERE), (3, 0, *HERE)]))
    assert found["incident"].to_pylist() == [3] * len(here) + [4] * len(here)
    assert np.array_equal(found["recording"].to_numpy(), np.concatenate([here, here]))


def test_a_second_question_does_not_see_the_marks_of_the_first() -> None:
    index = Index.of(edge_set(600, 3), threads=2)
    many, few = edge_set(300, 4), edge_set(12, 5)
    first = index.pairs(few)
    assert index.pairs(many).num_rows > first.num_rows
    assert index.pairs(few).equals(first)
