"""Memory: what the kernel takes beside the tables that it is given, by a stated formula.

The index: per recording 28 bytes in leaves and their corners, 2.5 in nodes, 4 in the order, 8 in ranks and
windows, 61 in rows for the score; while it is built, 24 more for keys, before the leaves and the rows are
there. An incident: 24 for its place in the queue, and for each of its k best 36 in its list, and more when
the lists become one table. Each thread: room for the places of everything at once
(4 bytes a recording and half a byte for leaves), of which only what one incident meets is ever touched.
"""

import math

from crimebook.spacetime.kernel.tree import WIDTH

_INDEX_BYTES = 4 * 4 + 2 * 4 + 32 / WIDTH + 36 / (WIDTH - 1) + 4 + 8 + 5 * 8 + 5 * 4 + 1
_QUEUE_BYTES = 24
_LIST_BYTES = 8 + 4 + 4 + 5 * 4
_TABLE_BYTES = 2 * (8 + 8 + 4 + 8 + 5 * 4) + 3 * 8
_FIXED_BYTES = 64 * 2**20
"""Compiled code, tables of functions and what Python itself takes for it."""


def memory_bytes(recordings: int, incidents: int, k: int) -> int:
    """Return the most that an index of parts and `Index.best` take, beside the tables they are given.

    ``recordings`` and ``incidents`` are numbers of rows; ``k`` is the length of the lists.
    """
    index = _INDEX_BYTES * recordings
    lists = incidents * (_QUEUE_BYTES + k * (_LIST_BYTES + _TABLE_BYTES))
    return _FIXED_BYTES + math.ceil(index + lists)
