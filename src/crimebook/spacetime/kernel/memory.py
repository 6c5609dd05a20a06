"""Memory: what the kernel takes beside the tables that it is given, by a stated formula.

The index: per recording 64 bytes in a row for the score (an index for pairs alone gives them back), 26 in
leaves and their corners, 2.4 in nodes, 8 in the order and back, 12 for whose rows they are, 8 for a sigma
that the table does not name. Sorting takes 24 more, before the rows and leaves are there. An incident: 32 for
its place in the queue, whose rows they are and where its list goes, and for each of its k best 32 in its list
and 48 in the table that the lists become. Each thread: room for the places of everything at once
(4 bytes a recording and half a byte for leaves), of which only what one incident meets is ever touched.
"""

import math

from crimebook.spacetime.kernel.rows import RECORD_BYTES
from crimebook.spacetime.kernel.tree import WIDTH

_LEAF_BYTES, _NODE_BYTES = 4 * 4 + 2 * 4 + 32 / WIDTH, 36 / (WIDTH - 1)
_INDEX_BYTES = RECORD_BYTES + _LEAF_BYTES + _NODE_BYTES + 2 * 4 + 12 + 8
_QUEUE_BYTES = 4 + 12 + 8 + 8
_LIST_BYTES = 8 + 4 + 5 * 4
_TABLE_BYTES = 8 + 8 + 4 + 8 + 5 * 4
_FIXED_BYTES = 64 * 2**20
"""Compiled code, tables of functions and what Python itself takes for it."""


def memory_bytes(recordings: int, incidents: int, k: int) -> int:
    """Return the most that an index of parts and `Index.best` take, beside the tables they are given.

    ``recordings`` and ``incidents`` are numbers of rows; ``k`` is the length of the lists.
    """
    index = _INDEX_BYTES * recordings
    lists = incidents * (_QUEUE_BYTES + k * (_LIST_BYTES + _TABLE_BYTES))
    return _FIXED_BYTES + math.ceil(index + lists)
