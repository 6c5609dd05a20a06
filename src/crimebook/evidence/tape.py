"""A file that streams by once: a reader asks for its next bytes, or says what the copy holds in their place.

A reader is a generator of `Wish`; what it is sent are the bytes that it wished to see. It is written as if it
read a file from its beginning, and never holds more than what it asks for at once.
"""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto

from crimebook.terms.errors import InvalidValueError

MAX_SEEN_BYTES = 4 << 20
"""The most that a reader may ask to see at once."""


class Treatment(Enum):
    """What becomes of bytes."""

    SEE = auto()
    """They are handed to the reader, which puts into the copy what it likes."""
    KEEP = auto()
    ZERO = auto()
    DROP = auto()


class DamagedError(InvalidValueError):
    """A file that is cut short, or not as its kind is."""


class UncleanableError(InvalidValueError):
    """A file of which no copy without what it tells can be made while it streams by."""


@dataclass(frozen=True, slots=True)
class Wish:
    """So many of the next bytes, and what becomes of them; ``put`` goes into the copy before them.

    With ``is_last``, fewer will do: the file may end. ``back`` was seen, and is to be the next bytes again.
    """

    treatment: Treatment
    size: int
    put: bytes = b""
    is_last: bool = False
    back: bytes = b""


Reading = Generator[Wish, bytes, None]


def damaged(expected: str) -> DamagedError:
    """Return what is raised for a file that is not as expected."""
    return DamagedError(expected, "something else", "send the original, or nothing")


def uncleanable(expected: str) -> UncleanableError:
    """Return what is raised for a file of which no copy can be made."""
    return UncleanableError(
        expected, "something else", "use a browser with scripts, the original, or nothing"
    )


class Tape:
    """Runs one reader over a file. `feed` and `finish` return what the copy holds, and raise what it does."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._held = bytearray()
        self._out: list[bytes] = []
        self._left = 0
        self._wish: Wish | None = None
        self._ask(None)

    def feed(self, plain: bytes) -> bytes:
        """Take more of the file."""
        self._held += plain
        while self._held and self._wish is not None and self._step(self._wish):
            pass
        if self._wish is None:
            self._held.clear()
        return self._taken()

    def finish(self) -> bytes:
        """Return the rest of the copy, once the file is whole."""
        while self._wish is not None:
            if self._held and self._step(self._wish):
                continue
            if not self._wish.is_last:
                raise damaged("a whole file")
            self._ask(self._seen() if self._wish.treatment is Treatment.SEE else b"")
        return self._taken()

    def _step(self, wish: Wish) -> bool:
        """Do what can be done with the bytes that are held; return whether the wish was met."""
        if wish.treatment is Treatment.SEE:
            if len(self._held) < wish.size:
                return False
            self._left = 0
            self._ask(self._seen(wish.size))
            return True
        size = min(self._left, len(self._held))
        if wish.treatment is Treatment.KEEP:
            self._out.append(bytes(memoryview(self._held)[:size]))
        elif wish.treatment is Treatment.ZERO:
            self._out.append(bytes(size))
        del self._held[:size]
        self._left -= size
        if self._left:
            return False
        self._ask(b"")
        return True

    def _seen(self, size: int | None = None) -> bytes:
        seen = bytes(memoryview(self._held)[:size])
        del self._held[: len(seen)]
        return seen

    def _ask(self, seen: bytes | None) -> None:
        """Hand over what was wished for, and take the next wish that needs bytes."""
        while True:
            try:
                wish = next(self._reading) if seen is None else self._reading.send(seen)
            except StopIteration:
                self._wish = None
                return
            if wish.treatment is Treatment.SEE and wish.size > MAX_SEEN_BYTES:
                raise uncleanable(f"at most {MAX_SEEN_BYTES} bytes to be seen at once")
            self._out.append(wish.put)
            self._held[:0] = wish.back
            self._wish, self._left, seen = wish, wish.size, b""
            if wish.size:
                return

    def _taken(self) -> bytes:
        taken = b"".join(self._out)
        self._out.clear()
        return taken
