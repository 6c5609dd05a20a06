"""Files while they come: sealed part by part and put down, so that no more than one part is ever in clear."""

from collections.abc import Sequence

from crimebook.evidence.scan import Scan
from crimebook.sealing.agefile import Random
from crimebook.sealing.padding import padme
from crimebook.sealing.parts import (
    MAX_PARTS,
    PART_CONTENT_BYTES,
    FileRef,
    FileSealer,
    PartRef,
    SealedPart,
    decoys_for,
    seal_part,
)
from crimebook.sealing.recipients import Recipient
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.refusals import MissingPartsError
from crimebook.terms.errors import InvalidValueError

NAME_LENGTH = 200
"""Characters of a file's name, as the questionnaire allows."""


class TooLargeError(InvalidValueError):
    """Files beyond what one report may bring."""


class Incoming:
    """One file on its way in. Feed `take`; `finish` returns what the report's body says of it."""

    def __init__(self, drop: Drop, recipient: Recipient, random: Random, room_bytes: int) -> None:
        self._drop = drop
        self._sealer = FileSealer(recipient, random)
        self._room_bytes = room_bytes
        self.scan = Scan(wants_copy=False)
        """What reads the file while it comes; one that wants a copy may take its place before that."""

    def take(self, plain: bytes) -> None:
        """Take more of the file; raise `TooLargeError`, `SpoolFullError`, or what its scan raises."""
        self._room_bytes -= len(plain)
        if self._room_bytes < 0:
            raise TooLargeError("files within the limit", "more", "send fewer or shorter files")
        for part in self._sealer.update(self.scan.feed(plain)):
            self._drop.put_sealed_part(part)
            # Let go of before the next one is begun: ten uploads at once would hold ten more parts.
            del part

    def finish(self, name: str) -> FileRef:
        """Put down what is left and return the reference; raise as `take` does."""
        for part in (*self._sealer.update(self.scan.finish()), *self._sealer.finish()):
            self._drop.put_sealed_part(part)
        return self._sealer.reference(name[:NAME_LENGTH], "cleaned" if self.scan.is_copy else "original")


def room_for_files(files: tuple[FileRef, ...], max_bytes: int) -> int:
    """Return how many bytes of files a report may still bring; decoys are counted in."""
    parts = sum(len(file.parts) for file in files)
    most = next(count for count in range(MAX_PARTS, -1, -1) if padme(count) <= MAX_PARTS)
    held = sum(file.size for file in files)
    return max(0, min(max_bytes - held, (most - parts) * PART_CONTENT_BYTES))


def check_here(drop: Drop, files: Sequence[FileRef]) -> None:
    """Raise `MissingPartsError` where parts of files waited too long and are gone."""
    missing = drop.missing([part.sha256 for file in files for part in file.parts])
    if missing:
        raise MissingPartsError(missing, sum(len(file.parts) for file in files))


def put_decoys(
    drop: Drop, files: Sequence[FileRef], recipient: Recipient, random: Random
) -> tuple[PartRef, ...]:
    """Put down the decoys that files need, and return them."""
    decoys = []
    for _ in range(decoys_for(sum(len(file.parts) for file in files))):
        decoy = SealedPart(seal_part(b"", recipient, random))
        drop.put_sealed_part(decoy)
        decoys.append(decoy.ref)
    return tuple(decoys)


def part_names(files: Sequence[FileRef], decoys: Sequence[PartRef]) -> list[str]:
    """Return every part in the order of names: their order in the spool's heading tells no decoy."""
    return sorted(part.sha256 for part in (*(part for file in files for part in file.parts), *decoys))
