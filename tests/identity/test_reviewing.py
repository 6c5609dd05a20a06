"""The queue: what is wanted of each pair, what one answer settles, and what comes first."""

import random

import pytest
from tests.identity.saying import DIFFERENT, SAME, UNSURE, Said, edges, same

from crimebook.identity.edges import Pair, pair_of
from crimebook.identity.persons import persons_of, words_of
from crimebook.identity.reviewing import PairState, Queued, queue_of, rank_of

NOBODY: frozenset[int] = frozenset()
OPEN, WAITING, TORN, SETTLED = PairState


def queue(*said: Said, pairs: list[tuple[int, int]], suspects: frozenset[int] = NOBODY) -> dict[Pair, Queued]:
    words = words_of(edges(*said))
    return queue_of([pair_of(*pair) for pair in pairs], words, persons_of(words, suspects), {})


def states(*said: Said, pairs: list[tuple[int, int]], suspects: frozenset[int] = NOBODY) -> list[PairState]:
    found = queue(*said, pairs=pairs, suspects=suspects)
    return [found[pair_of(*pair)].state for pair in pairs]


def test_a_pair_of_which_nobody_said_anything_is_open_and_settles_its_like():
    found = queue(*same((1, 2)), pairs=[(1, 2), (1, 3), (2, 3), (3, 4)])
    assert [(each.state, each.settles) for each in found.values()] == [
        (SETTLED, 0),
        (OPEN, 1),
        (OPEN, 1),
        (OPEN, 0),
    ]


@pytest.mark.parametrize("verdict", [DIFFERENT, UNSURE])
def test_what_was_said_of_one_mention_of_a_person_is_said_of_all(verdict):
    assert states(*same((1, 2)), (2, 3, verdict), pairs=[(1, 3), (2, 3)]) == [SETTLED, SETTLED]


def test_a_word_on_a_suspect_waits_and_names_who_said_it():
    found = queue(*same((1, 2)), pairs=[(1, 2), (1, 3)], suspects=frozenset({1}))
    assert found == {Pair(1, 2): Queued(WAITING, said_by="alice"), Pair(1, 3): Queued(OPEN)}


def test_what_contradicts_itself_is_torn_and_asked_of_nobody_in_turn():
    chain = [*same((1, 2), (2, 3)), (1, 3, DIFFERENT)]
    assert states(*chain, pairs=[(1, 2), (1, 3), (3, 4)]) == [TORN, TORN, OPEN]
    assert states((1, 2, SAME), (1, 2, DIFFERENT, "bob"), pairs=[(1, 2)]) == [TORN]


def test_a_chain_that_waits_for_a_second_person_contradicts_too():
    said = [*same((1, 2), (2, 3)), (1, 3, DIFFERENT)]
    assert states(*said, pairs=[(1, 3), (1, 2)], suspects=frozenset({1})) == [TORN, WAITING]


def test_a_person_known_from_elsewhere_stands_for_its_mentions():
    words = words_of(edges((1, 8, DIFFERENT)))
    found = queue_of([Pair(1, 9), Pair(1, 7)], words, persons_of(words, NOBODY), {8: 7, 9: 7})
    assert {each.state for each in found.values()} == {SETTLED}


def test_the_heavier_comes_first_and_of_two_as_heavy_the_one_that_settles_more():
    ranks = [rank_of(9.0, 0), rank_of(9.0, 3), rank_of(10.5, 0), rank_of(None, 0)]
    assert sorted(ranks, reverse=True) == [ranks[1], ranks[2], ranks[0], ranks[3]]


@pytest.mark.parametrize("seed", range(40))
def test_the_queue_of_a_part_is_that_of_the_whole(seed: int):
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    said = [
        (*chance.sample(range(1, 12), 2), chance.choice((SAME, SAME, DIFFERENT, UNSURE)), chance.choice("ab"))
        for _ in range(9)
    ]
    suspects = frozenset(chance.sample(range(1, 12), 2))
    pairs = [
        Pair(one, other) for one in range(1, 12) for other in range(one + 1, 12) if chance.random() < 0.5
    ]
    words = words_of(edges(*said))
    persons = persons_of(words, suspects)
    whole = queue_of(pairs, words, persons, {})
    some = chance.randint(1, 11)
    reach = _reach(some, {pair for pair, word in words.items() if word.edge.verdict is SAME})
    near = {pair: word for pair, word in words.items() if reach.intersection(pair)}
    inside = {pair: word for pair, word in near.items() if reach.issuperset(pair)}
    part = [pair for pair in pairs if reach.intersection(pair)]
    found = queue_of(part, near, persons_of(inside, suspects), persons.person_of)
    assert found == {pair: whole[pair] for pair in part}


def _reach(start: int, links: set[Pair]) -> set[int]:
    reach = {start}
    while more := {end for pair in links if reach.intersection(pair) for end in pair} - reach:
        reach |= more
    return reach
