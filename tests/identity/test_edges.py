"""Judgements: the last word stands, undoing restores exactly what was, no contradiction passes silently."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.identity.edges import (
    Conflict,
    Edge,
    Pair,
    Verdict,
    conflicts_of,
    groups_of,
    leaders_of,
    open_pairs,
    pair_of,
    standing,
)
from crimebook.terms.errors import InvalidValueError

SAID = (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)


def edges(*said: tuple[int, int, Verdict]) -> tuple[Edge, ...]:
    return tuple(
        Edge(number, pair_of(one, other), verdict) for number, (one, other, verdict) in enumerate(said)
    )


def same(*pairs: tuple[int, int]) -> list[tuple[int, int, Verdict]]:
    return [(one, other, Verdict.SAME) for one, other in pairs]


def test_a_pair_has_one_writing():
    assert pair_of(2, 1) == pair_of(1, 2) == Pair(1, 2)
    with pytest.raises(InvalidValueError):
        pair_of(3, 3)


def test_the_last_word_on_a_pair_stands():
    stands = standing(edges((1, 2, Verdict.SAME), (2, 1, Verdict.DIFFERENT)))
    assert stands[Pair(1, 2)].verdict is Verdict.DIFFERENT
    assert groups_of(stands) == ()


def test_taking_the_last_word_back_lets_the_one_before_stand_again():
    said = [(1, 2, Verdict.SAME), (1, 2, Verdict.DIFFERENT), (1, 2, Verdict.WITHDRAWN)]
    assert standing(edges(*said)) == standing(edges(*said[:1]))
    assert standing(edges(*said, (1, 2, Verdict.WITHDRAWN))) == {}


def test_taking_back_where_nothing_stands_changes_nothing():
    said = [(1, 2, Verdict.WITHDRAWN), (1, 2, Verdict.SAME)]
    assert groups_of(standing(edges(*said))) == ((1, 2),)


def test_order_is_that_of_the_numbers_and_not_of_reading():
    said = edges((1, 2, Verdict.SAME), (1, 2, Verdict.DIFFERENT))
    assert standing(reversed(said)) == standing(said)


def test_a_different_inside_a_group_is_told_with_the_chain_against_it():
    stands = standing(edges(*same((1, 2), (2, 3), (3, 4)), (1, 4, Verdict.DIFFERENT)))
    (found,) = conflicts_of(stands)
    assert isinstance(found, Conflict)
    assert found.apart.pair == Pair(1, 4)
    assert [edge.pair for edge in found.chain] == [Pair(1, 2), Pair(2, 3), Pair(3, 4)]


def test_a_group_with_a_conflict_has_no_leader_until_it_is_solved():
    said = [*same((1, 2), (2, 3), (8, 9)), (1, 3, Verdict.DIFFERENT)]
    assert leaders_of(standing(edges(*said))) == {9: 8}
    solved = edges(*said, (1, 3, Verdict.WITHDRAWN))
    assert leaders_of(standing(solved)) == {2: 1, 3: 1, 9: 8}


def test_a_different_between_two_groups_is_no_conflict():
    assert conflicts_of(standing(edges(*same((1, 2), (3, 4)), (2, 3, Verdict.DIFFERENT)))) == ()


def test_what_was_said_of_one_of_a_group_is_said_of_all_of_it():
    stands = standing(edges(*same((1, 2)), (2, 3, Verdict.DIFFERENT)))
    assert open_pairs([1, 2, 3], stands) == ()
    assert open_pairs([1, 2, 3, 4], stands) == (Pair(1, 4), Pair(2, 4), Pair(3, 4))


def test_unsure_is_an_answer_but_joins_nothing():
    stands = standing(edges((1, 2, Verdict.UNSURE)))
    assert open_pairs([1, 2], stands) == ()
    assert groups_of(stands) == ()


statements = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from(list(Verdict))).filter(
        lambda each: each[0] != each[1]
    ),
    max_size=40,
)


@given(statements)
def test_groups_are_those_of_brute_force(said: list[tuple[int, int, Verdict]]):
    stands = standing(edges(*said))
    label = {number: number for number in range(1, 10)}
    for _ in range(10):
        for pair, edge in stands.items():
            if edge.verdict is Verdict.SAME:
                label[pair.left] = label[pair.right] = min(label[pair.left], label[pair.right])
    groups = {
        first: tuple(sorted(each for each in label if label[each] == first)) for first in label.values()
    }
    assert groups_of(stands) == tuple(sorted(group for group in groups.values() if len(group) > 1))
    torn = [
        pair
        for pair, edge in sorted(stands.items())
        if edge.verdict is Verdict.DIFFERENT and label[pair.left] == label[pair.right]
    ]
    found = conflicts_of(stands)
    assert [each.apart.pair for each in found] == torn
    for conflict in found:
        ends = [end for edge in conflict.chain for end in edge.pair]
        assert {end for end in ends if ends.count(end) == 1} == set(conflict.apart.pair)
        assert all(stands[edge.pair] == edge and edge.verdict is Verdict.SAME for edge in conflict.chain)
    led = leaders_of(stands)
    torn_groups = {label[pair.left] for pair in torn}
    assert led == {each: first for each, first in label.items() if each != first and first not in torn_groups}


@settings(max_examples=1000)
@given(st.integers(0, 2**32 - 1))
def test_a_thousand_random_ways_of_deciding_and_undoing_restore_the_exact_earlier_state(seed: int):
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    log: list[Edge] = []
    states = [standing(log)]
    done: list[Pair] = []
    for number in range(chance.randint(1, 30)):
        if done and chance.random() < 0.45:
            log.append(Edge(number, done.pop(), Verdict.WITHDRAWN))
            states.pop()
            now = standing(log)
            assert now == states[-1]
            assert groups_of(now) == groups_of(states[-1])
            assert leaders_of(now) == leaders_of(states[-1])
            assert conflicts_of(now) == conflicts_of(states[-1])
        else:
            pair = pair_of(*chance.sample(range(1, 8), 2))
            log.append(Edge(number, pair, chance.choice(SAID)))
            done.append(pair)
            states.append(standing(log))
    while done:
        log.append(Edge(len(log) + 100, done.pop(), Verdict.WITHDRAWN))
        states.pop()
        assert standing(log) == states[-1]
    assert standing(log) == {}
