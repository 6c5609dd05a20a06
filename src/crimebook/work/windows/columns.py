"""Lists of windows as the kernel's columns: what a book's window of the same words would have.

A recording is as `places.posts.clock_time` reads it, an incident as one stated with its start and end; a
point is a Gaussian cut at three sigma, a line or an area is its discs (`spacetime.spaces.sigma_m`).
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.exchange.windows.listing import IncidentKind, Listing
from crimebook.places.posts import CLOCK_CUT_SIGMAS
from crimebook.spacetime import sight, weights
from crimebook.spacetime.columns import OPEN_END_US, OPEN_START_US, DiscColumns, parts_from_discs
from crimebook.spacetime.spaces import sigma_m
from crimebook.spacetime.strata import DAY_S, LEAST_CHANCE
from crimebook.terms.places import Precision

MESSAGE = "message"
"""The kind of a recording that tells of what was around its instant: a post, a call by radio."""

AREA_RADIUS_M = 15_000.0
"""As far as a large town reaches from a place within it: recordings are weighed against its area."""

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Recordings(NamedTuple):
    """Recordings as columns, one value a window, beside the discs that point at them.

    ``points_us`` is (n, 4), 0 where a bound is not known; ``start_us``, ``end_us`` and ``search_m`` are what
    is searched; ``covered_s`` and ``scene_m`` what the company is counted by (`spacetime.strata`).
    """

    points_us: Longs
    start_us: Longs
    end_us: Longs
    is_timed: Flags
    is_instant: Flags
    clock_sigma_s: Floats
    context_s: Floats
    reach_m: Floats
    search_m: Floats
    kind_bits: Floats
    azimuth_rad: Floats
    half_rad: Floats
    covered_s: Floats
    scene_m: Floats

    @classmethod
    def of(cls, listing: Listing) -> "Recordings":
        """Return the columns of a list of recordings."""
        table = listing.windows
        start, end = _bound(table, "start_us"), _bound(table, "end_us")
        sigma_s = table["clock_sigma_s"].to_numpy()
        kinds = table["kind"].combine_chunks().dictionary_encode()
        is_instant = _by_kind(kinds, {MESSAGE: 1.0}, 0.0) > 0
        context_us = np.where(is_instant, round(sight.CONTEXT_S * 1e6), 0)
        cut_us = np.rint(CLOCK_CUT_SIGMAS * sigma_s * 1e6).astype(np.int64)
        timed = start.is_known & end.is_known
        still_us = np.where(timed & ~is_instant & (start.us == end.us), round(sight.STILL_S * 1e6), 0)
        around_us = cut_us + still_us
        points = (
            start.us - around_us,
            start.us + cut_us - still_us,
            end.us - cut_us + still_us,
            end.us + around_us,
        )
        has_view, range_m, by_kind = _reaches(table, kinds)
        azimuth, half = _view(table, has_view)
        lasted_s = np.where(timed, (end.us - start.us) / 1e6, 0.0)
        return cls(
            np.where(timed[:, None], np.stack(points, axis=1), 0),
            np.where(start.is_known, start.us - cut_us - context_us, OPEN_START_US),
            np.where(end.is_known, end.us + cut_us + context_us, OPEN_END_US),
            timed,
            is_instant,
            np.where(timed, sigma_s, 0.0),
            context_us / 1e6,
            range_m,
            np.where(has_view, range_m, np.maximum(by_kind, sight.DEFAULT_REACH_M)),
            _by_kind(kinds, weights.KIND_BITS, 0.0),
            azimuth,
            half,
            np.where(is_instant, 2 * sight.CONTEXT_S, lasted_s),
            np.where(has_view, range_m, sight.DEFAULT_REACH_M),
        )

    def table(self, discs: pa.Table) -> pa.Table:
        """Return the kernel's table of the recordings that ``discs`` are of."""
        owner = discs["window"].to_numpy()
        parts = _parts(discs, self.search_m[owner], self.start_us[owner], self.end_us[owner])
        told = {f"p{k}_us": self.points_us[owner, k] for k in range(4)}
        told |= {name: getattr(self, name)[owner] for name in _TOLD}
        told["sigma_m"] = _sigmas(discs)
        return _with(parts, told)


class Incidents(NamedTuple):
    """Incidents as columns, one value a window; ``slab_s`` is how long a time each is weighed against."""

    start_us: Longs
    end_us: Longs
    is_timed: Flags
    is_instant: Flags
    slab_s: Floats

    @classmethod
    def of(cls, listing: Listing) -> "Incidents":
        """Return the columns of a list of incidents."""
        table = listing.windows
        start, end = _bound(table, "start_us"), _bound(table, "end_us")
        timed = start.is_known & end.is_known
        lasting = np.array([kind == IncidentKind.LASTING for kind in table["kind"].to_pylist()], np.bool_)
        long_s = np.where(timed, (end.us - start.us) / 1e6, math.inf)
        return cls(
            np.where(start.is_known, start.us, OPEN_START_US),
            np.where(end.is_known, end.us, OPEN_END_US),
            timed,
            ~lasting,
            np.maximum(long_s, DAY_S),
        )

    def table(self, discs: pa.Table, company: "Company") -> pa.Table:
        """Return the kernel's table of the incidents that ``discs`` are of."""
        owner = discs["window"].to_numpy()
        parts = _parts(discs, np.zeros(len(owner)), self.start_us[owner], self.end_us[owner])
        starts, ends = (np.where(self.is_timed, bound, 0)[owner] for bound in (self.start_us, self.end_us))
        told = {"p0_us": starts, "p1_us": starts, "p2_us": ends, "p3_us": ends}
        told |= {"is_timed": self.is_timed[owner], "is_instant": self.is_instant[owner]}
        told["sigma_m"] = _sigmas(discs)
        told["mean_time"] = company.mean_time(self.slab_s)[owner]
        return _with(parts, told)


