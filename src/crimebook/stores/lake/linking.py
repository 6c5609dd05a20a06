"""Links records by the compiled kernel, and by what `identity.linking.linking_sql` says in DuckDB.

The SQL is the reference: `identity.linking.kernel` finds the same pairs, weights and levels, many times
faster. In DuckDB pairs are made and weighed in rounds of left rows, so that a million records need no more
room than some millions of pairs at a time; only pairs of at least the floor are kept.
"""

# ruff: noqa: S608 - names of tables come from `Relation`, every value is a parameter.

from collections.abc import Iterator, Mapping

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.identity.linking import linking_sql
from crimebook.identity.linking.company import Pairs, count_company, levels_of
from crimebook.identity.linking.linked import HEARD_FROM_BITS, CommonKeys, Linked, check_columns
from crimebook.identity.linking.linking_sql import Relation
from crimebook.identity.linking.models import Model
from crimebook.stores.lake.duck import Lake
from crimebook.terms.errors import InvalidValueError

__all__ = ["CommonKeys", "Linked", "LinkingLake"]

PAIRS_A_ROUND = 4_000_000


class LinkingLake(Lake):
    """A lake that links records. One at a time: its tables are those of the records at hand."""

    def link(self, records: pa.Table, model: Model, *, floor_bits: float | None = None) -> Linked:
        """Return all pairs of ``records`` that a block brings together and that weigh at least the floor.

        ``records`` have int64 ``id`` and the model's columns; with an int32 column ``side`` only records of
        two sides are compared. The floor is the model's threshold unless it is given.
        """
        # Loaded where it is needed: it brings the compiler with it.
        from crimebook.identity.linking.many import link_records  # noqa: PLC0415

        floor = model.threshold_bits if floor_bits is None else floor_bits
        return link_records(records, model, floor_bits=floor, threads=self.threads)

    def link_by_sql(self, records: pa.Table, model: Model, *, floor_bits: float | None = None) -> Linked:
        """Return what `link` returns, found by the database."""
        floor = model.threshold_bits if floor_bits is None else floor_bits
        first_floor = floor if model.company is None else HEARD_FROM_BITS
        with self._connection.cursor() as cursor:
            _take(cursor, records, model)
            compared, found = 0, []
            for first, last in _rounds(cursor):
                _make(cursor, Relation.PAIRS, linking_sql.pairs_sql(), {"first": first, "last": last})
                compared += _count(cursor, Relation.PAIRS)
                found.append(_weigh(cursor, model, {"first": first, "last": last, "floor_bits": first_floor}))
            common = cursor.sql(linking_sql.common_keys_sql(model)).fetchall()
        told = tuple(CommonKeys(model.blocks[block].name, keys, held) for block, keys, held in common)
        pairs = _hear(pa.concat_tables(found), records.num_rows, model, floor)
        return Linked(_with_ids(pairs, records), compared, told)

    def weigh(self, records: pa.Table, model: Model, pairs: pa.Table) -> pa.Table:
        """Return ``pairs`` (left, right: ids) with bits and levels, whatever they weigh.

        Rarity is counted over all ``records``, so give those of the whole book, not the two alone.
        No company is heard.
        """
        with self._connection.cursor() as cursor:
            _take(cursor, records, model)
            places = {name: _places(records, pairs[name]) for name in ("left", "right")}
            low, high = np.minimum(*places.values()), np.maximum(*places.values())
            cursor.register("given_pairs", pa.table({"l": low, "r": high}))
            _make(cursor, Relation.PAIRS, "SELECT l, r FROM given_pairs", {})
            values = {"first": 0, "last": records.num_rows, "floor_bits": float("-inf")}
            return _with_ids(_weigh(cursor, model, values), records)


def _take(cursor: duckdb.DuckDBPyConnection, records: pa.Table, model: Model) -> None:
    """Make the tables of records, with the rarity of values, and of the keys that bring them together."""
    check_columns(records, model)
    rows = records.append_column("row", pa.array(range(records.num_rows), pa.int32()))
    cursor.register("given_records", rows)
    _make(cursor, Relation.RECORDS, linking_sql.records_sql(model, "given_records"), {})
    is_between = "side" in records.column_names
    _make(cursor, Relation.EVERY_KEY, linking_sql.keys_sql(model, is_between=is_between), {})
    _make(cursor, Relation.KEYS, linking_sql.shared_keys_sql(model), {})


def _hear(pairs: pa.Table, records: int, model: Model, floor_bits: float) -> pa.Table:
    """Add what third records say, and keep what then weighs at least the floor."""
    if model.company is None:
        return pairs
    left, right = (pairs[side].to_numpy().astype(np.int32) for side in ("l", "r"))
    bits, against = (pairs[name].to_numpy().astype(np.float32) for name in ("bits", "against"))
    counts = count_company(Pairs(left, right, bits, against), records, model.company)
    levels = levels_of(counts, model.company.levels)
    bits = bits + np.array([level.bits for level in model.company.levels], np.float32)[levels]
    heard = pairs.set_column(pairs.column_names.index("bits"), "bits", pa.array(bits))
    return heard.append_column("level_company", pa.array(levels)).filter(pa.array(bits >= floor_bits))


def _rounds(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """Cut the rows into rounds of at most some millions of pairs; a row with more is a round of its own."""
    work = cursor.sql(linking_sql.work_sql()).fetchnumpy()
    rows, pairs = np.asarray(work["row"]), np.cumsum(work["pairs"])
    start, done = 0, 0
    if not len(rows):
        yield 0, 0
    while start < len(rows) and pairs[-1] > done:
        end = max(int(np.searchsorted(pairs, done + PAIRS_A_ROUND, side="right")), start + 1)
        yield int(rows[start]), int(rows[end - 1]) + 1
        start, done = end, int(pairs[end - 1])


def _weigh(cursor: duckdb.DuckDBPyConnection, model: Model, values: Mapping[str, float]) -> pa.Table:
    return cursor.sql(linking_sql.weights_sql(model), params=dict(values)).to_arrow_table()


def _make(
    cursor: duckdb.DuckDBPyConnection, relation: Relation, text: str, values: Mapping[str, float]
) -> None:
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {relation} AS {text}", dict(values))


def _count(cursor: duckdb.DuckDBPyConnection, relation: Relation) -> int:
    return int(cursor.sql(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def _with_ids(pairs: pa.Table, records: pa.Table) -> pa.Table:
    """Put the ids of records in the place of their rows, in order of the ids."""
    ids = records["id"].to_numpy()
    left, right = ids[pairs["l"].to_numpy()], ids[pairs["r"].to_numpy()]
    named = pairs.drop_columns(["l", "r"])
    table = pa.table({"left": np.minimum(left, right), "right": np.maximum(left, right)})
    for name in named.column_names:
        table = table.append_column(name, named[name])
    return table.sort_by([("left", "ascending"), ("right", "ascending")])


def _places(records: pa.Table, ids: pa.ChunkedArray) -> NDArray[np.int32]:
    known = records["id"].to_numpy()
    order = np.argsort(known)
    found = order[np.minimum(np.searchsorted(known, ids.to_numpy(), sorter=order), len(known) - 1)]
    if (known[found] != ids.to_numpy()).any():
        raise InvalidValueError("pairs of records that are given", "the id of another record")
    places: NDArray[np.int32] = found.astype(np.int32)
    return places
