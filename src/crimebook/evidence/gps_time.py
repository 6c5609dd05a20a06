"""What a photograph or film tells of its device's clock: the device's own time beside a time by GPS.

Read are EXIF (JPEG, PNG, HEIC) and films whose camera wrote its GPS into a track (GPMF). The file is asked
for the few bytes that tell it; nothing else of it is looked at, and neither place nor device is returned.
"""

import struct
from collections.abc import Iterator

from crimebook.evidence.boxes import Box
from crimebook.evidence.exif_time import read_exif_time
from crimebook.evidence.film_time import read_film_time
from crimebook.evidence.items import Items, is_picture
from crimebook.evidence.readat import ReadAt, outer_boxes, read_box
from crimebook.evidence.tape import DamagedError, UncleanableError
from crimebook.evidence.told import Told
from crimebook.evidence.twotimes import TwoTimes

_PNG = b"\x89PNG\r\n\x1a\n"
_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}
_EXIF = b"Exif\0\0"
_MAX_PARTS = 400
"""Segments of a JPEG and chunks of a PNG that are passed while the one that tells is sought."""

_MAX_EXIF_BYTES = 1 << 20


def read_gps_time(read_at: ReadAt, size: int) -> TwoTimes | None:
    """Return both times of a file of ``size`` bytes; None where it does not tell both, or is damaged."""
    head = read_at(0, 12)
    try:
        if head[:3] == b"\xff\xd8\xff":
            return _first(_exif_of_jpeg(read_at, size))
        if head[:8] == _PNG:
            return _first(_exif_of_png(read_at, size))
        if head[4:8] in _BOXES:
            return _of_boxes(read_at, size)
    except (DamagedError, UncleanableError, struct.error, IndexError, ValueError, OverflowError, KeyError):
        return None
    return None


def _first(blocks: Iterator[bytes]) -> TwoTimes | None:
    return next((found for block in blocks if (found := read_exif_time(block)) is not None), None)


def _exif_of_jpeg(read_at: ReadAt, size: int) -> Iterator[bytes]:
    at = 2
    for _ in range(_MAX_PARTS):
        head = read_at(at, 4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in {0xDA, 0xD9} or at >= size:
            return
        length = int.from_bytes(head[2:], "big")
        if head[1] == 0xE1 and length >= 2:
            content = read_at(at + 4, length - 2)
            if content.startswith(_EXIF):
                yield content[len(_EXIF) :]
        at += 2 + max(length, 2)


def _exif_of_png(read_at: ReadAt, size: int) -> Iterator[bytes]:
    at = 8
    for _ in range(_MAX_PARTS):
        head = read_at(at, 8)
        if len(head) < 8 or at >= size:
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind == b"eXIf":
            yield read_at(at + 8, min(length, _MAX_EXIF_BYTES))
        at += 12 + length


def _of_boxes(read_at: ReadAt, size: int) -> TwoTimes | None:
    for box in outer_boxes(read_at, size):
        if box.kind == b"moov":
            return read_film_time(read_at, box)
        if box.kind == b"meta":
            return _first(_exif_of_items(read_at, box))
    return None


def _exif_of_items(read_at: ReadAt, box: Box) -> Iterator[bytes]:
    content = read_box(read_at, box)
    if not is_picture(content):
        return
    for (start, end), kind in Items(content, box.at, Told()).left:
        if kind == b"Exif":
            item = read_at(start, min(end - start, _MAX_EXIF_BYTES))
            yield item[4 + int.from_bytes(item[:4], "big") :]
