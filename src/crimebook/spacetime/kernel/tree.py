"""The tree: boxes around the parts, in blocks of sixteen, and boxes around the blocks.

Parts in the curve's order are cut into leaves of `WIDTH`; a node's block holds the boxes of `WIDTH` leaves or
blocks below it, in space, time and largest radius (a packed R-tree, Kamel and Faloutsos 1993, over a
space-filling curve). Numbers are short, so that a whole block is tested at once: metres as float32 from a
leaf's own corner, seconds as int32. They answer *no* and *certainly*; between the two the parts are asked.

Times are counted in whole seconds, rounded down and cut to what int32 can say: an order that rounding keeps,
so that `a <= b` never becomes `a > b`, and `a < b` of the short numbers is `a < b` of the whole ones.
"""

import math
from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.columns import Parts
from crimebook.spacetime.kernel.compiling import Floats, Ints, Longs, Singles, compiled, inlined
from crimebook.spacetime.kernel.sharing import chunks, share

WIDTH = 16
NODE_MARGIN_M = 2.0
"""Added to every distance asked of a node: float32 says a coordinate on the globe to half a metre."""

LEAF_MARGIN_M = 0.02
LEAF_MARGIN = 4e-7
"""Of a leaf's extent: what its coordinates lose as float32."""

LEAST_S, MOST_S = -(2**31) + 1, 2**31 - 2
_NEVER_S = 2**31 - 1


class Tree(NamedTuple):
    """The arrays of a tree.

    ``leaf_m`` (leaves, 4, WIDTH): x, y, z, radius; ``leaf_s`` (leaves, 2, WIDTH): start, end;
    ``corner_m`` (leaves, 4): x, y, z of the leaf's corner and its margin; ``node_m`` (blocks, 7, WIDTH):
    lowest and highest x, y, z, largest radius; ``node_s`` (blocks, 2, WIDTH): first start, last end;
    ``first`` (levels + 1): the first block of each level, the lowest level first; ``order``: rows by place.
    """

    leaf_m: Singles
    leaf_s: Ints
    corner_m: Floats
    node_m: Singles
    node_s: Ints
    first: Longs
    order: Ints


