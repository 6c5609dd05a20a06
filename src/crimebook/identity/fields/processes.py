"""Texts read in several processes: of a million mentions one processor alone reads for a minute."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import pyarrow as pa

from crimebook.identity.fields.mentions import Mapper

Task = tuple[str, Sequence[str]]


def in_processes(count: int) -> Mapper:
    """Return what maps over tasks in ``count`` processes, which end with the last task.

    Others are begun for each map: what a process remembers of the words it read outweighs what it tells.
    """

    def each(function: Callable[[Task], pa.Table], tasks: Iterable[Task]) -> Iterator[pa.Table]:
        with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
            yield from pool.map(function, tasks)

    return each
