"""Splitting: no chain is left, each side is one, and taking it back restores what was."""

import random
from itertools import combinations

import pytest
from tests.identity.saying import DIFFERENT, SAME, WITHDRAWN, edges, same

from crimebook.identity.edges import Edge, Pair, conflicts_of, groups_of, standing
from crimebook.identity.splitting import plan_split
from crimebook.terms.errors import InvalidValueError


def test_every_same_that_crosses_gives_way_and_is_told():
    stands = standing(edges(*same((1, 2), (2, 3), (3, 4), (1, 4))))
    split = plan_split(stands, (1, 2, 3, 4), (1, 2))
    assert [edge.pair for edge in split.cuts] == [Pair(1, 4), Pair(2, 3)]
    assert (split.left, split.right, split.links) == ((1, 2), (3, 4), ())


def test_a_side_that_hung_together_by_the_other_is_linked_anew():
    stands = standing(edges(*same((1, 2), (1, 3), (1, 4))))
    split = plan_split(stands, (1, 2, 3, 4), (1,))
    assert split.links == (Pair(2, 3), Pair(2, 4))
    assert split.says == (
        *(((Pair(1, each), DIFFERENT)) for each in (2, 3, 4)),
        (Pair(2, 3), SAME),
        (Pair(2, 4), SAME),
    )


@pytest.mark.parametrize("side", [(), (1, 2, 3), (1, 9)])
def test_a_side_is_a_part_of_the_person(side: tuple[int, ...]):
    stands = standing(edges(*same((1, 2), (2, 3))))
    with pytest.raises(InvalidValueError):
        plan_split(stands, (1, 2, 3), side)


def test_a_side_that_holds_two_judged_different_is_refused():
    stands = standing(edges(*same((1, 2), (1, 3)), (2, 3, DIFFERENT)))
    with pytest.raises(InvalidValueError, match="2 and 3"):
        plan_split(stands, (1, 2, 3), (1,))


@pytest.mark.parametrize("seed", range(50))
def test_after_a_split_there_are_two_persons_and_undone_there_is_the_one(seed: int):
    chance = random.Random(seed)  # noqa: S311 - a test's own dice
    group = tuple(range(1, chance.randint(4, 9)))
    tree = [(chance.choice(group[: each - 1]), each) for each in group[1:]]
    more = chance.sample(list(combinations(group, 2)), chance.randint(0, 3))
    log = list(edges(*same(*tree, *more)))
    before = standing(log)
    side = chance.sample(group, chance.randint(1, len(group) - 1))
    split = plan_split(before, group, side)
    log += [Edge(100 + n, pair, verdict) for n, (pair, verdict) in enumerate(split.says)]
    after = standing(log)
    expected = sorted(part for part in (split.left, split.right) if len(part) > 1)
    assert groups_of(after) == tuple(expected)
    assert conflicts_of(after) == ()
    assert any(edge.verdict is DIFFERENT for edge in after.values())
    log += [Edge(200 + n, pair, WITHDRAWN) for n, (pair, _) in enumerate(split.says)]
    assert standing(log) == before
