"""What a blob store does, whatever it is made of: create once, read, list, take away.

A blob is known inside its report by the SHA-256 of its content. Its name in the store is not that digest but
a keyed one that `work.opening` makes (HMAC-SHA-256 under the report's key): a seized disk must not answer
"is this known video among the reports?", nor must a destroyed report. What anybody may hash is the sealed
bytes; their digest stands in the blob's first custody event.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import Digest

Random = Callable[[int], bytes]
CHUNK_BYTES = 1 << 20


class BlobStoreError(CrimebookError):
    """The store cannot be used as it is: not reached, not ours, not laid out as it should be."""


class BlobMissingError(CrimebookError):
    """No blob of that name."""


class BlobDamagedError(CrimebookError):
    """A blob of which a part is gone, or whose parts nobody can tell any more."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The sealed bytes of a blob as they lie in the store: their SHA-256 and their number."""

    sha256: Digest
    size: int


class BlobReader(Protocol):
    """Sealed bytes, from the beginning to the end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...


class BlobWriter:
    """Takes sealed bytes and hashes them on the way; `sealed` is what lies in the store afterwards."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._hashed = hashlib.sha256()
        self._size = 0
        self._kept: Sealed | None = None

    def write(self, content: bytes) -> int:
        """Take more of the blob."""
        self._write(content)
        self._hashed.update(content)
        self._size += len(content)
        return len(content)

    @property
    def sealed(self) -> Sealed:
        """What was written, or what was there before and stayed."""
        return self._kept or Sealed(Digest(self._hashed.hexdigest()), self._size)

    def stays(self, kept: Sealed) -> None:
        """Say that a blob of that name was there, and stayed."""
        self._kept = kept


class BlobStore(Protocol):
    """Sealed files by name, created once and never replaced."""

    def check_there(self) -> None:
        """Raise `BlobStoreError` where the store itself is not there, or cannot be read."""
        ...

    def has(self, name: Digest) -> bool:
        """Tell whether there is a whole blob of that name."""
        ...

    def creating(self, name: Digest) -> AbstractContextManager[BlobWriter]:
        """Give a writer; the blob gets its name, durably, if nothing was raised.

        A blob that is there already stays as it is, and what was written goes.
        """
        ...

    def reading(self, name: Digest) -> AbstractContextManager[BlobReader]:
        """Give a sealed blob to read; raise `BlobMissingError`."""
        ...

    def remove(self, name: Digest) -> bool:
        """Take a blob away, once its key is destroyed; False where it was gone already."""
        ...

    def names(self) -> Iterator[Digest]:
        """Yield the name of every whole blob, in no order."""
        ...

    def strays(self) -> Iterator[str]:
        """Yield what lies there and is no whole blob: rests of broken attempts, files of others."""
        ...


def hash_blob(blobs: BlobStore, name: Digest) -> Sealed:
    """Return what a blob's sealed bytes are now; raise `BlobMissingError` or `BlobDamagedError`.

    Memory does not grow with them.
    """
    hashed, size = hashlib.sha256(), 0
    with blobs.reading(name) as file:
        while chunk := file.read(CHUNK_BYTES):
            hashed.update(chunk)
            size += len(chunk)
    return Sealed(Digest(hashed.hexdigest()), size)
