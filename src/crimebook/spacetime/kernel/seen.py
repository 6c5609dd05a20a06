"""Windows of recordings and messages (`spacetime.seen_columns`) as the tables that the kernel takes.

With a place, they are what `columns.recording_parts` says. Where a side has no place, only the time is held
against the time: then all windows lie at one point, within every reach, and no camera looks anywhere.
"""

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime import weights
from crimebook.spacetime.columns import times_table
from crimebook.spacetime.kernel.from_windows import scored_incidents, time_columns
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import TermName, Weighed
from crimebook.spacetime.seen_columns import heads_of, searched_parts
from crimebook.spacetime.strata import Stratum
from crimebook.terms.places import EARTH_RADIUS_M
from crimebook.terms.windows import Window

_SCORED = (
    *("p0_us", "p1_us", "p2_us", "p3_us", "is_timed", "is_posted", "is_instant", "clock_sigma_s", "cut_s"),
    *("context_s", "reach_m"),
)
_TOUCHING_M = 1.0
"""The radius of windows at one point: any that is above 0."""

_DECIMALS = 6
_LEAST_TOLD = 1e-7


def placed_parts(table: pa.Table) -> pa.Table:
    """Return the parts of the windows with a place, with what the score asks of them."""
    placed = table.filter(table["x"].is_valid())
    return _with(searched_parts(placed), placed, ("sigma_m", "azimuth_rad", "half_rad"))


def timed_parts(table: pa.Table, *, placed_too: bool) -> pa.Table:
    """Return the windows without a place, or all, one part each, as they are held against a time alone."""
    heads = heads_of(table)
    if not placed_too:
        heads = heads.filter(heads["x"].is_null())
    return _with(_at_one_point(heads), heads, ())


def asked_parts(incidents: Sequence[tuple[int, Window, Stratum]]) -> pa.Table:
    """Return windows of incidents that have a place, each with its stratum, as `placed_parts` are asked."""
    return scored_incidents([each for each in incidents if each[1].is_placed])


def asked_times(incidents: Sequence[tuple[int, Window, Stratum]]) -> pa.Table:
    """Return windows of incidents, each with its stratum, as `timed_parts` are asked.

    Of its stratum only the mean of time counts: every place is within reach, so it says nothing.
    """
    times = times_table([(window_id, window) for window_id, window, _ in incidents])
    means = {
        "mean_time": np.array([stratum.mean_time for _, _, stratum in incidents], np.float64),
        "mean_place": np.ones(len(incidents)),
        "mean_view": np.ones(len(incidents)),
        "sigma_m": np.zeros(len(incidents)),
    }
    told = time_columns([window for _, window, _ in incidents]) | means
    parts = _at_one_point(times)
    return pa.table({name: parts[name] for name in parts.column_names} | told)


def _with(parts: pa.Table, rows: pa.Table, more: Sequence[str]) -> pa.Table:
    """Return parts with the columns of the score that stand in the same rows of another table."""
    kinds = rows["kind"].combine_chunks().dictionary_encode()
    by_kind = [weights.KIND_BITS.get(kind, 0.0) for kind in kinds.dictionary.to_pylist()]
    bits = np.array(by_kind, np.float64)[kinds.indices.to_numpy()] if by_kind else np.empty(0)
    told = {name: rows[name] for name in (*_SCORED, *more)} | {"kind_bits": pa.array(bits)}
    if not more:
        told["sigma_m"] = pa.array(np.zeros(len(rows)))
    return pa.table({name: parts[name] for name in parts.column_names} | told)


def _at_one_point(times: pa.Table) -> pa.Table:
    """Return one part a window, all of them at the same point."""
    count = len(times)
    half = _TOUCHING_M / (2 * EARTH_RADIUS_M)
    shape = {"x": EARTH_RADIUS_M, "y": 0.0, "z": 0.0, "sin_half": math.sin(half), "cos_half": math.cos(half)}
    whole = {name: np.full(count, value) for name, value in shape.items()}
    return pa.table(
        {"window": times["window"], "part": np.zeros(count, np.int32)}
        | whole
        | {"radius_m": np.full(count, _TOUCHING_M), "share": np.ones(count)}
        | {name: times[name] for name in ("start_us", "end_us")}
    )


def weighed(
    recorded: Recorded, terms: NDArray[np.float64], incident: Window, stratum: Stratum, *, is_placed: bool
) -> Weighed:
    """Return what the kernel's bits of time, place and view, shape (n, 3), say of candidates of one list.

    ``recorded`` are the candidates in the same order. The kernel keeps bits to seven figures, so they are
    rounded to a millionth, and a chance of time that is read back from them to `_LEAST_TOLD`.
    """
    time, place, view = np.round(terms, _DECIMALS).T
    seen = ~np.isnan(recorded.azimuth_rad) & is_placed
    means = weights.TIME_WEIGHT * math.log2(stratum.mean_time)
    means += weights.PLACE_WEIGHT * math.log2(stratum.mean_place)
    looks = np.where(seen, weights.VIEW_WEIGHT * math.log2(stratum.mean_view), 0.0)
    covered = (2.0 ** (terms[:, 0] / weights.TIME_WEIGHT) - weights.WRONG) / (1 - weights.WRONG)
    covered = np.round(covered * stratum.mean_time / _LEAST_TOLD) * _LEAST_TOLD
    is_known = recorded.is_timed & incident.time.is_bounded
    return Weighed(
        np.where(is_known, np.clip(covered, 0.0, 1.0), np.nan),
        np.where(seen, 2.0 ** (terms[:, 2] / weights.VIEW_WEIGHT) * stratum.mean_view, np.nan),
        {
            TermName.PRIOR: weights.START_BITS + recorded.kind_bits + means + looks,
            TermName.TIME: time,
            TermName.PLACE: place if is_placed else np.full(len(time), np.nan),
            TermName.VIEW: np.where(seen, view, np.nan),
        },
    )
