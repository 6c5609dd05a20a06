"""Persons: they follow from the words; of a suspect two people say it; no contradiction joins anybody."""

import random
from itertools import combinations

import pytest
from tests.identity.saying import DIFFERENT, SAME, UNSURE, WITHDRAWN, Said, edges, same

from crimebook.identity.edges import Conflict, Edge, Pair, Verdict, conflicts_of, pair_of
from crimebook.identity.persons import (
    Persons,
    Word,
    Words,
    disputes_of,
    persons_of,
    said_between,
    standing_of,
    words_of,
)
from crimebook.identity.splitting import plan_split

NOBODY: frozenset[int] = frozenset()


def persons(*said: Said, suspects: frozenset[int] = NOBODY) -> Persons:
    return persons_of(words_of(edges(*said)), suspects)


def test_a_person_is_what_same_connects_and_bears_its_lowest_id():
    found = persons(*same((3, 5), (5, 9), (4, 8)))
    assert found.groups == ((3, 5, 9), (4, 8))
    assert found.person_of == {3: 3, 5: 3, 9: 3, 4: 4, 8: 4}
    assert (found.torn, found.waiting) == ((), ())


def test_a_word_on_a_suspect_waits_for_a_second_person():
    found = persons(*same((1, 2), (3, 4)), suspects=frozenset({2}))
    assert found.groups == ((3, 4),)
    assert [edge.pair for edge in found.waiting] == [Pair(1, 2)]
    both = persons(*same((1, 2)), *same((1, 2), by="bob"), suspects=frozenset({2}))
    assert (both.groups, both.waiting) == (((1, 2),), ())


def test_nobody_is_their_own_second_person():
    found = persons(*same((1, 2)), *same((1, 2)), suspects=frozenset({2}))
    assert (found.groups, len(found.waiting)) == ((), 1)


def test_a_second_word_taken_back_lets_the_first_wait_again():
    said = [*same((1, 2)), *same((1, 2), by="bob")]
    undone = persons(*said, (1, 2, WITHDRAWN), suspects=frozenset({1}))
    assert undone == persons(*said[:1], suspects=frozenset({1}))


def test_one_persons_words_make_no_further_mention_part_of_a_suspect():
    two = [*same((1, 2)), *same((1, 2), by="bob")]
    found = persons(*two, *same((2, 3), (3, 4)), suspects=frozenset({1}))
    assert found.groups == ((1, 2), (3, 4))
    assert [edge.pair for edge in found.waiting] == [Pair(2, 3)]
    # Said by two, the link reaches 3; that 4 is the same as 3 is one person's word and now touches a suspect.
    more = persons(*two, *same((2, 3), (3, 4)), *same((2, 3), by="bob"), suspects=frozenset({1}))
    assert more.groups == ((1, 2, 3),)
    assert [edge.pair for edge in more.waiting] == [Pair(3, 4)]


def test_to_keep_apart_needs_no_second_person():
    two = [*same((1, 2)), *same((1, 2), by="bob")]
    found = persons(*two, (1, 2, DIFFERENT), suspects=frozenset({1}))
    assert found == Persons((), (), ())


def test_two_people_who_contradict_each_other_join_nobody_until_a_third_has_spoken():
    said = [(1, 2, DIFFERENT), (1, 2, SAME, "bob")]
    assert persons(*said).groups == ()
    (dispute,) = disputes_of(words_of(edges(*said)))
    assert (dispute.edge.actor, dispute.against) == ("bob", "alice")
    assert persons(*said, (1, 2, SAME, "carol")).groups == ((1, 2),)
    assert disputes_of(words_of(edges(*said, (1, 2, SAME, "carol")))) == ()


def test_who_changes_their_own_mind_disputes_nothing():
    assert disputes_of(words_of(edges((1, 2, DIFFERENT), (1, 2, SAME)))) == ()
    assert persons((1, 2, DIFFERENT), (1, 2, SAME)).groups == ((1, 2),)


def test_a_persons_later_word_is_theirs_whoever_spoke_in_between():
    said = [(1, 2, SAME), (1, 2, SAME, "bob"), (1, 2, DIFFERENT), (1, 2, UNSURE, "bob"), (1, 2, SAME)]
    word = words_of(edges(*said))[Pair(1, 2)]
    assert (word.second, word.against) == ("", "")


def test_a_torn_group_is_nobody():
    said = [*same((1, 2), (2, 3), (7, 8)), (1, 3, DIFFERENT)]
    assert persons(*said) == Persons(((7, 8),), ((1, 2, 3),), ())


