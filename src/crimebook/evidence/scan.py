"""A file of any kind while it streams by: what it tells, and where wanted a copy without it.

`Scan.feed` and `Scan.finish` return what is to be kept of it: the file as it is, or the copy. Nothing of the
file is held beyond a segment of a picture or the directory of a film (`tape.MAX_SEEN_BYTES`).
"""

import struct
from collections.abc import Callable

from crimebook.evidence.films import read_film
from crimebook.evidence.ogg import read_ogg
from crimebook.evidence.pictures import read_jpeg, read_png
from crimebook.evidence.riff import is_riff, read_riff
from crimebook.evidence.sound import is_sound, read_sound
from crimebook.evidence.tape import DamagedError, Reading, Tape, UncleanableError, uncleanable
from crimebook.evidence.told import Finding, Told

_HEAD_BYTES = 12
_PNG = b"\x89PNG\r\n\x1a\n"
_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}


class Scan:
    """One file. With ``wants_copy`` its copy comes out, or an error where none can; else the file."""

    def __init__(self, *, wants_copy: bool) -> None:
        self._wants_copy = wants_copy
        self._told = Told()
        self._head = b""
        self._tape: Tape | None = None
        self._has_begun = False
        self.is_read = False
        """Whether all of the file was understood."""

    @property
    def found(self) -> tuple[Finding, ...]:
        """What the file told so far."""
        return self._told.found

    @property
    def is_copy(self) -> bool:
        """Whether a copy comes out."""
        return self._wants_copy

    def feed(self, plain: bytes) -> bytes:
        """Take more of the file and return what is to be kept; raise `UncleanableError` or `DamagedError`."""
        if not self._has_begun:
            self._head += plain
            if len(self._head) < _HEAD_BYTES:
                return b""
            plain, self._head = self._head, b""
            self._begin(plain)
        return self._through(plain, lambda tape: tape.feed(plain))

    def finish(self) -> bytes:
        """Return the rest, once the file is whole; raise as `feed` does."""
        rest = b""
        if not self._has_begun:
            head, self._head = self._head, b""
            self._begin(head)
            rest = self._through(head, lambda tape: tape.feed(head))
        rest += self._through(b"", Tape.finish)
        self.is_read = self._tape is not None
        return rest

    def _begin(self, head: bytes) -> None:
        self._has_begun = True
        reader = _reader(head)
        if reader is not None:
            self._tape = Tape(reader(self._told))
        elif self._wants_copy:
            raise uncleanable("a kind of file of which copies are made here")

    def _through(self, plain: bytes, run: Callable[[Tape], bytes]) -> bytes:
        if self._tape is None:
            return plain
        try:
            copy = run(self._tape)
        except (DamagedError, UncleanableError):
            self._tape = None
            if self._wants_copy:
                raise
            return plain
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            self._tape = None
            if self._wants_copy:
                raise uncleanable("a file as its kind is") from error
            return plain
        return copy if self._wants_copy else plain


def _reader(head: bytes) -> Callable[[Told], Reading] | None:
    if head[:3] == b"\xff\xd8\xff":
        return read_jpeg
    if head[:8] == _PNG:
        return read_png
    if head[4:8] in _BOXES:
        return read_film
    return _reader_of_sound(head)


def _reader_of_sound(head: bytes) -> Callable[[Told], Reading] | None:
    if is_riff(head):
        return read_riff
    if head[:4] == b"OggS":
        return read_ogg
    return read_sound if len(head) >= _HEAD_BYTES and is_sound(head) else None
