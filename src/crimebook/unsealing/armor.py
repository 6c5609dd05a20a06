"""ASCII armor of age files (C2SP age.md, strict PEM of RFC 7468), read line by line and only read.

People paste age files into messages, so files of others may come in armor; ours never do. White space may
stand before and after; lines end in LF or CR LF; every line is full but the last; base64 is canonical.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterator

from crimebook.unsealing.errors import Refusal, UnsealError
from crimebook.unsealing.header import COLUMNS, Read

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
_BLOCK_BYTES = 65_536
_MAX_LINE_BYTES = 4_096
_MAX_SPACE_LINES = 1_024


def looks_armored(beginning: bytes) -> bool:
    """Whether a file that begins so is meant to be armored. No age file begins so by itself."""
    return beginning.lstrip().startswith(BEGIN[:11])


class ArmorReader:
    """Reads what is inside of armor; raises `UnsealError` at the first line that no strict writer writes."""

    def __init__(self, read: Read) -> None:
        self._content = _content(_lines(read))
        self._held = b""

    def read(self, count: int) -> bytes:
        """Return at most ``count`` bytes, none only after the end line and what may follow it were seen."""
        if not self._held:
            self._held = next(self._content, b"")
        taken, self._held = self._held[:count], self._held[count:]
        return taken


def _content(lines: Iterator[bytes]) -> Iterator[bytes]:
    _skip_space(lines)
    is_full = True
    for line in lines:
        if line == END:
            _check_after(lines)
            return
        if not is_full or not 0 < len(line) <= COLUMNS:
            raise UnsealError(
                Refusal.ARMOR, f"expected lines of {COLUMNS} columns, and one shorter at the end"
            )
        is_full = len(line) == COLUMNS
        yield _decode(line)
    raise UnsealError(Refusal.ARMOR, "expected an end line, got the end")


def _skip_space(lines: Iterator[bytes]) -> None:
    for _ in range(_MAX_SPACE_LINES):
        line = next(lines, b"?")
        if line == BEGIN:
            return
        if line.strip():
            break
    raise UnsealError(Refusal.ARMOR, "expected a begin line, got another")


def _check_after(lines: Iterator[bytes]) -> None:
    if any(line.strip() for line in lines):
        raise UnsealError(Refusal.ARMOR, "expected nothing after the end line")


def _decode(line: bytes) -> bytes:
    try:
        content = b64decode(line, validate=True)
    except binascii.Error as error:
        raise UnsealError(Refusal.ARMOR, "expected base64 with padding") from error
    if b64encode(content) != line:
        raise UnsealError(Refusal.ARMOR, "expected canonical base64 with padding")
    return content


def _lines(read: Read) -> Iterator[bytes]:
    held = b""
    while block := read(_BLOCK_BYTES):
        *whole, held = (held + block).split(b"\n")
        yield from (line.removesuffix(b"\r") for line in whole)
        if len(held) > _MAX_LINE_BYTES:
            raise UnsealError(Refusal.ARMOR, "expected short lines")
    if held:
        yield held.removesuffix(b"\r")
