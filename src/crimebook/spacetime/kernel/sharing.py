"""Sharing work among threads: chunks of rows, each handled by a compiled function that holds no lock."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def chunks(count: int, pieces: int) -> list[tuple[int, int]]:
    """Return at most ``pieces`` ranges (from, to) of nearly one length that together are ``count`` rows."""
    size = max(1, -(-count // max(1, pieces)))
    return [(low, min(low + size, count)) for low in range(0, count, size)]


def share(work: Callable[[int, int], Result], ranges: list[tuple[int, int]], threads: int) -> list[Result]:
    """Return what ``work`` returns for each range, in order; an error of any is raised."""
    if threads <= 1 or len(ranges) <= 1:
        return [work(low, high) for low, high in ranges]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda each: work(*each), ranges))
