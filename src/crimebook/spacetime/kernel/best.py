"""The k best recordings of each incident, without ever holding all pairs.

Every pair that meets is weighed as cheaply as it can be turned away: by how long it lasts, then by its place,
then by its time, and only what could still enter the list has its view integrated. A pair is turned away
where even a bound of its score lies below the k-th best so far, so the list is exactly that of all scores.
"""

import math
from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.bounds import fill_bounds, room_for
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
from crimebook.spacetime.kernel.probing import Room, met_by
from crimebook.spacetime.kernel.rows import (
    END_SPREAD,
    FLAGS,
    HAS_SEVERAL,
    HAS_VIEW,
    KIND,
    REACH,
    SIGMA,
    START_SPREAD,
    Rows,
)
from crimebook.spacetime.kernel.scoring import Law
from crimebook.spacetime.kernel.tree import WIDTH, Tree

_FEWEST = 4_096
"""How many pairs there is room for at first."""

_SLACK_BITS = 1e-9
"""What rounding may take from a bound."""


class Lists(NamedTuple):
    """For each incident, in its table's order, its best, best first.

    ``score`` (n, k) bits, ``rank`` (n, k) of the recording, ``terms`` (n, k, 5), ``length`` (n,).
    """

    score: Floats
    rank: Ints
    terms: Singles
    length: Ints


class Best(NamedTuple):
    """One incident's best so far, best first.

    ``score`` (k,) bits, ``place`` (k,) in the tree, ``slot`` (k,): where its ``terms`` (k, 5) stand.
    """

    score: Floats
    place: Ints
    slot: Ints
    terms: Singles


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
        np.empty((incidents, k, 5), np.float32),
        np.zeros(incidents, np.int32),
    )


@compiled
def fill_lists(
    tree: Tree,
    sides: Sides,
    law: Law,
    wanted: tuple[Ints, int],
    working: tuple[Room, Ints],
    lists: Lists,
) -> Longs:
    """Fill the lists of some incidents; return how many parts were looked at, pairs met, pairs weighed.

    ``wanted`` are the incidents, and second 0 of the tree in microseconds. ``working`` is a room and, where a
    window has several parts, an int32 for each recording, all -1.
    """
    incidents, base_us = wanted
    room, seen = working
    k, counts = lists.score.shape[1], np.zeros(3, np.int64)
    bounds, promising, best = room_for(_FEWEST), np.empty(k, np.int64), _one_list(k)
    for incident in incidents:
        begin, end = sides.mine_first[incident], sides.mine_first[incident + 1]
        asked = asked_of(sides.mine, sides.sought, law, begin, end, base_us)
        length, least = 0, -math.inf
        for i in range(begin, end):
            met, leaves = met_by(tree, sides.theirs, sides.mine, i, base_us, room)
            counts[0] += leaves * WIDTH
            counts[1] += met
            if met >= len(bounds.most):
                bounds = room_for(2 * met)
            fill_bounds(law, asked, sides.rows, (room.places, met), bounds)
            first = _promising(bounds.most, met, promising)
            for at in range(first + met):
                number = promising[at] if at < first else at - first
                # What was weighed before has no bound any more.
                if not bounds.most[number] >= least:
                    continue
                bounds.most[number], place = math.nan, room.places[number]
                row = tree.order[place]
                if len(seen) > 0 and not _is_first(seen, sides.rank[row], incident):
                    continue
                counts[2] += 1
                weighed = _scored(law, asked, sides, (place, row), least)
                if weighed.score >= least:
                    length = _enter(best, length, (place, sides.rank, tree.order), weighed)
                    least = best.score[k - 1] - _SLACK_BITS if length == k else least
        _hand_over(best, length, (sides.rank, tree.order), lists, incident)
    return counts


@inlined
def _is_first(seen: Ints, rank: int, incident: int) -> bool:
    """Whether the recording is met for the first time by this incident."""
    is_first = bool(seen[rank] != incident)
    seen[rank] = incident
    return is_first


class Weighed(NamedTuple):
    """The terms of a pair and their sum; before its view is integrated, with the most that can add."""

    score: float
    prior: float
    time: float
    place: float
    sight: float
    kind: float


@inlined
def _scored(law: Law, asked: Asked, sides: Sides, told: tuple[int, int], least: float) -> Weighed:
    """Return the terms of a pair, or a bound below ``least``; ``told`` are the recording's place and row."""
    place, row = told
    near = _near(sides.rows, place)
    if asked.end - asked.first > 1 or near.flags & HAS_SEVERAL:
        chance = _place_of_several(asked, sides, row)
    else:
        chance = place_chance(asked, near)
    weighed = _weigh(law, asked, near, chance, least)
    if weighed.score >= least and near.flags & HAS_VIEW:
        return _with_view(law, asked, weighed, sides, row)
    return weighed


@inlined
def _near(rows: Rows, place: int) -> Near:
    exact, short = rows.exact, rows.short
    return Near(
        int(rows.flags[place, FLAGS]),
        exact[place, 0],
        exact[place, 1],
        exact[place, 2],
        exact[place, 3],
        exact[place, 4],
        np.float64(short[place, START_SPREAD]),
        np.float64(short[place, END_SPREAD]),
        np.float64(short[place, SIGMA]),
        np.float64(short[place, REACH]),
        np.float64(short[place, KIND]),
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
def _promising(most: Singles, count: int, promising: Longs) -> int:
    """Write the numbers of the highest bounds, highest first, as there is room for; return how many."""
    k, found = len(promising), 0
    for number in range(count):
        bound = most[number]
        if found == k and bound <= most[promising[k - 1]]:
            continue
        at = found if found < k else k - 1
        while at > 0 and most[promising[at - 1]] < bound:
            promising[at] = promising[at - 1]
            at -= 1
        promising[at] = number
        found = min(found + 1, k)
    return found


@inlined
def _one_list(k: int) -> Best:
    return Best(np.empty(k), np.empty(k, np.int32), np.empty(k, np.int32), np.empty((k, 5), np.float32))


@inner
def _enter(best: Best, count: int, told: tuple[int, Ints, Ints], weighed: Weighed) -> int:
    """Put a pair on the list unless k better ones are there; return how many it has.

    ``told`` are the recording's place, the ranks of ids by row, and the rows by place.
    """
    place, rank, order = told
    k, at, score = len(best.score), count, weighed.score
    while at > 0 and score >= best.score[at - 1]:
        # Equal scores stand by the recordings' ids.
        if score == best.score[at - 1] and rank[order[place]] > rank[order[best.place[at - 1]]]:
            break
        at -= 1
    if at == k:
        return count
    slot = best.slot[k - 1] if count == k else count
    for move in range(min(count, k - 1), at, -1):
        best.score[move] = best.score[move - 1]
        best.place[move], best.slot[move] = best.place[move - 1], best.slot[move - 1]
    best.score[at], best.place[at], best.slot[at] = score, place, slot
    best.terms[slot, 0], best.terms[slot, 1] = weighed.prior, weighed.time
    best.terms[slot, 2], best.terms[slot, 3] = weighed.place, weighed.sight
    best.terms[slot, 4] = weighed.kind
    return min(count + 1, k)


@inlined
def _hand_over(best: Best, length: int, told: tuple[Ints, Ints], lists: Lists, incident: int) -> None:
    """Write an incident's list to where all lists are."""
    rank, order = told
    lists.length[incident] = length
    for at in range(length):
        lists.score[incident, at] = best.score[at]
        lists.rank[incident, at] = rank[order[best.place[at]]]
        for term in range(5):
            lists.terms[incident, at, term] = best.terms[best.slot[at], term]
