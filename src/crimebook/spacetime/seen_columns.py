"""Windows of recordings and messages as one Arrow table: what is searched, scored and counted, kept together.

One row a part, in the order of windows and parts: a disc of a window's cover, or, for a window without a
place, one row whose geometry is null. Columns of a window repeat on its parts, and part 0 is there once a
window. All columns are values of the window alone, so a table may be cut anywhere between windows and put
together again.

* searched (`columns.recording_parts`): x, y, z, sin_half, cos_half, radius_m, share, start_us, end_us;
* scored (`recorded.Recorded`): p0_us to p3_us, sigma_m and the columns of that name. What a kind is worth
  (``kind_bits``) is not kept: it follows from ``kind``;
* counted (`strata`): day_start_us and day_end_us, the window's own bounds; covered_s, scene_m, opening_deg;
  centre_x, centre_y, centre_z on the unit sphere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crimebook.spacetime import sight, weights
from crimebook.spacetime.columns import recording_parts, times_table, to_microseconds
from crimebook.spacetime.recorded import Discs, Recorded
from crimebook.spacetime.strata import covered_s
from crimebook.spacetime.times import LAG, Lag
from crimebook.terms.places import EARTH_RADIUS_M, unit_vector
from crimebook.terms.windows import SubjectKind, Window

EVER_US = (-(2**62), 2**62)
"""What stands in for a bound that nobody knows where days are compared: far off, and still to be added to."""

SEARCHED = ("x", "y", "z", "sin_half", "cos_half", "radius_m", "share")
COUNTED = (
    "day_start_us",
    "day_end_us",
    "covered_s",
    "scene_m",
    "opening_deg",
    "centre_x",
    "centre_y",
    "centre_z",
)
_POINTS = ("p0_us", "p1_us", "p2_us", "p3_us")
_NOT_KEPT = frozenset({"ids", "points_us", "kind_bits", "discs"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A window of a recording or a message; ``kind`` is the recording's, ``change`` the one that made it."""

    window_id: int
    window: Window
    subject: SubjectKind
    kind: str = ""
    change: int = 0


def seen_table(seen: Sequence[Seen]) -> pa.Table:
    """Return the parts of windows, which come in the order of their ids, each id once."""
    pairs = [(each.window_id, each.window) for each in seen]
    kinds = {each.window_id: each.kind for each in seen}
    recorded = Recorded.of(pairs, kinds=kinds)
    parts = recording_parts(pairs, kinds=kinds)
    owner = np.concatenate([recorded.discs.owner, np.flatnonzero(~recorded.is_placed)])
    order = np.argsort(owner, kind="stable")
    table = {"window": recorded.ids[owner], "part": _or_null(parts, "part", len(owner)).fill_null(0)}
    table |= _named(seen)
    table |= {name: _or_null(parts, name, len(owner)) for name in SEARCHED}
    table["sigma_m"] = _padded(recorded.discs.sigma_m, len(owner))
    table |= _of_windows(pairs, recorded)
    whole = {
        name: column if name in {"window", "part", "sigma_m", *SEARCHED} else column.take(owner)
        for name, column in table.items()
    }
    return pa.table(whole).take(order)


def recorded_of(table: pa.Table, *, lag: Lag = LAG) -> Recorded:
    """Return the columns for the score of the windows in ``table``, in order of their ids.

    ``lag`` is how long what was posted waited, which no table keeps: it is learnt anew.
    """
    ids, firsts = np.unique(table["window"].to_numpy(), return_index=True)
    heads = table.take(firsts)
    placed = table.filter(table["x"].is_valid())
    places = np.stack([placed[axis].to_numpy() for axis in "xyz"], axis=1) / EARTH_RADIUS_M
    kinds = heads["kind"].to_pylist()
    columns = {
        each.name: heads[each.name].to_numpy()
        for each in fields(Recorded)
        if each.name in table.column_names and each.name not in _NOT_KEPT
    }
    return Recorded(
        ids=ids,
        points_us=np.stack([heads[name].to_numpy() for name in _POINTS], axis=1),
        kind_bits=np.array([weights.KIND_BITS.get(kind, 0.0) for kind in kinds], np.float64),
        discs=Discs(
            np.searchsorted(ids, placed["window"].to_numpy()),
            places,
            placed["sigma_m"].to_numpy(),
            placed["share"].to_numpy(),
        ),
        lag=lag,
        **columns,
    )


