"""Bounds: chains of weak links end with a word, strong ones go on."""

import random

import pytest
from tests.identity.saying import edges, same

from crimebook.identity.bounds import Bounds, find_excess
from crimebook.identity.edges import Edge, Pair, Standing, standing

CHAIN = [(1, 2), (2, 3), (3, 4)]


def stands(*pairs: tuple[int, int]) -> Standing:
    return standing(edges(*same(*pairs)))


def test_a_chain_of_weak_links_ends_with_a_word():
    weak = {Pair(*pair) for pair in [*CHAIN, (4, 5)]}
    assert find_excess(stands(*CHAIN[:2]), weak, Pair(3, 4), Bounds(weak_links=3)) is None
    told = find_excess(stands(*CHAIN), weak, Pair(4, 5), Bounds(weak_links=3))
    assert "4 weak links" in str(told)
    # To a mention in its middle the way is shorter.
    assert find_excess(stands(*CHAIN), weak | {Pair(2, 5)}, Pair(2, 5), Bounds(weak_links=3)) is None


def test_strong_links_may_be_as_many_as_there_are():
    assert find_excess(stands(*CHAIN), {Pair(3, 4)}, Pair(4, 5), Bounds(weak_links=1)) is None


def test_a_person_has_no_more_mentions_than_the_bound():
    told = find_excess(stands((1, 2), (3, 4)), set(), Pair(2, 3), Bounds(members=3))
    assert "4 mentions" in str(told)
    assert find_excess(stands((1, 2), (3, 4)), set(), Pair(2, 3), Bounds(members=4)) is None


def test_a_word_within_a_group_is_never_refused():
    chain = [(each, each + 1) for each in range(1, 9)]
    weak = {Pair(*pair) for pair in [*chain, (1, 9)]}
    assert find_excess(stands(*chain), weak, Pair(1, 9), Bounds(members=2, weak_links=1)) is None


def longest_way(pairs: list[Pair], weak: set[Pair], nodes: range) -> float:
    """Return the most weak links on a shortest way between any two that hang together (Floyd, Warshall)."""
    far = {(a, b): 0.0 if a == b else float("inf") for a in nodes for b in nodes}
    for pair in pairs:
        far[pair] = far[pair.right, pair.left] = float(pair in weak)
    for by in nodes:
        for a in nodes:
            for b in nodes:
                far[a, b] = min(far[a, b], far[a, by] + far[by, b])
    return max(length for length in far.values() if length < float("inf"))


@pytest.mark.parametrize("seed", range(50))
def test_a_join_is_refused_where_brute_force_finds_a_way_that_is_too_long(seed: int):
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    sides = (range(5), range(5, 10))
    pairs = [Pair(chance.choice(side[:place]), side[place]) for side in sides for place in range(1, 5)]
    pair = Pair(chance.choice(sides[0]), chance.choice(sides[1]))
    weak = {each for each in [*pairs, pair] if chance.random() < 0.6}
    around = stands(*pairs)
    most = int(max(longest_way(pairs, weak, side) for side in (range(10),)))
    longest = longest_way([*pairs, pair], weak, range(10))
    told = find_excess(around, weak, pair, Bounds(weak_links=most))
    assert (told is not None) == (longest > most)
    assert find_excess(around, weak, pair, Bounds(weak_links=int(longest))) is None


def test_a_large_star_is_no_chain():
    spokes = {Pair(0, each) for each in range(1, 400)}
    around = {pair: Edge(pair.right, pair, same((0, 1))[0][2]) for pair in spokes}
    assert find_excess(around, spokes | {Pair(0, 400)}, Pair(0, 400), Bounds()) is None
