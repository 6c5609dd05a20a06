"""EXIF (CIPA DC-008), a TIFF: tags in directories, read for what names a person, a place or a device."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crimebook.evidence.told import Kind, Told

TURN = 0x0112
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MAX_ENTRIES = 512
EXIF, GPS = 0x8769, 0x8825
_ASCII = {2, 7}
_WIDE = range(0x9C9B, 0x9CA0)
_TELLS = {
    **dict.fromkeys((0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F), Kind.TEXT),
    **dict.fromkeys((0x010F, 0x0110, 0x013C, 0xA433, 0xA434), Kind.DEVICE),
    **dict.fromkeys((0x013B, 0x8298, 0xA430, 0x9C9D), Kind.AUTHOR),
    **dict.fromkeys((0x0132, 0x9003, 0x9004), Kind.TIME),
    **dict.fromkeys((0xA420, 0xA431, 0xA435), Kind.SERIAL),
    0x0131: Kind.PROGRAM,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A tag of a directory: the type and number of its values, and where they are."""

    tag: int
    type: int
    count: int
    at: int

    @property
    def size(self) -> int:
        """Return how many bytes its values have."""
        return _SIZES.get(self.type, 1) * self.count


class Block:
    """The bytes of a TIFF and their order; what lies behind their end raises `struct.error`."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.order = "<" if content[:2] == b"II" else ">"

    def number(self, form: str, at: int) -> int:
        """Return a number that stands at a place."""
        return int(struct.unpack_from(self.order + form, self.content, at)[0])

    def entries(self, at: int) -> Iterator[Entry]:
        """Yield the tags of a directory."""
        for number in range(min(self.number("H", at), _MAX_ENTRIES)):
            start = at + 2 + number * 12
            tag, kind, count = struct.unpack_from(self.order + "HHI", self.content, start)
            entry = Entry(tag, kind, count, start + 8)
            is_near = entry.size <= 4
            yield entry if is_near else Entry(tag, kind, count, self.number("I", start + 8))

    def words(self, entry: Entry) -> str:
        """Return the words of a tag; empty where it holds none."""
        raw = self.content[entry.at : entry.at + min(entry.size, 400)]
        if entry.tag in _WIDE:
            return raw.decode("utf-16-le", "replace").replace("\0", " ")
        if entry.type not in _ASCII:
            return ""
        return raw.decode("utf-8", "replace").removeprefix("ASCII").replace("\0", " ")

    def value(self, entry: Entry) -> int:
        """Return a number that a tag holds, such as where another directory is."""
        return self.number("H" if entry.type == 3 else "I", entry.at)

    def degrees(self, entry: Entry) -> float:
        """Return an angle of degrees, minutes and seconds."""
        whole, minutes, seconds = (
            self.number("I", entry.at + at) / (self.number("I", entry.at + at + 4) or 1) for at in (0, 8, 16)
        )
        return whole + minutes / 60 + seconds / 3600


def read_tiff(content: bytes, told: Told) -> int:
    """Note what an EXIF block tells, as far as it can be read; return how the picture is turned, from 1."""
    before = len(told.found)
    turn = 1
    try:
        block = Block(content)
        first = {entry.tag: entry for entry in block.entries(block.number("I", 4))}
        _tell(block, first.values(), told)
        if TURN in first:
            turn = block.value(first[TURN])
        if EXIF in first:
            _tell(block, block.entries(block.value(first[EXIF])), told)
        if GPS in first:
            _tell_place(block, {entry.tag: entry for entry in block.entries(block.value(first[GPS]))}, told)
    except struct.error:
        told.add(Kind.HIDDEN, "EXIF")
    if len(told.found) == before and len(content) > _TURN_BYTES:
        told.add(Kind.HIDDEN, "EXIF")
    return turn


def _tell(block: Block, entries: Iterable[Entry], told: Told) -> None:
    for entry in entries:
        words = block.words(entry).strip()
        if entry.tag in _TELLS and words:
            told.add(_TELLS[entry.tag], words)


def _tell_place(block: Block, entries: dict[int, Entry], told: Told) -> None:
    if not {1, 2, 3, 4} <= set(entries):
        return
    lat, lon = block.degrees(entries[2]), block.degrees(entries[4])
    south, west = block.words(entries[1]).startswith("S"), block.words(entries[3]).startswith("W")
    told.add(Kind.PLACE, f"{-lat if south else lat:.5f}, {-lon if west else lon:.5f}")


_TURN_BYTES = 26


def turn_only(turn: int) -> bytes:
    """Return an EXIF block that holds how a picture is turned and nothing else."""
    return struct.pack(">4sIHHHIHHI", b"MM\0*", 8, 1, TURN, 3, 1, turn, 0, 0)
