"""Recordings as columns for the score, so that an incident is weighed against all of them at once.

One row a recording, and beside them the discs of the placed ones, each under its owner's row. Times stay
whole microseconds until an incident's own origin is known.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime import sight, weights
from crimebook.spacetime.columns import to_microseconds
from crimebook.spacetime.spaces import sigma_m
from crimebook.spacetime.times import LAG, Lag
from crimebook.terms.places import Place, unit_vector
from crimebook.terms.windows import TimeBasis, Window, WindowKind

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

_STILL_US = round(sight.STILL_S * 1_000_000)


@dataclass(frozen=True, slots=True)
class Discs:
    """The discs of several places: whose they are, unit vectors (m, 3), sigmas in metres, shares."""

    owner: Rows
    centre: Floats
    sigma_m: Floats
    share: Floats

    @classmethod
    def of(cls, places: Sequence[tuple[int, Place]]) -> Self:
        """Return the discs of places, each under its owner's row."""
        rows = [(owner, place.precision, disc) for owner, place in places for disc in place.cover()]
        return cls(
            np.array([owner for owner, _, _ in rows], np.int64),
            np.array([unit_vector(disc.centre) for _, _, disc in rows], np.float64).reshape(-1, 3),
            np.array([sigma_m(disc.radius_m, precision) for _, precision, disc in rows], np.float64),
            np.array([disc.share for _, _, disc in rows], np.float64),
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """n recordings and messages as columns.

    ``points_us`` is (n, 4), with unknown inner points as far out as they can be; rows of which too little is
    known are not ``is_timed``. ``cut_s`` is the longest lag of what was posted, infinite where nobody knows;
    ``lag`` is the law of it, one for all.
    ``azimuth_rad`` and ``half_rad`` are NaN where there is no view. ``kind_bits`` is what the kind alone
    says (`weights`).
    """

    ids: Rows
    points_us: Rows
    is_timed: Flags
    is_posted: Flags
    is_instant: Flags
    cut_s: Floats
    clock_sigma_s: Floats
    context_s: Floats
    reach_m: Floats
    kind_bits: Floats
    azimuth_rad: Floats
    half_rad: Floats
    is_placed: Flags
    discs: Discs
    lag: Lag = LAG

    @classmethod
    def of(
        cls,
        windows: Sequence[tuple[int, Window]],
        context_s: float = sight.CONTEXT_S,
        *,
        kinds: Mapping[int, str] | None = None,
        lag: Lag = LAG,
    ) -> Self:
        """Return the columns of windows with their ids, in the order given.

        ``kinds`` are the kinds of recordings by the windows' ids, where they are known; ``lag`` is how long
        after its end one is posted.
        """
        known = [(kinds or {}).get(window_id, "") for window_id, _ in windows]
        each = [window for _, window in windows]
        views = [window.view for window in each]
        places = [(row, w.place) for row, w in enumerate(each) if w.place is not None and w.is_placed]
        return cls(
            ids=np.array([window_id for window_id, _ in windows], np.int64),
            points_us=np.array([_points_us(window) for window in each], np.int64).reshape(-1, 4),
            is_timed=np.array([_is_timed(window) for window in each], np.bool_),
            is_posted=np.array([_is_posted(window) for window in each], np.bool_),
            is_instant=np.array([window.kind is WindowKind.INSTANT_INSIDE for window in each], np.bool_),
            cut_s=np.array([_cut_s(window) for window in each], np.float64),
            clock_sigma_s=np.array([_clock_sigma_s(window) for window in each], np.float64),
            context_s=np.array([sight.context_s(window, context_s) for window in each], np.float64),
            reach_m=np.array(
                [sight.reach_m(window, kind) for window, kind in zip(each, known, strict=True)], np.float64
            ),
            kind_bits=np.array([weights.KIND_BITS.get(kind, 0.0) for kind in known], np.float64),
            azimuth_rad=np.radians([view.azimuth_deg if view else math.nan for view in views]),
            half_rad=np.radians([view.opening_deg / 2 if view else math.nan for view in views]),
            is_placed=np.array([window.is_placed for window in each], np.bool_),
            discs=Discs.of(places),
            lag=lag,
        )

    def take(self, rows: Rows) -> Self:
        """Return the columns of some rows, in the order of ``rows``, each at most once."""
        position = np.full(len(self.ids), -1, np.int64)
        position[rows] = np.arange(len(rows))
        owner = position[self.discs.owner]
        kept = owner >= 0
        discs = Discs(owner[kept], self.discs.centre[kept], self.discs.sigma_m[kept], self.discs.share[kept])
        names = [each.name for each in fields(self) if each.name not in {"discs", "lag"}]
        return type(self)(**{name: getattr(self, name)[rows] for name in names}, discs=discs, lag=self.lag)


def _is_posted(window: Window) -> bool:
    return window.basis is TimeBasis.POSTED


def _is_timed(window: Window) -> bool:
    time = window.time
    if _is_posted(window):
        is_long_known = time.latest_start is not None or window.kind is WindowKind.INSTANT_INSIDE
        return time.latest_end is not None and is_long_known
    return time.is_bounded


def _points_us(window: Window) -> tuple[int, int, int, int]:
    """Fill in what is unknown: inner points by the outer ones; of what was posted, all by its end."""
    if not _is_timed(window):
        return 0, 0, 0, 0
    first, second, third, last = (
        None if point is None else to_microseconds(point) for point in window.time.points
    )
    last = last or 0
    first = last if first is None else first
    second, third = last if second is None else second, first if third is None else third
    still_us = _STILL_US if _is_still(window) else 0
    if _is_posted(window):
        return first - still_us, second - still_us, third, last
    return first - still_us, second - still_us, third + still_us, last + still_us


def _is_still(window: Window) -> bool:
    """Whether it is a recording of no length, which would cover no instant at all."""
    first, second, third, last = window.time.points
    is_recorded = window.basis in {TimeBasis.CLOCK, TimeBasis.POSTED} and window.kind is WindowKind.LASTING
    return is_recorded and None not in window.time.points and (first, second) == (third, last)


def _cut_s(window: Window) -> float:
    first, last = window.time.earliest_end, window.time.latest_end
    return math.inf if first is None or last is None else (last - first).total_seconds()


def _clock_sigma_s(window: Window) -> float:
    """Trust the clock's own error only where the four points show the reading between its cuts."""
    return 0.0 if None in window.time.points else window.clock_sigma_s
