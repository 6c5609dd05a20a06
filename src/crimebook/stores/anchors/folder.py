"""Anchors as files beside the ledger's public ones: created once, whole or absent.

::

    anchors/SIZE-ROOT/checkpoint                  the note whose text is anchored
    anchors/SIZE-ROOT/NAME-20260102T120000Z.tsr   an authority's answer, as it came
    anchors/SIZE-ROOT/calendars.ots               the proof of all calendars, replaced when it grows
    anchors/renewal-20260102T120000Z/SHA256SUMS   files whose certificates end, under new timestamps
    anchors/SHA256SUMS                            all of these, for mirrors, which can list no folder

Everything here is public and may be copied by anybody.
"""

import os
import re
from pathlib import Path

from crimebook.terms.errors import CrimebookError, InvalidValueError

CHECKPOINT, SUMS, PROOF = "checkpoint", "SHA256SUMS", "calendars.ots"
TOKEN_SUFFIX = ".tsr"  # noqa: S105 an ending of files, no secret
_SET = re.compile(r"(\d{1,20}-[0-9a-f]{64}|renewal-\d{8}T\d{6}Z)")
_FILE = re.compile(r"(checkpoint|SHA256SUMS|calendars\.ots|[a-z0-9]{1,32}-\d{8}T\d{6}Z\.tsr)")
_HIDDEN = ".new-"


class AnchorExistsError(CrimebookError):
    """There is another file of that name already."""


class AnchorFolder:
    """The anchors beside a ledger. ``folder`` is the one that holds the ledger's public files."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / "anchors"

    def sets(self) -> tuple[str, ...]:
        """Return the names of all sets of anchors, sorted."""
        if not self._root.is_dir():
            return ()
        return tuple(sorted(each.name for each in self._root.iterdir() if _SET.fullmatch(each.name)))

    def files(self, name: str) -> tuple[str, ...]:
        """Return the names of a set's files, sorted."""
        folder = self._folder(name)
        if not folder.is_dir():
            return ()
        return tuple(sorted(each.name for each in folder.iterdir() if _FILE.fullmatch(each.name)))

    def read(self, name: str, file: str) -> bytes:
        """Return a file's bytes."""
        return self._path(name, file).read_bytes()

    def put_new(self, name: str, file: str, content: bytes) -> None:
        """Keep a file, durably; the same content again is no harm, another is `AnchorExistsError`."""
        path = self._path(name, file)
        hidden = self._write(path, content)
        try:
            # link() and not rename(): the kernel itself refuses a name that is taken.
            os.link(hidden, path)
        except FileExistsError as error:
            if path.read_bytes() != content:
                raise AnchorExistsError(f"expected no other {name}/{file}, got one") from error
        finally:
            hidden.unlink()
        self._sync(path.parent)

    def has(self, name: str, file: str) -> bool:
        """Whether a file is there."""
        return self._path(name, file).is_file()

    def put_again(self, name: str, file: str, content: bytes) -> None:
        """Keep a proof that has grown in the place of the shorter one, durably."""
        path = self._path(name, file)
        self._write(path, content).replace(path)
        self._sync(path.parent)

    def put_index(self, content: bytes) -> None:
        """Keep the list of all files, durably, in the place of the one before."""
        path = self._root / SUMS
        self._write(path, content).replace(path)
        self._sync(self._root)

    def _folder(self, name: str) -> Path:
        if not _SET.fullmatch(name):
            raise InvalidValueError("a name like SIZE-ROOT or renewal-DAY", repr(name[:80]))
        return self._root / name

    def _path(self, name: str, file: str) -> Path:
        if not _FILE.fullmatch(file):
            raise InvalidValueError("the name of an anchor's file", repr(file[:80]))
        return self._folder(name) / file

    def _write(self, path: Path, content: bytes) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        hidden = path.with_name(f"{_HIDDEN}{path.name}.{os.getpid()}")
        with hidden.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return hidden

    def _sync(self, folder: Path) -> None:
        for each in (folder, self._root, self._root.parent):
            handle = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
