"""Splitting a person: which words part two sides so that no chain of others joins them again.

A split says ``different`` on every pair whose ``same`` goes from one side to the other: the word stands on
top of the ``same`` and takes its place, and taking the split back lets it stand again, exactly. A side that
hung together only by way of the other one is linked anew: whoever splits says that each side is one person.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crimebook.identity.edges import Edge, Pair, Standing, Verdict, connected, pair_of
from crimebook.identity.persons import is_between
from crimebook.terms.errors import InvalidValueError


@dataclass(frozen=True, slots=True)
class Split:
    """What a split says: ``cuts`` are each ``same`` that gives way, ``links`` the pairs that are said anew.

    ``cuts`` is every ``same`` that crosses: without any one of them a chain would be left.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    cuts: tuple[Edge, ...]
    links: tuple[Pair, ...]

    @property
    def says(self) -> tuple[tuple[Pair, Verdict], ...]:
        """Return every word of the split, in order."""
        cuts = [(edge.pair, Verdict.DIFFERENT) for edge in self.cuts]
        return (*sorted(cuts), *((pair, Verdict.SAME) for pair in self.links))


def plan_split(stands: Standing, members: Iterable[int], side: Iterable[int]) -> Split:
    """Return what has to be said so that ``side`` and the rest of ``members`` are two persons.

    ``members`` are all that ``same`` connects. Raises `InvalidValueError` where a side is empty or not of the
    group, and where a side would hold two mentions together that were judged different.
    """
    group, left = frozenset(members), frozenset(side)
    right = group - left
    if not left or not right or not left <= group:
        raise InvalidValueError(
            "a part of the person's mentions, neither none nor all of them",
            f"{len(left)} mentions of {len(group)}",
        )
    cuts = [
        edge
        for pair, edge in sorted(stands.items())
        if edge.verdict is Verdict.SAME and is_between(pair, left, right)
    ]
    links = (*_links(stands, left), *_links(stands, right))
    return Split(tuple(sorted(left)), tuple(sorted(right)), tuple(cuts), tuple(sorted(links)))


def _links(stands: Standing, side: AbstractSet[int]) -> list[Pair]:
    """Return the pairs that hold a side together where its own ``same`` do not: a star from its lowest."""
    within = [pair for pair, edge in stands.items() if edge.verdict is Verdict.SAME and side >= set(pair)]
    part_of = {member: group[0] for group in connected(within) for member in group}
    first, *rest = sorted({part_of.get(member, member) for member in side})
    links = [pair_of(first, each) for each in rest]
    against = [pair for pair in links if pair in stands and stands[pair].verdict is Verdict.DIFFERENT]
    if against:
        raise InvalidValueError(
            "sides whose mentions nobody judged different",
            f"mentions {against[0].left} and {against[0].right} on one side",
            "split them into two sides",
        )
    return links
