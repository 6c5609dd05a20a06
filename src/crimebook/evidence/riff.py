"""WebP and WAV while they stream by: what does not draw or sound becomes as many zeros, in a chunk."""

import struct
from collections.abc import Generator

from crimebook.evidence.pictures import behind, see
from crimebook.evidence.tape import Reading, Treatment, Wish, damaged
from crimebook.evidence.tiff import read_tiff
from crimebook.evidence.told import Kind, Told

_KEPT = {
    b"WEBP": frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP")),
    b"WAVE": frozenset((b"fmt ", b"fact", b"data")),
}
_INFO = {b"IART": Kind.AUTHOR, b"ICOP": Kind.AUTHOR, b"ICRD": Kind.TIME, b"ISFT": Kind.PROGRAM}
_TOLD_BYTES = 65536
_TELLING_FLAGS = 0x0C
"""Of VP8X: EXIF and XMP follow."""


def is_riff(head: bytes) -> bool:
    """Return whether a file begins as a WebP or a WAV does."""
    return head[:4] == b"RIFF" and head[8:12] in _KEPT


def read_riff(told: Told) -> Reading:
    """Read a WebP or a WAV from its beginning."""
    head = yield from see(12)
    (left,) = struct.unpack_from("<I", head, 4)
    yield Wish(Treatment.SEE, 0, head)
    left -= 4
    while left > 0:
        chunk = yield from see(8)
        kind, size = struct.unpack("<4sI", chunk)
        padded = min(size + size % 2, left - 8)
        if padded < size:
            raise damaged("a whole chunk")
        if kind == b"VP8X" and size:
            (flags,) = yield from see(1)
            yield Wish(Treatment.KEEP, padded - 1, chunk + bytes([flags & ~_TELLING_FLAGS]))
        elif kind in _KEPT[head[8:12]]:
            yield Wish(Treatment.KEEP, padded, chunk)
        else:
            yield from _leave_out(kind, size, padded, told)
        left -= 8 + padded
    yield from behind(b"", told)


def _leave_out(kind: bytes, size: int, padded: int, told: Told) -> Generator[Wish, bytes, None]:
    content = yield from see(min(size, _TOLD_BYTES))
    if content.strip(b"\0"):
        _tell(kind, content, told)
    yield Wish(Treatment.ZERO, padded, struct.pack("<4sI", b"JUNK", size), back=content)


def _tell(kind: bytes, content: bytes, told: Told) -> None:
    if kind == b"EXIF":
        read_tiff(content.removeprefix(b"Exif\0\0"), told)
    elif kind == b"bext":
        told.add_bytes(Kind.AUTHOR, content[256:288])
        told.add_bytes(Kind.TIME, content[320:338])
    elif kind == b"LIST" and content[:4] == b"INFO":
        _tell_info(content, told)
    else:
        told.add(Kind.HIDDEN, kind.decode("latin-1"))


def _tell_info(content: bytes, told: Told) -> None:
    at = 4
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        told.add_bytes(_INFO.get(kind, Kind.TEXT), content[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
