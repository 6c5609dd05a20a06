"""A round of checking, line by line on the disk, so that it can be stopped and gone on with.

::

    checks/round.jsonl                    the round that is under way
    checks/20260102T120000Z.jsonl         a round that came to its end

The first line says when the round began, each further one what was found of a blob. A line that a kill cut
short is left out; its blob is looked at again.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from crimebook.terms.ids import Digest

_UNDER_WAY = "round.jsonl"


class Begun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="begun"):
    """When a round began."""

    at: datetime


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="blob"):
    """What was found of a blob: its verdict, and the digest that its sealed bytes had, empty without any."""

    blob: str
    verdict: str
    sha256: str = ""


class Round:
    """The round that is under way in a folder; begun where there is none."""

    def __init__(self, folder: Path, *, at: datetime) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / _UNDER_WAY
        kept = list(_read(self._path))
        self.begun_at = next((each.at for each in kept if isinstance(each, Begun)), at)
        self.lines = tuple(each for each in kept if isinstance(each, Line))
        self._file: BinaryIO = self._rewrite()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, line: Line) -> None:
        """Note what was found of one more blob."""
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()

    def finish(self) -> Digest:
        """End the round: its file gets a name of its own. Return the SHA-256 of the file."""
        os.fsync(self._file.fileno())
        self._file.close()
        digest = Digest(hashlib.sha256(self._path.read_bytes()).hexdigest())
        self._path.replace(self._path.with_name(f"{self.begun_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.jsonl"))
        return digest

    def _rewrite(self) -> BinaryIO:
        """Begin the file with what counts of it; a cut line is gone then."""
        hidden = self._path.with_name(f".{_UNDER_WAY}.{os.getpid()}")
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        file = os.fdopen(handle, "wb")
        for each in (Begun(self.begun_at), *self.lines):
            file.write(msgspec.json.encode(each) + b"\n")
        file.flush()
        hidden.replace(self._path)
        return file


def forget_round(folder: Path) -> None:
    """Let the next round begin anew."""
    (folder / _UNDER_WAY).unlink(missing_ok=True)


def _read(path: Path) -> Iterator[Begun | Line]:
    if not path.is_file():
        return
    decoder = msgspec.json.Decoder(Begun | Line)
    with path.open("rb") as file:
        for line in file:
            try:
                yield decoder.decode(line)
            except msgspec.MsgspecError:
                # Cut short by a kill: nothing behind it can count either.
                return
