"""Many pairs of names at a time: the same scores as `comparing.compare_keys`, without the reasons."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from crimebook.identity.names.comparing import compare_keys
from crimebook.identity.names.keys import NameKey


def scores_of(pairs: Iterable[tuple[NameKey, NameKey]]) -> NDArray[np.float64]:
    """Return the score of each pair of keys, in order."""
    return np.array([compare_keys(one, other).score for one, other in pairs], dtype=np.float64)
