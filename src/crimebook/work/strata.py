"""The company in which a match is weighed: recordings of the same town and day, or of the day anywhere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime.columns import to_microseconds
from crimebook.spacetime.strata import DAY_S, Extent, Stratum, stratum_of
from crimebook.terms.places import EARTH_RADIUS_M, unit_vector
from crimebook.terms.windows import Window

AREA_RADIUS_M = 15_000.0
"""As far as a large town reaches from a place within it."""

_DAY_US = round(DAY_S * 1_000_000)
_EVER = (-(2**62), 2**62)


class Company:
    """All windows of recordings and messages, ready to be asked who was about."""

    def __init__(self, seen: Sequence[tuple[int, Window]]) -> None:
        self._windows = [window for _, window in seen]
        bounds = np.array([_bounds_us(window) for window in self._windows], np.int64).reshape(-1, 2)
        self._starts, self._ends = bounds[:, 0], bounds[:, 1]
        self._is_placed = np.array([window.is_placed for window in self._windows], np.bool_)
        self._points = np.array(
            [
                unit_vector(window.place.centre) if window.place else (0.0, 0.0, 0.0)
                for window in self._windows
            ]
        ).reshape(-1, 3)

    def around(self, incident: Window) -> Stratum:
        """Return the stratum of placed recordings of the day within `AREA_RADIUS_M` of the incident."""
        meets = self.meets_day(incident) & self._is_placed
        if incident.place is not None and incident.is_placed:
            chord = AREA_RADIUS_M / EARTH_RADIUS_M
            gaps = np.linalg.norm(self._points - np.array(unit_vector(incident.place.centre)), axis=1)
            meets &= gaps <= chord
        extent = Extent("that day within 15 km", _slab_s(incident), AREA_RADIUS_M)
        return stratum_of(extent, [self._windows[row] for row in np.flatnonzero(meets)])

    def at(self, incident: Window) -> Stratum:
        """Return the stratum of the day's recordings that have no place."""
        meets = self.meets_day(incident) & ~self._is_placed
        extent = Extent("that day without a place", _slab_s(incident), AREA_RADIUS_M)
        return stratum_of(extent, [self._windows[row] for row in np.flatnonzero(meets)])

    def meets_day(self, incident: Window) -> NDArray[np.bool_]:
        """Return for each window whether it is of the incident's day, and so of its company."""
        start, end = _slab_us(incident)
        return (self._starts <= end) & (start <= self._ends)


def _slab_us(incident: Window) -> tuple[int, int]:
    """Return the incident's interval, widened to a day around its middle where it is shorter."""
    start, end = _bounds_us(incident)
    missing = max(0, _DAY_US - (end - start))
    return start - missing // 2, end + missing // 2


def _slab_s(incident: Window) -> float:
    start, end = _slab_us(incident)
    return (end - start) / 1_000_000


def _bounds_us(window: Window) -> tuple[int, int]:
    start, end = window.time.earliest_start, window.time.latest_end
    return (
        _EVER[0] if start is None else to_microseconds(start),
        _EVER[1] if end is None else to_microseconds(end),
    )
