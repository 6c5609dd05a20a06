"""Lists of codes, laid out row by row."""

import numpy as np

from crimebook.identity.linking.kernel.compiled import compiled
from crimebook.identity.linking.kernel.tables import Codes, Ints


def starts_of(lengths: Codes) -> Ints:
    """Return where each list begins, those of a row side by side, and the end; lengths are (rows, lists)."""
    starts = np.zeros(lengths.size + 1, np.int64)
    np.cumsum(lengths.ravel(), out=starts[1:])
    return starts


@compiled
def distinct_in_lists(codes: Codes, lengths: Codes) -> tuple[Codes, Codes]:
    """Return lists without what they have twice or do not know; a length below 0 is that of no list."""
    kept, counts = np.empty_like(codes), lengths.copy()
    at, end = 0, 0
    for row in range(len(lengths)):
        first = end
        for place in range(at, at + max(lengths[row], 0)):
            is_new = codes[place] >= 0
            for known in range(first, end):
                is_new = is_new and kept[known] != codes[place]
            if is_new:
                kept[end] = codes[place]
                end += 1
        at += max(lengths[row], 0)
        if lengths[row] > 0:
            counts[row] = end - first
    return kept[:end].copy(), counts


@compiled
def put_lists(
    codes: Codes, lengths: Codes, rows: Ints, starts: Ints, values: Codes, place: tuple[int, int]
) -> None:
    """Write the lists of one column, each to its row; ``place``: its number and how many there are."""
    slot, slots = place
    at = 0
    for record in range(len(lengths)):
        start = starts[rows[record] * slots + slot]
        for each in range(max(lengths[record], 0)):
            values[start + each] = codes[at + each]
        at += max(lengths[record], 0)
