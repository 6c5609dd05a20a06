"""Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis while it streams by: its comments are emptied in place."""

import struct
from dataclasses import dataclass, field

from crimebook.evidence.pictures import see
from crimebook.evidence.tape import Reading, Treatment, Wish, damaged, uncleanable
from crimebook.evidence.told import Kind, Told

_HEAD_BYTES = 27
_MAX_HELD_BYTES = 1 << 20
_MAX_STREAMS = 16
_BEGINS = 2
_FULL = 255
_CODECS = {b"OpusHead": (b"OpusTags", b""), b"\x01vorbis": (b"\x03vorbis", b"\x01")}
_NAMES = {
    **dict.fromkeys((b"artist", b"performer", b"author", b"composer", b"copyright", b"contact"), Kind.AUTHOR),
    **dict.fromkeys((b"date", b"time", b"year", b"creation_time"), Kind.TIME),
    **dict.fromkeys((b"encoder", b"software"), Kind.PROGRAM),
    b"location": Kind.PLACE,
}


@dataclass(slots=True)
class _Page:
    head: bytes
    lacing: bytes
    body: bytearray
    share: int = 0
    """How much of the body is of the packet of comments."""

    @property
    def serial(self) -> bytes:
        return self.head[14:18]

    def packed(self) -> bytes:
        return self.head + self.lacing + bytes(self.body)


@dataclass(slots=True)
class _Stream:
    begins: bytes
    ends: bytes
    is_open: bool = True
    pages: list[_Page] = field(default_factory=list)


def read_ogg(told: Told) -> Reading:
    """Read Ogg sound from its beginning."""
    streams: dict[bytes, _Stream] = {}
    held: list[_Page] = []
    while True:
        head = yield Wish(Treatment.SEE, _HEAD_BYTES, is_last=True)
        if not head:
            break
        if head[:5] != b"OggS\0" or len(head) < _HEAD_BYTES:
            raise damaged("a page")
        lacing = yield from see(head[26])
        page = _Page(head, lacing, bytearray((yield from see(sum(lacing)))))
        _take(page, streams, told)
        held.append(page)
        if sum(len(each.body) for each in held) > _MAX_HELD_BYTES:
            raise uncleanable("shorter comments")
        if not any(stream.is_open and stream.pages for stream in streams.values()):
            yield Wish(Treatment.SEE, 0, b"".join(each.packed() for each in held))
            held.clear()
    if held or not streams or any(stream.is_open for stream in streams.values()):
        raise damaged("comments")


def _take(page: _Page, streams: dict[bytes, _Stream], told: Told) -> None:
    if page.head[5] & _BEGINS:
        codec = next((each for name, each in _CODECS.items() if page.body.startswith(name)), None)
        is_one = sum(size < _FULL for size in page.lacing) == 1
        if codec is None or not is_one or len(streams) >= _MAX_STREAMS:
            raise uncleanable("sound of Opus or Vorbis")
        streams[page.serial] = _Stream(*codec)
        return
    stream = streams.get(page.serial)
    if stream is None:
        raise damaged("a stream that began")
    if stream.is_open:
        _gather(stream, page, told)


def _gather(stream: _Stream, page: _Page, told: Told) -> None:
    """Take a page's share of the packet of comments; empty the packet once it is whole."""
    if page_sum(page.packed()) != page.head[22:26]:
        raise damaged("a page as it was written")
    stream.pages.append(page)
    for size in page.lacing:
        page.share += size
        if size < _FULL:
            stream.is_open = False
            break
    if stream.is_open:
        return
    packet = b"".join(bytes(each.body[: each.share]) for each in stream.pages)
    if not packet.startswith(stream.begins) or len(packet) < len(stream.begins) + 9:
        raise damaged("comments")
    tell_comments(packet[len(stream.begins) :], told)
    _put_back(stream.pages, (stream.begins + bytes(8) + stream.ends).ljust(len(packet), b"\0"))
    stream.pages.clear()


def _put_back(pages: list[_Page], packet: bytes) -> None:
    at = 0
    for page in pages:
        page.body[: page.share] = packet[at : at + page.share]
        at += page.share
        page.head = page.head[:22] + page_sum(page.packed()) + page.head[26:]


def _sums() -> tuple[int, ...]:
    sums = []
    for byte in range(256):
        total = byte << 24
        for _ in range(8):
            total = (total << 1) ^ (0x04C11DB7 if total & 0x80000000 else 0)
        sums.append(total & 0xFFFFFFFF)
    return tuple(sums)


_SUMS = _sums()


def page_sum(page: bytes) -> bytes:
    """Return the sum of a page, taken as if its own were zero."""
    total = 0
    for byte in page[:22] + bytes(4) + page[26:]:
        total = (total << 8 & 0xFFFFFFFF) ^ _SUMS[total >> 24 ^ byte]
    return struct.pack("<I", total)


def tell_comments(content: bytes, told: Told) -> None:
    """Note what Vorbis comments say, as far as they can be read."""
    try:
        (size,) = struct.unpack_from("<I", content)
        if size:
            told.add_bytes(Kind.PROGRAM, content[4 : 4 + size])
        (count,) = struct.unpack_from("<I", content, 4 + size)
        at = 8 + size
        for _ in range(min(count, 1000)):
            (size,) = struct.unpack_from("<I", content, at)
            name, _, words = content[at + 4 : at + 4 + min(size, 1000)].partition(b"=")
            told.add_bytes(_NAMES.get(name.lower(), Kind.TEXT), words)
            at += 4 + size
    except struct.error:
        told.add(Kind.HIDDEN, "comments")