class Company:
    """What an incident's recordings are weighed against: all recordings of the list, told piece by piece.

    The means are those of `spacetime.strata.estimate_stratum` over the list, for a slab of the incident's own
    length, a day at the least, and the area of a large town.
    """

    def __init__(self, pieces: Iterable[Recordings]) -> None:
        lengths, areas, views, recordings = [np.empty(0)], 0.0, [0.0, 0.0], 0
        for each in pieces:
            lengths.append(each.covered_s[each.covered_s > 0])
            areas += math.fsum(np.minimum((each.scene_m / AREA_RADIUS_M) ** 2, 1.0))
            openings = each.half_rad[~np.isnan(each.half_rad)] / math.pi
            views = [views[0] + math.fsum(openings), views[1] + len(openings)]
            recordings += len(each.scene_m)
        self._lengths_s = np.sort(np.concatenate(lengths))
        self._before_s = np.concatenate([[0.0], np.cumsum(self._lengths_s)])
        self.mean_place = _mean(areas, recordings, LEAST_CHANCE)
        self.mean_view = _mean(views[0], views[1], 1.0)

    def mean_time(self, slab_s: Floats) -> Floats:
        """Return how often a recording covers a random instant of a slab, for each slab."""
        count = len(self._lengths_s)
        if not count:
            return np.full(len(slab_s), LEAST_CHANCE)
        shorter = np.searchsorted(self._lengths_s, slab_s, side="right")
        means = (self._before_s[shorter] / slab_s + (count - shorter)) / count
        return np.clip(means, LEAST_CHANCE, 1.0)


_TOLD = (
    "is_timed",
    "is_instant",
    "clock_sigma_s",
    "context_s",
    "reach_m",
    "kind_bits",
    "azimuth_rad",
    "half_rad",
)


class _Bound(NamedTuple):
    us: Longs
    is_known: Flags


def _bound(table: pa.Table, name: str) -> _Bound:
    column = table[name].combine_chunks()
    return _Bound(column.fill_null(0).to_numpy(), column.is_valid().to_numpy(zero_copy_only=False))


def _by_kind(kinds: pa.DictionaryArray, values: Mapping[str, float], otherwise: float) -> Floats:
    each = np.array([values.get(kind, otherwise) for kind in kinds.dictionary.to_pylist()], np.float64)
    found: Floats = each[kinds.indices.to_numpy()] if len(each) else np.empty(0)
    return found


def _reaches(table: pa.Table, kinds: pa.DictionaryArray) -> tuple[Flags, Floats, Floats]:
    """Return which have a view, how far each sees, and how far its kind does (`spacetime.sight`)."""
    by_kind = _by_kind(kinds, sight.REACH_BY_KIND_M, sight.DEFAULT_REACH_M)
    stated = table["range_m"].to_numpy()
    has_view = ~np.isnan(stated) | ~np.isnan(table["fov_deg"].to_numpy())
    return has_view, np.where(np.isnan(stated), by_kind, stated), by_kind


def _view(table: pa.Table, has_view: Flags) -> tuple[Floats, Floats]:
    """Return azimuths and half openings in radians, NaN without a view; a range alone looks all round."""
    fov = table["fov_deg"].to_numpy()
    azimuth = np.where(has_view, np.nan_to_num(table["azimuth_deg"].to_numpy()), np.nan)
    half = np.where(has_view, np.where(np.isnan(fov), 360.0, fov) / 2, np.nan)
    return np.radians(azimuth), np.radians(half)


def _parts(discs: pa.Table, wider_m: Floats, start_us: Longs, end_us: Longs) -> pa.Table:
    return parts_from_discs(
        DiscColumns(
            window=discs["window"].to_numpy(),
            part=discs["part"].to_numpy(),
            lat_deg=discs["lat"].to_numpy(),
            lon_deg=discs["lon"].to_numpy(),
            radius_m=discs["radius_m"].to_numpy() + wider_m,
            share=discs["share"].to_numpy(),
            start_us=start_us,
            end_us=end_us,
        )
    )


def _sigmas(discs: pa.Table) -> Floats:
    is_point = discs["is_point"].to_numpy()
    radius_m = discs["radius_m"].to_numpy()
    measured, covered = sigma_m(1.0, Precision.VICINITY), sigma_m(1.0, Precision.STREET)
    sigmas: Floats = radius_m * np.where(is_point, measured, covered)
    return sigmas


def _with(parts: pa.Table, told: dict[str, NDArray[np.generic]]) -> pa.Table:
    names, columns = zip(*told.items(), strict=True)
    return pa.table([*parts.columns, *(pa.array(each) for each in columns)], [*parts.column_names, *names])


def _mean(shares: float, count: float, otherwise: float) -> float:
    return min(max(shares / count, LEAST_CHANCE), 1.0) if count else otherwise
