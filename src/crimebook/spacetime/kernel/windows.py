"""Windows of a table of parts: which rows are whose, and the windows' ranks by their ids."""

from typing import NamedTuple

import numpy as np

from crimebook.spacetime.kernel.compiling import Ints, Longs
from crimebook.terms.errors import InvalidValueError


class Owners(NamedTuple):
    """Whose rows are whose.

    ``ids`` (windows,) ascending; ``rank`` (rows,): a row's window among them; ``window`` (rows,): a row's
    window in the table's order; ``first`` (windows + 1): where each window's rows begin, in that order;
    ``many``: whether any has several rows.
    """

    ids: Longs
    rank: Ints
    window: Ints
    first: Longs
    many: bool


def owners(window: Longs) -> Owners:
    """Return whose rows are whose. The rows of a window must stand together (`InvalidValueError`)."""
    if np.all(window[1:] > window[:-1]):
        rows = np.arange(len(window), dtype=np.int32)
        return Owners(window, rows, rows, np.arange(len(window) + 1), many=False)
    is_first = np.empty(len(window), np.bool_)
    is_first[:1] = True
    np.not_equal(window[1:], window[:-1], out=is_first[1:])
    starts = np.flatnonzero(is_first)
    first = np.append(starts, len(window)).astype(np.int64)
    ids, order = window[starts], np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    rank = order
    many = len(ids) < len(window)
    if not np.all(ids[1:] > ids[:-1]):
        ids, places = np.unique(ids, return_inverse=True)
        if len(ids) < len(starts):
            raise InvalidValueError(
                "the rows of a window one after the other",
                f"{len(starts) - len(ids)} windows that begin again",
                "sort the table by window and part",
            )
        rank = places.astype(np.int32)[order]
    return Owners(ids.astype(np.int64), rank, order, first, many)
