"""JPEG (ITU T.81) and PNG (W3C) while they stream by: what does not draw is told, and is in no copy."""

import re
import struct
from collections.abc import Generator

from crimebook.evidence.tape import Reading, Treatment, Wish, damaged
from crimebook.evidence.tiff import read_tiff, turn_only
from crimebook.evidence.told import Kind, Told

_END, _SCAN, _COMMENT, _APPLICATION, _JFIF = 0xD9, 0xDA, 0xFE, range(0xE0, 0xF0), 0xE0
_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/"
_NEEDED = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
_JFIF_BYTES = 14
_FILL = 0xFF
_TURNS = range(2, 9)
_MARK = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_WINDOW_BYTES = 65536
_TOLD_BYTES = 65536
_REST = 1 << 62
_DRAWING = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT cICP mDCV cLLI acTL fcTL "
    b"fdAT".split()
)
_TEXTS = frozenset((b"tEXt", b"iTXt", b"zTXt"))


def see(size: int, *, put: bytes = b"") -> Generator[Wish, bytes, bytes]:
    """Return the next bytes; they go into no copy unless they are put there."""
    return (yield Wish(Treatment.SEE, size, put))


def read_jpeg(told: Told) -> Reading:
    """Read a JPEG from its beginning."""
    put = yield from see(2)
    back = b""
    has_turn = False
    while True:
        mark, kind = yield Wish(Treatment.SEE, 2, put, back=back)
        put, back = b"", b""
        while mark == kind == _FILL:
            (kind,) = yield from see(1)
        if mark != _FILL:
            raise damaged("a segment")
        if kind == _END:
            break
        content = yield from see(max(0, int.from_bytes((yield from see(2)), "big") - 2))
        if _is_kept(kind, content):
            put = _kept(kind, content)
        elif (turn := _tell_segment(content, kind, told)) in _TURNS and not has_turn:
            has_turn, put = True, _segment(0xE1, _EXIF + turn_only(turn))
        if kind == _SCAN:
            back = yield from _scan(put)
            put = b""
    yield from behind(b"\xff\xd9", told)


def _scan(put: bytes) -> Generator[Wish, bytes, bytes]:
    """Keep the picture up to the next segment; return what was seen of that."""
    back = b""
    while True:
        window = yield Wish(Treatment.SEE, _WINDOW_BYTES, put, is_last=True, back=back)
        if found := _MARK.search(window):
            yield Wish(Treatment.SEE, 0, window[: found.start()])
            return window[found.start() :]
        if len(window) < _WINDOW_BYTES:
            raise damaged("an end of the picture")
        put, back = window[:-1], window[-1:]


def behind(put: bytes, told: Told) -> Reading:
    """Leave out what stands behind a picture: a film of a "live" picture, mostly."""
    rest = yield Wish(Treatment.SEE, 16, put, is_last=True)
    if rest.strip(b"\0"):
        told.add(Kind.HIDDEN)
    yield Wish(Treatment.DROP, _REST, is_last=True)


def _kept(kind: int, content: bytes) -> bytes:
    if kind != _JFIF:
        return _segment(kind, content)
    # A JFIF segment may hold a small picture, which need not be of the same scene.
    return _segment(kind, content[: _JFIF_BYTES - 2].ljust(_JFIF_BYTES, b"\0"))


def _is_kept(kind: int, content: bytes) -> bool:
    is_telling = kind in _APPLICATION or kind == _COMMENT
    return not is_telling or any(kind == each and content.startswith(name) for each, name in _NEEDED)


def _segment(kind: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(content) + 2) + content


def _tell_segment(content: bytes, kind: int, told: Told) -> int:
    """Note what a segment tells; return how the picture is turned, or 0."""
    if kind == _COMMENT:
        told.add_bytes(Kind.TEXT, content)
    elif content.startswith(_EXIF):
        return read_tiff(content[len(_EXIF) :], told)
    else:
        name = content[:12].decode("ascii", "replace")
        told.add(Kind.HIDDEN, "XMP" if content.startswith(_XMP) else name)
    return 0


def read_png(told: Told) -> Reading:
    """Read a PNG from its beginning."""
    put = yield from see(8)
    kind = b""
    while kind != b"IEND":
        head = yield from see(8, put=put)
        size, kind = int.from_bytes(head[:4], "big"), head[4:]
        put = b""
        if kind in _DRAWING:
            yield Wish(Treatment.KEEP, size + 4, head)
            continue
        content = yield from see(min(size, _TOLD_BYTES))
        _tell_chunk(kind, content, told)
        yield Wish(Treatment.DROP, size - len(content) + 4)
    yield from behind(b"", told)


def _tell_chunk(kind: bytes, content: bytes, told: Told) -> None:
    if kind == b"eXIf":
        read_tiff(content, told)
    elif kind == b"tIME" and len(content) == struct.calcsize(">H5B"):
        year, month, day, hour, minute, _ = struct.unpack(">H5B", content)
        told.add(Kind.TIME, f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
    elif kind in _TEXTS:
        name, _, rest = content.partition(b"\0")
        is_author = any(word in name.lower() for word in (b"author", b"copyright", b"creator", b"artist"))
        words = b": ".join((name, rest.split(b"\0")[-1])) if kind == b"tEXt" else name
        told.add_bytes(Kind.AUTHOR if is_author else Kind.TEXT, words)
    else:
        told.add(Kind.HIDDEN, kind.decode("ascii", "replace"))
