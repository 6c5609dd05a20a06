"""The header of an age v1 file, read strictly: one writing for one meaning, all else is refused.

What counts for the MAC are the bytes that were read, never a second writing of what they were taken for.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

from crimebook.sealing.agefile import VERSION_LINE, encode_base64
from crimebook.unsealing.errors import Refusal, UnsealError

MAX_HEADER_BYTES = 1 << 20
"""About six hundred recipients. A header is kept in memory, so it must have an end."""
COLUMNS = 64
MAC_BYTES = 32
_ARGUMENT = re.compile(r"[!-~]+")

Read = Callable[[int], bytes]
"""Gives at most as many bytes as it is asked for, and none only at the end; ``file.read`` is one."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapping of the file key: its kind, its further arguments, its body."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """The stanzas, the bytes that the MAC is over, and the MAC."""

    stanzas: tuple[Stanza, ...]
    head: bytes
    mac: bytes


class HeaderReader:
    """Reads lines, and keeps what it has read too much: the beginning of the payload."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._buffer = bytearray()
        self.position = 0

    def line(self) -> bytes:
        """Return the next line with its line feed."""
        searched = self.position
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            more = self._read(4096)
            if not more or searched > MAX_HEADER_BYTES:
                raise UnsealError(Refusal.HEADER, "expected a line, got the end or a header without one")
            self._buffer += more
        line = bytes(self._buffer[self.position : end + 1])
        self.position = end + 1
        return line

    def seen(self) -> bytes:
        """Return all that was given as lines."""
        return bytes(self._buffer[: self.position])

    def rest(self) -> bytes:
        """Return what was read but not given as a line."""
        return bytes(self._buffer[self.position :])


def read_header(reader: HeaderReader) -> Header:
    """Read a header, or raise `UnsealError`."""
    if reader.line() != VERSION_LINE:
        raise UnsealError(Refusal.HEADER, "expected the version line of age v1, got another")
    stanzas = []
    while True:
        before = reader.position
        line = reader.line()
        if line.startswith(b"---"):
            break
        stanzas.append(_read_stanza(line, reader))
    if not stanzas:
        raise UnsealError(Refusal.HEADER, "expected at least one recipient, got none")
    return Header(tuple(stanzas), reader.seen()[: before + 3], _read_mac(line))


def _read_mac(line: bytes) -> bytes:
    if not line.startswith(b"--- "):
        raise UnsealError(Refusal.HEADER, "expected a space and the MAC after ---")
    mac = decode_base64(line[4:-1])
    if len(mac) != MAC_BYTES:
        raise UnsealError(Refusal.HEADER, f"expected a MAC of {MAC_BYTES} bytes, got {len(mac)}")
    return mac


def _read_stanza(line: bytes, reader: HeaderReader) -> Stanza:
    mark, *arguments = line[:-1].decode("latin-1").split(" ")
    if mark != "->" or not arguments or not all(_ARGUMENT.fullmatch(each) for each in arguments):
        raise UnsealError(Refusal.HEADER, "expected -> and arguments of printable signs")
    body = bytearray()
    while True:
        part = reader.line()[:-1]
        if len(part) > COLUMNS:
            raise UnsealError(Refusal.HEADER, f"expected lines of at most {COLUMNS} columns")
        body += part
        if len(part) < COLUMNS:
            return Stanza(arguments[0], tuple(arguments[1:]), decode_base64(bytes(body)))


def decode_base64(text: bytes) -> bytes:
    """Return what unpadded base64 says, and refuse every writing but the canonical one."""
    try:
        content = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise UnsealError(Refusal.HEADER, "expected base64 without padding") from error
    if encode_base64(content) != text:
        raise UnsealError(Refusal.HEADER, "expected canonical base64 without padding")
    return content
