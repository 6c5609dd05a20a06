"""The k best recordings of each incident, without ever holding all pairs.

Every pair that meets is weighed as cheaply as it can be turned away: by how long it lasts, then by its place,
then by its time, and only what could still enter the list has its view integrated. A pair is turned away
where even a bound of its score lies below the k-th best so far, so the list is exactly that of all scores.
"""

import math
from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.chances import (
    Asked,
    Discs,
    asked_of,
    bits,
    most_time,
    place_chance,
    place_chance_of_discs,
    time_chance,
    view_bits,
    view_chance,
)
from crimebook.spacetime.kernel.columns import Parts, Sought, Told
from crimebook.spacetime.kernel.compiling import Floats, Ints, Longs, Singles, compiled, inlined, inner
from crimebook.spacetime.kernel.pairing import is_first
from crimebook.spacetime.kernel.probing import Room, leaves_in_reach, met_in_leaf
from crimebook.spacetime.kernel.rows import HAS_SEVERAL, HAS_VIEW, Rows
from crimebook.spacetime.kernel.scoring import Law
from crimebook.spacetime.kernel.tree import WIDTH, Tree

_SLACK_BITS = 1e-9
"""What rounding may take from a bound."""

PRIOR, TIME, PLACE, VIEW, KIND = range(5)


class Lists(NamedTuple):
    """For each incident, in its table's order, its best so far, best first.

    ``score`` (n, k) bits, ``rank`` (n, k) of the recording, ``slot`` (n, k): where its ``terms`` (n, k, 5)
    stand; ``length`` (n,).
    """

    score: Floats
    rank: Ints
    slot: Ints
    terms: Singles
    length: Ints


class Sides(NamedTuple):
    """Both sides' columns: incidents as `Parts` and `Sought`; recordings as `Parts`, `Told` and `Rows`.

    ``window`` and ``first``: a recording row's window in its table's order, and where its rows begin;
    ``rank``: the rank of its id; ``mine_first``: where each incident's rows begin.
    """

    mine: Parts
    sought: Sought
    mine_first: Longs
    theirs: Parts
    told: Told
    rows: Rows
    window: Ints
    first: Longs
    rank: Ints


def empty_lists(incidents: int, k: int) -> Lists:
    """Return lists with nothing in them."""
    return Lists(
        np.empty((incidents, k)),
        np.empty((incidents, k), np.int32),
        np.empty((incidents, k), np.int32),
        np.empty((incidents, k, 5), np.float32),
        np.zeros(incidents, np.int32),
    )


@compiled
def fill_lists(
    tree: Tree,
    sides: Sides,
    law: Law,
    wanted: tuple[Ints, int, float],
    working: tuple[Room, Ints],
    lists: Lists,
) -> Longs:
    """Fill the lists of some incidents; return how many parts were looked at, pairs met, pairs weighed.

    ``wanted`` are the incidents, second 0 of the tree in microseconds, and the most bits that any recording
    has for its kind alone. ``working`` as in `pairing.pairs_of`.
    """
    incidents, base_us, most_kind_bits = wanted
    room, seen = working
    counts = np.zeros(3, np.int64)
    for incident in incidents:
        begin, end = sides.mine_first[incident], sides.mine_first[incident + 1]
        asked = asked_of(sides.sought, law, begin, end, base_us)
        needed = 0.0
        for i in range(begin, end):
            leaves = leaves_in_reach(tree, sides.mine, i, base_us, room)
            counts[0] += leaves * WIDTH
            for at in range(leaves):
                met = met_in_leaf(tree, sides.theirs, room.leaves[at], sides.mine, i, base_us, room)
                counts[1] += met
                for k in range(met):
                    place = room.places[k]
                    if most_time(asked, sides.rows, place) < needed:
                        continue
                    counts[2] += 1
                    if _weigh(tree, sides, law, (asked, place, incident), seen, lists):
                        needed = _needed(law, asked, lists, incident, most_kind_bits)
    return counts


@inlined
def _least(lists: Lists, incident: int) -> float:
    """Return the score that a pair must reach to enter the list."""
    k = lists.score.shape[1]
    if lists.length[incident] < k:
        return -math.inf
    last: float = lists.score[incident, k - 1]
    return last - _SLACK_BITS


