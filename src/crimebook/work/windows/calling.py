"""The call for who writes Python: two tables of any kind that speaks Arrow in, one Arrow table out."""

from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from crimebook.exchange.tables import Refusal
from crimebook.exchange.windows.checking import Rules, check_rows, refuse_doubles
from crimebook.exchange.windows.listing import Listing, Side
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.work.windows.matching import Match, rounded
from crimebook.work.windows.plan import parse_size, plan_for

_SHOWN = 3


class RefusedRowsError(CrimebookError):
    """A table with rows that are no windows. ``refusals`` say which rows, counted from 0, and why."""

    def __init__(self, side: Side, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        told = "; ".join(f"row {each.row}, {each.field}: {each.fault}" for each in refusals[:_SHOWN])
        super().__init__(f"{len(refusals)} rows of {side.value} are no windows: {told}")


def match(
    incidents: Any,
    recordings: Any,
    *,
    top: int = 10,
    all_pairs: bool = False,
    zone: ZoneInfo | None = None,
    radius_m: float | None = None,
    memory: str = "2GB",
) -> pa.Table:
    """Return which recordings could have taken in each incident, best first.

    ``incidents`` and ``recordings`` are anything that speaks Arrow's stream (``__arrow_c_stream__``: Arrow,
    polars, pandas, DuckDB), or a mapping of columns: ``id, lat, lon, radius_m, start, end`` and, where they
    are known, ``kind, clock_sigma_s, azimuth_deg, fov_deg, range_m``. Times are timestamps with a zone, ISO
    8601 text with an offset, or seconds since 1970; others are of ``zone``. ``radius_m`` stands for rows
    that say none.

    The result has ``incident`` and ``recording`` (ids), ``rank`` (1 to ``top``), ``score_bits`` and its terms
    ``prior_bits, time_bits, place_bits, view_bits, kind_bits``, in the order of incidents and ranks; with
    ``all_pairs`` only the two ids, of all that can have met. The score is log2 of the odds that the recording
    covers the incident's instant and point, among the recordings of the list; it is no probability of guilt.

    Raise `RefusedRowsError` for rows that are no windows, `InvalidValueError` for a memory too small.
    """
    mine = read_frame(incidents, Rules(Side.INCIDENTS, zone, radius_m, first_row=0))
    theirs = read_frame(recordings, Rules(Side.RECORDINGS, zone, radius_m, first_row=0))
    if top < 1:
        raise InvalidValueError("a top of 1 or more", str(top))
    plan = plan_for(len(theirs.windows), len(mine.windows), 1 if all_pairs else top, parse_size(memory))
    work = Match(mine, theirs, plan)
    if all_pairs:
        found = [piece for chunk in work.chunks for piece in work.pairs(chunk)]
        return work.named(pa.concat_tables(found)).select(["incident", "recording"])
    lists = [work.named(rounded(work.best(chunk, top))) for chunk in work.chunks]
    whole = pa.concat_tables(lists)
    return whole.select([name for name in whole.column_names if not name.endswith(("_lat", "_lon"))])


def read_frame(data: Any, rules: Rules) -> Listing:
    """Return the windows of a table of any kind, or raise `RefusedRowsError`."""
    listing = refuse_doubles(check_rows(as_table(data), rules))
    if listing.refusals:
        raise RefusedRowsError(rules.side, listing.refusals)
    return listing


def as_table(data: Any) -> pa.Table:
    """Return anything that speaks Arrow, a frame of an older pandas, or a mapping of columns, as a table."""
    if isinstance(data, pa.Table):
        return data
    if hasattr(data, "__arrow_c_stream__") or isinstance(data, dict):
        return pa.table(data)
    if hasattr(data, "to_records") and hasattr(data, "columns"):
        return pa.Table.from_pandas(data, preserve_index=False)
    raise InvalidValueError(
        "a table of Arrow, polars or pandas, or a mapping of columns", type(data).__name__
    )
