"""Probing: which leaves of the tree a part can meet, and which parts of a leaf it does meet."""

from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.columns import Parts
from crimebook.spacetime.kernel.compiling import Bytes, Ints, inlined, inner
from crimebook.spacetime.kernel.tree import NODE_MARGIN_M, WIDTH, Tree, seconds
from crimebook.terms.places import EARTH_RADIUS_M, MAX_RADIUS_M

NO, PERHAPS, SURELY = 0, 1, 2
_ROUNDING = 1e-6
_DIAMETER_M = 2.0 * EARTH_RADIUS_M


class Room(NamedTuple):
    """Working space of one thread: leaves and blocks found, answers for one block, places of what met."""

    leaves: Ints
    blocks: Ints
    answers: Bytes
    places: Ints


def room(tree: Tree) -> Room:
    """Return working space for one thread: it holds the whole tree, though it is seldom used to the end."""
    leaves = len(tree.leaf_m) + WIDTH
    answers, places = np.zeros(WIDTH, np.uint8), np.empty(leaves * WIDTH, np.int32)
    return Room(np.empty(leaves, np.int32), np.empty(leaves, np.int32), answers, places)


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
def met_by(tree: Tree, recorded: Parts, asked: Parts, i: int, base_us: int, room: Room) -> tuple[int, int]:
    """Write the places in the tree of what the part meets to ``room.places``.

    Return how many they are, and how many leaves were looked into.
    """
    span = np.int32(seconds(asked.start_us[i], base_us)), np.int32(seconds(asked.end_us[i], base_us))
    centre = asked.x[i], asked.y[i], asked.z[i]
    leaves = _leaves_in_reach(tree, centre, asked.radius_m[i], span, room)
    order, answers, places = tree.order, room.answers, room.places
    count = 0
    for at in range(leaves):
        leaf = room.leaves[at]
        if not _answer_leaf(tree, leaf, centre, asked.radius_m[i], span, answers):
            continue
        fresh, doubtful = count, 0
        # Without a branch a part: what is met is written, and what is not is written over.
        for j in range(WIDTH):
            places[fresh] = leaf * WIDTH + j
            fresh += answers[j] != NO
            doubtful += answers[j] == PERHAPS
        count = _settled(asked, i, recorded, order, (places, answers), (count, fresh)) if doubtful else fresh
    return count, leaves


@inlined
def _settled(
    asked: Parts, i: int, recorded: Parts, order: Ints, block: tuple[Ints, Bytes], span: tuple[int, int]
) -> int:
    """Keep of the places of one leaf those that meet indeed; return where they end."""
    places, answers = block
    kept = span[0]
    for at in range(span[0], span[1]):
        place = places[at]
        if answers[place % WIDTH] == SURELY or meets(asked, i, recorded, order[place]):
            places[kept] = place
            kept += 1
    return kept


@inlined
def _leaves_in_reach(
    tree: Tree,
    centre: tuple[float, float, float],
    radius_m: float,
    span: tuple[np.int32, np.int32],
    room: Room,
) -> int:
    """Write the numbers of the leaves whose boxes a ball and a span can meet to ``room.leaves``."""
    x, y, z = np.float32(centre[0]), np.float32(centre[1]), np.float32(centre[2])
    radius, nothing = np.float32(radius_m * (1 + _ROUNDING) + NODE_MARGIN_M), np.float32(0)
    start_s, end_s = span
    box_m, box_s, answers = tree.node_m, tree.node_s, room.answers
    found, below = room.leaves, room.blocks
    levels = len(tree.first) - 1
    # The two buffers take turns; after the last level the leaves must stand in the first.
    if levels % 2 == 1:
        found, below = below, found
    found[0], count = 0, 1
    for level in range(levels - 1, -1, -1):
        fresh = 0
        for at in range(count):
            block = tree.first[level] + found[at]
            for j in range(WIDTH):
                dx = max(box_m[block, 0, j] - x, x - box_m[block, 1, j], nothing)
                dy = max(box_m[block, 2, j] - y, y - box_m[block, 3, j], nothing)
                dz = max(box_m[block, 4, j] - z, z - box_m[block, 5, j], nothing)
                reach = radius + box_m[block, 6, j]
                is_near = dx * dx + dy * dy + dz * dz <= reach * reach
                answers[j] = is_near & (box_s[block, 0, j] <= end_s) & (start_s <= box_s[block, 1, j])
            for j in range(WIDTH):
                below[fresh] = found[at] * WIDTH + j
                fresh += answers[j]
        found, below = below, found
        count = fresh
    return count


@inlined
def _answer_leaf(
    tree: Tree,
    leaf: int,
    centre: tuple[float, float, float],
    radius_m: float,
    span: tuple[np.int32, np.int32],
    answers: Bytes,
) -> bool:
    """Write whether each part of the leaf meets: `NO`, `PERHAPS` (ask `meets`), `SURELY`; return if any."""
    at_m, at_s, corner_m = tree.leaf_m, tree.leaf_s, tree.corner_m
    x = np.float32(centre[0] - corner_m[leaf, 0])
    y = np.float32(centre[1] - corner_m[leaf, 1])
    z = np.float32(centre[2] - corner_m[leaf, 2])
    radius, margin = np.float32(radius_m), np.float32(corner_m[leaf, 3])
    start_s, end_s = span
    more, less = np.float32(1 + _ROUNDING), np.float32(1 - _ROUNDING)
    # sin a >= a - a^3 / 6: the chord is at least so much of the arc.
    bend, nothing = np.float32(1.01 / (24 * EARTH_RADIUS_M**2)), np.float32(0)
    some = False
    for j in range(WIDTH):
        dx, dy, dz = at_m[leaf, 0, j] - x, at_m[leaf, 1, j] - y, at_m[leaf, 2, j] - z
        away = dx * dx + dy * dy + dz * dz
        arc = radius + at_m[leaf, 3, j]
        most = arc * more + margin
        least = max(arc * (less - arc * arc * bend) - margin, nothing)
        perhaps = (away <= most * most) & (at_s[leaf, 0, j] <= end_s) & (start_s <= at_s[leaf, 1, j])
        surely = (away < least * least) & (at_s[leaf, 0, j] < end_s) & (start_s < at_s[leaf, 1, j])
        answers[j] = np.uint8(perhaps) + np.uint8(perhaps & surely)
        some |= perhaps
    return some
