"""A book's folder. Everything in it is readable by its owner only.

``book.toml`` says what the book is; ``secret.key`` signs sessions; the rest is named by the properties of
`BookFolder`. Nothing here knows what the files hold.
"""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from crimebook.terms.errors import CrimebookError

FORMAT = 2


class BookFolderError(CrimebookError):
    """The folder is not a book, is one of another format, or would be overwritten."""


@dataclass(frozen=True, slots=True)
class BookFolder:
    """An existing book's folder and the facts of its ``book.toml``."""

    path: Path
    name: str
    zone: str

    @property
    def register_file(self) -> Path:
        """The embedded register, where no other database is named."""
        return self.path / "register.sqlite3"

    @property
    def jobs_file(self) -> Path:
        """Progress of long work, apart, so that a long write never blocks a page."""
        return self.path / "jobs.sqlite3"

    @property
    def compared_file(self) -> Path:
        """How far comparing all incidents has come, while it goes on."""
        return self.path / "compared.json"

    @property
    def rejects_folder(self) -> Path:
        """Rows that imports refused, a file for each import."""
        return self.path / "rejects"

    @property
    def spill_folder(self) -> Path:
        """Where matching puts what does not fit in memory."""
        return self.path / "spill"

    @property
    def lake_folder(self) -> Path:
        """Windows of recordings and messages by slab of time: never backed up, made again at any time."""
        return self.path / "lake"

    @property
    def staging_folder(self) -> Path:
        """What imports have read and not yet written."""
        return self.path / "staging"

    @property
    def search_folder(self) -> Path:
        """The search index: on this volume alone, never backed up, made again at any time."""
        return self.path / "search"

    @property
    def vault_folder(self) -> Path:
        """Wrapped keys; never in a backup that outlives the promise of erasure."""
        return self.path / "vault"

    @property
    def blobs_folder(self) -> Path:
        """Sealed files of reports."""
        return self.path / "blobs"

    @property
    def spool_folder(self) -> Path:
        """Where the intake of the same machine drops, unless another folder is named."""
        return self.path / "spool"

    @property
    def intake_folder(self) -> Path:
        """The folder of an intake on the same machine, as a sample has it."""
        return self.path / "intake"

    @property
    def root_folder(self) -> Path:
        """The root's secret of a sample; a real root lies on a stick that is not on the desk."""
        return self.path / "root"

    @property
    def ledger_file(self) -> Path:
        """The order of the ledger's leaves, where no other database is named; the desk's alone."""
        return self.path / "ledger.sqlite3"

    @property
    def ledger_folder(self) -> Path:
        """The ledger's public files, to be copied to where everybody can fetch them."""
        return self.path / "ledger"

    @property
    def audited_folder(self) -> Path:
        """The checkpoint of the ledger that was audited last."""
        return self.path / "ledger-audited"

    @property
    def shelf_folders(self) -> tuple[Path, Path]:
        """Two copies of what was collected; the second is best a link to another disk."""
        return self.path / "shelf", self.path / "shelf-copy"

    def read_secret(self) -> str:
        """Return the key that signs sessions and sign-in links."""
        return (self.path / "secret.key").read_text(encoding="ascii").strip()


def create_book(path: Path, *, name: str, zone: str, secret: str) -> BookFolder:
    """Make the folder of a new book; refuse a folder that holds anything."""
    if path.exists() and any(path.iterdir()):
        raise BookFolderError(f"expected an empty or new folder, got {path.name} with files in it")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    _write_private(path / "secret.key", secret + "\n")
    for folder in ("rejects", "spill"):
        (path / folder).mkdir(mode=0o700)
    facts = f"format = {FORMAT}\nname = {json.dumps(name, ensure_ascii=False)}\nzone = {json.dumps(zone)}\n"
    # Last: a folder with this file is a whole book, one without it is the rest of a broken attempt.
    _write_private(path / "book.toml", facts)
    return open_book(path)


def is_book(path: Path) -> bool:
    """Whether ``path`` is the folder of a book."""
    return (path / "book.toml").is_file()


def open_book(path: Path) -> BookFolder:
    """Return the book in ``path``, or raise `BookFolderError`."""
    if not is_book(path):
        raise BookFolderError(
            f"expected the folder of a book, got {path.name!r} without book.toml; "
            f"run: crimebook init {path.name}"
        )
    facts = tomllib.loads((path / "book.toml").read_text(encoding="utf-8"))
    if facts.get("format") != FORMAT:
        raise BookFolderError(
            f"expected a book of format {FORMAT}, got {facts.get('format')!r}: another version "
            "of the program made it; make a new book and import its lists again"
        )
    return BookFolder(path.resolve(), facts["name"], facts["zone"])


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
