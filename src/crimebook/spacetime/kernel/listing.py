"""The lists of the best as one Arrow table."""

import numpy as np
import pyarrow as pa

from crimebook.spacetime.kernel.best import Lists
from crimebook.spacetime.kernel.compiling import Floats, Ints, Longs, Singles, compiled
from crimebook.spacetime.kernel.sharing import chunks, share
from crimebook.spacetime.kernel.windows import Owners

TERM_COLUMNS = ("prior_bits", "time_bits", "place_bits", "view_bits", "kind_bits")


def listed(lists: Lists, mine: Owners, theirs: Owners, threads: int) -> pa.Table:
    """Return the lists by the incidents' ids, then by rank: the table that `Index.best` describes."""
    ids = mine.rank[mine.first[:-1]]
    order = np.argsort(ids, kind="stable") if np.any(ids[1:] < ids[:-1]) else np.arange(len(ids))
    first = np.concatenate([[0], np.cumsum(lists.length[order], dtype=np.int64)])
    count = int(first[-1])
    told = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.int32)
    score, terms = np.empty(count), np.empty((len(TERM_COLUMNS), count), np.float32)

    def fill(low: int, high: int) -> None:
        _fill(lists, (order, first, low, high), (mine.ids, theirs.ids), told, (score, terms))

    share(fill, chunks(len(order), threads), threads)
    return pa.table(
        {
            **dict(zip(("incident", "recording", "rank"), told, strict=True)),
            "score_bits": score,
            **dict(zip(TERM_COLUMNS, terms, strict=True)),
        }
    )


@compiled
def _fill(
    lists: Lists,
    wanted: tuple[Longs, Longs, int, int],
    ids: tuple[Longs, Longs],
    told: tuple[Longs, Longs, Ints],
    weighed: tuple[Floats, Singles],
) -> None:
    """Write the rows of some incidents; ``wanted`` are all, where each one's begin, and which."""
    order, first, low, high = wanted
    incident, recording, rank = told
    score, terms = weighed
    for number in range(low, high):
        of = order[number]
        for at in range(lists.length[of]):
            row = first[number] + at
            incident[row], recording[row], rank[row] = ids[0][number], ids[1][lists.rank[of, at]], at + 1
            score[row] = lists.score[of, at]
            for term in range(len(terms)):
                terms[term, row] = lists.terms[of, at, term]
