"""The company in which a match is weighed: recordings of the same town and day, or of the day anywhere.

A company is counted piece by piece, since the day's recordings may not fit into memory, and its means must
not depend on how it was cut. So shares are summed as whole numbers, exactly, and the sums of pieces add up to
the sum of the whole whatever the order; what leaves a company can be taken off it again.

Means are told to half a bit, numbers to one or two figures. They are estimates, and finer ones would change
with every recording that comes in: then all incidents of its town and day would have to be matched again for
a hundredth of a bit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime import sight
from crimebook.spacetime.seen_columns import COUNTED, centre_of, day_bounds_us
from crimebook.spacetime.strata import DAY_S, LEAST_CHANCE, Extent, Stratum, covered_s
from crimebook.terms.places import EARTH_RADIUS_M
from crimebook.terms.windows import Window

AREA_RADIUS_M = 15_000.0
"""As far as a large town reaches from a place within it."""

AROUND = "that day within 15 km"
WITHOUT_PLACE = "that day without a place"

_DAY_US = round(DAY_S * 1_000_000)
_LIMB = 2**31
"""A share is kept as two whole numbers of 31 bits: a double above 2^-9 exactly, and thousands of millions of
them fit into a sum of 64 bits."""

_ROUND = (10, 15, 20, 30, 50, 70, 100)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Instants = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sum:
    """Shares of 0 to 1, summed in units of 2^-62."""

    units: int = 0
    count: int = 0

    @classmethod
    def of(cls, shares: Floats) -> "Sum":
        """Return the sum of shares, each cut at 1."""
        scaled = np.minimum(shares, 1.0) * _LIMB
        high = np.floor(scaled)
        low = np.floor((scaled - high) * _LIMB)
        units = int(high.astype(np.int64).sum()) * _LIMB + int(low.astype(np.int64).sum())
        return cls(units, len(shares))

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.units + other.units, self.count + other.count)

    def __sub__(self, other: "Sum") -> "Sum":
        return Sum(self.units - other.units, self.count - other.count)

    def mean(self, otherwise: float) -> float:
        """Return the mean, at least `LEAST_CHANCE`, or ``otherwise`` where there is nothing."""
        if not self.count:
            return otherwise
        return min(max(self.units / (self.count * _LIMB**2), LEAST_CHANCE), 1.0)


def half_bits(mean: float) -> float:
    """Return the power of the square root of 2 that is nearest to a mean above 0 and of at most 1."""
    return min(1.0, math.exp2(round(2 * math.log2(mean)) / 2))


def about(count: int) -> int:
    """Return the round number nearest to a count by ratio; up to 10 the count itself."""
    if count <= _ROUND[0]:
        return count
    power = int("1" + "0" * (len(str(count)) - 2))
    return min((each * power for each in _ROUND), key=lambda each: abs(math.log(each / count)))


@dataclass(frozen=True, slots=True)
class Tally:
    """What a company adds up to: shares of the slab, of the area and of the horizon that it covers."""

    time: Sum = Sum()
    place: Sum = Sum()
    view: Sum = Sum()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.time + other.time, self.place + other.place, self.view + other.view)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.time - other.time, self.place - other.place, self.view - other.view)

    def stratum(self, extent: Extent) -> Stratum:
        """Return the stratum, as `spacetime.strata.estimate_stratum` does, in round numbers."""
        return Stratum(
            extent.name,
            extent.slab_s,
            extent.area_radius_m,
            mean_time=half_bits(self.time.mean(LEAST_CHANCE)),
            mean_place=half_bits(self.place.mean(LEAST_CHANCE)),
            recordings=about(self.place.count),
            mean_view=half_bits(self.view.mean(1.0)),
        )


class Company:
    """Windows of recordings and messages as columns, ready to be asked who was about.

    ``seen`` are windows, or a row for each of them, of the columns of `spacetime.seen_columns`.
    """

    def __init__(self, seen: Sequence[tuple[int, Window]] | pa.Table) -> None:
        self._of = _members(seen) if isinstance(seen, pa.Table) else _members_of([each for _, each in seen])
        self._areas = (self._of.scene_m / AREA_RADIUS_M) ** 2

    def around(self, incident: Window) -> Stratum:
        """Return the stratum of placed recordings of the day within `AREA_RADIUS_M` of the incident."""
        return self.count_around(incident).stratum(extent_of(incident, AROUND))

    def at(self, incident: Window) -> Stratum:
        """Return the stratum of the day's recordings that have no place."""
        return self.count_at(incident).stratum(extent_of(incident, WITHOUT_PLACE))

    def count_around(self, incident: Window) -> Tally:
        """Return what the placed ones of the day within `AREA_RADIUS_M` add up to."""
        meets = self.meets_day(incident) & self._of.is_placed
        if incident.place is not None and incident.is_placed:
            meets &= is_about(self._of.points, np.array(centre_of(incident)))
        return self._tally(meets, _slab_s(incident))

    def count_at(self, incident: Window) -> Tally:
        """Return what those of the day without a place add up to."""
        return self._tally(self.meets_day(incident) & ~self._of.is_placed, _slab_s(incident))

    def meets_day(self, incident: Window) -> Flags:
        """Return for each window whether it is of the incident's day, and so of its company."""
        start, end = slab_us(*day_bounds_us(incident))
        return (self._of.starts_us <= end) & (start <= self._of.ends_us)

    def _tally(self, meets: Flags, slab_s: float) -> Tally:
        covered, openings = self._of.covered_s[meets], self._of.openings_deg[meets]
        return Tally(
            Sum.of(covered[covered > 0] / slab_s),
            Sum.of(self._areas[meets]),
            Sum.of(openings[~np.isnan(openings)] / 360.0),
        )


