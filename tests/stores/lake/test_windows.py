from pathlib import Path
from random import Random

import duckdb
import pytest
from tests.stores.lake.lake_rows import HOUR_US, NIGHT_US, cells, draw_rows, rows_of

from crimebook.stores.lake.manifest import NAME, LakeDamagedError
from crimebook.stores.lake.windows import LakeBusyError, WindowLake


def lake_in(folder: Path, columns: str = "1") -> WindowLake:
    lake = WindowLake(folder, columns=columns, file_rows=24)
    folder.mkdir(exist_ok=True)
    lake.open()
    return lake


def held(lake: WindowLake) -> dict[tuple[int, int], int]:
    return cells(lake.read(lake.every_file())) if lake.every_file() else {}


def test_whatever_came_and_went_it_holds_what_is_left(tmp_path: Path):
    chance = Random(3)  # noqa: S311 - repeatable
    wanted: dict[tuple[int, int], int] = {}
    lake, made = lake_in(tmp_path), 0
    for step in range(20):
        ids = range(made, made + chance.choice((0, 1, 1, 9, 60)))
        made += len(ids)
        live = sorted({window for window, _ in wanted})
        gone = chance.sample(live, min(len(live), chance.choice((0, 1, 5))))
        added = draw_rows(ids, chance)
        wanted = {key: value for key, value in wanted.items() if key[0] not in gone} | cells(added)
        lake.change(added, gone, {"step": step})
        if step % 7 == 0:
            lake = lake_in(tmp_path)
        assert held(lake) == wanted
        assert lake.windows == len({window for window, _ in wanted})
        assert lake.state == {"step": step}
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")}
    assert files == {each.path for each in lake.every_file()}
    assert len(wanted) > 150


def test_an_interval_reads_every_window_that_meets_it_and_few_others(tmp_path: Path):
    lake = lake_in(tmp_path)
    added = draw_rows(range(400), Random(5))  # noqa: S311 - repeatable
    lake.change(added, (), {})
    for hour in range(0, 150, 10):
        span = NIGHT_US + hour * HOUR_US, NIGHT_US + (hour + 1) * HOUR_US
        files = lake.files([span])
        read = set(lake.read(files)["window"].to_pylist())
        meets = [
            row["window"]
            for row in added.to_pylist()
            if row["start_us"] <= span[1] and span[0] <= row["end_us"]
        ]
        assert set(meets) <= read
        assert len(read) < 400


def test_a_window_added_again_stands_in_the_place_of_the_old(tmp_path: Path):
    lake = lake_in(tmp_path)
    lake.change(rows_of([(1, 3, 0, 10), (2, 1, 0, 10)]), (), {})
    lake.change(rows_of([(1, 1, 99_000, 10)]), (), {})
    assert set(held(lake)) == {(1, 0), (2, 0)}


def test_parts_of_a_window_stay_in_one_file(tmp_path: Path):
    lake = lake_in(tmp_path)
    lake.change(rows_of([(1, 20, 0, 9), (2, 20, 0, 9), (3, 70, 0, 9), (4, 1, 0, 9)]), (), {})
    ids = [set(lake.read([each])["window"].to_pylist()) for each in lake.every_file()]
    assert sorted(map(sorted, ids)) == [[1], [2], [3], [4]]


def test_adding_one_window_leaves_the_large_files_as_they_are(tmp_path: Path):
    lake = lake_in(tmp_path)
    lake.change(rows_of([(n, 1, 0, 9) for n in range(100)]), (), {})
    before = {each.path for each in lake.every_file()}
    lake.change(rows_of([(100, 1, 0, 9)]), (), {})
    assert len(before - {each.path for each in lake.every_file()}) <= 1


@pytest.mark.parametrize("harm", ["cut", "turned", "gone", "manifest", "no manifest at all"])
def test_damage_is_found_and_told(tmp_path: Path, harm: str):
    lake = lake_in(tmp_path)
    lake.change(rows_of([(1, 3, 0, 10)]), (), {"a": 1})
    path = tmp_path / lake.every_file()[0].path
    match harm:
        case "cut":
            path.write_bytes(path.read_bytes()[:-1])
        case "turned":
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 1
            path.write_bytes(bytes(content))
        case "gone":
            path.unlink()
        case "manifest":
            (tmp_path / NAME).write_text((tmp_path / NAME).read_text().replace('"rows": 3', '"rows": 4'))
        case _:
            (tmp_path / NAME).write_text("{")
    with pytest.raises(LakeDamagedError, match="expected the lake's files"):
        held(lake_in(tmp_path))
    lake = WindowLake(tmp_path, columns="1")
    lake.clear()
    lake.change(rows_of([(2, 1, 0, 10)]), (), {})
    assert set(held(lake_in(tmp_path))) == {(2, 0)}


def test_a_lake_of_other_columns_is_empty_but_tells_its_state(tmp_path: Path):
    lake_in(tmp_path).change(rows_of([(1, 1, 0, 10)]), (), {"a": 1})
    other = lake_in(tmp_path, columns="2")
    assert (held(other), other.state, other.last_state) == ({}, {}, {"a": 1})


def test_one_process_at_a_time(tmp_path: Path):
    first, second = WindowLake(tmp_path, columns="1"), WindowLake(tmp_path, columns="1")
    with first.claimed(), pytest.raises(LakeBusyError), second.claimed():
        pass
    with second.claimed():
        pass


def test_only_the_owner_reads_it(tmp_path: Path):
    lake = lake_in(tmp_path / "lake")
    lake.change(rows_of([(1, 1, 0, 10)]), (), {})
    for path in (tmp_path / "lake").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_anybody_reads_the_files_with_duckdb(tmp_path: Path):
    lake = lake_in(tmp_path)
    lake.change(rows_of([(1, 2, 0, 10), (2, 1, 9_000, 10)]), (), {})
    found = duckdb.sql(
        f"SELECT slab, length, count(*) FROM read_parquet('{tmp_path}/recordings/*/*/*.parquet', "
        "hive_partitioning = true, hive_types_autocast = false) GROUP BY ALL ORDER BY ALL"
    )
    assert found.fetchall() == [("2020-08-09", "4h", 2), ("2020-08-15", "4h", 1)]
