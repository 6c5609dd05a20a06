"""Costs: how far two sounds are from each other, between 0 (one sound) and 1 (two sounds of their own).

Cheap are the differences that spellings of one name show: unstressed о and а, е and я (akanne, yakanne), ы
and и, ў, в and у, and what a sign leaves open. Dearer is what voices, ears and eyes confuse: д and т, г and
к, В and B. Vowels and ``j`` are cheap to leave out, consonants are not.
"""

from itertools import combinations_with_replacement, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.names.signs import ALPHABET, CHOICES, FAINT

DROPPED_VOWEL: Final = 0.45
DROPPED_J: Final = 0.06
OTHER_CONSONANT: Final = 1.5
"""One consonant for another that nobody confuses with it."""

SWAPPED: Final = 0.59375
"""Two neighbours in each other's place."""

_NEAR = {
    "ao": 0.06,
    "ae": 0.3,
    "eo": 0.25,
    "ei": 0.25,
    "ij": 0.05,
    "ou": 0.3,
    "ai": 0.5,
    "au": 0.7,
    "iu": 0.7,
    "eu": 0.7,
    "oi": 0.4,
    "uv": 0.3,
    "ej": 0.3,
    "aj": 0.35,
    "oj": 0.35,
    "uj": 0.35,
    "bp": 0.5,
    "bv": 0.4,
    "dt": 0.45,
    "gk": 0.5,
    "sz": 0.6,
    "SZ": 0.6,
    "fv": 0.15,
    "fp": 0.5,
    "gx": 0.3,
    "kx": 0.45,
    "ct": 0.45,
    "Ct": 0.45,
    "CS": 0.6,
    "Cc": 0.5,
    "Ss": 0.65,
    "Zz": 0.65,
    "cs": 0.55,
    "ck": 0.6,
    "Ck": 0.7,
    "mn": 0.6,
    "cz": 0.6,
    "Zd": 0.6,
    "dz": 0.6,
    "Zj": 0.5,
    "xS": 0.8,
    "fx": 0.5,
    "tx": 0.6,
}
_BETWEEN = {frozenset(pair): cost for pair, cost in _NEAR.items()} | {
    frozenset(each): 0.0 for each in ALPHABET
}


_VOWELS = frozenset("aoeiuj")


def _apart(sound: str, its: str) -> float:
    """Return what two sounds are apart: a consonant in another's place mostly makes another name."""
    is_one_kind = not _VOWELS & {sound, its}
    return _BETWEEN.get(frozenset((sound, its)), OTHER_CONSONANT if is_one_kind else 1.0)


def _between(one: str, other: str) -> float:
    """Return the cost of the two cheapest readings of two signs."""
    readings = product(CHOICES.get(one, {one: 0.0}).items(), CHOICES.get(other, {other: 0.0}).items())
    return min(
        cost + its_cost + _apart(sound, its_sound) for (sound, cost), (its_sound, its_cost) in readings
    )


_EXACT = 128
"""All costs are multiples of 1/128, so that sums of them have no rounding, whatever their order."""


def _exact(cost: float) -> float:
    return round(cost * _EXACT) / _EXACT


def _make_costs() -> NDArray[np.float32]:
    table = np.zeros((len(ALPHABET), len(ALPHABET)), dtype=np.float32)
    for (at, one), (to, other) in combinations_with_replacement(enumerate(ALPHABET), 2):
        table[at, to] = table[to, at] = (
            0.0 if at == to else _exact(min(OTHER_CONSONANT, _between(one, other)))
        )
    return table


def _dropped(sign: str) -> float:
    if sign in FAINT:
        return FAINT[sign]
    if sign in {"j", "J"}:
        return DROPPED_J
    return DROPPED_VOWEL if sign in "aoeiuäö" else 0.5 if sign in "hw" else 1.0


CODES = {sign: at for at, sign in enumerate(ALPHABET)}
"""The number of a sign in the tables."""

CHANGED = _make_costs()
"""What it costs to read one sign for another, by their numbers."""

DROPPED = np.array([_exact(_dropped(sign)) for sign in ALPHABET], dtype=np.float32)
"""What it costs to leave a sign out; also its weight in the length of a word."""