def build(parts: Parts, order: Ints, place: Ints, spots: Floats, base_us: int, threads: int) -> Tree:
    """Return the tree over parts in the given order; ``base_us`` is the second 0 of its times.

    ``place`` is the order the other way round; ``spots`` (n, 6 or more) is working space, in which x, y, z by
    place are left. Parts are read as they come and written to where they belong: a processor goes on while
    memory takes scattered writes, and would have to wait for scattered reads.
    """
    ranges = chunks(len(order), threads)
    share(lambda low, high: _scatter(parts, place, base_us, low, high, spots), ranges, threads)
    leaves = max(1, -(-len(order) // WIDTH))
    sizes = [-(-leaves // WIDTH)]
    while sizes[-1] > 1:
        sizes.append(-(-sizes[-1] // WIDTH))
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    tree = Tree(
        leaf_m=np.empty((leaves, 4, WIDTH), np.float32),
        leaf_s=np.empty((leaves, 2, WIDTH), np.int32),
        corner_m=np.empty((leaves, 4), np.float64),
        node_m=np.empty((first[-1], 7, WIDTH), np.float32),
        node_s=np.empty((first[-1], 2, WIDTH), np.int32),
        first=first,
        order=order,
    )
    below = leaves
    share(lambda low, high: _fill_leaves(spots, tree, low, high), chunks(leaves, threads), threads)
    for level, size in enumerate(sizes):
        at = int(first[level])

        def fill(low: int, high: int, level: int = level, at: int = at, below: int = below) -> None:
            _fill_nodes(tree, level, at + low, at + high, below)

        share(fill, chunks(size, threads), threads)
        below = size
    return tree


@inlined
def seconds(at_us: int, base_us: int) -> int:
    """Return whole seconds after ``base_us``, rounded down, as far as int32 goes."""
    # Halves first: the difference of two int64 can be longer than one.
    if at_us // 2 - base_us // 2 < -(2**30) * 1_000_000:
        return LEAST_S
    if at_us // 2 - base_us // 2 > (2**30 - 2) * 1_000_000:
        return MOST_S
    return (at_us - base_us) // 1_000_000


@compiled
def _scatter(parts: Parts, place: Ints, base_us: int, low: int, high: int, spots: Floats) -> None:
    # x, y, z, radius in metres; start and end in seconds.
    for row in range(low, high):
        at = place[row]
        spots[at, 0], spots[at, 1], spots[at, 2] = parts.x[row], parts.y[row], parts.z[row]
        spots[at, 3], spots[at, 4] = parts.radius_m[row], seconds(parts.start_us[row], base_us)
        spots[at, 5] = seconds(parts.end_us[row], base_us)


@compiled
def _fill_leaves(spots: Floats, tree: Tree, low: int, high: int) -> None:
    for leaf in range(low, high):
        begin, end = leaf * WIDTH, min(leaf * WIDTH + WIDTH, len(spots))
        x0 = y0 = z0 = math.inf
        for at in range(begin, end):
            x0, y0, z0 = min(x0, spots[at, 0]), min(y0, spots[at, 1]), min(z0, spots[at, 2])
        extent = 0.0
        for j in range(WIDTH):
            tree.leaf_m[leaf, :, j] = 0
            tree.leaf_s[leaf, 0, j], tree.leaf_s[leaf, 1, j] = _NEVER_S, LEAST_S - 1
            if begin + j < end:
                at = begin + j
                x, y, z = spots[at, 0] - x0, spots[at, 1] - y0, spots[at, 2] - z0
                extent = max(extent, x, y, z)
                tree.leaf_m[leaf, 0, j], tree.leaf_m[leaf, 1, j], tree.leaf_m[leaf, 2, j] = x, y, z
                tree.leaf_m[leaf, 3, j] = spots[at, 3]
                tree.leaf_s[leaf, 0, j], tree.leaf_s[leaf, 1, j] = spots[at, 4], spots[at, 5]
        tree.corner_m[leaf, 0], tree.corner_m[leaf, 1], tree.corner_m[leaf, 2] = x0, y0, z0
        tree.corner_m[leaf, 3] = LEAF_MARGIN_M + LEAF_MARGIN * extent


@compiled
def _fill_nodes(tree: Tree, level: int, low: int, high: int, below: int) -> None:
    for block in range(low, high):
        for j in range(WIDTH):
            child = (block - tree.first[level]) * WIDTH + j
            tree.node_m[block, :, j] = 0
            tree.node_s[block, 0, j], tree.node_s[block, 1, j] = _NEVER_S, LEAST_S - 1
            if child < below:
                if level == 0:
                    _box_leaf(tree, block, j, child)
                else:
                    _box_block(tree, block, j, tree.first[level - 1] + child)


@inlined
def _box_leaf(tree: Tree, block: int, j: int, leaf: int) -> None:
    radius, start_s, end_s = np.float32(0), np.int32(_NEVER_S), np.int32(LEAST_S - 1)
    for k in range(WIDTH):
        radius = max(radius, tree.leaf_m[leaf, 3, k])
        start_s, end_s = min(start_s, tree.leaf_s[leaf, 0, k]), max(end_s, tree.leaf_s[leaf, 1, k])
    tree.node_m[block, 6, j] = radius
    tree.node_s[block, 0, j], tree.node_s[block, 1, j] = start_s, end_s
    for axis in range(3):
        lowest, highest = np.float32(math.inf), np.float32(0)
        for k in range(WIDTH):
            if tree.leaf_s[leaf, 0, k] != _NEVER_S:
                lowest = min(lowest, tree.leaf_m[leaf, axis, k])
                highest = max(highest, tree.leaf_m[leaf, axis, k])
        tree.node_m[block, 2 * axis, j] = tree.corner_m[leaf, axis] + lowest
        tree.node_m[block, 2 * axis + 1, j] = tree.corner_m[leaf, axis] + highest


@inlined
def _box_block(tree: Tree, block: int, j: int, child: int) -> None:
    radius, start_s, end_s = np.float32(0), np.int32(_NEVER_S), np.int32(LEAST_S - 1)
    for k in range(WIDTH):
        radius = max(radius, tree.node_m[child, 6, k])
        start_s, end_s = min(start_s, tree.node_s[child, 0, k]), max(end_s, tree.node_s[child, 1, k])
    tree.node_m[block, 6, j] = radius
    tree.node_s[block, 0, j], tree.node_s[block, 1, j] = start_s, end_s
    for axis in range(3):
        lowest, highest = np.float32(math.inf), np.float32(-math.inf)
        for k in range(WIDTH):
            if tree.node_s[child, 0, k] != _NEVER_S:
                lowest = min(lowest, tree.node_m[child, 2 * axis, k])
                highest = max(highest, tree.node_m[child, 2 * axis + 1, k])
        tree.node_m[block, 2 * axis, j], tree.node_m[block, 2 * axis + 1, j] = lowest, highest
