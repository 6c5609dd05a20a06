"""Sealed files: a report with its parts as one file, to be handed in by any way.

The written form is ``docs/spec/0003-sealed-file.md``; the form that works without a server writes them.
`read_sealed_file` reads one as it comes, in constant memory: the envelope, then part by part. Nothing is
opened here, and nothing of a file is believed but that its bytes are those that its head names.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from crimebook.sealing.errors import EnvelopeError, FutureVersionError
from crimebook.sealing.parts import MAX_PARTS, PART_BYTES
from crimebook.sealing.strict import check_that, is_hex, read_value, write_value
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import Digest

VERSION: Final = 1
TITLE: Final = b"crimebook/sealed-file/v1\n"
MAX_HEAD_BYTES: Final = 1 << 19
"""4,096 digests and what stands beside them take 275 kB."""
MAX_ENVELOPE_BYTES: Final = (1 << 20) + (1 << 16)
_SUBMISSION_ID = re.compile(r"[0-9a-f]{32,64}")

Read = Callable[[int], bytes]
"""Gives at most so many bytes, and none at the end; ``file.read`` is one."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a sealed file begins with. ``parts`` are the digests of its parts, ascending."""

    submission_id: str
    envelope: str
    envelope_bytes: int
    parts: tuple[str, ...] = ()
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file whose envelope was read. Take its parts in order, all of them; then it was whole."""

    head: Head
    envelope: bytes
    parts: Iterator[tuple[Digest, bytes]]


def read_sealed_file(read: Read) -> SealedFile:
    """Return a sealed file.

    Raises `EnvelopeError`, also while its parts are taken, or `FutureVersionError`.
    """
    head = _read_head(read)
    envelope = _take(read, head.envelope_bytes)
    check_that(sha256_hex(envelope) == head.envelope, "the envelope that the head names")
    return SealedFile(head, envelope, _read_parts(read, head))


def sealed_file_head(submission_id: str, envelope: bytes, parts: Sequence[str]) -> bytes:
    """Return what stands before the parts; those follow in ascending order of their digests."""
    head = Head(submission_id, sha256_hex(envelope), len(envelope), tuple(sorted(parts)))
    check_head(head)
    return TITLE + write_value(head) + b"\n" + envelope


def check_head(head: Head) -> None:
    """Raise `EnvelopeError` for a head that the specification does not allow."""
    check_that(head.version == VERSION, "version 1")
    check_that(bool(_SUBMISSION_ID.fullmatch(head.submission_id)), "a submission id in hexadecimal")
    check_that(is_hex(head.envelope), "the envelope's SHA-256")
    check_that(0 < head.envelope_bytes <= MAX_ENVELOPE_BYTES, "an envelope of a size that reports have")
    check_that(len(head.parts) <= MAX_PARTS, f"at most {MAX_PARTS} parts")
    check_that(all(map(is_hex, head.parts)), "a SHA-256 of every part")
    # Their order in the report would tell which part is of which file, and which are decoys.
    check_that(list(head.parts) == sorted(set(head.parts)), "parts in ascending order, each once")


def _read_head(read: Read) -> Head:
    begun = _take(read, len(TITLE), "a sealed file")
    if begun != TITLE:
        if re.fullmatch(rb"crimebook/sealed-file/v\d+\n?", begun):
            raise FutureVersionError(
                "a sealed file of version 1",
                "another version",
                "open it with a newer version of the program",
            )
        raise EnvelopeError("a sealed file", "another file")
    line = bytearray()
    while not line.endswith(b"\n"):
        check_that(len(line) < MAX_HEAD_BYTES, f"a head of at most {MAX_HEAD_BYTES} bytes")
        line += _take(read, 1)
    head = read_value(bytes(line[:-1]), Head, VERSION)
    check_head(head)
    return head


def _read_parts(read: Read, head: Head) -> Iterator[tuple[Digest, bytes]]:
    for name in head.parts:
        part = _take(read, PART_BYTES)
        check_that(sha256_hex(part) == name, "the parts that the head names, undamaged")
        yield Digest(name), part
    check_that(not read(1), "the end after the last part")


def _take(read: Read, count: int, expected: str = "a whole sealed file") -> bytes:
    """Return exactly ``count`` bytes: a pipe gives what it has."""
    taken = bytearray()
    while len(taken) < count:
        more = read(count - len(taken))
        check_that(bool(more), expected)
        taken += more
    return bytes(taken)
