"""The lists of the best as one Arrow table."""

import numpy as np
import pyarrow as pa

from crimebook.spacetime.kernel.best import Lists
from crimebook.spacetime.kernel.windows import Owners

TERM_COLUMNS = ("prior_bits", "time_bits", "place_bits", "view_bits", "kind_bits")


def listed(lists: Lists, mine: Owners, theirs: Owners) -> pa.Table:
    """Return the lists by the incidents' ids, then by rank: the table that `Index.best` describes."""
    ids = mine.rank[mine.first[:-1]]
    order = np.argsort(ids, kind="stable") if np.any(ids[1:] < ids[:-1]) else np.arange(len(ids))
    counts = lists.length[order].astype(np.int64)
    row = np.repeat(order, counts)
    at = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    terms = lists.terms[row, lists.slot[row, at]]
    return pa.table(
        {
            "incident": mine.ids[ids[row]],
            "recording": theirs.ids[lists.rank[row, at]],
            "rank": (at + 1).astype(np.int32),
            "score_bits": lists.score[row, at],
            **{name: np.ascontiguousarray(terms[:, term]) for term, name in enumerate(TERM_COLUMNS)},
        }
    )
