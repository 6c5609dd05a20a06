"""By how much a camera's clock is off, learnt from what it recorded and when that truly was.

A difference (`differences`) says: the clock was ahead of the truth by something between two bounds. A GPS
time in the file gives one to seconds; a recording that a person confirmed to show an incident gives a wide
one, since the incident's instant lies somewhere in its own window and somewhere in the recording. The
offset's posterior is computed on a grid over

* a prior with three parts: the error that was stated, minutes of sloppiness, and clocks that are wrong
  altogether (another zone, another day), the last even over a day and a half to either side;
* for each difference a plateau with Gaussian edges, mixed with the chance that the difference is wrong;
* where a file's zone is unknown, the belief that a difference of whole quarters of an hour is that zone.

So no single difference decides alone unless it is measured, an outlier cannot drag the rest, and hours are
believed only where differences agree on them. The spread is that of the shortest interval that holds
`HELD` of the posterior and never less than `LEAST_SIGMA_S`: a clock drifts, and reading it is rounded.

Source: robust location by a contaminated likelihood (Box and Tiao 1968); shortest posterior interval.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime.differences import (
    CUT_SIGMAS,
    QUARTER_S,
    WRONG_WITHIN_S,
    Difference,
    readings,
)
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import Reason, reason
from crimebook.terms.windows import Window, WindowKind

Floats = NDArray[np.float64]

LEAST_SIGMA_S = 2.0
"""No clock is known better than this: it drifts from one recording to the next, and is read to a second."""

SLOPPY, SLOPPY_S = 0.10, 900.0
WRONG = 0.05
"""Shares of clocks that are minutes off, and of those that may be off by anything up to a day and a half."""

A_ZONE = 0.95
"""How often a difference of whole quarters of an hour is a zone that nobody stated, and no error."""

LEAST_TOLD = 2
"""So many confirmed pairs or photographs are needed where nothing was measured that cannot be old."""

MOST_SIGMA_S = 1_800.0
"""A clock of which no more is known than this is not learnt: its differences contradict each other."""

NEWS = 0.7
"""A spread that is not this much narrower or wider than what is stated is none that was learnt."""

HELD = 0.9
_TRUNCATED = 0.789
"""The standard deviation of a normal of which only the middle nine tenths are left."""

_WIDTH_S = 2 * WRONG_WITHIN_S
_STEPS = 33
_GRIDDED = 8
"""Of so many differences with steps the grid holds every step."""


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

    None where they are too few (fewer than `LEAST_TOLD`, none of them surely measured), where they are of two
    minds, so that the spread is above `MOST_SIGMA_S` and above what is stated, and where they say no more
    than the source did: an hour's recording that truly shows something tells little of a clock.
    """
    if len(differences) < LEAST_TOLD and not any(each.is_sure for each in differences):
        return None
    grid_s = _grid(differences, stated_sigma_s)
    stated_s = max(stated_sigma_s, LEAST_SIGMA_S)
    log = np.log(_prior(grid_s, stated_s, has_zones=any(each.step_s for each in differences)))
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


def move(window: Window, clock: Clock, camera: str) -> Window:
    """Return the window of a recording of that camera, its time set right and its error that of the clock.

    A message is an instant, and ``camera`` its recorder. The window's own reasons tell by how much, so that
    `unmoved` can take it back.
    """
    begun, ended = readings(window.time)
    back, cut = timedelta(seconds=clock.offset_s), timedelta(seconds=CUT_SIGMAS * clock.sigma_s)
    begun, ended = begun - back, ended - back
    tell = _told_of_recorder if window.kind is WindowKind.INSTANT_INSIDE else _told
    return replace(
        window,
        time=FourPoint(begun - cut, begun + cut, ended - cut, ended + cut),
        clock_sigma_s=clock.sigma_s,
        reasons=(*window.reasons, tell(clock, camera, window.clock_sigma_s)),
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
        reasons=tuple(each for each in window.reasons if each.message not in _MOVED),
    )


def moved_by(window: Window) -> Reason | None:
    """Return the reason that tells by how much a window was moved, None where it was not."""
    return next((each for each in window.reasons if each.message in _MOVED), None)


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


def _told_of_recorder(clock: Clock, recorder: str, stated_s: float) -> Reason:
    return reason(
        "the clock of the recorder {camera} was ahead by {offset_s} s, right to {sigma_s} s: "
        "learnt from {times} confirmed times; its source states {stated_s} s",
        camera=recorder,
        offset_s=clock.offset_s,
        sigma_s=clock.sigma_s,
        times=len(clock.origins),
        stated_s=stated_s,
    )


_MOVED = frozenset(tell(Clock(0.0, 0.0, (), ()), "", 0.0).message for tell in (_told, _told_of_recorder))


def _prior(offset_s: Floats, stated_s: float, *, has_zones: bool) -> Floats:
    fair = _normal(offset_s, stated_s) * (1 - SLOPPY - WRONG)
    prior = fair + _normal(offset_s, SLOPPY_S) * SLOPPY + WRONG / _WIDTH_S
    if not has_zones:
        return prior
    # Once, however many files say it: their zone is that of the one device.
    is_within = np.abs(offset_s) <= QUARTER_S / 2
    within = float(np.trapezoid(np.where(is_within, prior, 0.0), offset_s))
    without = float(np.trapezoid(np.where(is_within, 0.0, prior), offset_s))
    return prior * np.where(is_within, A_ZONE / within, (1 - A_ZONE) / without)


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
    for each in (each for each in differences if not each.step_s):
        soft = sigmas * max(each.sigma_s, 0.5)
        parts += [each.low_s + soft, each.high_s + soft, np.linspace(each.low_s, each.high_s, _STEPS)]
    for each in _spread_out([each for each in differences if each.step_s]):
        near = np.linspace(-CUT_SIGMAS, CUT_SIGMAS, _STEPS) * max(each.sigma_s, 0.5)
        parts.append((np.array(each.points_s)[:, None] + near).ravel())
    return np.unique(np.concatenate(parts))


def _spread_out(stepped: Sequence[Difference]) -> Sequence[Difference]:
    """Return a few differences whose steps stand for those of all: files of one clock say nearly the same."""
    ordered = sorted(stepped, key=lambda each: each.low_s % each.step_s)
    if len(ordered) <= _GRIDDED:
        return ordered
    return [ordered[round(at)] for at in np.linspace(0, len(ordered) - 1, _GRIDDED)]


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
