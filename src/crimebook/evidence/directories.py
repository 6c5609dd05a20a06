"""The directory of a film (``moov``) in memory: changed in its place, as all it says of places stays true.

What is not known to draw or to sound becomes an empty box. What is left says where samples lie that are kept.
"""

import struct
from dataclasses import dataclass, field

from crimebook.evidence.boxes import Box, boxes, tell_box, tell_time
from crimebook.evidence.samples import Ranges, merged, sample_ranges, touch
from crimebook.evidence.tape import damaged, uncleanable
from crimebook.evidence.told import Kind, Told

_EMPTY = {b"free", b"skip", b"wide"}
_TIMED = {b"mvhd", b"tkhd", b"mdhd"}
_TRACKS = {b"vide", b"soun", b"auxv", b"pict"}
_KEPT = {
    b"moov": b"mvhd trak mvex iods",
    b"trak": b"tkhd edts mdia tref tapt",
    b"edts": b"elst",
    b"tapt": b"clef prof enof",
    b"mdia": b"mdhd hdlr minf elng",
    b"minf": b"vmhd smhd nmhd gmhd hdlr dinf stbl",
    b"gmhd": b"gmin",
    b"dinf": b"dref",
    b"stbl": b"stsd stts ctts cslg stss stps sdtp stsc stsz stco co64 sgpd sbgp subs saiz saio stsh padb",
    b"mvex": b"mehd trex trep",
    b"picture": b"avcC hvcC lhvC vpcC av1C d263 esds glbl colr pasp clap fiel gama btrt mdcv clli SmDm CoLL "
    b"dvcC dvvC dvwC ccst auxi st3d sv3d hvcE lhvE vexu",
}
_INNER = {kind: frozenset(inner.split()) for kind, inner in _KEPT.items()}


@dataclass(slots=True)
class _Track:
    handler: bytes = b""
    tables: dict[bytes, Box] = field(default_factory=dict)


class Directory:
    """A directory that was read. ``content`` is the copy's; ``kept`` are the ranges of its samples."""

    def __init__(self, content: bytes, told: Told) -> None:
        self.content = bytearray(content)
        self.kept: Ranges = []
        self._left: Ranges = []
        self._told = told
        self._track: _Track | None = None
        (whole,) = boxes(self.content, 0, len(content))
        self._inside(b"moov", whole.start, whole.end)
        self.kept, left = merged(self.kept), merged(self._left)
        if not self.kept:
            raise damaged("a track of picture or sound")
        if touch(self.kept, left):
            raise uncleanable("samples of their own for each track")

    def _inside(self, kind: bytes, start: int, end: int) -> None:
        for box in boxes(self.content, start, end):
            if box.kind == b"cmov":
                raise uncleanable("a directory that is not packed")
            if box.kind in _EMPTY:
                self._zero(box.start, box.end)
            elif box.kind not in _INNER[kind]:
                self._empty(box)
            elif box.kind == b"trak":
                self._take_track(box)
            else:
                self._take(box)

    def _take(self, box: Box) -> None:
        if self._track is not None:
            self._track.tables.setdefault(box.kind, box)
        if box.kind in _TIMED:
            tell_time(self.content, box.start, self._told)
            self._zero(box.start + 4, box.start + (20 if self.content[box.start] else 12))
        elif box.kind == b"hdlr":
            if self._track is not None and not self._track.handler:
                self._track.handler = bytes(self.content[box.start + 8 : box.start + 12])
            self._zero(box.start + 12, box.end)
        elif box.kind == b"dref":
            self._take_sources(box)
        elif box.kind in _INNER:
            self._inside(box.kind, box.start, box.end)

    def _take_sources(self, dref: Box) -> None:
        for box in boxes(self.content, dref.start + 8, dref.end):
            if not self.content[box.start + 3] & 1:
                raise uncleanable("samples within the film")
            self._zero(box.start + 4, box.end)

    def _take_track(self, box: Box) -> None:
        """Take a track of picture or sound; any other goes whole, with its samples."""
        track = self._track = _Track()
        before = bytes(self.content[box.at : box.end])
        self._inside(b"trak", box.start, box.end)
        self._track = None
        ranges = sample_ranges(self.content, track.tables)
        if track.handler in _TRACKS and b"stsd" in track.tables:
            self.kept.extend(ranges)
            self._take_descriptions(track)
            return
        self._left.extend(ranges)
        stsd = track.tables.get(b"stsd")
        entry = before[stsd.start - box.at + 12 : stsd.start - box.at + 16] if stsd else track.handler
        self._told.add(Kind.TRACK, entry.decode("latin-1"))
        self._blank(box)

    def _take_descriptions(self, track: _Track) -> None:
        stsd = track.tables[b"stsd"]
        for entry in boxes(self.content, stsd.start + 8, stsd.end):
            self._zero(entry.start + 12, min(entry.start + 16, entry.end))
            if track.handler != b"soun":
                self._zero(entry.start + 42, min(entry.start + 74, entry.end))
                self._take_entry(entry.start + 78, entry.end)

    def _take_entry(self, at: int, end: int) -> None:
        while at + 8 <= end:
            size, kind = struct.unpack_from(">I4s", self.content, at)
            if size == 0:  # QuickTime ends a list so
                return
            if size < 8 or at + size > end:
                raise damaged("a whole box")
            if kind not in _INNER[b"picture"]:
                self._empty(Box(kind, at, at + 8, at + 8, at + size))
            at += size

    def _empty(self, box: Box) -> None:
        tell_box(bytes(self.content[box.at : box.end]), self._told)
        self._blank(box)

    def _blank(self, box: Box) -> None:
        self.content[box.at + 4 : box.at + 8] = b"free"
        self._zero(box.inner, box.end)

    def _zero(self, start: int, end: int) -> None:
        if end > start:
            self.content[start:end] = bytes(end - start)