def searched_parts(table: pa.Table) -> pa.Table:
    """Return what `columns.recording_parts` returns of the windows in ``table``."""
    names = ["window", "part", *SEARCHED, "start_us", "end_us"]
    return table.filter(table["x"].is_valid()).select(names)


def searched_times(table: pa.Table) -> pa.Table:
    """Return what `columns.times_table` returns of the windows in ``table``."""
    return heads_of(table).select(["window", "start_us", "end_us", "is_placed"])


def heads_of(table: pa.Table) -> pa.Table:
    """Return one row a window."""
    return table.filter(pa.array(table["part"].to_numpy() == 0))


def day_bounds_us(window: Window) -> tuple[int, int]:
    """Return earliest start and latest end; `EVER_US` for what nobody knows."""
    start, end = window.time.earliest_start, window.time.latest_end
    return (
        EVER_US[0] if start is None else to_microseconds(start),
        EVER_US[1] if end is None else to_microseconds(end),
    )


def centre_of(window: Window) -> tuple[float, float, float]:
    """Return the middle of a window's place on the unit sphere; the origin for none."""
    return unit_vector(window.place.centre) if window.place else (0.0, 0.0, 0.0)


def _named(seen: Sequence[Seen]) -> dict[str, pa.Array]:
    return {
        "subject": pa.array([each.subject.value for each in seen], pa.string()),
        "kind": pa.array([each.kind for each in seen], pa.string()),
        "change": pa.array([each.change for each in seen], pa.int64()),
    }


def _of_windows(pairs: Sequence[tuple[int, Window]], recorded: Recorded) -> dict[str, pa.Array]:
    """Return the columns that have a value a window, searched, scored and counted."""
    times = times_table(pairs, context_s=sight.CONTEXT_S).combine_chunks()
    told = {name: times[name].combine_chunks() for name in ("start_us", "end_us")}
    told |= {name: pa.array(recorded.points_us[:, k]) for k, name in enumerate(_POINTS)}
    for each in fields(recorded):
        column = getattr(recorded, each.name)
        if each.name not in _NOT_KEPT and isinstance(column, np.ndarray):
            told[each.name] = pa.array(column)
    return told | _counted([window for _, window in pairs])


def _counted(windows: Sequence[Window]) -> dict[str, pa.Array]:
    days = np.array([day_bounds_us(window) for window in windows], np.int64).reshape(-1, 2)
    centres = np.array([centre_of(window) for window in windows], np.float64).reshape(-1, 3)
    openings = [window.view.opening_deg if window.view else None for window in windows]
    columns = (
        days[:, 0],
        days[:, 1],
        np.array([covered_s(window) for window in windows], np.float64),
        np.array([sight.reach_m(window) for window in windows], np.float64),
        pa.array(openings, pa.float64()),
        *centres.T,
    )
    return {name: pa.array(column) for name, column in zip(COUNTED, columns, strict=True)}


def _or_null(parts: pa.Table, name: str, rows: int) -> pa.Array:
    """Return a column of parts, with nulls for the windows without a place behind them."""
    column = parts[name].combine_chunks()
    return pa.concat_arrays([column, pa.nulls(rows - len(column), column.type)])


def _padded(column: NDArray[np.float64], rows: int) -> pa.Array:
    return pa.concat_arrays([pa.array(column), pa.nulls(rows - len(column), pa.float64())])
