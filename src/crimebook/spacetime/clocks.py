"""By how much a camera's clock is off, learnt from what it recorded and when that truly was.

A difference says: the clock was ahead of the truth by something between two bounds. A GPS time in the file
gives one to seconds; a recording that a person confirmed to show an incident gives a wide one, since the
incident's instant lies somewhere in its own window and somewhere in the recording. The offset's posterior is
computed on a grid over

* a prior with three parts: the error that was stated, minutes of sloppiness, and clocks that are wrong
  altogether (another zone, another day), the last even over a day and a half to either side;
* for each difference a plateau with Gaussian edges, mixed with the chance that the difference is wrong.

So no single difference decides alone unless it is measured, an outlier cannot drag the rest, and hours are
believed only where differences agree on them. The spread is that of the shortest interval that holds
`HELD` of the posterior and never less than `LEAST_SIGMA_S`: a clock drifts, and reading it is rounded.

Source: robust location by a contaminated likelihood (Box and Tiao 1968); shortest posterior interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.windows import TimeBasis, Window, WindowKind

Floats = NDArray[np.float64]

LEAST_SIGMA_S = 2.0
"""No clock is known better than this: it drifts from one recording to the next, and is read to a second."""

CUT_SIGMAS = 4.0
"""As with a stated error, what lies farther out is cut."""

SLOPPY, SLOPPY_S = 0.10, 900.0
WRONG, WRONG_WITHIN_S = 0.05, 1.5 * 86_400.0
"""Shares of clocks that are minutes off, and of those that may be off by anything up to a day and a half."""

WRONG_TOLD, WRONG_MEASURED = 0.10, 0.005
"""How often a confirmed pair is no true difference, and how often a GPS time in a file is not."""

LEAST_TOLD = 2
"""So many confirmed pairs are needed where nothing was measured."""

MOST_SIGMA_S = 1_800.0
"""A clock of which no more is known than this is not learnt: its differences contradict each other."""

NEWS = 0.7
"""A spread that is not this much narrower or wider than what is stated is none that was learnt."""

HELD = 0.9
_TRUNCATED = 0.789
"""The standard deviation of a normal of which only the middle nine tenths are left."""

_WIDTH_S = 2 * WRONG_WITHIN_S
_STEPS = 33


@dataclass(frozen=True, slots=True)
class Difference:
    """The clock was ahead of the truth by ``low_s`` to ``high_s`` seconds, each edge soft by ``sigma_s``.

    ``origin`` names what it rests on: the pair that was confirmed, or the file.
    """

    low_s: float
    high_s: float
    sigma_s: float
    origin: str
    is_measured: bool = False

    def likelihood(self, offset_s: Floats) -> Floats:
        """Return the density of the difference, were the clock off by ``offset_s``; per second."""
        sigma_s = max(self.sigma_s, 0.5)
        low, high = (offset_s - self.low_s) / sigma_s, (offset_s - self.high_s) / sigma_s
        width_s = self.high_s - self.low_s
        if width_s < sigma_s / 100:
            found = np.exp(-((low + high) ** 2) / 8) / (sigma_s * math.sqrt(2 * math.pi))
        else:
            found = (ndtr(low) - ndtr(high)) / width_s
        wrong = WRONG_MEASURED if self.is_measured else WRONG_TOLD
        return (1 - wrong) * np.asarray(found, np.float64) + wrong / _WIDTH_S

    def fits(self, clock_s: float, spread_s: float) -> bool:
        """Whether an offset within ``spread_s`` of ``clock_s`` is one of those it allows."""
        slack_s = spread_s + CUT_SIGMAS * self.sigma_s
        return self.low_s - slack_s <= clock_s <= self.high_s + slack_s


@dataclass(frozen=True, slots=True)
class Clock:
    """What was learnt of a clock: how far it is ahead of the truth, how sure that is, from what.

    ``outliers`` are the origins of the differences that do not fit it.
    """

    offset_s: float
    sigma_s: float
    origins: tuple[str, ...]
    outliers: tuple[str, ...]


def learn_clock(differences: Sequence[Difference], stated_sigma_s: float) -> Clock | None:
    """Return what the differences teach of a clock whose error is stated as ``stated_sigma_s``.

    None where they are too few (fewer than `LEAST_TOLD`, none of them measured), where they are of two minds,
    so that the spread is above `MOST_SIGMA_S` and above what is stated, and where they say no more than the
    source did: an hour's recording that truly shows something tells little of a clock.
    """
    if len(differences) < LEAST_TOLD and not any(each.is_measured for each in differences):
        return None
    grid_s = _grid(differences, stated_sigma_s)
    stated_s = max(stated_sigma_s, LEAST_SIGMA_S)
    log = np.log(_prior(grid_s, stated_s))
    for each in differences:
        log += np.log(each.likelihood(grid_s))
    offset_s, spread_s = _shortest(grid_s, np.exp(log - log.max()))
    # To a tenth of a second, as it will be told: what is told must be what was done.
    offset_s, sigma_s = round(offset_s, 1), math.ceil(10 * math.hypot(spread_s, LEAST_SIGMA_S)) / 10
    is_news = abs(offset_s) > stated_s / 2 or not NEWS * stated_s < spread_s < stated_s / NEWS
    if sigma_s > max(MOST_SIGMA_S, stated_sigma_s) or not is_news:
        return None
    outliers = [each.origin for each in differences if not each.fits(offset_s, CUT_SIGMAS * sigma_s)]
    return Clock(offset_s, sigma_s, tuple(each.origin for each in differences), tuple(outliers))


def difference_of_pair(recording: Window, incident: Window, origin: str) -> Difference | None:
    """Return what a confirmed pair says of the recording's clock; None where it says nothing.

    The incident's instant T lies in the recording, whose true ends are those read less the offset: so the
    offset is at least the read start less the latest T, and at most the read end less the earliest.
    """
    if recording.basis is not TimeBasis.CLOCK or incident.kind is not WindowKind.INSTANT_INSIDE:
        return None
    if not recording.time.is_bounded or not incident.time.is_bounded:
        return None
    first, second, third, last = _points(incident.time)
    begun, ended = readings(recording.time)
    early, late = _middle(first, second), _middle(third, last)
    soft_s = ((second - first) + (last - third)).total_seconds() / 4
    low_s, high_s = (begun - late).total_seconds(), (ended - early).total_seconds()
    # Where the latest start lies after the earliest end the two middles cross: no instant is certain.
    return Difference(min(low_s, high_s), max(low_s, high_s), max(soft_s, 1.0), origin)


def difference_of_reading(read: datetime, true: datetime, sigma_s: float, origin: str) -> Difference:
    """Return what a file says in which the clock's time stands beside a measured one, such as of GPS."""
    ahead_s = (read - true).total_seconds()
    return Difference(ahead_s, ahead_s, max(sigma_s, 1.0), origin, is_measured=True)


