"""Words on pairs in the order in which they were said, by what differs."""

from crimebook.identity.edges import Edge, Verdict, pair_of

SAME, DIFFERENT, UNSURE, WITHDRAWN = Verdict
Said = tuple[int, int, Verdict] | tuple[int, int, Verdict, str]


def edges(*said: Said) -> tuple[Edge, ...]:
    """Return what was said, by Alice unless another is named."""
    return tuple(
        Edge(number, pair_of(one, other), verdict, *(by or ("alice",)))
        for number, (one, other, verdict, *by) in enumerate(said, start=1)
    )


def same(*pairs: tuple[int, int], by: str = "alice") -> list[Said]:
    return [(one, other, SAME, by) for one, other in pairs]
