"""The times of an EXIF block (CIPA DC-008): DateTimeOriginal with its offset, and those of GPS.

GPSDateStamp and GPSTimeStamp are UTC, and those of the last fix. DateTimeOriginal is the device's own time;
without OffsetTimeOriginal it is local, and nobody says where.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from crimebook.evidence.tiff import EXIF, GPS, Block, Entry
from crimebook.evidence.twotimes import TwoTimes

_TAKEN, _OFFSET = 0x9003, 0x9011
_TIME_STAMP, _DATE_STAMP = 0x0007, 0x001D
_RATIONAL = 5
_TAKEN_FORM = re.compile(r"([0-9]{4}):([0-9]{2}):([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})", re.ASCII)
_DATE_FORM = re.compile(r"([0-9]{4})[:-]([0-9]{2})[:-]([0-9]{2})", re.ASCII)
_OFFSET_FORM = re.compile(r"([+-])([0-9]{2}):([0-9]{2})", re.ASCII)
_FIRST_YEAR = 1990
"""No device took photographs with EXIF before; a clock that nobody set says so."""


def read_exif_time(content: bytes) -> TwoTimes | None:
    """Return both times of a block, None where one is missing; a damaged one may raise `struct.error`."""
    block = Block(content)
    first = _tags(block, block.number("I", 4))
    if EXIF not in first or GPS not in first:
        return None
    taken = _taken(block, _tags(block, block.value(first[EXIF])))
    gps_at = _gps(block, _tags(block, block.value(first[GPS])))
    if taken is None or gps_at is None:
        return None
    return TwoTimes(taken, gps_at, is_live=False)


def _tags(block: Block, at: int) -> Mapping[int, Entry]:
    return {entry.tag: entry for entry in block.entries(at)}


def _words(block: Block, tags: Mapping[int, Entry], tag: int) -> str:
    return block.words(tags[tag]).strip() if tag in tags else ""


def _taken(block: Block, tags: Mapping[int, Entry]) -> datetime | None:
    found = _TAKEN_FORM.fullmatch(_words(block, tags, _TAKEN))
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(each) for each in found.groups())
    if year < _FIRST_YEAR:
        return None
    zone = _offset(_words(block, tags, _OFFSET))
    # The moment of a leap second is written as 60; no datetime has it.
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)


def _offset(words: str) -> timezone | None:
    found = _OFFSET_FORM.fullmatch(words)
    if words == "Z":
        return UTC
    if found is None:
        return None
    length = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-length if found[1] == "-" else length)


def _gps(block: Block, tags: Mapping[int, Entry]) -> datetime | None:
    found, stamp = _DATE_FORM.fullmatch(_words(block, tags, _DATE_STAMP)), tags.get(_TIME_STAMP)
    if found is None or stamp is None or stamp.type != _RATIONAL or stamp.count != 3:
        return None
    hours, minutes, seconds = (_rational(block, stamp.at + 8 * number) for number in range(3))
    length_s = hours * 3_600 + minutes * 60 + seconds
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds <= 60):
        return None
    year, month, day = (int(each) for each in found.groups())
    return datetime(year, month, day, tzinfo=UTC) + timedelta(seconds=length_s)


def _rational(block: Block, at: int) -> float:
    return block.number("I", at) / (block.number("I", at + 4) or 1)
