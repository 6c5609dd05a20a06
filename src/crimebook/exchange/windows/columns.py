"""Columns of raw tables as numbers and instants, each with the rows whose value is not one.

Types of Arrow are taken as they are; text is read. An empty cell is no value.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

EPOCH_UNITS_US = ((1e11, 1_000_000.0), (1e14, 1_000.0), (1e17, 1.0))
"""A number below the first limit is seconds since 1970, below the next milliseconds, then microseconds."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
_FIRST_US, _LAST_US = ((year - 1970) * 31_556_952_000_000 for year in (FIRST_YEAR, LAST_YEAR))

_TIMED = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d"
_OFFSET = r"(?:[Zz]|[+-]\d\d(?::?\d\d)?)$"
_NUMBER = r"^-?\d+(?:\.\d+)?$"
_QUARTER_US = 900_000_000
_MICROSECOND = timedelta(microseconds=1)

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Numbers(NamedTuple):
    """Numbers, NaN where a cell is empty; ``is_wrong`` where a cell holds something else."""

    values: Floats
    is_wrong: Flags


class Instants(NamedTuple):
    """Microseconds since 1970; ``is_known`` where there is one, ``is_wrong`` and ``is_naive`` where not."""

    us: Longs
    is_known: Flags
    is_wrong: Flags
    is_naive: Flags


def flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return a column as one array, dictionaries spelt out, views of text as text."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    array = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    return array.cast(pa.string()) if _is_other_text(array.type) else array


def is_text(kind: pa.DataType) -> bool:
    """Whether a column holds text."""
    return bool(pa.types.is_string(kind)) or _is_other_text(kind)


def read_text(column: pa.Array) -> pa.Array:
    """Return a column as trimmed text, null where it is empty."""
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def read_numbers(column: pa.Array) -> Numbers:
    """Read numbers with a decimal point; infinite ones are wrong."""
    if not is_text(column.type):
        if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
            return _no_numbers(column)
        values = column.cast(pa.float64(), safe=False)
        return _finite(values, np.zeros(len(column), np.bool_))
    told = read_text(column)
    try:
        return _finite(told.cast(pa.float64()), np.zeros(len(told), np.bool_))
    except pa.ArrowInvalid:
        read = [_float(text) for text in told.to_pylist()]
        wrong = np.array([value is _WRONG for value in read], np.bool_)
        return _finite(pa.array([None if value is _WRONG else value for value in read], pa.float64()), wrong)


def read_instants(column: pa.Array, zone: ZoneInfo | None, *, latest: bool) -> Instants:
    """Read times as ISO 8601, as seconds, milliseconds or microseconds since 1970, or as Arrow's timestamps.

    A time without an offset is one of ``zone``; of an hour that comes twice, or is skipped, the earliest
    reading is taken, or the ``latest``. Without a zone it is naive, and so is not known.
    """
    kind = column.type
    if pa.types.is_timestamp(kind):
        us = column.cast(pa.timestamp("us", kind.tz), safe=False).cast(pa.int64())
        return _stamped(us, zone if kind.tz is None else None, naive=kind.tz is None, latest=latest)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _since_1970(read_numbers(column))
    if not is_text(kind):
        return _since_1970(_no_numbers(column))
    return _written(read_text(column), zone, latest=latest)


