"""Zip files that phones and forms make, read in memory under limits; no path of a member is ever used.

Names, sizes and ratios are checked in the directory of the file before a byte is unpacked, and no member
yields more than the directory says. A file that breaks a limit is refused whole: a bundle that unpacks to a
thousand times its size was made to stop the reader, not to be read.
"""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from crimebook.exchange.tables import TableError
from crimebook.terms.ids import Digest

MAX_MEMBERS = 10_000
MAX_BYTES = 2 * 1024**3
"""The most that all members together may unpack to."""
MAX_TEXT_BYTES = 16 * 1024**2
"""The most that one member with words in it may unpack to."""
MAX_RATIO = 200
"""How many times its packed size a member may have; a page of words has 10, a photograph 1."""
_SMALL_BYTES = 1024**2
_CHUNK_BYTES = 1024**2
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    IndexError,
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A member that was read through: its name without folders, its SHA-256 and its size in bytes."""

    name: str
    digest: Digest
    size_bytes: int


def is_bundle(content: bytes) -> bool:
    """Whether a file begins as a zip file does."""
    return content[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


class Bundle:
    """The members of a zip file, by their path in it. Get it by `open_bundle`."""

    def __init__(self, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._members = members

    def paths(self, *endings: str) -> tuple[str, ...]:
        """Return the paths that end so (small letters), in the file's order; all without an ending."""
        return tuple(path for path in self._members if not endings or path.lower().endswith(endings))

    def read_text(self, path: str) -> bytes:
        """Return the bytes of a member with records in it; raise `TableError` where it is too large."""
        return self.read(path, MAX_TEXT_BYTES)

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return the bytes of a member; raise `TableError` where they are more than ``most_bytes``."""
        size = self._members[path].file_size
        if size > most_bytes:
            raise TableError(f"expected records of at most {most_bytes} bytes, got one of {size}")
        with _whole():
            return self._archive.read(self._members[path])

    def measure(self, path: str) -> Measured:
        """Return the SHA-256 and the size of a member, read piece by piece."""
        digest, size = hashlib.sha256(), 0
        with _whole(), self._archive.open(self._members[path]) as file:
            while piece := file.read(_CHUNK_BYTES):
                digest.update(piece)
                size += len(piece)
        return Measured(base_name(path), Digest(digest.hexdigest()), size)


def open_bundle(content: bytes) -> Bundle:
    """Open a zip file whose directory keeps the limits, or raise `TableError`."""
    with _whole():
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_MEMBERS:
        raise TableError(f"expected a bundle of at most {MAX_MEMBERS} files, got {len(entries)}")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_BYTES:
        raise TableError(f"expected a bundle that unpacks to at most {MAX_BYTES} bytes, got {total}")
    for number, entry in enumerate(entries, start=1):
        _check_entry(entry, number)
    members = {entry.filename: entry for entry in entries if not _is_of_a_system(entry.filename)}
    return Bundle(archive, members)


def base_name(path: str) -> str:
    """Return a name without the folders before it, of either kind of slash."""
    return PurePosixPath(path.replace("\\", "/")).name


def _check_entry(entry: zipfile.ZipInfo, number: int) -> None:
    if entry.flag_bits & 1:
        raise TableError(f"file {number} of the bundle: expected one that is open, got an encrypted one")
    if entry.file_size > _SMALL_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise TableError(
            f"file {number} of the bundle: expected at most {MAX_RATIO} times its packed size, "
            f"got {entry.file_size} bytes of {entry.compress_size}"
        )


def _is_of_a_system(path: str) -> bool:
    return path.startswith("__MACOSX/") or base_name(path).startswith("._") or base_name(path) == ".DS_Store"


@contextmanager
def _whole() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise TableError(
            f"expected a whole zip file, got one that is broken ({type(error).__name__}); send it again"
        ) from error
