from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from tests.identity.linking.small_models import MODEL

from crimebook.identity.linking.explaining import explain, terms_of
from crimebook.stores.lake import linking
from crimebook.stores.lake.linking import LinkingLake
from crimebook.terms.errors import InvalidValueError


def some_records(count: int, *, sides: bool = False) -> pa.Table:
    rng = np.random.default_rng(11)

    def pick(values: list[object]) -> object:
        return values[int(rng.integers(len(values)))]

    columns = {
        "id": pa.array(rng.permutation(1000)[:count], pa.int64()),
        "name": pa.array([pick(["kavaleu", "kavalou", "novik", None]) for _ in range(count)]),
        "number": pa.array([pick(["1", "2", "3", "4", "5", None]) for _ in range(count)]),
        "year": pa.array([pick([2019, 2020, None]) for _ in range(count)], pa.int32()),
        "marks": pa.array(
            [list("abcdefgh"[at : at + rng.integers(3)]) or None for at in rng.integers(8, size=count)],
            pa.list_(pa.string()),
        ),
    }
    if sides:
        columns["side"] = pa.array(rng.integers(2, size=count), pa.int32())
    return pa.table(columns)


def brought_together(rows: list[dict[str, object]]) -> set[tuple[int, int]]:
    """Pairs that a block brings together, found one by one."""
    found = set()
    marked: dict[tuple[object, str], list[int]] = {}
    for row in rows:
        for mark in row["marks"] or []:
            if row["year"] is not None:
                marked.setdefault((row["year"], mark), []).append(row["id"])
    for ids in marked.values():
        if len(ids) <= 3:
            found |= {tuple(sorted(pair)) for pair in combinations(ids, 2)}
    for one, other in combinations(rows, 2):
        if one["number"] is not None and one["number"] == other["number"]:
            found.add(tuple(sorted((one["id"], other["id"]))))
    return found


class BySql(LinkingLake):
    """A lake in which the database links."""

    link = LinkingLake.link_by_sql


@pytest.fixture(scope="module", params=[LinkingLake, BySql])
def lake(request):
    with request.param(threads=1) as opened:
        yield opened


def test_pairs_are_those_of_the_blocks_each_once(lake: LinkingLake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "PAIRS_A_ROUND", 40)
    records = some_records(80)
    linked = lake.link(records, MODEL, floor_bits=-100.0)
    found = list(zip(linked.pairs["left"].to_pylist(), linked.pairs["right"].to_pylist(), strict=True))
    assert len(found) == len(set(found)) == linked.compared
    assert set(found) == brought_together(records.to_pylist())


def test_a_pair_weighs_what_its_page_tells(lake: LinkingLake) -> None:
    records = some_records(80)
    by_id = {row["id"]: row for row in records.to_pylist()}
    for pair in lake.link(records, MODEL, floor_bits=-100.0).pairs.to_pylist():
        terms = terms_of(MODEL, pair)
        rarity = {"rarity_name": pair["rarity_name"]}
        assert sum(term.bits for term in terms) == pytest.approx(pair["bits"], abs=0.01)
        assert terms == explain(by_id[pair["left"]] | rarity, by_id[pair["right"]] | rarity, MODEL)


def test_a_common_name_says_less_than_a_rare_one(lake: LinkingLake) -> None:
    names = ["novik"] * 30 + ["zubr"] * 2
    records = pa.table(
        {
            "id": pa.array(range(32), pa.int64()),
            "name": names,
            "number": pa.array(["1"] * 32),
            "year": pa.nulls(32, pa.int32()),
            "marks": pa.nulls(32, pa.list_(pa.string())),
        }
    )
    pairs = pa.table({"left": pa.array([0, 30], pa.int64()), "right": pa.array([1, 31], pa.int64())})
    common, rare = lake.weigh(records, MODEL, pairs)["bits"].to_pylist()
    assert rare - common > 3.0


def test_only_pairs_from_the_floor_on_are_kept(lake: LinkingLake) -> None:
    linked = lake.link(some_records(80), MODEL)
    assert 0 < linked.pairs.num_rows < linked.compared
    assert min(linked.pairs["bits"].to_pylist()) >= MODEL.threshold_bits


def test_of_two_lists_only_pairs_between_them_are_compared(lake: LinkingLake) -> None:
    records = some_records(80, sides=True)
    side = dict(zip(records["id"].to_pylist(), records["side"].to_pylist(), strict=True))
    pairs = lake.link(records, MODEL, floor_bits=-100.0).pairs.to_pylist()
    assert pairs
    assert all(side[pair["left"]] != side[pair["right"]] for pair in pairs)


def test_what_is_too_common_to_find_anybody_by_is_told(lake: LinkingLake) -> None:
    common = lake.link(some_records(80), MODEL).common
    assert [each.block for each in common] == ["marks"]
    assert common[0].records > 3 * common[0].keys


def test_records_without_a_column_are_refused(lake: LinkingLake) -> None:
    with pytest.raises(InvalidValueError, match="marks"):
        lake.link(some_records(4).drop_columns(["marks"]), MODEL)


def test_nobody_and_nothing_make_no_pairs(lake: LinkingLake) -> None:
    assert lake.link(some_records(0), MODEL).pairs.num_rows == 0
    assert lake.link(some_records(1), MODEL).compared == 0
