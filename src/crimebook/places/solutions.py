"""Solutions: where a person decided that certain words of a certain town are. They win over every name.

A solution counts for all mentions of its words, in any case and with any accents, wherever the source names
the same town; words of a street in one town say nothing of another town's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.places import Place, Precision
from crimebook.terms.script import fold

SolutionKey = tuple[str, str]
"""Folded words and the folded town field."""

MAX_SOLVED_RADIUS_M = 200_000.0
"""A wider disc says no more than the country does."""

_PRECISIONS = (
    (50.0, Precision.EXACT),
    (2_000.0, Precision.VICINITY),
    (20_000.0, Precision.LOCALITY),
    (MAX_SOLVED_RADIUS_M, Precision.REGION),
)


@dataclass(frozen=True, slots=True)
class Solution:
    """Words as a source wrote them, its town field, and where they are; ``why`` is the person's reason."""

    words: str
    towns: str
    name: str
    place: Place
    why: str


def solution_key(words: str, towns: str) -> SolutionKey:
    """Return the key by which all mentions of ``words`` in ``towns`` meet."""
    return fold(words), fold(towns)


def index_solutions(solutions: Iterable[Solution]) -> Mapping[SolutionKey, Solution]:
    """Return the solutions by their keys; of two for one key the later."""
    return {solution_key(each.words, each.towns): each for each in solutions}


def precision_of_radius(radius_m: float) -> Precision:
    """Return how well a place is known of which a person says that it lies within ``radius_m`` of a point."""
    for most_m, precision in _PRECISIONS:
        if 0.0 < radius_m <= most_m:
            return precision
    raise InvalidValueError(f"a radius of 1 m to {MAX_SOLVED_RADIUS_M:.0f} m", f"{radius_m:g} m")