def readings(time: FourPoint) -> tuple[datetime, datetime]:
    """Return the start and the end that a clock showed: the middles of what its error allows."""
    first, second, third, last = _points(time)
    return _middle(first, second), _middle(third, last)


def move(window: Window, clock: Clock, camera: str) -> Window:
    """Return the window of a recording of that camera, its time set right and its error that of the clock.

    The window's own reasons tell by how much, so that `unmoved` can take it back.
    """
    begun, ended = readings(window.time)
    back, cut = timedelta(seconds=clock.offset_s), timedelta(seconds=CUT_SIGMAS * clock.sigma_s)
    begun, ended = begun - back, ended - back
    return replace(
        window,
        time=FourPoint(begun - cut, begun + cut, ended - cut, ended + cut),
        clock_sigma_s=clock.sigma_s,
        reasons=(*window.reasons, _told(clock, camera, window.clock_sigma_s)),
    )


def unmoved(window: Window) -> Window:
    """Return the window as its source had it; the window itself where its clock was never set right."""
    told = moved_by(window)
    if told is None:
        return window
    values = dict(told.values)
    stated_s, ahead_s = float(values["stated_s"]), float(values["offset_s"])
    begun, ended = readings(window.time)
    back, cut = timedelta(seconds=ahead_s), timedelta(seconds=CUT_SIGMAS * stated_s)
    begun, ended = begun + back, ended + back
    return replace(
        window,
        time=FourPoint(begun - cut, begun + cut, ended - cut, ended + cut),
        clock_sigma_s=stated_s,
        reasons=tuple(each for each in window.reasons if each.message != _MOVED),
    )


