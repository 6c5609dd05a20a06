"""The plainest thing to do with tables: read their bytes from memory once, by as many threads as ours has.

Whoever looks at a kernel's seconds may hold them against it: no exact answer comes for less than one reading
of what was asked. It is a sum over 64-bit words, so that the memory is what is waited for; or the cache, if
the tables are small enough to stay there.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numba
import numpy as np
import pyarrow as pa

from crimebook.spacetime.kernel.sharing import chunks, processors

TIMES, LEAST_S = 5, 0.2
"""So often it is measured, and each time for so long at least."""

_WORD = 8


class Scan(NamedTuple):
    """One reading of some bytes: by the clock, the quickest of `TIMES`."""

    size: int
    taken_s: float

    @property
    def gb_a_second(self) -> float:
        """How much is read in a second, in 10^9 bytes."""
        return self.size / self.taken_s / 1e9


@numba.njit(cache=True, nogil=True)
def _sum(words: np.ndarray) -> int:
    total = np.uint64(0)
    for word in words:
        total += word
    return total


def scan(*tables: pa.Table, threads: int | None = None) -> Scan:
    """Return how long one reading of every byte of the tables takes."""
    pieces = [
        piece
        for table in tables
        for each in table.columns
        for piece in words_of(each, threads or processors())
    ]
    with ThreadPoolExecutor(threads or processors()) as pool:

        def once() -> None:
            for _ in pool.map(_sum, pieces):
                pass

        once()
        return Scan(sum(piece.nbytes for piece in pieces), quickest(once))


def words_of(column: pa.ChunkedArray, threads: int) -> list[np.ndarray]:
    """Return the values of a column as 64-bit words, cut for the threads, but for a rest of some bytes."""
    whole = np.ascontiguousarray(column.combine_chunks().to_numpy(zero_copy_only=False)).view(np.uint8)
    words = whole[: len(whole) // _WORD * _WORD].view(np.uint64)
    return [words[low:high] for low, high in chunks(len(words), threads)]


def quickest(work: Callable[[], None]) -> float:
    """Return the least mean of a call, over several spells of calls."""
    means = []
    for _ in range(TIMES):
        calls, start = 0, time.perf_counter()
        while (taken_s := time.perf_counter() - start) < LEAST_S:
            work()
            calls += 1
        means.append(taken_s / calls)
    return min(means)


def tell_scan(ours_s: float, *tables: pa.Table) -> None:
    """Print what one reading takes, and how many readings ours is."""
    read = scan(*tables)
    name = f"one reading of the same {read.size / 1e6:,.0f} MB, {processors()} threads"
    print(f"  {name:46} {read.taken_s * 1e3:8.2f} ms ({read.gb_a_second:.1f} GB a second)")
    print(f"  ours is {ours_s / read.taken_s:,.0f} such readings")
