"""MP4, MOV, M4A and 3GP while they stream by (ISO 14496-12, QuickTime).

A phone writes the directory behind the film: then the film is gone by when the directory says what lies in
it, and a copy is possible only where all of it is picture and sound. A track of places makes it impossible.
"""

import struct
from collections.abc import Generator

from crimebook.evidence.boxes import tell_box
from crimebook.evidence.directories import Directory
from crimebook.evidence.items import Items, is_picture, tell_item, within
from crimebook.evidence.samples import Ranges, covers, merged
from crimebook.evidence.tape import MAX_SEEN_BYTES, Reading, Treatment, Wish, damaged, uncleanable
from crimebook.evidence.told import Told

_HEAD_BYTES = 8
_IS_LONG = 1
_KEPT = {b"ftyp", b"pdin"}
_TOLD_BYTES = 1 << 20
_PIECES = {b"moof", b"sidx", b"mfra", b"styp"}


class _Film:
    def __init__(self, told: Told) -> None:
        self.told = told
        self.at = 0
        self.media: Ranges = []
        self.unjudged: Ranges = []
        self.directory: Directory | None = None
        self.items: Items | None = None
        self.inner: Ranges = []

    @property
    def is_known(self) -> bool:
        """Whether a directory has been seen."""
        return self.directory is not None or self.items is not None

    def kept(self) -> Ranges:
        """Return where in the file something lies that draws or sounds."""
        tracks = self.directory.kept if self.directory else []
        return merged([*tracks, *(self.items.kept if self.items else [])])


def read_film(told: Told) -> Reading:
    """Read a film from its beginning."""
    film = _Film(told)
    while True:
        head = yield Wish(Treatment.SEE, _HEAD_BYTES, is_last=True)
        if not head:
            break
        yield from _read_box(film, head)
    if not film.is_known:
        raise damaged("a film with its directory")
    _check_media(film)


def _read_box(film: _Film, head: bytes) -> Reading:
    if len(head) < _HEAD_BYTES:
        raise damaged("a box")
    size, kind = struct.unpack(">I4s", head)
    start = film.at + _HEAD_BYTES
    if size == _IS_LONG:
        long = yield Wish(Treatment.SEE, 8)
        head, size, start = head + long, int.from_bytes(long, "big"), start + 8
    if size == 0 or kind in _PIECES:
        raise uncleanable("a film in one piece, and boxes with a size")
    end = film.at + size
    if end < start:
        raise damaged("a box")
    if kind == b"mdat":
        yield from _media(film, head, start, end)
    elif kind in {b"moov", b"meta"}:
        yield from _directory(film, head, kind, end - start)
    elif kind in _KEPT:
        yield Wish(Treatment.KEEP, end - start, head)
    else:
        yield from _other(film, head, kind, end - start)
    film.at = end


def _media(film: _Film, head: bytes, start: int, end: int) -> Reading:
    """Keep the samples of kept tracks, where they are known already; else keep all, to be judged later."""
    film.media.append((start, end))
    if not film.is_known:
        film.unjudged.append((start, end))
        yield Wish(Treatment.KEEP, end - start, head)
        return
    yield Wish(Treatment.KEEP, 0, head)
    at = start
    for first, last in film.kept():
        if last <= start or first >= end:
            continue
        if first < start or last > end:
            raise damaged("samples within the film")
        yield from _zero(film, at, first)
        yield Wish(Treatment.KEEP, last - first)
        at = last
    yield from _zero(film, at, end)


def _zero(film: _Film, at: int, end: int) -> Generator[Wish, bytes, None]:
    """Zero what lies between two places, and note what items there tell."""
    for (first, last), kind in within(film.items.left if film.items else [], at, end):
        yield Wish(Treatment.ZERO, first - at)
        content = yield Wish(Treatment.SEE, min(last - first, _TOLD_BYTES))
        tell_item(kind, content, film.told)
        yield Wish(Treatment.ZERO, last - first, back=content)
        at = last
    yield Wish(Treatment.ZERO, end - at)


def _directory(film: _Film, head: bytes, kind: bytes, size: int) -> Reading:
    """Read the directory of a film, or that of a picture; any other ``meta`` goes."""
    if size > MAX_SEEN_BYTES:
        raise uncleanable("a shorter directory")
    content = head + (yield Wish(Treatment.SEE, size))
    if kind == b"meta" and not is_picture(content):
        yield from _other(film, head, kind, 0, content[len(head) :])
        return
    known = film.directory if kind == b"moov" else film.items
    if known is not None:
        raise damaged("one directory")
    if kind == b"moov":
        film.directory = Directory(content, film.told)
        yield Wish(Treatment.SEE, 0, bytes(film.directory.content))
    else:
        film.items = Items(content, film.at, film.told)
        film.inner.append((film.at, film.at + len(content)))
        yield Wish(Treatment.SEE, 0, bytes(film.items.content))


def _other(
    film: _Film, head: bytes, kind: bytes, size: int, seen: bytes = b""
) -> Generator[Wish, bytes, None]:
    content = seen or (yield Wish(Treatment.SEE, min(size, _TOLD_BYTES)))
    size = size or len(seen)
    if kind not in {b"free", b"skip", b"wide"}:
        tell_box((len(content) + 8).to_bytes(4, "big") + kind + content, film.told)
    yield Wish(Treatment.ZERO, size, head[:4] + b"free" + head[8:], back=content)


def _check_media(film: _Film) -> None:
    kept = film.kept()
    media = [*film.media, *film.inner]
    for first, last in kept:
        if not any(start <= first and last <= end for start, end in media):
            raise damaged("samples within the film")
    if not all(covers(kept, start, end) for start, end in film.unjudged):
        raise uncleanable("a film that is all picture and sound")