def moved_by(window: Window) -> Reason | None:
    """Return the reason that tells by how much a window was moved, None where it was not."""
    return next((each for each in window.reasons if each.message == _MOVED), None)


def _told(clock: Clock, camera: str, stated_s: float) -> Reason:
    return reason(
        "the clock of camera {camera} was ahead by {offset_s} s, right to {sigma_s} s: "
        "learnt from {times} confirmed times; its source states {stated_s} s",
        camera=camera,
        offset_s=clock.offset_s,
        sigma_s=clock.sigma_s,
        times=len(clock.origins),
        stated_s=stated_s,
    )


_MOVED = _told(Clock(0.0, 0.0, (), ()), "", 0.0).message


def _prior(offset_s: Floats, stated_s: float) -> Floats:
    fair = _normal(offset_s, stated_s) * (1 - SLOPPY - WRONG)
    return fair + _normal(offset_s, SLOPPY_S) * SLOPPY + WRONG / _WIDTH_S


def _normal(at: Floats, sigma: float) -> Floats:
    return np.exp(-((at / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))


def _grid(differences: Sequence[Difference], stated_s: float) -> Floats:
    """Return points close together wherever something is narrow: around each edge, and on each plateau."""
    sigmas = np.linspace(-8.0, 8.0, 4 * _STEPS)
    parts = [
        np.linspace(-WRONG_WITHIN_S, WRONG_WITHIN_S, 8 * _STEPS),
        sigmas * max(stated_s, LEAST_SIGMA_S),
        sigmas * SLOPPY_S,
    ]
    for each in differences:
        soft = sigmas * max(each.sigma_s, 0.5)
        parts += [each.low_s + soft, each.high_s + soft, np.linspace(each.low_s, each.high_s, _STEPS)]
    return np.unique(np.concatenate(parts))


def _shortest(grid_s: Floats, density: Floats) -> tuple[float, float]:
    """Return the mean and the spread of the shortest interval that holds `HELD` of the posterior."""
    steps = np.diff(grid_s)
    masses = steps * (density[1:] + density[:-1]) / 2
    whole = np.concatenate(([0.0], np.cumsum(masses)))
    whole /= whole[-1]
    ends = np.searchsorted(whole, whole + HELD)
    starts = np.flatnonzero(ends < grid_s.size)
    best = starts[np.argmin(grid_s[ends[starts]] - grid_s[starts])]
    inside = slice(best, ends[best])
    middles, kept = (grid_s[1:] + grid_s[:-1])[inside] / 2, masses[inside]
    mean_s = float((middles * kept).sum() / kept.sum())
    variance = float(((middles - mean_s) ** 2 * kept).sum() / kept.sum())
    return mean_s, math.sqrt(variance) / _TRUNCATED


def _points(time: FourPoint) -> tuple[datetime, datetime, datetime, datetime]:
    """Return the four points of a bounded interval; an inner one that is unknown is as far out as can be."""
    first, last = time.earliest_start, time.latest_end
    if first is None or last is None:
        raise ValueError("expected an interval with both its bounds, got one without; ask is_bounded first")
    return first, time.latest_start or last, time.earliest_end or first, last


def _middle(one: datetime, other: datetime) -> datetime:
    return one + (other - one) / 2
