"""Checking raw rows: what is right becomes windows, what is wrong is refused with its row and column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crimebook.exchange.tables import Refusal, TableError
from crimebook.exchange.windows.columns import (
    FIRST_YEAR,
    LAST_YEAR,
    Flags,
    Floats,
    Instants,
    Longs,
    flat,
    read_instants,
    read_numbers,
    read_text,
)
from crimebook.exchange.windows.listing import (
    DISCS_SCHEMA,
    OPTIONAL,
    REQUIRED,
    WINDOWS_SCHEMA,
    IncidentKind,
    Listing,
    Side,
)
from crimebook.terms.errors import Fault
from crimebook.terms.places import MAX_RADIUS_M

COVER, IS_POINT, SHAPE_FAULT = "cover of the shape", "is a point", "fault of the shape"
"""Columns that a reader of shapes adds: lists of (lat, lon, radius_m, share), a flag, words."""

MAX_CLOCK_SIGMA_S = 366 * 86_400.0
MAX_ID_CHARS = 200
_HASHED = 65_536
_FORMULA = r"^[=@]|^[+-][A-Za-z_.]+\("


class Rules(NamedTuple):
    """How a list is read: the zone of naive times, the radius where none is said, the first row's number."""

    side: Side
    zone: ZoneInfo | None = None
    radius_m: float | None = None
    first_row: int = 1


@dataclass(slots=True)
class _Faults:
    """The first thing wrong with each row."""

    rules: Rules
    is_bad: Flags
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, rows: Flags, column: str, fault: Callable[[int], Fault]) -> None:
        for row in np.flatnonzero(rows & ~self.is_bad).tolist():
            self.refusals.append(Refusal(row + self.rules.first_row, column, fault(row)))
        self.is_bad |= rows


class _Span(NamedTuple):
    start: Instants
    end: Instants


def check_rows(raw: pa.Table, rules: Rules) -> Listing:
    """Return the windows of raw rows. Raise `TableError` where a column is missing altogether."""
    check_columns(raw.column_names, rules)
    faults = _Faults(rules, np.zeros(len(raw), np.bool_))
    ids = _ids(raw, faults)
    _shapes(raw, faults)
    lat, lon = (_numbers(raw, name, faults, -most, most) for name, most in (("lat", 90.0), ("lon", 180.0)))
    radius_m = _radius(raw, faults)
    span = _span(raw, faults)
    view = _view(raw, faults)
    kinds = _kinds(raw, faults)
    kept = np.flatnonzero(~faults.is_bad)
    numbers = pa.array(np.arange(rules.first_row, rules.first_row + len(raw)))
    columns = [numbers, _instants(span.start), _instants(span.end), kinds, *map(pa.array, view)]
    whole = pa.table([ids, *columns], ["id", *WINDOWS_SCHEMA.names])
    refusals = tuple(sorted(faults.refusals, key=lambda each: each.row))
    return Listing(whole.take(kept), _discs(raw, kept, lat, lon, radius_m), refusals)


def check_columns(names: list[str], rules: Rules) -> None:
    """Raise `TableError` where a column that every list has is missing."""
    wanted = [name for name in REQUIRED if name != "end" and (name != "radius_m" or rules.radius_m is None)]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise TableError(
            f"expected the columns {', '.join(REQUIRED)}, got none named {', '.join(missing)}; "
            f"others that are read: {', '.join(OPTIONAL)}"
        )


def refuse_doubles(listing: Listing) -> Listing:
    """Return a list without the windows whose id an earlier one has."""
    rows = listing.windows["row"].to_numpy()
    ids = flat(listing.windows["id"])
    if _are_all_others(ids):
        return listing
    codes = ids.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    _, firsts = np.unique(codes, return_index=True)
    is_first = np.zeros(len(codes), np.bool_)
    is_first[firsts] = True
    first_of = dict(zip(codes[firsts].tolist(), firsts.tolist(), strict=True))
    doubled = [
        Refusal(int(rows[row]), "id", _doubled(int(rows[first_of[codes[row]]])))
        for row in np.flatnonzero(~is_first).tolist()
    ]
    place = np.cumsum(is_first) - 1
    owner = listing.discs["window"].to_numpy()
    discs = listing.discs.filter(pa.array(is_first[owner]))
    moved = pa.array(place[discs["window"].to_numpy()].astype(np.int64))
    refusals = tuple(sorted((*listing.refusals, *doubled), key=lambda each: each.row))
    return Listing(listing.windows.filter(pa.array(is_first)), discs.set_column(0, "window", moved), refusals)


