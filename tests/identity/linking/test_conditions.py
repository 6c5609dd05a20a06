from itertools import product

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from crimebook.identity.linking.conditions import Condition, Kind, condition_from, condition_to, holds, sql_of
from crimebook.terms.errors import InvalidValueError

NAMES: list[object] = ["kavaleu", "kavalou", "kovalev", "kavaleu-novik", "ka", "", None, "vauchok"]
LISTS: list[object] = [["a"], ["a", "b"], ["b", "c", "d"], [], None]
EACH_KIND = (
    Condition(Kind.EQUAL, "name"),
    Condition(Kind.SHARE, "marks"),
    Condition(Kind.SHARE, "marks", limit=2),
    Condition(Kind.OVERLAP, "marks", limit=0.5),
    Condition(Kind.LIKE, "name", limit=0.88),
    Condition(Kind.EDITS, "name", limit=1),
    Condition(Kind.BEGINS, "name", limit=2),
    Condition(Kind.PART, "name", limit=2),
    Condition(Kind.CROSSED, "name", "other"),
    Condition(Kind.AMONG, "name", "names"),
    Condition(Kind.MEETS, "marks", "names"),
    Condition(Kind.UNTOLD, "name"),
    Condition(Kind.WITHIN, "rank", limit=1),
    Condition(Kind.RISING, "rank", "year", limit=2),
    Condition(Kind.ALL, parts=(Condition(Kind.EQUAL, "name"), Condition(Kind.WITHIN, "rank", limit=1))),
    Condition(Kind.ANY, parts=(Condition(Kind.EQUAL, "name"), Condition(Kind.WITHIN, "rank", limit=1))),
)


def some_rows(count: int) -> list[dict[str, object]]:
    rng = np.random.default_rng(7)

    def pick(values: list[object]) -> object:
        return values[int(rng.integers(len(values)))]

    return [
        {
            "name": pick(NAMES),
            "other": pick(NAMES),
            "names": pick([["kavaleu", "a"], [], None, ["kovalev"]]),
            "marks": pick(LISTS),
            "rank": pick([1.0, 2.0, 3.0, 5.0, None]),
            "year": pick([2019.0, 2020.0, 2021.0, None]),
        }
        for _ in range(count)
    ]


def found_by_sql(condition: Condition, rows: list[dict[str, object]]) -> set[tuple[int, int]]:
    types = {
        "names": pa.list_(pa.string()),
        "marks": pa.list_(pa.string()),
        "rank": pa.float64(),
        "year": pa.float64(),
    }
    table = pa.table({"row": list(range(len(rows)))} | {
        name: pa.array([row[name] for row in rows], types.get(name, pa.string())) for name in rows[0]
    })  # fmt: skip
    with duckdb.connect() as connection:
        connection.register("records", table)
        told = sql_of(condition, lambda side, name: f'{side}."{name}"')
        text = f"SELECT l.row, r.row FROM records l, records r WHERE {told}"
        return set(connection.sql(text).fetchall())


@pytest.mark.parametrize("condition", EACH_KIND, ids=lambda each: each.kind)
def test_a_condition_means_in_the_database_what_it_means_on_a_page(condition: Condition) -> None:
    rows = some_rows(60)
    told = {
        (one, other)
        for one, other in product(range(len(rows)), repeat=2)
        if holds(condition, rows[one], rows[other])
    }
    assert told == found_by_sql(condition, rows)
    assert 0 < len(told) < len(rows) ** 2


@pytest.mark.parametrize("condition", EACH_KIND, ids=lambda each: each.kind)
def test_a_condition_is_read_as_it_was_written(condition: Condition) -> None:
    assert condition_from(condition_to(condition)) == condition


@pytest.mark.parametrize(
    "told",
    [
        {"kind": Kind.LIKE, "column": "name"},
        {"kind": Kind.EQUAL},
        {"kind": Kind.CROSSED, "column": "name"},
        {"kind": Kind.ALL},
        {"kind": Kind.EQUAL, "column": 'name" OR 1=1 --'},
    ],
)
def test_half_a_condition_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(InvalidValueError):
        Condition(**told)  # type: ignore[arg-type]
