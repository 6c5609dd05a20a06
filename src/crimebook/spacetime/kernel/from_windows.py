"""Windows as the tables that the kernel takes, with the columns of the score."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime import sight
from crimebook.spacetime.columns import (
    OPEN_END_US,
    OPEN_START_US,
    parts_table,
    recording_parts,
    to_microseconds,
)
from crimebook.spacetime.recorded import Discs, Recorded
from crimebook.spacetime.strata import Stratum
from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import Window, WindowKind

_OF_RECORDINGS = (
    "is_timed",
    "is_posted",
    "is_instant",
    "clock_sigma_s",
    "cut_s",
    "context_s",
    "reach_m",
    "kind_bits",
    "azimuth_rad",
    "half_rad",
)


def scored_recordings(
    windows: Sequence[tuple[int, Window]],
    *,
    context_s: float = sight.CONTEXT_S,
    kinds: Mapping[int, str] | None = None,
) -> pa.Table:
    """Return `columns.recording_parts` of the placed windows, with what the score asks of them."""
    recorded = Recorded.of(windows, context_s, kinds=kinds)
    owner, discs = recorded.discs.owner, recorded.discs
    table = recording_parts(windows, context_s=context_s, kinds=kinds)
    for number in range(4):
        table = table.append_column(f"p{number}_us", pa.array(recorded.points_us[owner, number]))
    for name in _OF_RECORDINGS:
        table = table.append_column(name, pa.array(getattr(recorded, name)[owner]))
    return table.append_column("sigma_m", pa.array(discs.sigma_m))


def scored_incidents(incidents: Sequence[tuple[int, Window, Stratum]]) -> pa.Table:
    """Return `columns.parts_table` of the placed windows, with what the score asks of them."""
    windows = [window for _, window, _ in incidents]
    placed = [(row, window.place) for row, window in enumerate(windows) if window.place and window.is_placed]
    discs = Discs.of(placed)
    values = {
        "mean_time": np.array([stratum.mean_time for _, _, stratum in incidents], np.float64),
        "mean_place": np.array([stratum.mean_place for _, _, stratum in incidents], np.float64),
        "mean_view": np.array([stratum.mean_view for _, _, stratum in incidents], np.float64),
    } | time_columns(windows)
    table = parts_table([(window_id, window) for window_id, window, _ in incidents])
    for name, column in values.items():
        table = table.append_column(name, pa.array(column[discs.owner]))
    return table.append_column("sigma_m", pa.array(discs.sigma_m))


def time_columns(windows: Sequence[Window]) -> dict[str, NDArray[Any]]:
    """Return what the score asks of incidents' times, one value a window."""
    points = np.array([_points_us(window.time) for window in windows], np.int64).reshape(-1, 4)
    return {
        "is_timed": np.array([window.time.is_bounded for window in windows], np.bool_),
        "is_instant": np.array([window.kind is WindowKind.INSTANT_INSIDE for window in windows], np.bool_),
    } | {f"p{number}_us": points[:, number] for number in range(4)}


def _points_us(time: FourPoint) -> tuple[int, int, int, int]:
    """Return the four points; an inner one that nobody knows is as far out as it can be."""
    first, second, third, last = (None if at is None else to_microseconds(at) for at in time.points)
    start_us = OPEN_START_US if first is None else first
    end_us = OPEN_END_US if last is None else last
    return start_us, end_us if second is None else second, start_us if third is None else third, end_us