def test_a_dispute_inside_a_group_tears_it_too():
    said = [(1, 3, DIFFERENT), *same((1, 3), by="bob"), *same((1, 2), (2, 3))]
    assert persons(*said).torn == ((1, 2, 3),)


def test_what_was_said_between_two_sides_is_found():
    stands = standing_of(words_of(edges(*same((1, 2)), (2, 5, DIFFERENT), (1, 9, UNSURE))))
    assert [edge.pair for edge in said_between(stands, {1, 2}, {5, 9})] == [Pair(1, 9), Pair(2, 5)]


class Desk:
    """Alice, Bob and Carol, who decide, split and undo; what each change said is undone as a whole."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a test's own dice
        self.log: list[tuple[int, Edge]] = []
        self.suspects = frozenset(self.chance.sample(range(1, 9), 2))

    @property
    def words(self) -> Words:
        return words_of(edge for _, edge in self.log)

    def state(self) -> tuple[dict[Pair, Word], Persons, tuple[Conflict, ...], tuple[Word, ...]]:
        words = dict(self.words)
        return words, persons_of(words, self.suspects), conflicts_of(standing_of(words)), disputes_of(words)

    def say(self, change: int, pair: Pair, verdict: Verdict) -> None:
        actor = self.chance.choice(("alice", "bob", "carol"))
        self.log.append((change, Edge(len(self.log), pair, verdict, actor)))

    def decide(self, change: int) -> None:
        pair = pair_of(*self.chance.sample(range(1, 9), 2))
        self.say(change, pair, self.chance.choice((SAME, SAME, DIFFERENT, UNSURE)))

    def split(self, change: int) -> None:
        groups = persons_of(self.words, NOBODY).groups
        if not groups:
            return self.decide(change)
        group = self.chance.choice(groups)
        side = self.chance.sample(group, self.chance.randint(1, len(group) - 1))
        plan = plan_split(standing_of(self.words), group, side)
        for pair, verdict in plan.says:
            self.say(change, pair, verdict)
        return None

    def undo(self, change: int) -> bool:
        """Take back what was said under ``change``; False where something was said on top of it."""
        pairs = [edge.pair for number, edge in self.log if number == change]
        said = {edge.number: number for number, edge in self.log}
        stands = self.words
        if not all(pair in stands and said[stands[pair].edge.number] == change for pair in pairs):
            return False
        for pair in pairs:
            self.say(-change, pair, WITHDRAWN)
        return True


@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_random_ways_of_deciding_undoing_and_splitting_restore_the_exact_earlier_state(
    part: int,
):
    for seed in range(part * 2500, part * 2500 + 2500):
        desk = Desk(seed)
        states, changes = [desk.state()], list[int]()
        for change in range(1, desk.chance.randint(4, 12)):
            if changes and desk.chance.random() < 0.4:
                assert desk.undo(changes.pop())
                states.pop()
                assert desk.state() == states[-1]
                continue
            desk.chance.choice((desk.decide, desk.decide, desk.split))(change)
            changes.append(change)
            states.append(desk.state())
        while changes:
            assert desk.undo(changes.pop())
            states.pop()
            assert desk.state() == states[-1]
        assert desk.state() == ({}, Persons((), (), ()), (), ())


@pytest.mark.parametrize("seed", range(60))
def test_what_is_undone_out_of_order_is_as_if_it_had_never_been_said(seed: int):
    desk = Desk(seed)
    for change in range(1, 9):
        desk.chance.choice((desk.decide, desk.decide, desk.split))(change)
    for change in desk.chance.sample(range(1, 9), 8):
        before = [entry for entry in desk.log if abs(entry[0]) != change]
        if desk.undo(change):
            left = words_of(edge for _, edge in before)
            assert dict(desk.words) == left


@pytest.mark.parametrize("seed", range(60))
def test_no_contradiction_is_silent_and_none_joins_anybody(seed: int):
    desk = Desk(seed)
    for change in range(1, 13):
        desk.decide(change)
        words, found, conflicts, disputes = desk.state()
        told = {conflict.apart.pair for conflict in conflicts} | {word.edge.pair for word in disputes}
        for group in found.groups:
            for pair in map(Pair._make, combinations(group, 2)):
                word = words.get(pair)
                assert word is None or word.edge.verdict is not DIFFERENT
                # A doubt stays within a group, but it is told.
                assert word is None or not word.is_disputed or word.edge.verdict is UNSURE
                assert word is None or not word.is_disputed or pair in told
        for torn in found.torn:
            assert any(set(pair) <= set(torn) for pair in told)
        for group in found.groups:
            if desk.suspects.intersection(group):
                firm = [pair for pair, word in words.items() if word.second and word.edge.verdict is SAME]
                assert set(group) <= {end for pair in firm for end in pair}
