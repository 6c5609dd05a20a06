"""A file of which any bytes can be asked for, and its outer boxes (ISO 14496-12)."""

import struct
from collections.abc import Callable, Iterator

from crimebook.evidence.boxes import Box
from crimebook.evidence.tape import damaged

ReadAt = Callable[[int, int], bytes]
"""Returns so many bytes from a place on; fewer at the file's end."""

MOST_DIRECTORY_BYTES = 32 << 20
_MAX_OUTER = 10_000


def outer_boxes(read_at: ReadAt, size: int) -> Iterator[Box]:
    """Yield the boxes of a file one after another, without reading what is in them."""
    at = 0
    for _ in range(_MAX_OUTER):
        head = read_at(at, 16)
        if at >= size or len(head) < 8:
            return
        length, kind = struct.unpack_from(">I4s", head)
        inner = at + 8
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack_from(">Q", head, 8)
            inner += 8
        # A last box may say that it goes on to the end.
        end = size if length == 0 else at + length
        if end < inner or end > size:
            raise damaged("a whole box")
        yield Box(kind, at, inner, inner, end)
        at = end


def read_box(read_at: ReadAt, box: Box) -> bytes:
    """Return a whole box, its head included; raise `DamagedError` for one that is too long."""
    length = box.end - box.at
    if length > MOST_DIRECTORY_BYTES:
        raise damaged("a shorter directory")
    content = read_at(box.at, length)
    if len(content) != length:
        raise damaged("a whole box")
    return content
