"""Probing: which leaves of the tree a part can meet, and which parts of a leaf it does meet."""

from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.columns import Parts
from crimebook.spacetime.kernel.compiling import Bytes, Ints, inlined, inner
from crimebook.spacetime.kernel.tree import NODE_MARGIN_M, WIDTH, Tree, seconds
from crimebook.terms.places import EARTH_RADIUS_M, MAX_RADIUS_M

NO, SURELY = 0, 2
"""Between the two: perhaps."""
_ROUNDING = 1e-6
_DIAMETER_M = 2.0 * EARTH_RADIUS_M


class Room(NamedTuple):
    """Working space of one thread: leaves and blocks found, answers for one block, rows of one leaf."""

    leaves: Ints
    blocks: Ints
    answers: Bytes
    places: Ints


def room(tree: Tree) -> Room:
    """Return working space for one thread; its size is that of the tree's leaves."""
    leaves = len(tree.leaf_m) + WIDTH
    return Room(
        np.empty(leaves, np.int32),
        np.empty(leaves, np.int32),
        np.zeros(WIDTH, np.uint8),
        np.empty(WIDTH, np.int32),
    )


@inlined
def meets(asked: Parts, i: int, recorded: Parts, r: int) -> bool:
    """Whether two parts share an instant and touch: the exact predicate, as in `pairs_sql`."""
    if asked.start_us[i] > recorded.end_us[r] or recorded.start_us[r] > asked.end_us[i]:
        return False
    dx, dy, dz = asked.x[i] - recorded.x[r], asked.y[i] - recorded.y[r], asked.z[i] - recorded.z[r]
    limit_m = _DIAMETER_M * (
        asked.sin_half[i] * recorded.cos_half[r] + asked.cos_half[i] * recorded.sin_half[r]
    )
    if asked.radius_m[i] + recorded.radius_m[r] >= 2 * MAX_RADIUS_M:
        return True
    return bool(dx * dx + dy * dy + dz * dz <= limit_m * limit_m)


@inner
def leaves_in_reach(tree: Tree, asked: Parts, i: int, base_us: int, room: Room) -> int:
    """Write the numbers of the leaves whose boxes the part can meet to ``room.leaves``; return how many."""
    x, y, z = np.float32(asked.x[i]), np.float32(asked.y[i]), np.float32(asked.z[i])
    radius = np.float32(asked.radius_m[i] * (1 + _ROUNDING) + NODE_MARGIN_M)
    start_s, end_s = (
        np.int32(seconds(asked.start_us[i], base_us)),
        np.int32(seconds(asked.end_us[i], base_us)),
    )
    found, below, answers = room.leaves, room.blocks, room.answers
    levels = len(tree.first) - 1
    count = 1
    # The two buffers take turns; after the last level the leaves must stand in the first.
    if levels % 2 == 1:
        found, below = below, found
    found[0] = 0
    for level in range(levels - 1, -1, -1):
        fresh = 0
        for at in range(count):
            block = tree.first[level] + found[at]
            _reach(tree.node_m[block], tree.node_s[block], (x, y, z, radius), (start_s, end_s), answers)
            for j in range(WIDTH):
                if answers[j]:
                    below[fresh] = found[at] * WIDTH + j
                    fresh += 1
        found, below = below, found
        count = fresh
    return count


@inlined
def _reach(
    box_m: np.ndarray[tuple[int, int], np.dtype[np.float32]],
    box_s: np.ndarray[tuple[int, int], np.dtype[np.int32]],
    ball: tuple[np.float32, np.float32, np.float32, np.float32],
    span: tuple[np.int32, np.int32],
    answers: Bytes,
) -> None:
    x, y, z, radius = ball
    start_s, end_s = span
    nothing = np.float32(0)
    for j in range(WIDTH):
        dx = max(box_m[0, j] - x, x - box_m[1, j], nothing)
        dy = max(box_m[2, j] - y, y - box_m[3, j], nothing)
        dz = max(box_m[4, j] - z, z - box_m[5, j], nothing)
        reach = radius + box_m[6, j]
        is_near = dx * dx + dy * dy + dz * dz <= reach * reach
        answers[j] = is_near & (box_s[0, j] <= end_s) & (start_s <= box_s[1, j])


@inlined
def _answer_leaf(tree: Tree, leaf: int, asked: Parts, i: int, base_us: int, answers: Bytes) -> None:
    """Write for each part of the leaf whether it meets: `NO`, 1 (ask `meets`) or `SURELY`."""
    x = np.float32(asked.x[i] - tree.corner_m[leaf, 0])
    y = np.float32(asked.y[i] - tree.corner_m[leaf, 1])
    z = np.float32(asked.z[i] - tree.corner_m[leaf, 2])
    radius, margin = np.float32(asked.radius_m[i]), np.float32(tree.corner_m[leaf, 3])
    start_s, end_s = (
        np.int32(seconds(asked.start_us[i], base_us)),
        np.int32(seconds(asked.end_us[i], base_us)),
    )
    more, less = np.float32(1 + _ROUNDING), np.float32(1 - _ROUNDING)
    # sin a >= a - a^3 / 6: the chord is at least so much of the arc.
    bend, nothing = np.float32(1.01 / (24 * EARTH_RADIUS_M**2)), np.float32(0)
    at_m, at_s = tree.leaf_m[leaf], tree.leaf_s[leaf]
    for j in range(WIDTH):
        dx, dy, dz = at_m[0, j] - x, at_m[1, j] - y, at_m[2, j] - z
        away = dx * dx + dy * dy + dz * dz
        arc = radius + at_m[3, j]
        most = arc * more + margin
        least = max(arc * (less - arc * arc * bend) - margin, nothing)
        perhaps = (away <= most * most) & (at_s[0, j] <= end_s) & (start_s <= at_s[1, j])
        surely = (away < least * least) & (at_s[0, j] < end_s) & (start_s < at_s[1, j])
        answers[j] = np.uint8(perhaps) + np.uint8(perhaps & surely)


@inner
def met_in_leaf(
    tree: Tree, recorded: Parts, leaf: int, asked: Parts, i: int, base_us: int, room: Room
) -> int:
    """Write the places in the tree's order of the parts of a leaf that meet to ``room.places``."""
    _answer_leaf(tree, leaf, asked, i, base_us, room.answers)
    count = 0
    for j in range(WIDTH):
        if room.answers[j] == NO:
            continue
        place = leaf * WIDTH + j
        if room.answers[j] == SURELY or meets(asked, i, recorded, tree.order[place]):
            room.places[count] = place
            count += 1
    return count
