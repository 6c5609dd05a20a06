"""Groups of records that share a key of a block, by sorting the keys.

A key is a hash of codes above the number of its row, in 64 bits: sorted, equal keys stand together and their
rows in order. Two values that share a hash by chance cost a comparison and tell nothing.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.linking.kernel.coding import Coded
from crimebook.identity.linking.kernel.compiled import compiled
from crimebook.identity.linking.kernel.tables import Codes, Groups, Ints, Rows
from crimebook.identity.linking.models import Block

Keys = NDArray[np.uint64]


class Common(NamedTuple):
    """How many keys of a block were too common, and how many records hold them."""

    keys: int
    records: int


def groups_of(coded: Coded, blocks: Sequence[Block], pool: Executor) -> tuple[Groups, tuple[Common, ...]]:
    """Return the groups of all blocks, and of each block what was too common to find anybody by."""
    rows = coded.rows
    found = list(pool.map(lambda block: _members(coded, block), blocks))
    members = np.concatenate([each for each, _ in found])
    at, places = _places(members, len(rows.codes))
    return Groups(members, at, places), tuple(common for _, common in found)


def _members(coded: Coded, block: Block) -> tuple[Codes, Common]:
    columns, lists = ([coded.columns[name] for name in names] for names in (block.columns, block.lists))
    rows = coded.rows
    shift = max(len(rows.codes) - 1, 1).bit_length()
    keys = _keys(rows, np.array(columns, np.int32), np.array(lists, np.int32), shift)
    keys.sort()
    members, common, held = _shared(keys, shift, block.most)
    return members, Common(common, held)


@compiled
def _keys(rows: Rows, columns: Codes, lists: Codes, shift: int) -> Keys:
    """Return the keys of all rows in one block: one for each choice of a value of each list."""
    total = 0
    for row in range(len(rows.codes)):
        total += _count_keys(rows, row, columns, lists)
    keys = np.empty(total, np.uint64)
    chosen = np.zeros(len(lists), np.int64)
    at = 0
    for row in range(len(rows.codes)):
        count = _count_keys(rows, row, columns, lists)
        chosen[:] = 0
        for _ in range(count):
            keys[at] = (_hash(rows, row, columns, lists, chosen) << np.uint64(shift)) | np.uint64(row)
            at += 1
            for place in range(len(lists)):
                start = row * rows.lists + rows.list_of[lists[place]]
                chosen[place] += 1
                if chosen[place] < rows.starts[start + 1] - rows.starts[start]:
                    break
                chosen[place] = 0
    return keys


@compiled
def _count_keys(rows: Rows, row: int, columns: Codes, lists: Codes) -> int:
    count = 1
    for column in columns:
        if rows.codes[row, column] < 0:
            return 0
    for column in lists:
        start = row * rows.lists + rows.list_of[column]
        count *= rows.starts[start + 1] - rows.starts[start]
    return count


@compiled
def _hash(rows: Rows, row: int, columns: Codes, lists: Codes, chosen: Ints) -> np.uint64:
    """Return a hash of codes (the mixing of SplitMix64: Steele, Lea and Flood 2014)."""
    mixed = np.uint64(0x9E3779B97F4A7C15)
    for place in range(len(columns) + len(lists)):
        if place < len(columns):
            code = rows.codes[row, columns[place]]
        else:
            which = place - len(columns)
            start = row * rows.lists + rows.list_of[lists[which]]
            code = rows.values[rows.starts[start] + chosen[which]]
        mixed = (mixed ^ np.uint64(code)) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed = mixed ^ (mixed >> np.uint64(31))
    return mixed


@compiled
def _shared(keys: Keys, shift: int, most: int) -> tuple[Codes, int, int]:
    """Return the rows of keys that two or more share, but not too many; and how many keys too many share."""
    members = np.empty(len(keys), np.int32)
    mask = (np.uint64(1) << np.uint64(shift)) - np.uint64(1)
    kept, common, held, start = 0, 0, 0, 0
    while start < len(keys):
        end = start + 1
        while end < len(keys) and keys[end] >> np.uint64(shift) == keys[start] >> np.uint64(shift):
            end += 1
        if end - start > most:
            common, held = common + 1, held + end - start
        elif end - start > 1:
            for at in range(start, end):
                members[kept] = np.int32(keys[at] & mask)
                kept += 1
            members[kept - 1] = -1 - members[kept - 1]
        start = end
    return members[:kept].copy(), common, held


@compiled
def _places(members: Codes, rows: int) -> tuple[Ints, Codes]:
    """Return for each row where it stands in a group with others after it."""
    at = np.zeros(rows + 2, np.int64)
    for member in members:
        if member >= 0:
            at[member + 2] += 1
    at = np.cumsum(at)
    places = np.empty(at[-1], np.int32)
    for place in range(len(members)):
        if members[place] >= 0:
            places[at[members[place] + 1]] = place
            at[members[place] + 1] += 1
    return at[:-1].copy(), places