def _are_all_others(ids: pa.Array) -> bool:
    """Whether no id can have come twice: by the ids themselves, or by numbers that equal ids share."""
    if pa.types.is_integer(ids.type):
        numbers = np.sort(ids.to_numpy())
    else:
        pieces = (ids.slice(start, _HASHED) for start in range(0, len(ids), _HASHED))
        numbers = np.fromiter(
            (hash(each) for piece in pieces for each in piece.to_pylist()), np.int64, len(ids)
        )
        numbers.sort()
    return not bool((numbers[1:] == numbers[:-1]).any())


def _doubled(first: int) -> Fault:
    return Fault("an id that no other row has", f"the id of row {first}", "give it its own")


def _ids(raw: pa.Table, faults: _Faults) -> pa.Array:
    ids = flat(raw["id"])
    if not pa.types.is_integer(ids.type):
        ids = read_text(ids)
        long = pc.fill_null(pc.greater(pc.utf8_length(ids), MAX_ID_CHARS), False)  # noqa: FBT003 - Arrow's own
        wild = pc.fill_null(pc.match_substring_regex(ids, _FORMULA), False)  # noqa: FBT003 - Arrow's own
        faults.refuse(_array(long), "id", lambda _: Fault(f"at most {MAX_ID_CHARS} characters", "more"))
        faults.refuse(_array(wild), "id", lambda _: Fault("plain words", "a spreadsheet formula"))
    empty = ids.is_null().to_numpy(zero_copy_only=False)
    faults.refuse(empty, "id", lambda _: Fault("a value", "an empty cell", "fill it in"))
    return ids


def _shapes(raw: pa.Table, faults: _Faults) -> None:
    if SHAPE_FAULT in raw.column_names:
        told = raw[SHAPE_FAULT].to_pylist()
        wrong = np.array([words is not None for words in told], np.bool_)
        faults.refuse(
            wrong, "geometry", lambda row: Fault("a shape of GeoJSON with points on the globe", told[row])
        )


def _numbers(
    raw: pa.Table, name: str, faults: _Faults, least: float, most: float, *, needed: bool = True
) -> Floats:
    """Return a column of numbers in a range; refuse what is none, and what is empty where one is needed."""
    if name not in raw.column_names:
        return np.full(len(raw), np.nan)
    column = flat(raw[name])
    values, wrong = read_numbers(column)
    faults.refuse(wrong, name, lambda row: Fault("a number with a decimal point", _shown(column, row)))
    outside = (values < least) | (values > most)
    faults.refuse(
        outside,
        name,
        lambda row: Fault(f"a number from {least:g} to {most:g}", f"{values[row]:g}", _remedy(name)),
    )
    if needed:
        faults.refuse(np.isnan(values), name, lambda _: Fault("a value", "an empty cell", "fill it in"))
    return values


def _remedy(name: str) -> str:
    return "are latitude and longitude swapped?" if name == "lat" else ""


def _radius(raw: pa.Table, faults: _Faults) -> Floats:
    stated = faults.rules.radius_m
    radius_m = _numbers(raw, "radius_m", faults, 0.0, MAX_RADIUS_M, needed=stated is None)
    return np.where(np.isnan(radius_m), np.nan if stated is None else stated, radius_m)


def _span(raw: pa.Table, faults: _Faults) -> _Span:
    start, end = (_times(raw, name, faults) for name in ("start", "end"))
    backwards = start.is_known & end.is_known & (end.us < start.us)
    faults.refuse(backwards, "end", lambda _: Fault("an end that is not before its start", "an earlier end"))
    neither = ~start.is_known & ~end.is_known
    faults.refuse(
        neither,
        "start",
        lambda _: Fault("a start or an end", "neither", "without a time nothing can be matched"),
    )
    return _Span(start, end)


