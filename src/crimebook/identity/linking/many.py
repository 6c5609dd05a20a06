"""Linking many records at once: coded, brought together, weighed, heard and told, without a database.

In `crimebook.identity.linking.kernel` records become numbers (`coding`), keys of blocks become groups
(`blocking`), the model becomes a program (`programs`), and compiled functions (`weighing`) go through the
groups row by row: a pair is weighed where it is met, and only what weighs enough is kept. Levels are told at
the end, of the pairs that are returned.
"""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.identity.linking.company import Pairs, count_company, levels_of
from crimebook.identity.linking.kernel import weighing
from crimebook.identity.linking.kernel.blocking import groups_of
from crimebook.identity.linking.kernel.coding import Coded, code_records
from crimebook.identity.linking.kernel.programs import program_of
from crimebook.identity.linking.kernel.tables import Bits, Groups, Ints, Levels, Program, Rows, Weighed
from crimebook.identity.linking.linked import HEARD_FROM_BITS, CommonKeys, Linked, check_columns
from crimebook.identity.linking.linking_sql import rarity_column
from crimebook.identity.linking.models import Model

PAIRS_A_SLAB = 200_000
"""So many pairs, counted with those that are met again, are one piece of work for a thread."""


def link_records(records: pa.Table, model: Model, *, floor_bits: float, threads: int = 2) -> Linked:
    """Return all pairs of ``records`` that a block brings together and that weigh at least the floor.

    It is what `crimebook.stores.lake.linking.LinkingLake.link` says, and returns the same.
    """
    check_columns(records, model)
    with ThreadPoolExecutor(threads) as pool:
        coded = code_records(records, model, pool)
        ids = records["id"].to_numpy()[coded.order]
        # A caller that keeps no hold of them lets go of the words here.
        del records
        program = program_of(model, coded.columns, coded.longest)
        groups, common = groups_of(coded, model.blocks, pool)
        first_floor = floor_bits if model.company is None else HEARD_FROM_BITS
        pairs, compared = _weigh(program, coded.rows, groups, first_floor, pool)
        del groups
        pairs, company = _hear(pairs, coded, model, floor_bits, pool)
        pairs, company = _in_order(pairs, company, ids)
        table = _told(program, coded.rows, pairs, model, pool)
    if company is not None:
        table = table.append_column("level_company", pa.array(company))
    named = zip(model.blocks, common, strict=True)
    told = tuple(CommonKeys(block.name, each.keys, each.records) for block, each in named if each.keys)
    return Linked(_with_ids(table, pairs, ids), compared, told)


def _weigh(
    program: Program, rows: Rows, groups: Groups, floor_bits: float, pool: Executor
) -> tuple[Weighed, int]:
    found = pool.map(
        lambda span: weighing.weigh_rows(program, rows, groups, span, floor_bits), _spans(groups)
    )
    slabs, counts = (list(each) for each in zip(*found, strict=True))
    # One column after the other, so that not all pairs are there twice.
    columns = [list(each) for each in zip(*slabs, strict=True)]
    slabs.clear()
    left, right, bits, against = (np.concatenate(columns.pop(0)) for _ in range(4))
    return Weighed(left, right, bits, against), sum(counts)


def _spans(groups: Groups) -> Iterator[tuple[int, int]]:
    """Yield spans of rows of about as much work each."""
    ends = np.flatnonzero(groups.members < 0)
    after = ends[np.searchsorted(ends, groups.places)] - groups.places
    lengths = np.concatenate((np.zeros(1, np.int64), np.cumsum(after)))[groups.at]
    cuts = np.searchsorted(lengths, np.arange(PAIRS_A_SLAB, lengths[-1], PAIRS_A_SLAB))
    edges = np.unique(np.concatenate(([0], cuts, [len(groups.at) - 1]))).tolist()
    if len(edges) < 2:
        yield 0, 0
    yield from pairwise(edges)


def _hear(
    pairs: Weighed, coded: Coded, model: Model, floor_bits: float, pool: Executor
) -> tuple[Weighed, Levels | None]:
    """Add what third records say, and keep what then weighs at least the floor."""
    if model.company is None:
        return pairs, None
    counts = count_company(Pairs(*pairs), len(coded.rows.codes), model.company, pool)
    levels = levels_of(counts, model.company.levels)
    del counts
    bits = pairs.bits + np.array([level.bits for level in model.company.levels], np.float32)[levels]
    kept = bits >= floor_bits
    heard = pairs._replace(bits=bits)
    return _at(heard, kept), levels[kept]


def _in_order(pairs: Weighed, company: Levels | None, ids: Ints) -> tuple[Weighed, Levels | None]:
    """Put pairs in the order of their ids."""
    ranks = np.empty(len(ids), np.int64)
    ranks[np.argsort(ids)] = np.arange(len(ids))
    left, right = ranks[pairs.left], ranks[pairs.right]
    order = np.argsort(np.minimum(left, right) * max(len(ids), 1) + np.maximum(left, right))
    return _at(pairs, order), None if company is None else company[order]


def _at(pairs: Weighed, chosen: NDArray[np.bool_] | Ints) -> Weighed:
    return Weighed(pairs.left[chosen], pairs.right[chosen], pairs.bits[chosen], pairs.against[chosen])


def _told(program: Program, rows: Rows, pairs: Weighed, model: Model, pool: Executor) -> pa.Table:
    """Return the weights, levels and rarities of pairs."""
    cuts = np.arange(0, max(len(pairs.left), 1), PAIRS_A_SLAB).tolist()
    slabs = list(
        pool.map(
            lambda at: weighing.tell_pairs(
                program, rows, pairs.left[at : at + PAIRS_A_SLAB], pairs.right[at : at + PAIRS_A_SLAB]
            ),
            cuts,
        )
    )
    columns = {"bits": pa.array(pairs.bits), "against": pa.array(pairs.against)}
    for number, comparison in enumerate(model.comparisons):
        columns[f"level_{comparison.name}"] = _joined([levels[number] for levels, _, _ in slabs])
    for number, name in enumerate(model.rarities):
        columns[rarity_column(name)] = _joined([rarities[number] for _, rarities, _ in slabs])
    return pa.table(columns)


def _joined(slabs: list[Levels] | list[Bits]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(slab, from_pandas=True) for slab in slabs])


def _with_ids(table: pa.Table, pairs: Weighed, ids: Ints) -> pa.Table:
    left, right = ids[pairs.left], ids[pairs.right]
    return table.add_column(0, "right", pa.array(np.maximum(left, right))).add_column(
        0, "left", pa.array(np.minimum(left, right))
    )
