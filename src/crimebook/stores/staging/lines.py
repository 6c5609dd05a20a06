"""A staging file: what an import has read and placed so far, one line a row, until it is written at once.

The first line says what was read with what; a file that begins so is gone on with, any other is begun anew.
The last line may be cut by a lost power supply: it is dropped. The file holds people's words: it is readable
by its owner only and is removed when its import is over.
"""

import fcntl
import os
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from crimebook.terms.ids import Digest


class StagingFile:
    """A context manager around one file of lines; another import of the same file gets a file of its own."""

    def __init__(self, folder: Path, name: str, heading: Digest) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        _sweep(folder, name)
        self._heading = heading.encode()
        self._path, self._file = _claim_first(folder, name)
        self.lines_before = self._take_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; it stays for the next run."""
        self._file.close()

    def append(self, line: bytes) -> None:
        """Add one line, which holds no line break."""
        self._file.write(line + b"\n")

    def settle(self) -> None:
        """Hand what was added to the system, so that killing the program loses none of it."""
        self._file.flush()

    def lines(self) -> Iterator[bytes]:
        """Yield every line, from the first, after the heading."""
        self.settle()
        with self._path.open("rb") as file:
            next(file)
            for line in file:
                yield line.rstrip(b"\n")

    def remove(self) -> None:
        """Remove the file: what it held is in the register, or must not be kept."""
        self._path.unlink(missing_ok=True)

    def _take_up(self) -> int:
        """Return how many whole lines of the same work are there; drop what is cut or of other work."""
        file = self._file
        file.seek(0)
        if file.readline().rstrip(b"\n") != self._heading:
            file.seek(0)
            file.truncate()
            file.write(self._heading + b"\n")
            return 0
        lines, whole = 0, file.tell()
        for line in file:
            if not line.endswith(b"\n"):
                break
            lines, whole = lines + 1, whole + len(line)
        file.truncate(whole)
        file.seek(whole)
        return lines


def _open(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=1 << 20)


def _claim_first(folder: Path, name: str) -> tuple[Path, IO[bytes]]:
    """Open the import's own file, or one of another name where that is in use."""
    for suffix in chain([""], (f".{number}" for number in count(1))):
        path = folder / f"{name}{suffix}.lines"
        file = _claim(path)
        if file is not None:
            return path, file
    raise AssertionError("unreachable: numbers do not end")


def _sweep(folder: Path, name: str) -> None:
    """Remove second files of the same import whose process was killed: nobody goes on with them."""
    for path in folder.glob(f"{name}.*.lines"):
        file = _claim(path)
        if file is not None:
            path.unlink(missing_ok=True)
            file.close()


def _claim(path: Path) -> IO[bytes] | None:
    """Open a file for this process alone, or return None where another one has it."""
    file = _open(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    # Between opening and locking its last owner may have removed it: then the name is another file's.
    if path.exists() and path.stat().st_ino == os.fstat(file.fileno()).st_ino:
        return file
    file.close()
    return _claim(path)