def wall_instants(wall_us: Longs, zone: ZoneInfo, *, latest: bool) -> Longs:
    """Return the instants of clock readings in a zone; offsets change at quarters of an hour at the most."""
    quarters, which = np.unique(wall_us // _QUARTER_US, return_inverse=True)
    both = [_offsets_us(int(quarter), zone) for quarter in quarters]
    offsets = [min(each) if latest else max(each) for each in both]
    instants: Longs = wall_us - np.array(offsets, np.int64)[which]
    return instants


_WRONG = object()


def _offsets_us(quarter: int, zone: ZoneInfo) -> list[int]:
    wall = datetime(1970, 1, 1) + timedelta(microseconds=quarter * _QUARTER_US)  # noqa: DTZ001 - a clock reading
    moments = [wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    return [(moment.utcoffset() or timedelta()) // _MICROSECOND for moment in moments]


def _is_other_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _no_numbers(column: pa.Array) -> Numbers:
    return Numbers(np.full(len(column), np.nan), column.is_valid().to_numpy(zero_copy_only=False))


def _finite(values: pa.Array, wrong: Flags) -> Numbers:
    numbers = values.fill_null(np.nan).to_numpy(zero_copy_only=False)
    told = values.is_valid().to_numpy(zero_copy_only=False)
    # NaN is how frames of pandas write an empty cell; infinity is a slip.
    return Numbers(np.where(np.isinf(numbers), np.nan, numbers), wrong | (told & np.isinf(numbers)))


def _float(text: str | None) -> Any:
    try:
        return None if text is None else float(text)
    except ValueError:
        return _WRONG


def _since_1970(numbers: Numbers) -> Instants:
    size = np.abs(numbers.values)
    us = np.zeros(len(size))
    for limit, unit_us in reversed(EPOCH_UNITS_US):
        us = np.where(size < limit, numbers.values * unit_us, us)
    known = size < EPOCH_UNITS_US[-1][0]
    whole = np.rint(np.where(known, us, 0.0)).astype(np.int64)
    wrong = numbers.is_wrong | (~np.isnan(size) & ~known)
    return _sane(Instants(whole, known & ~wrong, wrong, np.zeros(len(size), np.bool_)))


def _stamped(us: pa.Array, zone: ZoneInfo | None, *, naive: bool, latest: bool) -> Instants:
    known = us.is_valid().to_numpy(zero_copy_only=False)
    instants = us.fill_null(0).to_numpy(zero_copy_only=False)
    nothing = np.zeros(len(known), np.bool_)
    if not naive:
        return _sane(Instants(instants, known, nothing, nothing))
    if zone is None:
        return Instants(instants, nothing, nothing, known)
    return _sane(Instants(wall_instants(instants, zone, latest=latest), known, nothing, nothing))


def _written(told: pa.Array, zone: ZoneInfo | None, *, latest: bool) -> Instants:
    """Read text: numbers, then times with an offset, then clock readings; what is left is wrong."""
    valid = _flags(told.is_valid())
    is_number = valid & _flags(pc.match_substring_regex(told, _NUMBER))
    is_timed = valid & _flags(pc.match_substring_regex(told, _TIMED))
    has_offset = is_timed & _flags(pc.match_substring_regex(told, _OFFSET))
    us, read = np.zeros(len(told), np.int64), np.zeros(len(told), np.bool_)
    epoch = _since_1970(read_numbers(_only(told, is_number)))
    us[epoch.is_known], read[epoch.is_known] = epoch.us[epoch.is_known], True
    for rows, kind in ((has_offset, pa.timestamp("us", "UTC")), (is_timed & ~has_offset, pa.timestamp("us"))):
        found, known = _parsed(_only(told, rows), kind)
        if kind.tz is None and zone is not None:
            found = wall_instants(found, zone, latest=latest)
        us[known], read[known] = found[known], True
    naive = is_timed & ~has_offset & read if zone is None else np.zeros(len(told), np.bool_)
    return _sane(Instants(us, read & ~naive, valid & ~read, naive))


def _only(told: pa.Array, rows: Flags) -> pa.Array:
    return pc.if_else(pa.array(rows), told, pa.scalar(None, pa.string()))


def _flags(found: pa.Array) -> Flags:
    flags: Flags = found.fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003 - Arrow's own signature
    return flags


def _parsed(told: pa.Array, kind: pa.DataType) -> tuple[Longs, Flags]:
    """Return microseconds and which are known; one bad time sends all of them the slow way."""
    try:
        us = told.cast(kind).cast(pa.int64())
    except pa.ArrowInvalid:
        us = pa.array([_microseconds(text) for text in told.to_pylist()], pa.int64())
    return us.fill_null(0).to_numpy(zero_copy_only=False), _flags(us.is_valid())


def _microseconds(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    naive = moment.replace(tzinfo=None) - (moment.utcoffset() or timedelta())
    return (naive - datetime(1970, 1, 1)) // _MICROSECOND  # noqa: DTZ001 - both sides are naive


def _sane(read: Instants) -> Instants:
    """Take an instant far from any archive for a slip of the pen, or for another unit."""
    far = read.is_known & ((read.us < _FIRST_US) | (read.us > _LAST_US))
    return Instants(read.us, read.is_known & ~far, read.is_wrong | far, read.is_naive)
