"""Parts: a file as age files of exactly 1 MiB, so that sizes identify no video and an upload can resume.

Every part is sealed for itself and known by the SHA-256 of its ciphertext; the report's body says which parts
make which file, in which order. The last part of a file is filled with zeros. Decoys round the number of
parts of a report up by `padme`; nobody but the opener of the report can tell them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crimebook.sealing.agefile import (
    CHUNK_BYTES,
    HEADER_BYTES_OF_ONE,
    NONCE_BYTES,
    Random,
    seal_bytes,
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


def seal_part(content: bytes, recipient: Recipient, random: Random) -> bytes:
    """Return up to `PART_CONTENT_BYTES` of a file as a part. Without content it is a decoy."""
    if len(content) > PART_CONTENT_BYTES:
        raise SealingError(f"at most {PART_CONTENT_BYTES} bytes of a file", f"{len(content)} bytes")
    return seal_bytes(content.ljust(PART_CONTENT_BYTES, b"\0"), [recipient], random)


def part_ref(part: bytes) -> PartRef:
    """Return how a part is known."""
    return PartRef(hashlib.sha256(part).hexdigest(), len(part))


def parts_of(size: int) -> int:
    """Return how many parts a file of ``size`` bytes has."""
    return -(-size // PART_CONTENT_BYTES)


def decoys_for(parts: int) -> int:
    """Return how many decoys a report with so many parts needs."""
    return padme(parts) - parts


class FileSealer:
    """Seals one file into parts while it comes in; never holds more than one part of it in clear.

    Hand on what `update` and `finish` return; then `reference` is what the report's body says of the file.
    """

    def __init__(self, recipient: Recipient, random: Random) -> None:
        self._recipient = recipient
        self._random = random
        self._held = bytearray()
        self._hash = hashlib.sha256()
        self._size = 0
        self._parts: list[PartRef] = []

    def update(self, plain: bytes) -> tuple[bytes, ...]:
        """Take more of the file and return the parts that are full."""
        self._hash.update(plain)
        self._size += len(plain)
        sealed = []
        for at in range(0, len(plain), PART_CONTENT_BYTES):
            self._held += plain[at : at + PART_CONTENT_BYTES]
            if len(self._held) >= PART_CONTENT_BYTES:
                sealed.append(self._seal())
        return tuple(sealed)

    def finish(self) -> tuple[bytes, ...]:
        """Return the part that holds the rest, if there is a rest."""
        return (self._seal(),) if self._held else ()

    def reference(self, name: str, choice: Literal["original", "cleaned"] = "original") -> FileRef:
        """Return what the body says of the file, once it is finished."""
        if self._held:
            raise SealingError("a finished file", "one with a rest that no part holds", "call finish first")
        return FileRef(name, self._size, self._hash.hexdigest(), tuple(self._parts), choice)

    def _seal(self) -> bytes:
        part = seal_part(bytes(self._held[:PART_CONTENT_BYTES]), self._recipient, self._random)
        del self._held[:PART_CONTENT_BYTES]
        self._parts.append(part_ref(part))
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
