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
    Near,
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
from crimebook.spacetime.kernel.probing import Room, met_by
from crimebook.spacetime.kernel.rows import HAS_SEVERAL, HAS_VIEW, Rows
from crimebook.spacetime.kernel.scoring import Law
from crimebook.spacetime.kernel.tree import WIDTH, Tree

_SLACK_BITS = 1e-9
"""What rounding may take from a bound."""


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
    rows, rank, order, places = sides.rows, sides.rank, tree.order, room.places
    exact, short = rows.exact, rows.short
    counts = np.zeros(3, np.int64)
    for incident in incidents:
        begin, end = sides.mine_first[incident], sides.mine_first[incident + 1]
        asked = asked_of(sides.mine, sides.sought, law, begin, end, base_us)
        least, needed, is_several = -math.inf, 0.0, end - begin > 1
        for i in range(begin, end):
            met, leaves = met_by(tree, sides.theirs, sides.mine, i, base_us, room)
            counts[0] += leaves * WIDTH
            counts[1] += met
            for k in range(met):
                place = places[k]
                start_us, end_us, spread_s = exact[place, 3], exact[place, 4], short[place, 1]
                row = order[place]
                is_hopeless = most_time(asked, start_us, end_us, spread_s) < needed
                if is_hopeless or not is_first(seen, rank[row], incident):
                    continue
                counts[2] += 1
                near = _near(exact, short, int(rows.flags[place]), place)
                if is_several or (near.flags & HAS_SEVERAL):
                    chance = _place_of_several(asked, sides, row)
                else:
                    chance = place_chance(asked, near)
                weighed = _weigh(law, asked, near, chance, least)
                if weighed.score >= least and near.flags & HAS_VIEW:
                    weighed = _with_view(law, asked, weighed, sides, row)
                if weighed.score >= least and _enter(lists, incident, rank[row], weighed):
                    least = _least(lists, incident)
                    needed = _needed(law, asked, least, most_kind_bits)
    return counts


class Weighed(NamedTuple):
    """The terms of a pair and their sum; before its view is integrated, with the most that can add."""

    score: float
    prior: float
    time: float
    place: float
    sight: float
    kind: float


@inlined
def _near(exact: Floats, short: Singles, flags: int, place: int) -> Near:
    return Near(
        flags,
        exact[place, 0],
        exact[place, 1],
        exact[place, 2],
        exact[place, 3],
        exact[place, 4],
        np.float64(short[place, 0]),
        np.float64(short[place, 1]),
        np.float64(short[place, 2]),
        np.float64(short[place, 3]),
        np.float64(short[place, 4]),
    )


@inlined
def _discs(sides: Sides, row: int) -> Discs:
    window = sides.window[row]
    first, end = sides.first[window], sides.first[window + 1]
    return Discs(sides.mine, sides.sought, sides.theirs, sides.told, first, end)


@inner
def _place_of_several(asked: Asked, sides: Sides, row: int) -> float:
    return place_chance_of_discs(asked, _discs(sides, row))


@inner
def _weigh(law: Law, asked: Asked, near: Near, chance: float, least: float) -> Weighed:
    """Return the terms of a pair, its view at its best; where a bound lies below ``least``, that bound."""
    view_mean = law.view_weight * math.log2(asked.mean_view) if near.flags & HAS_VIEW else 0.0
    prior = asked.prior_bits + view_mean
    place = bits(law, chance, asked.mean_place, law.place_weight)
    known = asked.prior_bits + near.kind_bits + place
    ceiling = most_time(asked, near.start_us, near.end_us, near.end_spread_s)
    most = known + max(bits(law, ceiling, asked.mean_time, law.time_weight), 0.0)
    if most < least:
        return Weighed(most, prior, 0.0, place, 0.0, near.kind_bits)
    then = time_chance(asked, near)
    time = 0.0 if math.isnan(then) else bits(law, then, asked.mean_time, law.time_weight)
    return Weighed(known + time, prior, time, place, -view_mean, near.kind_bits)


@inner
def _with_view(law: Law, asked: Asked, weighed: Weighed, sides: Sides, row: int) -> Weighed:
    view = view_bits(law, view_chance(law, asked, _discs(sides, row)), asked.mean_view)
    score = weighed.score - weighed.sight + view
    return Weighed(score, weighed.prior, weighed.time, weighed.place, view, weighed.kind)


@inlined
def _least(lists: Lists, incident: int) -> float:
    """Return the score that a pair must reach to enter the list."""
    k = lists.score.shape[1]
    if lists.length[incident] < k:
        return -math.inf
    last: float = lists.score[incident, k - 1]
    return last - _SLACK_BITS


@inlined
def _needed(law: Law, asked: Asked, least: float, most_kind_bits: float) -> float:
    """Return the least chance of time with which a pair perfect in all else enters the list."""
    if not asked.is_timed or asked.densest <= 0:
        return 0.0
    most = asked.prior_bits + most_kind_bits + bits(law, 1.0, asked.mean_place, law.place_weight)
    share: float = 2.0 ** ((least - most) / law.time_weight)
    return (share - law.wrong) * asked.mean_time / (1 - law.wrong)


@inner
def _enter(lists: Lists, incident: int, rank: int, weighed: Weighed) -> bool:
    """Put a pair on the list unless k better ones are there; equal scores by the recordings' ids."""
    score = weighed.score
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
    lists.terms[incident, slot, 0], lists.terms[incident, slot, 1] = weighed.prior, weighed.time
    lists.terms[incident, slot, 2], lists.terms[incident, slot, 3] = weighed.place, weighed.sight
    lists.terms[incident, slot, 4] = weighed.kind
    lists.length[incident] = min(count + 1, k)
    return True


@inlined
def _is_better(score: float, rank: int, than: float, than_rank: int) -> bool:
    return score > than or (score == than and rank < than_rank)
