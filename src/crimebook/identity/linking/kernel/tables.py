"""What the compiled functions read: records and a model as arrays of numbers."""

from enum import IntEnum
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]
Bits = NDArray[np.float32]
Levels = NDArray[np.int8]
Bools = NDArray[np.bool_]

Array = TypeVar("Array", NDArray[np.int32], NDArray[np.float32])

UNKNOWN = -1
"""The code of what is not known."""

EMPTY = -2
"""The code that stands for an empty list."""


class Test(IntEnum):
    """What is tested of two rows; as `conditions.Kind`, without what is made of parts."""

    TOLD = 0
    UNTOLD = 1
    EQUAL = 2
    CROSSED = 3
    SHARE = 4
    OVERLAP = 5
    MEETS = 6
    AMONG = 7
    WITHIN = 8
    RISING = 9
    LIKE = 10
    EDITS = 11
    BEGINS = 12
    PART = 13


class Rows(NamedTuple):
    """Records: row ``i`` has code ``codes[i, c]`` in column ``c``, of a list that of its first value.

    Equal codes are equal values, in all columns that are compared with each other. Of a list all codes are
    ``values[starts[k]:starts[k + 1]]`` with ``k = i * lists + list_of[c]``, none twice; of a number the value
    is ``numbers[i, number_of[c]]``, NaN where not known; of a text the signs of code ``v`` are
    ``letters[begins[v]:begins[v + 1]]``. ``rarities`` are in bits, NaN where not known.
    """

    codes: Codes
    lists: int
    list_of: Codes
    starts: Ints
    values: Codes
    number_of: Codes
    numbers: Floats
    begins: Ints
    letters: Codes
    rarities: Bits
    sides: Codes


class Program(NamedTuple):
    """A model: comparison ``c`` begins at test ``entries[c]``, and each test says where it goes on.

    ``yes`` and ``no`` are places of tests, or ``-2 - level`` where the level is found, so that -1 says that a
    side lacks what must be given. ``rarity`` is the column of rarities that moves a level's weight, or -1.
    """

    entries: Codes
    tests: Codes
    column: Codes
    other: Codes
    limits: Floats
    yes: Codes
    no: Codes
    bits: Floats
    rarity: Codes
    rarity_bits: Floats
    against: Floats
    prior: float
    room: int
    """How many numbers the longest texts need to be compared."""


class Groups(NamedTuple):
    """Records that share a key: ``members`` one group after another, the last of each as ``-1 - row``.

    Row ``i`` stands, but for groups of which it is the last, at ``places[at[i]:at[i + 1]]``.
    """

    members: Codes
    at: Ints
    places: Codes


class Weighed(NamedTuple):
    """Pairs of rows (left < right), what they weigh, and what of it is against them, in bits."""

    left: Codes
    right: Codes
    bits: Bits
    against: Bits
