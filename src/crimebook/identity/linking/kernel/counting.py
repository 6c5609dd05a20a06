"""The compiled part of `crimebook.identity.linking.company`: neighbours, and whom two have in common."""

from typing import NamedTuple

import numpy as np

from crimebook.identity.linking.kernel.compiled import compiled
from crimebook.identity.linking.kernel.tables import Bools, Codes, Floats, Ints


class Graph(NamedTuple):
    """Who is beside whom: of row ``i`` they are ``ends[at[i]:at[i + 1]]``."""

    at: Ints
    ends: Codes


@compiled
def graph_of(left: Codes, right: Codes, chosen: Bools, rows: int) -> Graph:
    """Return the neighbours of all rows by the chosen pairs, each pair in both directions."""
    at = np.zeros(rows + 2, np.int64)
    for pair in range(len(left)):
        if chosen[pair]:
            at[left[pair] + 2] += 1
            at[right[pair] + 2] += 1
    at = np.cumsum(at)
    ends = np.empty(at[-1], np.int32)
    for pair in range(len(left)):
        if chosen[pair]:
            one, other = left[pair], right[pair]
            ends[at[one + 1]], ends[at[other + 1]] = other, one
            at[one + 1] += 1
            at[other + 1] += 1
    return Graph(at[:-1].copy(), ends)


@compiled
def count_thirds(links: Graph, apart: Graph, left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """Return for each pair how many are linked with both, and how many with one and apart from the other."""
    together, parting = np.zeros(len(left), np.int32), np.zeros(len(left), np.int32)
    linked = np.full(len(links.at) - 1, -1, np.int32)
    parted = np.full(len(links.at) - 1, -1, np.int32)
    for pair in range(len(left)):
        one, other = left[pair], right[pair]
        if pair == 0 or left[pair - 1] != one:
            for third in links.ends[links.at[one] : links.at[one + 1]]:
                linked[third] = one
            for third in apart.ends[apart.at[one] : apart.at[one + 1]]:
                parted[third] = one
        for third in links.ends[links.at[other] : links.at[other + 1]]:
            together[pair] += linked[third] == one
            parting[pair] += parted[third] == one
        for third in apart.ends[apart.at[other] : apart.at[other + 1]]:
            parting[pair] += linked[third] == one
    return together, parting


@compiled
def count_torn(links: Graph, apart: Graph, span: tuple[int, int]) -> Floats:
    """Return for each row of a span the share of pairs among its links that contradict each other."""
    shares = np.zeros(span[1] - span[0], np.float64)
    linked = np.full(len(links.at) - 1, -1, np.int32)
    for row in range(span[0], span[1]):
        mine = links.ends[links.at[row] : links.at[row + 1]]
        for each in mine:
            linked[each] = row
        inner = 0
        for each in mine:
            for third in apart.ends[apart.at[each] : apart.at[each + 1]]:
                inner += linked[third] == row
        shares[row - span[0]] = inner / max(len(mine) * (len(mine) - 1), 1)
    return shares
