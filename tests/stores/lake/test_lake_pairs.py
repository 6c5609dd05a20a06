from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from crimebook.spacetime import pairs_sql
from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US, parts_table, recording_parts, times_table
from crimebook.spacetime.pairs_sql import DIAMETER_M, Relation
from crimebook.stores.lake import Lake
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, MAX_RADIUS_M, LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, Window, WindowKind

EVENING = datetime(2020, 8, 9, 20, tzinfo=UTC)
Draw = Callable[[int, int], list[tuple[int, Window]]]
Brute = Callable[[pa.Table, pa.Table], list[tuple[int, int]]]


def a_window(
    lat: float = 53.9, lon: float = 27.55, radius_m: float = 10.0, time: FourPoint | None = None
) -> Window:
    place = Place(LatLon(lat, lon), radius_m, Precision.VICINITY)
    time = time or FourPoint.exact(EVENING, EVENING + timedelta(hours=1))
    return Window(place, time, WindowKind.LASTING, TimeBasis.STATED, ())


def pairs_of(table: pa.Table) -> list[tuple[int, int]]:
    return list(zip(table["incident"].to_pylist(), table["recording"].to_pylist(), strict=True))


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with Lake(threads=1) as opened:
        yield opened


@pytest.mark.parametrize("chunk", range(10))
def test_candidates_are_those_of_brute_force_on_many_small_sets(
    lake: Lake, chunk: int, random_windows: Draw, brute_pairs: Brute
) -> None:
    total = 0
    for seed in range(chunk * 100, chunk * 100 + 100):
        incidents = parts_table(random_windows(seed, 12))
        recordings = parts_table(random_windows(seed + 100_000, 16))
        found = pairs_of(lake.placed_pairs(incidents, recordings))
        assert found == brute_pairs(incidents, recordings), f"set {seed}"
        total += len(found)
    assert 1_000 < total < 100 * 12 * 16 - 1_000  # neither nothing nor everything


def test_candidates_are_those_of_brute_force_at_every_edge(
    edge_parts: Callable[[int, int], pa.Table], brute_pairs: Brute
) -> None:
    incidents, recordings = edge_parts(2, 3_000), edge_parts(1, 12_000)
    with Lake(threads=2) as lake:
        found = pairs_of(lake.placed_pairs(incidents, recordings))
    expected = brute_pairs(incidents, recordings)
    assert len(expected) > 100_000
    assert len(found) == len(expected)
    assert found == expected


def test_no_pair_of_parts_comes_twice(random_windows: Draw) -> None:
    connection = duckdb.connect()
    connection.register(Relation.RADIUS_CLASSES, pairs_sql.radius_classes())
    connection.register(Relation.DURATION_CLASSES, pairs_sql.duration_classes())
    connection.register(Relation.INCIDENT_PARTS, parts_table(random_windows(7, 200)))
    connection.register(Relation.RECORDING_PARTS, parts_table(random_windows(8, 200)))
    rows = connection.execute(pairs_sql.part_pairs_sql(), {"diameter_m": DIAMETER_M}).fetchall()
    assert len(rows) > 5_000
    assert [row for row, count in Counter(rows).items() if count > 1] == []


def test_discs_that_touch_at_one_point_are_a_candidate(lake: Lake) -> None:
    east = a_window(0.0, 0.0, 0.0)
    west = a_window(0.0, 0.0, 0.0)
    assert pairs_of(lake.placed_pairs(parts_table([(1, east)]), parts_table([(2, west)]))) == [(1, 2)]


@pytest.mark.parametrize("excess_m", [-0.001, 0.001])
def test_a_millimetre_decides(lake: Lake, excess_m: float) -> None:
    apart_m = 2_000.0 + excess_m
    north = a_window(lat=apart_m / EARTH_RADIUS_M * 57.29577951308232, lon=0.0, radius_m=1_500.0)
    origin = a_window(lat=0.0, lon=0.0, radius_m=500.0)
    found = lake.placed_pairs(parts_table([(1, north)]), parts_table([(2, origin)]))
    assert found.num_rows == (1 if excess_m < 0 else 0)


@pytest.mark.parametrize("late_us", [0, 1])
def test_a_microsecond_decides(lake: Lake, late_us: int) -> None:
    end = EVENING + timedelta(hours=1)
    after = FourPoint.exact(end + timedelta(microseconds=late_us), end + timedelta(hours=9))
    found = lake.placed_pairs(parts_table([(1, a_window())]), parts_table([(2, a_window(time=after))]))
    assert found.num_rows == (1 if late_us == 0 else 0)


