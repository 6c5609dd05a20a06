"""HEIC and AVIF: a picture as items of a directory (``meta``; ISO 14496-12, 8.11; ISO 23008-12), in memory.

Items that draw stay where they are; others are named no more, and their places are told, to become zeros.
"""

import struct
from dataclasses import dataclass, field

from crimebook.evidence.boxes import Box, boxes, tell_box
from crimebook.evidence.samples import Range, Ranges, merged, touch
from crimebook.evidence.tape import damaged, uncleanable
from crimebook.evidence.tiff import read_tiff
from crimebook.evidence.told import Kind, Told

_INNER = frozenset(b"hdlr pitm iloc iinf iref iprp idat dinf grpl".split())
_PROPERTIES = frozenset(
    b"ispe pixi colr hvcC av1C avcC lhvC vvcC auxC clap irot imir pasp rloc clli mdcv cclv amve lsel oinf "
    b"tols a1op a1lx".split()
)
_DRAWING = frozenset(b"hvc1 hev1 lhv1 av01 avc1 vvc1 grid iovl iden tmap".split())
_EMPTY = {b"free", b"skip"}
_NEEDED = {b"hdlr", b"pitm", b"iloc", b"iinf"}
_MAX_ITEMS = 10_000


@dataclass(slots=True)
class _Item:
    kind: bytes
    ranges: Ranges = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        return self.kind in _DRAWING


def is_picture(content: bytes) -> bool:
    """Return whether a ``meta`` box is a picture's directory."""
    return content[12:40].find(b"hdlr") == 4 and content[28:32] == b"pict"


class Items:
    """A directory that was read. ``content`` is the copy's, ``kept`` the places of items that draw.

    ``left`` are the places of other items in the file, with what each is.
    """

    def __init__(self, content: bytes, file_at: int, told: Told) -> None:
        self.content = bytearray(content)
        self._file_at = file_at
        self._told = told
        self._items: dict[int, _Item] = {}
        inner = self._directory()
        self._names(inner[b"iinf"])
        self._places(inner[b"iloc"], inner.get(b"idat"))
        primary = self._items.get(self._primary(inner[b"pitm"]))
        if primary is None or not primary.is_kept:
            raise damaged("a picture that can be drawn")
        self.kept = merged([each for item in self._items.values() if item.is_kept for each in item.ranges])
        self.left = sorted(
            (each, item.kind) for item in self._items.values() if not item.is_kept for each in item.ranges
        )
        if touch(self.kept, merged([each for each, _ in self.left])):
            raise uncleanable("items of their own places")
        if b"idat" in inner:
            self._keep_within(inner[b"idat"])

    def _directory(self) -> dict[bytes, Box]:
        (whole,) = boxes(self.content, 0, len(self.content))
        inner: dict[bytes, Box] = {}
        for box in boxes(self.content, whole.start + 4, whole.end):
            if box.kind in _EMPTY:
                self._zero(box.start, box.end)
            elif box.kind not in _INNER:
                self._empty(box)
            elif box.kind in inner:
                raise damaged("one box of a kind")
            else:
                inner[box.kind] = box
        if not set(inner) >= _NEEDED:
            raise damaged("a picture's directory")
        self._zero(inner[b"hdlr"].start + 12, inner[b"hdlr"].end)
        if b"iprp" in inner:
            self._properties(inner[b"iprp"])
        return inner

    def _properties(self, iprp: Box) -> None:
        for box in boxes(self.content, iprp.start, iprp.end):
            if box.kind == b"ipco":
                for each in boxes(self.content, box.start, box.end):
                    if each.kind not in _PROPERTIES:
                        self._empty(each)
            elif box.kind != b"ipma":
                self._empty(box)

    def _primary(self, pitm: Box) -> int:
        is_short = self.content[pitm.start] == 0
        return int(struct.unpack_from(">H" if is_short else ">I", self.content, pitm.start + 4)[0])

    def _names(self, iinf: Box) -> None:
        is_wide = self.content[iinf.start] > 0
        for box in boxes(self.content, iinf.start + (8 if is_wide else 6), iinf.end):
            version = self.content[box.start]
            if box.kind != b"infe" or version not in {2, 3} or len(self._items) > _MAX_ITEMS:
                raise damaged("an item")
            number, _, kind = struct.unpack_from(
                ">HH4s" if version == 2 else ">IH4s", self.content, box.start + 4
            )
            at = box.start + (8 if version == 2 else 10)
            if number in self._items:
                raise damaged("each item once")
            self._items[number] = _Item(kind)
            if kind not in _DRAWING:
                self.content[at : at + 4] = b"free"
            self._zero(at + 4, box.end)

    def _places(self, iloc: Box, idat: Box | None) -> None:
        version, sizes, more = (
            self.content[iloc.start],
            self.content[iloc.start + 4],
            self.content[iloc.start + 5],
        )
        numbers = _Numbers(self.content, iloc.start + 6, iloc.end)
        wide = 2 if version < 2 else 4
        for _ in range(numbers.next(wide)):
            item = self._items.get(numbers.next(wide), _Item(b""))
            way = numbers.next(2) & 15 if version else 0
            if numbers.next(2) or way > 1 or (way == 1 and idat is None):
                raise damaged("an item within this file")
            base = numbers.next(more >> 4) + (self._file_at + idat.start if way and idat else 0)
            for _ in range(numbers.next(2)):
                numbers.next(more & 15 if version else 0)
                start = base + numbers.next(sizes >> 4)
                length = numbers.next(sizes & 15)
                if not length:
                    raise damaged("an item with a length")
                item.ranges.append((start, start + length))

    def _keep_within(self, idat: Box) -> None:
        """Zero what no kept item has of the data that lie in the directory itself, and note what it tells."""
        start, end = self._file_at + idat.start, self._file_at + idat.end
        for (first, last), kind in self.left:
            if start <= first and last <= end:
                tell_item(kind, bytes(self.content[first - self._file_at : last - self._file_at]), self._told)
        at = start
        for first, last in [*self.kept, (end, end)]:
            if start <= first <= end:
                self._zero(at - self._file_at, first - self._file_at)
                at = max(at, last)

    def _empty(self, box: Box) -> None:
        tell_box(bytes(self.content[box.at : box.end]), self._told)
        self.content[box.at + 4 : box.at + 8] = b"free"
        self._zero(box.inner, box.end)

    def _zero(self, start: int, end: int) -> None:
        if end > start:
            self.content[start:end] = bytes(end - start)


class _Numbers:
    """Numbers of 0 to 8 bytes one after another."""

    def __init__(self, content: bytearray, at: int, end: int) -> None:
        self._content = content
        self._at = at
        self._end = end

    def next(self, size: int) -> int:
        self._at += size
        if self._at > self._end:
            raise damaged("a whole list of places")
        return int.from_bytes(self._content[self._at - size : self._at], "big")


def tell_item(kind: bytes, content: bytes, told: Told) -> None:
    """Note what an item beside the picture tells: EXIF, XMP, or that it is there."""
    if not content.strip(b"\0"):
        return
    if kind == b"Exif":
        read_tiff(content[4 + int.from_bytes(content[:4], "big") :], told)
    else:
        told.add(Kind.HIDDEN, "XMP" if kind == b"mime" else kind.decode("latin-1"))


def within(left: list[tuple[Range, bytes]], start: int, end: int) -> list[tuple[Range, bytes]]:
    """Return those of the places left that lie between two places, none over another."""
    found: list[tuple[Range, bytes]] = []
    for (first, last), kind in left:
        if start <= first and last <= end and (not found or found[-1][0][1] <= first):
            found.append(((first, last), kind))
    return found