def _times(raw: pa.Table, name: str, faults: _Faults) -> Instants:
    rows = len(raw)
    if name not in raw.column_names:
        nothing = np.zeros(rows, np.bool_)
        return Instants(np.zeros(rows, np.int64), nothing, nothing, nothing)
    column = flat(raw[name])
    found = read_instants(column, faults.rules.zone, latest=name == "end")
    expected = (
        f"a time of {FIRST_YEAR} to {LAST_YEAR - 1} such as 2020-08-09T22:45:00+03:00, or seconds since 1970"
    )
    faults.refuse(found.is_wrong, name, lambda row: Fault(expected, _shown(column, row)))
    faults.refuse(
        found.is_naive,
        name,
        lambda row: Fault(
            "a time with its offset from UTC", _shown(column, row), "or say whose time it is with --zone"
        ),
    )
    return found


def _view(raw: pa.Table, faults: _Faults) -> tuple[Floats, Floats, Floats, Floats]:
    """Return clock_sigma_s, azimuth_deg, fov_deg and range_m; an azimuth needs its field of view."""
    sigma_s = _numbers(raw, "clock_sigma_s", faults, 0.0, MAX_CLOCK_SIGMA_S, needed=False)
    azimuth, fov = (
        _numbers(raw, name, faults, 0.0, 360.0, needed=False) for name in ("azimuth_deg", "fov_deg")
    )
    range_m = _numbers(raw, "range_m", faults, 0.0, MAX_RADIUS_M, needed=False)
    lone = ~np.isnan(azimuth) & np.isnan(fov)
    faults.refuse(lone, "fov_deg", lambda _: Fault("a field of view beside its azimuth", "an empty cell"))
    aimless = np.isnan(azimuth) & ~np.isnan(fov) & (fov < 360.0)
    faults.refuse(
        aimless, "azimuth_deg", lambda _: Fault("an azimuth beside its field of view", "an empty cell")
    )
    for name, values in (("fov_deg", fov), ("range_m", range_m)):
        faults.refuse(
            values == 0.0, name, lambda _: Fault("a number above 0", "0", "leave it empty if unknown")
        )
    return np.nan_to_num(sigma_s), np.where(azimuth == 360.0, 0.0, azimuth), fov, range_m


def _kinds(raw: pa.Table, faults: _Faults) -> pa.Array:
    if "kind" not in raw.column_names:
        return pa.array([""] * len(raw), pa.string())
    kinds = read_text(flat(raw["kind"])).fill_null("")
    if faults.rules.side is Side.INCIDENTS:
        known = pa.array(["", *IncidentKind])
        wrong = _array(pc.invert(pc.is_in(kinds, value_set=known)))
        faults.refuse(
            wrong, "kind", lambda row: Fault("instant or lasting", _shown(kinds, row), "of an incident")
        )
    return kinds


def _discs(raw: pa.Table, kept: Longs, lat: Floats, lon: Floats, radius_m: Floats) -> pa.Table:
    """Return the discs of the rows that are kept: one for a point, those of its cover for another shape."""
    count = len(kept)
    is_point = (
        _array(raw[IS_POINT].combine_chunks())[kept]
        if IS_POINT in raw.column_names
        else np.ones(count, np.bool_)
    )
    covers = raw[COVER].take(kept).combine_chunks() if COVER in raw.column_names else None
    lengths = (
        np.ones(count, np.int64)
        if covers is None
        else pc.fill_null(pc.list_value_length(covers), 1).to_numpy().astype(np.int64)
    )
    owner = np.repeat(np.arange(count), lengths)
    part = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    values = [lat[kept][owner], lon[kept][owner], radius_m[kept][owner], np.ones(len(owner))]
    if covers is not None and covers.null_count < count:
        covered = np.repeat(~covers.is_null().to_numpy(zero_copy_only=False), lengths)
        inner = covers.flatten()
        for column, name in zip(values, ("lat", "lon", "radius_m", "share"), strict=True):
            column[covered] = inner.field(name).to_numpy(zero_copy_only=False)
    columns = [owner, part.astype(np.int32), *values, is_point[owner]]
    return pa.table([pa.array(column) for column in columns], schema=DISCS_SCHEMA)


def _instants(read: Instants) -> pa.Array:
    return pa.array(read.us, mask=~read.is_known)


def _array(flags: pa.Array) -> Flags:
    found: Flags = flags.to_numpy(zero_copy_only=False)
    return found


def _shown(column: pa.Array, row: int) -> str:
    return repr(str(column[row].as_py())[:40])
