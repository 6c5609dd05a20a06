"""Matching windows: ours against every engine that a person could take, on the same sets in the same run.

``python -m bench windows`` with ``--small`` (100,000 recordings x 10,000 incidents, every peer), ``--middle``
(1,000,000 x 100,000, the peers that get there), ``--large`` (10,000,000 x 1,000,000, ours alone), ``--night``
(everything on one square in one night), ``--growth`` (ours from 10,000 to 10,000,000); if none, ``--small``.
``--only kernel,polars_grid`` names peers, ``--limit 900`` is the seconds that each may take, ``--plots DIR``
draws.

Each peer is a process of its own and has the set as Parquet. All must find the same pairs: as many, with the
same sum over them. A peer that is not here says so. PostGIS is tried with each of its plans on the small set,
and on the middle one with the plan that was fastest there, or with its two that were ahead when this was
written.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.peers import PEERS
from bench.peers.plot import bars, growth
from bench.peers.running import Result, run_peer
from bench.peers.sets import Size, write_set

SMALL = Size("small", 100_000, 10_000)
MIDDLE = Size("middle", 1_000_000, 100_000)
LARGE = Size("large", 10_000_000, 1_000_000)
NIGHT = Size("night", 100_000, 10_000, is_one_night=True)
GROWTH = tuple(Size("growth", count, count // 10) for count in (10_000, 100_000, 1_000_000, 10_000_000))
PLANS = {"small": ("box", "btree", "nd", "geography"), "middle": ("box", "btree", "nd"), "night": ("box",)}
OURS = "kernel"


def main(arguments: Sequence[str] | None = None) -> None:
    given = parse(
        arguments if arguments is not None else [each for each in sys.argv[1:] if each != "windows"]
    )
    for size in chosen(given):
        results = measure(size, given)
        report(size, results)
        if given.plots and len(results) > 1:
            bars(Path(given.plots) / f"windows-{size.name}.svg", size, results)
    if given.growth:
        measure_growth(given)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench windows", description=__doc__)
    for name in ("small", "middle", "large", "night", "growth"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--only", default="", help="names of peers, with commas")
    parser.add_argument("--limit", type=float, default=900.0, help="seconds that each peer may take")
    parser.add_argument("--plots", default="", help="a folder for plots")
    return parser.parse_args(arguments)


def chosen(given: argparse.Namespace) -> list[Size]:
    sizes = [size for size in (SMALL, MIDDLE, LARGE, NIGHT) if getattr(given, size.name)]
    return sizes or ([] if given.growth else [SMALL])


def measure(size: Size, given: argparse.Namespace) -> list[Result]:
    """Run the peers of a size one after the other, and see that they agree."""
    names = given.only.split(",") if given.only else list(PEERS)
    if size.name == "large":
        names = [name for name in names if name in (OURS, "kernel_best")]
    with tempfile.TemporaryDirectory(prefix="crimebook-windows-") as folder:
        write_set(Path(folder), size)
        results = [result for name in names for result in run_all(name, Path(folder), size, given.limit)]
    agree(results)
    return results


def run_all(name: str, folder: Path, size: Size, limit_s: float) -> list[Result]:
    """Run a peer, by each plan where it has several."""
    if name != "postgis":
        return [run_peer(name, folder, limit_s=limit_s)]
    plans = PLANS.get(size.name, ("box",))
    return [
        run_peer(name, folder, limit_s=limit_s, settings={"CRIMEBOOK_BENCH_PLAN": plan}) for plan in plans
    ]


def agree(results: Sequence[Result]) -> None:
    """Assert that all that found all pairs found the same."""
    found = {(each.pairs, each.checksum) for each in results if each.is_done and each.pairs}
    assert len(found) <= 1, f"peers disagree: {[(each.name, each.pairs, each.checksum) for each in results]}"


def report(size: Size, results: Sequence[Result]) -> None:
    """Print a table, ready for the page: seconds by the clock and of processors, and ratios to ours."""
    done = [each for each in results if each.is_done]
    pairs = max((each.pairs for each in done), default=0)
    print(f"{size.name}: {size.recordings:,} recordings x {size.incidents:,} incidents, {pairs:,} pairs")
    ours = next((each for each in done if each.name == OURS), None)
    print("| | ready | join | in all | processor | memory | in all | join alone | processor |")
    print("|---|---|---|---|---|---|---|---|---|")
    for each in results:
        print(row(each, ours) if each.is_done else f"| {each.name} | {each.words} | | | | | | | |")
    tell_plans(done, ours)


def tell_plans(done: Sequence[Result], ours: Result | None) -> None:
    """Name the fastest of the plans of a peer that has several."""
    plans = [each for each in done if each.name == "postgis"]
    if ours is not None and len(plans) > 1:
        best = min(plans, key=lambda each: each.wall_s)
        times = f"{best.wall_s / ours.wall_s:.1f} times ours by the clock"
        print(f"  of {len(plans)} plans the fastest in all: {best.version}, {times}")


def row(result: Result, ours: Result | None) -> str:
    """Return a row: getting ready (loading, indexing), the join, all, and how many times ours."""
    ratios = ("", "", "")
    if ours is not None:
        ratios = tuple(
            f"{theirs / mine:.1f}"
            for theirs, mine in (
                (result.wall_s, ours.wall_s),
                (result.join_s, ours.join_s),
                (result.cpu_s, ours.cpu_s),
            )
        )
    return (
        f"| {result.version} | {result.wall_s - result.join_s:.2f} s | {result.join_s:.2f} s "
        f"| {result.wall_s:.2f} s | {result.cpu_s:.2f} s | {result.peak_mb:,} MB | {' | '.join(ratios)} |"
    )


def measure_growth(given: argparse.Namespace) -> None:
    """Print how the cost of ours grows from 10,000 recordings to 10,000,000, and exponents.

    Cost is that of the index and of all pairs with their sum, of each size the least of several runs. Fitted
    is a straight line to the logarithms of both, by least squares, each size counting once.
    """
    rows = []
    for size in GROWTH:
        with tempfile.TemporaryDirectory(prefix="crimebook-windows-") as folder:
            write_set(Path(folder), size)
            runs = [run_peer(OURS, Path(folder), limit_s=given.limit) for _ in range(times(size))]
        done = [each for each in runs if each.is_done]
        agree(done)
        if not done:
            print(f"  {size.recordings:,}: {runs[0].words}")
            continue
        pairs, (cpu_s, wall_s) = done[0].pairs, least(done)
        rows.append((size.recordings + size.incidents, pairs, cpu_s, wall_s))
        seconds = f"{wall_s:8.3f} s {cpu_s:8.3f} s of processors"
        print(f"  {size.recordings:>12,} recordings {pairs:>14,} pairs {seconds}", flush=True)
    if len(rows) > 1:
        windows, pairs, cpu_s, wall_s = np.array(rows, np.float64).T
        slope = exponent(windows + pairs, cpu_s)
        clock, alone = exponent(windows + pairs, wall_s), exponent(windows, cpu_s)
        print(
            f"  exponent over windows and pairs together: {slope:.3f} of processors, {clock:.3f} by the clock"
        )
        print(f"  exponent over windows alone, whatever they meet: {alone:.3f} of processors")
        # What any run costs makes small sizes dear, and so the line flat: the steepest part says more.
        steps = np.diff(np.log(cpu_s)) / np.diff(np.log(windows + pairs))
        print(f"  steepest between two sizes next to each other: {steps.max():.3f} of processors")
        if given.plots:
            growth(Path(given.plots) / "windows-growth.svg", windows + pairs, cpu_s, slope)


def times(size: Size) -> int:
    """Return how often a size is run: small ones take so little that anything else shows in them."""
    return 7 if size.recordings <= SMALL.recordings else 3 if size.recordings <= MIDDLE.recordings else 1


def least(results: Sequence[Result]) -> tuple[float, float]:
    """Return the fewest seconds of processors and by the clock."""
    return min(each.cpu_s for each in results), min(each.wall_s for each in results)


def exponent(amounts: np.ndarray, seconds: np.ndarray) -> float:
    """Return the slope of the straight line through the logarithms of both."""
    return float(np.polyfit(np.log(amounts), np.log(seconds), 1)[0])
