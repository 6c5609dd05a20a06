"""Bounds of a group: how many mentions one person may have, and how long a chain of weak links may be.

Links that are each likely chain into persons that nobody ever compared (records ten minutes apart once
chained into an event of hours). A link is weak where one person alone said it on little weight; the bound
counts weak links only, on the shortest way between two mentions: strong ones may be as many as there are.
"""

from collections import defaultdict, deque
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from crimebook.identity.edges import Pair, Standing, Verdict, group_with
from crimebook.terms.reasons import Reason, reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most mentions of one person, and the most weak links between any two of them."""

    members: int = 500
    weak_links: int = 3


def find_excess(stands: Standing, weak: AbstractSet[Pair], pair: Pair, bounds: Bounds) -> Reason | None:
    """Return why ``same`` on ``pair`` would go beyond ``bounds``; None where it does not.

    ``stands`` is what stands without it, ``weak`` are the pairs whose ``same`` is weak, ``pair`` among them
    or not. A word within one group shortens ways and is never refused.
    """
    left, right = group_with(stands, pair.left), group_with(stands, pair.right)
    if pair.right in left:
        return None
    members = left | right
    if len(members) > bounds.members:
        return reason(
            "they would be {members} mentions of one person, where {most} are the most",
            members=len(members),
            most=bounds.members,
        )
    # Two groups hang together by the new link alone, so every way from one to the other goes over it.
    length = _furthest(stands, weak, pair.left) + (pair in weak) + _furthest(stands, weak, pair.right)
    if length > bounds.weak_links:
        return reason(
            "two of them would hang together by {length} weak links, where {most} are the most: compare "
            "nearer ones, or let a second person say some of the links",
            length=length,
            most=bounds.weak_links,
        )
    return None


def _furthest(stands: Standing, weak: AbstractSet[Pair], start: int) -> int:
    """Return how many weak links are on the way to the mention of a group that is furthest by them."""
    near: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for pair, edge in stands.items():
        if edge.verdict is Verdict.SAME:
            near[pair.left].append((pair.right, pair in weak))
            near[pair.right].append((pair.left, pair in weak))
    links: dict[int, int] = {}
    queue = deque([(start, 0)])
    while queue:
        here, count = queue.popleft()
        if here not in links:
            links[here] = count
            # What costs nothing is looked at first, so that each mention is reached by its shortest way.
            for there, is_weak in near[here]:
                (queue.append if is_weak else queue.appendleft)((there, count + is_weak))
    return max(links.values())
