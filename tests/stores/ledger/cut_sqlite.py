"""SQLite on a disk that forgets: what a power cut may leave of a database's files.

SQLite's own layer between it and the file system is replaced (``apsw``). What was written since a file's last
synchronisation may be there or not, each sector of 512 bytes for itself; a file that was never synchronised
may be gone. A lying disk says that it synchronised and did not: with it the tests must fail.
"""

from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import apsw

from crimebook.stores.ledger.sqlite import Connection

SECTOR_BYTES = 512
_numbers = count()


class PowerCut(BaseException):
    """The power went."""


class Power:
    """The power of one machine: ``cut_after`` operations it goes, on every disk at once."""

    def __init__(self) -> None:
        self.cut_after: int | None = None
        self.is_gone = False

    def tick(self) -> None:
        if self.cut_after is not None:
            self.is_gone = self.is_gone or self.cut_after <= 0
            self.cut_after -= 1
        if self.is_gone:
            raise PowerCut


class _Kept:
    """A file: what is safe of it, and what was written or cut since (offset, bytes or None for a cut)."""

    def __init__(self) -> None:
        self.safe: bytes | None = None
        self.since: list[tuple[int, bytes | None]] = []


class CutSqlite(apsw.VFS):
    """The files of SQLite databases; connections to them are made by `connect`."""

    def __init__(self, power: Power, *, lies: bool = False) -> None:
        self.name = f"cut-{next(_numbers)}"
        self.power = power
        self.lies = lies
        self.files: dict[Path, _Kept] = {}
        super().__init__(self.name, "")

    def connect(self, path: Path) -> Connection:
        return apsw.Connection(str(path), vfs=self.name)

    def xOpen(self, name: Any, flags: list[int]) -> "_CutFile":  # noqa: N802 - SQLite's name
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        return _CutFile(name, flags, self, self.files.setdefault(path, _Kept()))

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        self.power.tick()
        super().xDelete(filename, syncdir)
        self.files.pop(Path(filename), None)

    def survive(self, folder: Path, chance: Random) -> None:
        """Write what may be found after a cut into another folder."""
        for path, kept in self.files.items():
            content = kept.safe if kept.safe is not None else chance.choice((None, b""))
            if content is not None:
                (folder / path.name).write_bytes(_survived(content, kept.since, chance))


class _CutFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], disk: CutSqlite, kept: _Kept) -> None:
        super().__init__("", name, flags)
        self._disk, self._kept = disk, kept
        if self._kept.safe is None and self.xFileSize():
            self._kept.safe = self.xRead(self.xFileSize(), 0)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.power.tick()
        super().xWrite(data, offset)
        self._kept.since.append((offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.power.tick()
        super().xTruncate(newsize)
        self._kept.since.append((newsize, None))

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        self._disk.power.tick()
        super().xSync(flags)
        if not self._disk.lies:
            self._kept.safe = _written(self._kept.safe or b"", self._kept.since)
            self._kept.since.clear()


def _written(content: bytes, writes: list[tuple[int, bytes | None]]) -> bytes:
    found = bytearray(content)
    for offset, data in writes:
        if data is None:
            del found[offset:]
        else:
            found.extend(bytes(max(offset + len(data) - len(found), 0)))
            found[offset : offset + len(data)] = data
    return bytes(found)


def _survived(content: bytes, writes: list[tuple[int, bytes | None]], chance: Random) -> bytes:
    """Apply some of the writes, sector by sector; in one case of four all, in one none."""
    share = chance.choice((0.0, 0.5, 0.9, 1.0))
    kept: list[tuple[int, bytes | None]] = []
    for offset, data in writes:
        if data is None:
            kept += [(offset, None)] if chance.random() < share else []
            continue
        for at in range(0, len(data), SECTOR_BYTES):
            if chance.random() < share:
                kept.append((offset + at, data[at : at + SECTOR_BYTES]))
    return _written(content, kept)
