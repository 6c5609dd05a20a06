"""The times of a film (MP4, QuickTime) whose camera kept its GPS in a track: when it began by either clock.

The camera's own time is that of the film's header. It ought to be UTC (ISO 14496-12, 8.2.2); most cameras
write what their clock showed, so that its zone is unknown. Films without such a track hold no time by GPS.
"""

import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain, islice, repeat

from crimebook.evidence.boxes import Box, boxes
from crimebook.evidence.gpmf import first_fix
from crimebook.evidence.readat import ReadAt, read_box
from crimebook.evidence.samples import sample_places
from crimebook.evidence.twotimes import TwoTimes

_SINCE_1904 = datetime(1904, 1, 1, tzinfo=UTC)
_INSIDE = {b"trak", b"mdia", b"minf", b"stbl"}
_WAY = b"gpmd"
_MOST_SAMPLES = 300
"""Some five minutes: a camera that finds no satellite by then finds none."""

_MOST_SAMPLE_BYTES, _MOST_BYTES = 1 << 20, 16 << 20
"""Of one sample, and of all that are read."""

_FIRST_YEAR = 1990


def read_film_time(read_at: ReadAt, moov: Box) -> TwoTimes | None:
    """Return when a film began, by its camera's clock and by GPS; None where it does not tell both.

    A damaged film may raise `DamagedError` or `struct.error`.
    """
    content = read_box(read_at, moov)
    inner = list(boxes(content, moov.inner - moov.at, len(content)))
    header = next((box for box in inner if box.kind == b"mvhd"), None)
    began = _began(content, header) if header is not None else None
    if began is None:
        return None
    for box in inner:
        if box.kind == b"trak":
            track = dict(_inside(content, box))
            if _is_way(content, track):
                return _two_times(read_at, content, track, began)
    return None


def _began(content: bytes, header: Box) -> datetime | None:
    form = ">Q" if content[header.start] else ">I"
    (seconds,) = struct.unpack_from(form, content, header.start + 4)
    began = _SINCE_1904 + timedelta(seconds=seconds)
    return began.replace(tzinfo=None) if began.year >= _FIRST_YEAR else None


def _inside(content: bytes, box: Box, depth: int = 0) -> Iterator[tuple[bytes, Box]]:
    for each in boxes(content, box.start, box.end):
        yield each.kind, each
        if each.kind in _INSIDE and depth < len(_INSIDE):
            yield from _inside(content, each, depth + 1)


def _is_way(content: bytes, track: Mapping[bytes, Box]) -> bool:
    listed = track.get(b"stsd")
    return listed is not None and content[listed.start + 12 : listed.start + 16] == _WAY


def _two_times(
    read_at: ReadAt, content: bytes, track: Mapping[bytes, Box], began: datetime
) -> TwoTimes | None:
    starts = _starts_s(content, track)
    read = 0
    placed = zip(sample_places(content, track), starts, strict=False)
    for (start, end), since_s in islice(placed, _MOST_SAMPLES):
        if read > _MOST_BYTES:
            return None
        payload = read_at(start, min(end - start, _MOST_SAMPLE_BYTES))
        read += len(payload)
        fix = first_fix(payload)
        if fix is not None:
            return TwoTimes(began, fix - timedelta(seconds=since_s), is_live=True)
    return None


def _starts_s(content: bytes, track: Mapping[bytes, Box]) -> Iterator[float]:
    """Yield when each sample begins, in seconds from the start of the track."""
    header, table = track[b"mdhd"], track[b"stts"]
    (scale,) = struct.unpack_from(">I", content, header.start + (20 if content[header.start] else 12))
    (count,) = struct.unpack_from(">I", content, table.start + 4)
    rows = struct.iter_unpack(">II", content[table.start + 8 : min(table.start + 8 + 8 * count, table.end)])
    lengths = chain.from_iterable(repeat(length, samples) for samples, length in rows)
    return (at / max(scale, 1) for at in accumulate(lengths, initial=0))
