"""Pairing: every pair of windows of which at least two parts meet, each once."""

import numpy as np

from crimebook.spacetime.kernel.columns import Parts
from crimebook.spacetime.kernel.compiling import Ints, Keys, Longs, compiled, inlined
from crimebook.spacetime.kernel.probing import Room, met_by
from crimebook.spacetime.kernel.tree import WIDTH, Tree

RANK_BITS = 32


@compiled
def pairs_of(
    tree: Tree,
    recorded: Parts,
    recorded_rank: Ints,
    asked: Parts,
    asked_rank: Ints,
    wanted: tuple[Longs, Ints, int],
    working: tuple[Room, Ints],
) -> tuple[Keys, Longs]:
    """Return rank of incident << 32 | rank of recording for each pair, and two counts: parts looked at, met.

    ``wanted`` are where each incident's rows begin, the incidents to answer, and second 0 of the tree.
    ``working`` is a room and, where a window has several parts, an int32 for each recording, all -1.
    """
    first, incidents, base_us = wanted
    room, seen = working
    order, places = tree.order, room.places
    pairs, count, looked = np.empty(4_096, np.uint64), 0, 0
    for incident in incidents:
        for i in range(first[incident], first[incident + 1]):
            met, leaves = met_by(tree, recorded, asked, i, base_us, room)
            looked += leaves * WIDTH
            if count + met > len(pairs):
                longer = np.empty(2 * (count + met), np.uint64)
                longer[:count] = pairs[:count]
                pairs = longer
            for k in range(met):
                rank = recorded_rank[order[places[k]]]
                if is_first(seen, rank, incident):
                    pairs[count] = (np.uint64(asked_rank[i]) << np.uint64(RANK_BITS)) | np.uint64(rank)
                    count += 1
    return pairs[:count], np.array([looked, count])


@inlined
def is_first(seen: Ints, rank: int, incident: int) -> bool:
    """Whether the recording is met for the first time by this incident; always where nothing is kept."""
    if len(seen) == 0:
        return True
    if seen[rank] == incident:
        return False
    seen[rank] = incident
    return True