def test_two_halves_of_the_globe_meet_even_from_opposite_sides(lake: Lake) -> None:
    here, there = a_window(53.9, 27.55, MAX_RADIUS_M), a_window(-53.9, -152.45, MAX_RADIUS_M)
    assert lake.placed_pairs(parts_table([(1, here)]), recording_parts([(2, there)])).num_rows == 1


def test_an_unknown_time_rules_nothing_out(lake: Lake) -> None:
    unknown = a_window(time=FourPoint.unknown())
    parts = parts_table([(1, unknown)])
    assert (parts["start_us"][0].as_py(), parts["end_us"][0].as_py()) == (OPEN_START_US, OPEN_END_US)
    assert pairs_of(lake.placed_pairs(parts, parts_table([(2, a_window()), (3, unknown)]))) == [
        (1, 2),
        (1, 3),
    ]


def test_time_alone_joins_only_what_has_no_place(lake: Lake) -> None:
    placed, unplaced = a_window(), Window(None, a_window().time, WindowKind.LASTING, TimeBasis.STATED, ())
    late = Window(
        None, FourPoint.instant(EVENING + timedelta(days=9)), WindowKind.LASTING, TimeBasis.STATED, ()
    )
    incidents = times_table([(1, placed), (2, unplaced)])
    recordings = times_table([(3, placed), (4, unplaced), (5, late)])
    assert pairs_of(lake.timed_pairs(incidents, recordings)) == [(1, 4), (2, 3), (2, 4)]


@pytest.mark.parametrize("seed", range(20))
def test_time_only_pairs_are_those_of_brute_force(lake: Lake, seed: int, random_windows: Draw) -> None:
    incidents, recordings = random_windows(seed, 30), random_windows(seed + 1_000, 30)
    expected = [
        (one, other)
        for one, incident in incidents
        for other, recording in recordings
        if incident.time.may_overlap(recording.time) and not (incident.is_placed and recording.is_placed)
    ]
    assert pairs_of(lake.timed_pairs(times_table(incidents), times_table(recordings))) == expected


def test_a_failed_question_does_not_spoil_the_next(lake: Lake) -> None:
    parts = parts_table([(1, a_window())])
    with pytest.raises(duckdb.Error):
        lake.placed_pairs(parts, parts.drop_columns(["radius_m"]))
    assert pairs_of(lake.placed_pairs(parts, parts)) == [(1, 1)]


def test_empty_tables_give_no_pairs(lake: Lake) -> None:
    found = lake.placed_pairs(parts_table([]), recording_parts([(1, a_window())]))
    assert (found.num_rows, found.schema.names) == (0, ["incident", "recording"])
    assert lake.timed_pairs(times_table([]), times_table([(1, a_window())])).num_rows == 0


def test_a_lake_in_a_file_answers_like_one_in_memory(tmp_path: Path, random_windows: Draw) -> None:
    incidents, recordings = parts_table(random_windows(1, 50)), parts_table(random_windows(2, 50))
    with Lake(
        tmp_path / "lake.duckdb", memory_limit="500MB", threads=2, spill_dir=tmp_path / "spill"
    ) as lake:
        in_file = lake.placed_pairs(incidents, recordings)
    with Lake() as lake:
        assert lake.placed_pairs(incidents, recordings).equals(in_file)


def test_what_does_not_fit_in_memory_spills_and_stays_the_same(
    tmp_path: Path, edge_parts: Callable[[int, int], pa.Table]
) -> None:
    incidents, recordings = edge_parts(4, 1_500), edge_parts(3, 3_000)
    with Lake(memory_limit="40MB", spill_dir=tmp_path / "spill") as lake:
        small = lake.placed_pairs(incidents, recordings)
    with Lake(memory_limit="2GB") as lake:
        assert lake.placed_pairs(incidents, recordings).equals(small)


def test_the_lake_loads_no_extension_on_its_own(lake: Lake) -> None:
    names = ("autoinstall_known_extensions", "autoload_known_extensions")
    question = "SELECT current_setting($first), current_setting($second)"
    answer = lake._connection.execute(question, dict(zip(("first", "second"), names, strict=True)))
    assert answer.fetchall() == [(False, False)]


def test_the_lake_reads_no_other_file(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(duckdb.PermissionException):
        lake._connection.execute("SELECT * FROM read_csv($path)", {"path": str(tmp_path / "other.csv")})
