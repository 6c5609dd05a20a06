"""Boxes in boxes (ISO 14496-12, QuickTime) that lie in memory, and the words that phones write into them."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from crimebook.evidence.tape import damaged
from crimebook.evidence.told import Kind, Told

_SINCE_1904_S = 2_082_844_800
_MAX_BOXES = 100_000
_MAX_DEPTH = 8
_UUID_BYTES = 16
_INSIDE = {b"udta", b"ilst", b"trak", b"mdia", b"minf", b"stbl"}
_ATOMS = {
    **dict.fromkeys((b"\xa9xyz", b"loci"), Kind.PLACE),
    **dict.fromkeys((b"\xa9mak", b"\xa9mod", b"manu", b"modl"), Kind.DEVICE),
    **dict.fromkeys((b"\xa9swr", b"\xa9too"), Kind.PROGRAM),
    **dict.fromkeys((b"\xa9ART", b"\xa9aut", b"\xa9cpy", b"auth", b"aART", b"cprt"), Kind.AUTHOR),
    **dict.fromkeys((b"\xa9nam", b"\xa9cmt", b"titl", b"dscp"), Kind.TEXT),
    b"\xa9day": Kind.TIME,
}
_KEYS = (
    (re.compile(rb"location", re.IGNORECASE), Kind.PLACE),
    (re.compile(rb"serial|identifier", re.IGNORECASE), Kind.SERIAL),
    (re.compile(rb"make|model|device", re.IGNORECASE), Kind.DEVICE),
    (re.compile(rb"software|version", re.IGNORECASE), Kind.PROGRAM),
    (re.compile(rb"date|\btime", re.IGNORECASE), Kind.TIME),
    (re.compile(rb"author|artist|creator|copyright", re.IGNORECASE), Kind.AUTHOR),
)


@dataclass(frozen=True, slots=True)
class Box:
    """A box within bytes: it begins ``at``, goes on behind its sizes (``inner``), has content (``start``)."""

    kind: bytes
    at: int
    inner: int
    start: int
    end: int


def boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places; where they do not fill it, raise `DamagedError`."""
    at = start
    for _ in range(_MAX_BOXES):
        if at == end:
            return
        box = _box_at(content, at, end)
        yield box
        at = box.end
    raise damaged("fewer boxes")


def _box_at(content: bytes | bytearray, at: int, end: int) -> Box:
    if end - at < 8:
        raise damaged("a box")
    size, kind = struct.unpack_from(">I4s", content, at)
    inner = at + 8
    if size == 1 and end - at >= 16:
        (size,) = struct.unpack_from(">Q", content, at + 8)
        inner += 8
    start = inner + (_UUID_BYTES if kind == b"uuid" else 0)
    if not start <= at + size <= end:
        raise damaged("a whole box")
    return Box(kind, at, inner, start, at + size)


def tell_box(content: bytes, told: Told) -> None:
    """Note what a box tells, or that it holds something that cannot be read here."""
    before = len(told.found)
    _tell(content, 0, len(content), told, [], 0)
    if len(told.found) == before and content[8:].strip(b"\0"):
        told.add(Kind.HIDDEN, content[4:8].decode("latin-1"))


def tell_time(content: bytes | bytearray, start: int, told: Told) -> None:
    """Note the time in a header of a film or track."""
    (seconds,) = struct.unpack_from(">Q" if content[start] else ">I", content, start + 4)
    if _SINCE_1904_S < seconds < 1 << 33:
        at = datetime.fromtimestamp(seconds - _SINCE_1904_S, UTC)
        told.add(Kind.TIME, at.strftime("%Y-%m-%d %H:%M"))


def _tell(content: bytes, start: int, end: int, told: Told, keys: list[bytes], depth: int) -> None:
    at = start
    while at + 8 <= end and depth < _MAX_DEPTH:
        size, kind = struct.unpack_from(">I4s", content, at)
        if size < 8 or at + size > end:
            return
        inner, behind = content[at + 8 : at + size], at + size
        if kind in _INSIDE:
            _tell(content, at + 8, behind, told, keys, depth + 1)
        elif kind == b"meta":
            _tell(content, at + (12 if inner[:4] == bytes(4) else 8), behind, told, keys, depth + 1)
        elif kind == b"keys":
            keys.extend(_keys(inner))
        elif kind in {b"XMP_", b"uuid"}:
            told.add(Kind.HIDDEN, "XMP" if b"xmpmeta" in inner else kind.decode())
        elif (words := _kind_of(kind, keys)) is not None:
            told.add_bytes(words, _words(inner))
        at = behind


def _keys(inner: bytes) -> list[bytes]:
    keys, at = [], 8
    while at + 8 <= len(inner):
        size = int.from_bytes(inner[at : at + 4], "big")
        if size < 8:
            break
        keys.append(inner[at + 8 : at + size])
        at += size
    return keys


def _kind_of(atom: bytes, keys: list[bytes]) -> Kind | None:
    """Return what an atom says, by its own name or by the key of its number."""
    number = int.from_bytes(atom, "big")
    if not 0 < number <= len(keys):
        return _ATOMS.get(atom)
    return next((kind for words, kind in _KEYS if words.search(keys[number - 1])), Kind.TEXT)


def _words(inner: bytes) -> bytes:
    return inner[16:] if inner[4:8] == b"data" else inner[4:]
