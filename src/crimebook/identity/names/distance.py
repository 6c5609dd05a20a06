"""Distance of two words in signs: what it costs to change one into the other, with neighbours swapped.

The optimal string alignment distance (Damerau 1964, restricted) under the costs of
`crimebook.identity.names.costs`. This is the reference for one pair; `crimebook.identity.names.batches` does
many at a time with the same result.
"""

from functools import lru_cache
from typing import Final

from crimebook.identity.names.costs import CHANGED, CODES, DROPPED, SWAPPED

LEAST: Final = 0.5
"""Words less alike than this have nothing in common: 0."""

LONGEST: Final = 7.0
"""In longer words a difference weighs no less: Горо- and Голо- begin two surnames, whatever follows."""

_CHANGED: list[list[float]] = CHANGED.tolist()
_DROPPED: list[float] = DROPPED.tolist()


@lru_cache(maxsize=65_536)
def encode(signs: str) -> bytes:
    """Return the numbers of the signs of a word."""
    return bytes(CODES[sign] for sign in signs)


def weight(codes: bytes) -> float:
    """Return the length of a word in which vowels count less than consonants."""
    return sum(_DROPPED[code] for code in codes)


@lru_cache(maxsize=65_536)
def likeness(one: str, other: str) -> float:
    """Return how alike two words in signs are: 1 one word, 0 less than `LEAST`. It is symmetric."""
    if one == other:
        return 1.0
    a, b = encode(one), encode(other)
    longest = min(max(weight(a), weight(b)), LONGEST)
    alike = 1.0 - _distance(a, b) / longest if longest else 0.0
    return alike if alike >= LEAST else 0.0


def _distance(one: bytes, other: bytes) -> float:
    before: list[float] = []
    above = [0.0]
    for code in other:
        above.append(above[-1] + _DROPPED[code])
    for at, code in enumerate(one):
        changed, dropped = _CHANGED[code], _DROPPED[code]
        row = [above[0] + dropped]
        for to, its in enumerate(other):
            best = min(above[to] + changed[its], above[to + 1] + dropped, row[to] + _DROPPED[its])
            if at and to and code == other[to - 1] and its == one[at - 1]:
                best = min(best, before[to - 1] + SWAPPED)
            row.append(best)
        before, above = above, row
    return above[-1]
