"""Parts: a file as age files of exactly 1 MiB, so that sizes identify no video and an upload can resume.

Every part is sealed for itself and known by the SHA-256 of its ciphertext; the report's body says which parts
make which file, in which order. The last part of a file is filled with zeros. Decoys round the number of
parts of a report up by `padme`; nobody but the opener of the report can tell them.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

from crimebook.sealing.agefile import (
    CHUNK_BYTES,
    HEADER_BYTES_OF_ONE,
    NONCE_BYTES,
    Random,
    Sealer,
)
from crimebook.sealing.errors import SealingError
from crimebook.sealing.padding import padme
from crimebook.sealing.recipients import TAG_BYTES, Recipient
from crimebook.sealing.strict import check_that, is_hex

PART_BYTES = 1 << 20
_PAYLOAD_BYTES = PART_BYTES - HEADER_BYTES_OF_ONE - NONCE_BYTES
PART_CONTENT_BYTES = _PAYLOAD_BYTES - -(-_PAYLOAD_BYTES // (CHUNK_BYTES + TAG_BYTES)) * TAG_BYTES
"""How much of a file one part holds."""
MAX_PARTS = 4_096
"""Of one report, decoys included: 4 GiB."""
_NAME_LENGTH = 255


@dataclass(frozen=True, slots=True)
class PartRef:
    """One part: the SHA-256 and the size of its ciphertext."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class FileRef:
    """One file: its name on the reporter's machine, size and SHA-256 in clear, and its parts in order.

    ``choice`` says whether the reporter sent the original or a copy without metadata.
    """

    name: str
    size: int
    sha256: str
    parts: tuple[PartRef, ...]
    choice: Literal["original", "cleaned"]


@dataclass(frozen=True, slots=True)
class SealedPart:
    """A part that was sealed here. Its name is its digest, taken of these very bytes and once."""

    content: bytes = field(repr=False)
    ref: PartRef = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ref", part_ref(self.content))


def seal_part(content: bytes, recipient: Recipient, random: Random) -> bytes:
    """Return up to `PART_CONTENT_BYTES` of a file as a part. Without content it is a decoy."""
    filling = _Filling(recipient, random)
    if filling.add(memoryview(content)):
        raise SealingError(f"at most {PART_CONTENT_BYTES} bytes of a file", f"{len(content)} bytes")
    return filling.finish()


def part_ref(part: bytes) -> PartRef:
    """Return how a part is known."""
    return PartRef(hashlib.sha256(part).hexdigest(), len(part))


def parts_of(size: int) -> int:
    """Return how many parts a file of ``size`` bytes has."""
    return -(-size // PART_CONTENT_BYTES)


def decoys_for(parts: int) -> int:
    """Return how many decoys a report with so many parts needs."""
    return padme(parts) - parts


_ZEROS = memoryview(bytes(CHUNK_BYTES))


class _Filling:
    """A part that is being filled. Of what came only the last chunk is held in clear."""

    def __init__(self, recipient: Recipient, random: Random) -> None:
        self._sealer = Sealer([recipient], random)
        # It hands its bytes out without copying them. Made as long as it will be: growing step by step would
        # leave holes in the heap that ten uploads at once do not give back.
        self._sealed = BytesIO()
        self._sealed.seek(PART_BYTES - 1)
        self._sealed.write(b"\0")
        self._sealed.seek(0)
        self._sealed.write(self._sealer.header())
        self.room_bytes = PART_CONTENT_BYTES

    def add(self, plain: memoryview) -> memoryview:
        """Take as much as there is room for and return the rest."""
        taken = plain[: self.room_bytes]
        self._sealed.writelines(self._sealer.seal_chunks(taken))
        self.room_bytes -= len(taken)
        return plain[len(taken) :]

    def finish(self) -> bytes:
        """Return the part, its rest filled with zeros."""
        # Chunk by chunk: all zeros at once and what they are sealed to would be three times a part.
        while self.room_bytes:
            self.add(_ZEROS)
        self._sealed.write(self._sealer.finish())
        return self._sealed.getvalue()


class FileSealer:
    """Seals one file into parts while it comes in; never holds more than a chunk of it in clear.

    Hand on what `update` yields and `finish` returns; then `reference` is what the report's body says of the
    file. Let go of each part before asking for the next: then one is in memory at a time.
    """

    def __init__(self, recipient: Recipient, random: Random) -> None:
        self._recipient = recipient
        self._random = random
        self._filling: _Filling | None = None
        self._hash = hashlib.sha256()
        self._size = 0
        self._parts: list[PartRef] = []

    def update(self, plain: bytes) -> Iterator[SealedPart]:
        """Take more of the file, yielding the parts that are full; it is taken once all of them are."""
        self._hash.update(plain)
        self._size += len(plain)
        rest = memoryview(plain)
        while rest:
            self._filling = self._filling or _Filling(self._recipient, self._random)
            rest = self._filling.add(rest)
            if not self._filling.room_bytes:
                yield self._finish(self._filling)

    def finish(self) -> tuple[SealedPart, ...]:
        """Return the part that holds the rest, if there is a rest."""
        return (self._finish(self._filling),) if self._filling else ()

    def reference(self, name: str, choice: Literal["original", "cleaned"] = "original") -> FileRef:
        """Return what the body says of the file, once it is finished."""
        if self._filling:
            raise SealingError("a finished file", "one with a rest that no part holds", "call finish first")
        return FileRef(name, self._size, self._hash.hexdigest(), tuple(self._parts), choice)

    def _finish(self, filling: _Filling) -> SealedPart:
        self._filling = None
        part = SealedPart(filling.finish())
        self._parts.append(part.ref)
        return part


def check_files(files: Sequence[FileRef], decoys: Sequence[PartRef]) -> None:
    """Raise `EnvelopeError` for files whose parts cannot be theirs, or too few or too many decoys."""
    for file in files:
        check_that(0 < len(file.name) <= _NAME_LENGTH, f"file names of 1 to {_NAME_LENGTH} characters")
        check_that(is_hex(file.sha256), "a SHA-256 of every file")
        check_that(file.size >= 0, "a size from 0")
        check_that(len(file.parts) == parts_of(file.size), "as many parts as the size of a file needs")
    parts = [part for file in files for part in file.parts]
    every = [*parts, *decoys]
    check_that(len(every) <= MAX_PARTS, f"at most {MAX_PARTS} parts")
    check_that(len(every) == padme(len(parts)), "decoys that round the number of parts up")
    check_that(all(is_hex(each.sha256) and each.size == PART_BYTES for each in every), "parts of 1 MiB")
    check_that(len({each.sha256 for each in every}) == len(every), "no part twice")
