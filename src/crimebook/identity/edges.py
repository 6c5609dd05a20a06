"""Judgements as edges: what people said of pairs of records, one after the other, and what follows from it.

Edges are only ever added. On one pair the last word stands; ``withdrawn`` takes back the word that stands, so
that the one before it stands again: undoing is one more edge and restores exactly what was. Groups are what
edges of ``same`` connect. A standing ``different`` inside a group is a conflict: it is told with the edges
that contradict it, and until a person has solved it the group is not taken for one.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from crimebook.terms.errors import InvalidValueError


class Verdict(StrEnum):
    """What a person says of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


class Pair(NamedTuple):
    """Two records, the lower id left: a pair has one writing."""

    left: int
    right: int


class Edge(NamedTuple):
    """A verdict on a pair; ``number`` is its place in the order of all that was said, ``actor`` who said it.

    Where two people are needed, ``actor`` must be given; where one is enough, it may stay empty.
    """

    number: int
    pair: Pair
    verdict: Verdict
    actor: str = ""


Standing = Mapping[Pair, Edge]
"""The word that stands on each pair; pairs without one are not in it."""


_NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A ``different`` and the chain of ``same`` that joins the two records nevertheless."""

    apart: Edge
    chain: tuple[Edge, ...]


def pair_of(one: int, other: int) -> Pair:
    """Return the pair of two records, or raise `InvalidValueError` where they are one."""
    if one == other:
        raise InvalidValueError("two records", f"{one} twice")
    return Pair(min(one, other), max(one, other))


def standing(edges: Iterable[Edge]) -> dict[Pair, Edge]:
    """Return the word that stands on each pair. A withdrawal where nothing stands changes nothing."""
    return {pair: words[-1] for pair, words in live_words(edges).items()}


def live_words(edges: Iterable[Edge]) -> dict[Pair, tuple[Edge, ...]]:
    """Return for each pair every word that nobody took back, oldest first: the last of them stands."""
    said: dict[Pair, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda each: each.number):
        if edge.verdict is not Verdict.WITHDRAWN:
            said[edge.pair].append(edge)
        elif said[edge.pair]:
            said[edge.pair].pop()
    return {pair: tuple(words) for pair, words in said.items() if words}


def groups_of(stands: Standing) -> tuple[tuple[int, ...], ...]:
    """Return the records that ``same`` connects, two or more together, in order."""
    return connected(pair for pair, edge in stands.items() if edge.verdict is Verdict.SAME)


def connected(pairs: Iterable[Pair]) -> tuple[tuple[int, ...], ...]:
    """Return the records that these pairs connect, two or more together, in order."""
    near = _near(pairs)
    groups, seen = [], set[int]()
    for start in sorted(near):
        if start not in seen:
            group = _reach(near, start)
            seen |= group
            groups.append(tuple(sorted(group)))
    return tuple(groups)


def group_with(stands: Standing, record: int) -> frozenset[int]:
    """Return the records that ``same`` connects with one record, and itself."""
    return frozenset(_reach(_neighbours(stands), record))


def conflicts_of(stands: Standing) -> tuple[Conflict, ...]:
    """Return every standing ``different`` inside a group, with a shortest chain between its ends."""
    near = _neighbours(stands)
    found = []
    for pair, edge in sorted(stands.items()):
        if edge.verdict is Verdict.DIFFERENT and pair.left in near:
            chain = _chain(stands, near, pair)
            if chain:
                found.append(Conflict(edge, chain))
    return tuple(found)


def leaders_of(stands: Standing) -> dict[int, int]:
    """Return for each record that another one leads the id of that one: the lowest of its group.

    A group with a conflict has no leader: nobody is merged against somebody's word.
    """
    torn = {conflict.apart.pair.left for conflict in conflicts_of(stands)}
    return {
        member: group[0]
        for group in groups_of(stands)
        if not torn.intersection(group)
        for member in group[1:]
    }


def open_pairs(members: Iterable[int], stands: Standing) -> tuple[Pair, ...]:
    """Return the pairs of ``members`` on which nothing has been said, also by way of others.

    Two records of one group are answered; what was said of one record of a group is said of all of it.
    """
    group_of = {member: group[0] for group in groups_of(stands) for member in group}
    answered = {
        frozenset((group_of.get(pair.left, pair.left), group_of.get(pair.right, pair.right)))
        for pair in stands
    }
    pairs = (Pair(*two) for two in combinations(sorted(set(members)), 2))
    return tuple(
        pair
        for pair in pairs
        if (ends := frozenset(group_of.get(end, end) for end in pair)) not in answered and len(ends) > 1
    )


def _neighbours(stands: Standing) -> dict[int, set[int]]:
    return _near(pair for pair, edge in stands.items() if edge.verdict is Verdict.SAME)


def _near(pairs: Iterable[Pair]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        near[pair.left].add(pair.right)
        near[pair.right].add(pair.left)
    return dict(near)


def _reach(near: Mapping[int, AbstractSet[int]], start: int) -> set[int]:
    reached, queue = {start}, deque([start])
    while queue:
        fresh = near.get(queue.popleft(), _NOBODY) - reached
        reached |= fresh
        queue.extend(fresh)
    return reached


def _chain(stands: Standing, near: Mapping[int, set[int]], pair: Pair) -> tuple[Edge, ...]:
    """Return the edges of a shortest way from one end to the other; empty where there is none."""
    before: dict[int, int] = {pair.left: pair.left}
    queue = deque([pair.left])
    while queue and pair.right not in before:
        here = queue.popleft()
        for there in sorted(near[here] - before.keys()):
            before[there] = here
            queue.append(there)
    if pair.right not in before:
        return ()
    way, here = [], pair.right
    while here != pair.left:
        way.append(stands[pair_of(here, before[here])])
        here = before[here]
    return tuple(reversed(way))
