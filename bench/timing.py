"""Timing and printing, and nothing of the program: also for a process that must not load it."""

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

PROOFS = 2_000
BATCH = 1_000
Value = TypeVar("Value")


def fresh(count: int) -> list[bytes]:
    return [secrets.token_bytes(32) for _ in range(count)]


def in_batches(
    leaves: Sequence[bytes], append: Callable[[Sequence[bytes]], object], size: int = BATCH
) -> Callable[[], None]:
    def work() -> None:
        for at in range(0, len(leaves), size):
            append(leaves[at : at + size])

    return work


def rate(name: str, work: Callable[[], object], count: int) -> None:
    """Print things a second by the clock, and by the processor time that this process had of it."""
    start, start_cpu = time.perf_counter(), time.process_time()
    work()
    taken_s, cpu_s = time.perf_counter() - start, time.process_time() - start_cpu
    print(f"  {name:46} {count / taken_s:8,.0f} a second ({count / cpu_s:,.0f} by processor time)")


def once(name: str, work: Callable[[], Value]) -> Value:
    start, start_cpu = time.perf_counter(), time.process_time()
    result = work()
    taken_s, cpu_s = time.perf_counter() - start, time.process_time() - start_cpu
    print(f"  {name:46} {taken_s:8.1f} s ({cpu_s:.1f} s of a processor)")
    return result


def each(name: str, work: Callable[[], object], times: int = PROOFS) -> None:
    start = time.perf_counter()
    for _ in range(times):
        work()
    print(f"  {name:46} {(time.perf_counter() - start) / times * 1e3:8.3f} ms")


def bytes_in(folder: Path, pattern: str) -> int:
    """Return what files take on the disk: in whole blocks."""
    return sum(path.stat().st_blocks * 512 for path in folder.glob(pattern) if path.is_file())
