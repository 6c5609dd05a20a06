"""Arrow tables of parts as the kernel reads them: one array a column, no copy where none is needed.

What `spacetime.columns.parts_table` and its like return is enough to find pairs. To score them a table may
also have the columns of `Told` (recordings) or `Sought` (incidents); what it lacks of these has a value from
here, so that a list of plain places and times can be scored as well.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from crimebook.spacetime import sight
from crimebook.spacetime.kernel.compiling import Flags, Floats, Longs
from crimebook.terms.errors import InvalidValueError


class Parts(NamedTuple):
    """The discs of windows: metres from the globe's centre, radii in metres, microseconds since 1970."""

    window: Longs
    x: Floats
    y: Floats
    z: Floats
    sin_half: Floats
    cos_half: Floats
    radius_m: Floats
    start_us: Longs
    end_us: Longs

    @classmethod
    def of(cls, table: pa.Table) -> "Parts":
        """Return the columns of a table of parts."""
        return cls(*(column(table, name) for name in cls._fields))

    def take(self, rows: Longs) -> "Parts":
        """Return some rows."""
        return Parts(*(_fixed(getattr(self, name)[rows]) for name in self._fields))


class Told(NamedTuple):
    """What the score asks of recordings, one value a row or one for all (`recorded.Recorded`)."""

    p0_us: Longs
    p1_us: Longs
    p2_us: Longs
    p3_us: Longs
    is_timed: Flags
    is_posted: Flags
    is_instant: Flags
    clock_sigma_s: Floats
    cut_s: Floats
    context_s: Floats
    reach_m: Floats
    sigma_m: Floats
    kind_bits: Floats
    azimuth_rad: Floats
    half_rad: Floats
    share: Floats

    @classmethod
    def of(cls, table: pa.Table) -> "Told":
        """Return the columns of a table of recordings."""
        found = cls(*(told(table, name) for name in cls._fields))
        if np.any(np.isfinite(found.azimuth_rad) & ~np.isfinite(found.half_rad)):
            raise InvalidValueError("half_rad wherever azimuth_rad is known", "an azimuth alone", _REMEDY)
        return found


class Sought(NamedTuple):
    """What the score asks of incidents, one value a row or one for all."""

    p0_us: Longs
    p1_us: Longs
    p2_us: Longs
    p3_us: Longs
    is_timed: Flags
    is_instant: Flags
    sigma_m: Floats
    share: Floats
    mean_time: Floats
    mean_place: Floats
    mean_view: Floats

    @classmethod
    def of(cls, table: pa.Table, means: tuple[float, float, float]) -> "Sought":
        """Return the columns of a table of incidents; ``means`` are of the stratum where it names none."""
        named = dict(zip(("mean_time", "mean_place", "mean_view"), means, strict=True)) | {"is_instant": True}
        return cls(*(told(table, name, named) for name in cls._fields))


_DTYPES: Mapping[str, type] = MappingProxyType(
    dict.fromkeys(("window", "start_us", "end_us", "p0_us", "p1_us", "p2_us", "p3_us"), np.int64)
    | dict.fromkeys(("is_timed", "is_posted", "is_instant"), np.bool_)
)

_OTHERWISE: Mapping[str, float] = MappingProxyType(
    {
        "is_timed": True,
        "is_posted": False,
        "is_instant": False,
        "clock_sigma_s": 0.0,
        "cut_s": math.inf,
        "context_s": sight.CONTEXT_S,
        "reach_m": sight.DEFAULT_REACH_M,
        "kind_bits": 0.0,
        "azimuth_rad": math.nan,
        "half_rad": math.nan,
        "share": 1.0,
    }
)

_STARTS = frozenset({"p0_us", "p1_us"})
_SIGMAS_OF_A_RADIUS = 3.0


_MEANS = frozenset({"mean_time", "mean_place", "mean_view"})
_UNBOUNDED = frozenset({"cut_s", "azimuth_rad", "half_rad"})
_REMEDY = "leave the row out, or give its value"


def told(table: pa.Table, name: str, named: Mapping[str, float] = MappingProxyType({})) -> Any:
    """Return a column, or what stands in: the bounds for points in time, a third of the radius for sigma."""
    if name in table.column_names:
        return column(table, name)
    if name == "sigma_m":
        return _fixed(column(table, "radius_m") / _SIGMAS_OF_A_RADIUS)
    if name.endswith("_us"):
        return column(table, "start_us" if name in _STARTS else "end_us")
    return _fixed(np.array([{**_OTHERWISE, **named}[name]], _DTYPES.get(name, np.float64)))


def column(table: pa.Table, name: str) -> Any:
    """Return a column, not to be written to; copied only from several chunks or another type.

    Raises `InvalidValueError` for a value that is missing, or no number where only numbers can be compared.
    """
    chunked = table[name]
    if chunked.null_count and name not in _UNBOUNDED:
        raise InvalidValueError(f"a value of {name} in every row", f"{chunked.null_count} without", _REMEDY)
    # Arrow copies even a single chunk when it combines them.
    whole = chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()
    found: Any = np.ascontiguousarray(whole.to_numpy(zero_copy_only=False), _DTYPES.get(name, np.float64))
    if name not in _UNBOUNDED and found.dtype == np.float64:
        _check(found, name)
    return _fixed(found)


def _check(found: Floats, name: str) -> None:
    """Refuse what is not finite, and a mean that is not above 0."""
    # One number that is not finite makes their sum so, at the cost of reading them.
    with np.errstate(invalid="ignore"):
        is_finite = bool(np.isfinite(found.sum()))
    if not is_finite:
        raise InvalidValueError(f"finite numbers in {name}", "infinity or NaN", _REMEDY)
    if name in _MEANS and not np.all(found > 0):
        raise InvalidValueError(f"{name} above 0", f"{found.min()}", _REMEDY)


def _fixed(found: Any) -> Any:
    """Return a view that may not be written to: what may be is another type, to be compiled for apart."""
    view = found.view()
    view.flags.writeable = False
    return view
