from itertools import combinations

from crimebook.identity.linking.grouping import Weighed, bounded_groups

UNSEEN = -5.0


def test_what_agrees_all_round_is_one_group() -> None:
    pairs = [Weighed(one, other, 6.0) for one, other in combinations((1, 2, 3), 2)]
    assert bounded_groups(pairs, threshold_bits=0.0, unseen_bits=UNSEEN) == ((1, 2, 3),)


def test_a_chain_of_weak_links_is_no_group() -> None:
    chain = [Weighed(one, one + 1, 2.0) for one in range(1, 20)]
    groups = bounded_groups(chain, threshold_bits=0.0, unseen_bits=UNSEEN)
    assert max(map(len, groups)) == 2


def test_the_heaviest_are_joined_first() -> None:
    pairs = [Weighed(1, 2, 3.0), Weighed(2, 3, 9.0), Weighed(1, 3, -12.0)]
    assert bounded_groups(pairs, threshold_bits=0.0, unseen_bits=UNSEEN) == ((2, 3),)


def test_no_group_outgrows_its_bound() -> None:
    pairs = [Weighed(one, other, 6.0) for one, other in combinations(range(10), 2)]
    groups = bounded_groups(pairs, threshold_bits=0.0, unseen_bits=UNSEEN, most_members=4)
    assert max(map(len, groups)) <= 4


def test_the_order_in_which_pairs_come_says_nothing() -> None:
    pairs = [Weighed(one, two, float((one * 7 + two * 3) % 11)) for one, two in combinations(range(9), 2)]
    once = bounded_groups(pairs, threshold_bits=4.0, unseen_bits=UNSEEN)
    assert once == bounded_groups(pairs[::-1], threshold_bits=4.0, unseen_bits=UNSEEN)