def extent_of(incident: Window, name: str) -> Extent:
    """Return how far a company of the incident's reaches."""
    return Extent(name, _slab_s(incident), AREA_RADIUS_M)


def is_about(points: Floats, centre: Floats) -> Flags:
    """Return which points on the unit sphere, shape (n, 3), are within `AREA_RADIUS_M` of ``centre``."""
    gaps: Floats = np.linalg.norm(points - centre, axis=1)
    about: Flags = gaps <= AREA_RADIUS_M / EARTH_RADIUS_M
    return about


def slab_us(start_us: int, end_us: int) -> tuple[int, int]:
    """Return an interval widened to a day around its middle where it is shorter."""
    missing = max(0, _DAY_US - (end_us - start_us))
    return start_us - missing // 2, end_us + missing // 2


def _slab_s(incident: Window) -> float:
    start, end = slab_us(*day_bounds_us(incident))
    return (end - start) / 1_000_000


class _Members(NamedTuple):
    """Columns of one length; an opening is NaN where there is no view, a point the origin without a place."""

    starts_us: Instants
    ends_us: Instants
    is_placed: Flags
    points: Floats
    covered_s: Floats
    openings_deg: Floats
    scene_m: Floats


def _members(heads: pa.Table) -> _Members:
    column = {name: heads[name].to_numpy() for name in ("is_placed", *COUNTED)}
    return _Members(
        column["day_start_us"],
        column["day_end_us"],
        column["is_placed"],
        np.stack([column[f"centre_{axis}"] for axis in "xyz"], axis=1),
        column["covered_s"],
        column["opening_deg"],
        column["scene_m"],
    )


def _members_of(windows: Sequence[Window]) -> _Members:
    days = np.array([day_bounds_us(window) for window in windows], np.int64).reshape(-1, 2)
    openings = [window.view.opening_deg if window.view else np.nan for window in windows]
    return _Members(
        days[:, 0],
        days[:, 1],
        np.array([window.is_placed for window in windows], np.bool_),
        np.array([centre_of(window) for window in windows], np.float64).reshape(-1, 3),
        np.array([covered_s(window) for window in windows], np.float64),
        np.array(openings, np.float64),
        np.array([sight.reach_m(window) for window in windows], np.float64),
    )
