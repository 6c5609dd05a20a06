"""GPMF, the track in which action cameras keep what their sensors said: read for the time by GPS alone.

A key of four letters, a type, the size of one value, their number, then the values, up to a multiple of four
bytes; type 0 holds others. ``GPSU`` is the time as ``yymmddhhmmss.sss``, with ``GPSF`` beside it, the kind of
fix. ``GPS9``, of later cameras, has days since 2000 and seconds since midnight in each sample, its fix as its
last number, and ``SCAL`` says by what each is divided.

Source: GoPro, GPMF specification (gpmf-parser).
"""

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_HEAD_BYTES = 8
_NESTED = 0
_MAX_DEPTH = 4
_FIXED = 2
"""From a fix in two dimensions on, the time is that of GPS; before, it is the camera's own guess."""

_STAMP = re.compile(rb"([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})\.([0-9]{3})")
_GPS9 = struct.Struct(">7i2H")
_DAYS, _SECONDS, _FIX = 5, 6, 8
_SCALES = 9
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Value:
    key: bytes
    type: int
    size: int
    content: bytes


def first_fix(payload: bytes) -> datetime | None:
    """Return the first time in a payload that GPS itself gave; None where it had no fix."""
    return next(_fixes(payload, 0), None)


def _fixes(content: bytes, depth: int) -> Iterator[datetime]:
    beside: dict[bytes, _Value] = {}
    for value in _values(content):
        beside[value.key] = value
        if value.type == _NESTED and depth < _MAX_DEPTH:
            yield from _fixes(value.content, depth + 1)
    found = _stamped(beside) or _counted(beside)
    if found is not None:
        yield found


def _values(content: bytes) -> Iterator[_Value]:
    at = 0
    while at + _HEAD_BYTES <= len(content):
        key, kind, size, count = struct.unpack_from(">4sBBH", content, at)
        start = at + _HEAD_BYTES
        end = start + size * count
        if not any(key) or end > len(content):
            return
        yield _Value(key, kind, size, content[start:end])
        at = end + -end % 4


def _stamped(beside: Mapping[bytes, _Value]) -> datetime | None:
    stamp, fix = beside.get(b"GPSU"), beside.get(b"GPSF")
    if stamp is None or fix is None or len(fix.content) < 4:
        return None
    found = _STAMP.fullmatch(stamp.content.rstrip(b"\0"))
    if found is None or int.from_bytes(fix.content[:4], "big") < _FIXED:
        return None
    year, month, day, hour, minute, second, thousandths = (int(each) for each in found.groups())
    at = datetime(2000 + year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    return at + timedelta(milliseconds=thousandths)


def _counted(beside: Mapping[bytes, _Value]) -> datetime | None:
    samples, scales = beside.get(b"GPS9"), beside.get(b"SCAL")
    if samples is None or scales is None or samples.size != _GPS9.size:
        return None
    if len(samples.content) < _GPS9.size or len(scales.content) < 4 * _SCALES:
        return None
    numbers = _GPS9.unpack_from(samples.content)
    by = struct.unpack_from(f">{_SCALES}i", scales.content)
    if numbers[_FIX] < _FIXED or by[_DAYS] <= 0 or by[_SECONDS] <= 0:
        return None
    days, seconds = numbers[_DAYS] / by[_DAYS], numbers[_SECONDS] / by[_SECONDS]
    if not (0 < days < 36_525 and 0 <= seconds < 86_401):
        return None
    return _MIDNIGHT + timedelta(days=days, seconds=seconds)