@inlined
def _needed(law: Law, asked: Asked, lists: Lists, incident: int, most_kind_bits: float) -> float:
    """Return the least chance of time with which a pair perfect in all else enters the list."""
    if not asked.is_timed or asked.densest <= 0:
        return 0.0
    most = asked.prior_bits + most_kind_bits + bits(law, 1.0, asked.mean_place, law.place_weight)
    share: float = 2.0 ** ((_least(lists, incident) - most) / law.time_weight)
    return (share - law.wrong) * asked.mean_time / (1 - law.wrong)


@inner
def _weigh(
    tree: Tree, sides: Sides, law: Law, pair: tuple[Asked, int, int], seen: Ints, lists: Lists
) -> bool:
    """Score a pair that comes for the first time, and say whether it entered the list."""
    asked, place, incident = pair
    row = tree.order[place]
    rank, least = sides.rank[row], _least(lists, incident)
    if not is_first(seen, rank, incident):
        return False
    window = sides.window[row]
    discs = Discs(
        sides.mine, sides.sought, sides.theirs, sides.told, sides.first[window], sides.first[window + 1]
    )
    prior, kind, most_view = _before(law, asked, sides.rows, place)
    near = _near(law, asked, sides.rows, place, discs)
    place_bits = bits(law, near, asked.mean_place, law.place_weight)
    known = prior + kind + place_bits + most_view
    most = bits(law, most_time(asked, sides.rows, place), asked.mean_time, law.time_weight)
    if known + max(most, 0.0) < least:
        return False
    then = time_chance(asked, sides.rows, place)
    time_bits = 0.0 if math.isnan(then) else bits(law, then, asked.mean_time, law.time_weight)
    if known + time_bits < least:
        return False
    seen_bits = 0.0
    if sides.rows.flags[place] & HAS_VIEW:
        seen_bits = view_bits(law, view_chance(law, asked, discs), asked.mean_view)
    return _enter(lists, incident, rank, (prior, time_bits, place_bits, seen_bits, kind))


@inlined
def _before(law: Law, asked: Asked, rows: Rows, place: int) -> tuple[float, float, float]:
    """Return the bits of the prior, those of the kind, and the most that a view can add."""
    prior, kind = asked.prior_bits, np.float64(rows.short[place, 4])
    if rows.flags[place] & HAS_VIEW:
        view = law.view_weight * math.log2(asked.mean_view)
        return prior + view, kind, -view
    return prior, kind, 0.0


@inlined
def _near(law: Law, asked: Asked, rows: Rows, place: int, discs: Discs) -> float:
    if rows.flags[place] & HAS_SEVERAL or asked.end - asked.first > 1:
        return place_chance_of_discs(law, asked, discs)
    return place_chance(law, discs.mine, discs.sought, asked, rows, place)


@inlined
def _enter(lists: Lists, incident: int, rank: int, terms: tuple[float, float, float, float, float]) -> bool:
    """Put a pair on the list unless k better ones are there; equal scores by the recordings' ids."""
    score = terms[PRIOR] + terms[TIME] + terms[PLACE] + terms[VIEW] + terms[KIND]
    k, count = lists.score.shape[1], lists.length[incident]
    at = count
    while at > 0 and _is_better(score, rank, lists.score[incident, at - 1], lists.rank[incident, at - 1]):
        at -= 1
    if at == k:
        return False
    slot = lists.slot[incident, k - 1] if count == k else count
    for move in range(min(count, k - 1), at, -1):
        lists.score[incident, move] = lists.score[incident, move - 1]
        lists.rank[incident, move] = lists.rank[incident, move - 1]
        lists.slot[incident, move] = lists.slot[incident, move - 1]
    lists.score[incident, at], lists.rank[incident, at], lists.slot[incident, at] = score, rank, slot
    for term in range(5):
        lists.terms[incident, slot, term] = terms[term]
    lists.length[incident] = min(count + 1, k)
    return True


@inlined
def _is_better(score: float, rank: int, than: float, than_rank: int) -> bool:
    return score > than or (score == than and rank < than_rank)
