"""How well clocks are learnt: the error left, and how often the spread that is told holds the truth.

`python -m bench clocks` draws cameras whose clocks are wrong by a known offset (85 of 100 by what their
source states, 10 by a quarter of an hour, 5 by hours), lets people confirm recordings of 1 to 20 minutes for
incidents whose time is known to so many minutes, one in twelve of them wrongly and up to an hour off, with
and without the second at which it is seen; and photographs without a zone, one in five by an old fix. It
prints how many clocks are learnt, the median error left in seconds, that of the stated clock, and how often
the truth lies within two spreads. Nothing here repeats a formula of the engine.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from crimebook.spacetime.clocks import CUT_SIGMAS, learn_clock
from crimebook.spacetime.differences import STALE_SCALE_S, Difference, of_local_time, of_pair
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind

NIGHT = datetime(2020, 8, 9, 21, tzinfo=UTC)
CAMERAS = 300
STATED_S = 60.0
Draw = Callable[[np.random.Generator, float, int], Difference | None]


def main() -> None:
    """Print a line for each way in which a clock is told."""
    print("told by | learnt | median error s | as stated s | within two spreads")
    for minutes in (1, 10):
        for count in (2, 4, 8):
            for is_named in (False, True):
                what = f"{count} confirmed, incidents known to {minutes} min"
                _tell(
                    what + (", second named" if is_named else ""), count, _pairs(minutes, is_named=is_named)
                )
    for count in (1, 3, 10):
        _tell(f"{count} photographs without a zone", count, _photograph)


def _tell(what: str, count: int, draw: Draw) -> None:
    rng = np.random.default_rng(7)
    left, before, held = [], [], []
    for _ in range(CAMERAS):
        offset_s = _offset(rng)
        told = [each for number in range(count) if (each := draw(rng, offset_s, number)) is not None]
        clock = learn_clock(told, STATED_S)
        if clock is not None:
            left.append(abs(clock.offset_s - offset_s))
            before.append(abs(offset_s))
            held.append(left[-1] <= 2 * clock.sigma_s)
    if left:
        print(
            f"{what} | {len(left)} of {CAMERAS} | {np.median(left):.0f} | {np.median(before):.0f} | "
            f"{100 * np.mean(held):.0f} %"
        )


def _offset(rng: np.random.Generator) -> float:
    scale_s = rng.choice([STATED_S, 900.0, 10_000.0], p=[0.85, 0.10, 0.05])
    return float(rng.normal(0, scale_s))


def _pairs(minutes: int, *, is_named: bool) -> Draw:
    def draw(rng: np.random.Generator, offset_s: float, number: int) -> Difference | None:
        instant, length_s = rng.uniform(0, 20_000), rng.uniform(60, 1_200)
        seen_s = rng.uniform(0, length_s)
        begun = instant - seen_s + offset_s
        other = rng.uniform(-3_600, 3_600) if rng.random() < 1 / 12 else 0.0
        told = instant + other - rng.uniform(0, 60 * minutes)
        named = float(round(seen_s)) if is_named else None
        return of_pair(
            _recorded(begun, begun + length_s), _happened(told, 60.0 * minutes), str(number), seen_at_s=named
        )

    return draw


def _photograph(rng: np.random.Generator, offset_s: float, number: int) -> Difference:
    instant = NIGHT + timedelta(seconds=float(rng.uniform(0, 20_000)))
    shown = (instant + timedelta(hours=3, seconds=offset_s)).replace(tzinfo=None, microsecond=0)
    old_s = float(rng.exponential(300.0)) if rng.random() < 0.2 else 0.0
    gps_at = (instant - timedelta(seconds=old_s)).replace(microsecond=0)
    return of_local_time(shown, gps_at, 1.0, str(number), stale_s=STALE_SCALE_S)


def _recorded(begun_s: float, ended_s: float) -> Window:
    cut = timedelta(seconds=CUT_SIGMAS * STATED_S)
    begun, ended = NIGHT + timedelta(seconds=begun_s), NIGHT + timedelta(seconds=ended_s)
    time = FourPoint(begun - cut, begun + cut, ended - cut, ended + cut)
    return Window(None, time, WindowKind.LASTING, TimeBasis.CLOCK, (), STATED_S)


def _happened(start_s: float, length_s: float) -> Window:
    start = NIGHT + timedelta(seconds=start_s)
    time = FourPoint.exact(start, start + timedelta(seconds=length_s))
    return Window(None, time, WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ())
