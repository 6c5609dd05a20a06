"""A book with both its sides: a desk with keys that are good now, and its intake as it is served."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.promises.served import Server, reporter_of, serving
from tests.work.book import ZONE
from tests.work.opening.cast import folders, order, passphrases
from tests.zones.intake.reporters import Reporter

from crimebook.stores.vault.folder import Room, Vault
from crimebook.work.actors import operator
from crimebook.work.collecting import collect_folder
from crimebook.work.importing.context import ImportContext, open_context
from crimebook.work.opening.desk import Desk, desk_of
from crimebook.work.opening.keymaking import make_keys
from crimebook.work.opening.letters import Letters, open_letters
from crimebook.work.opening.opening import Opening, open_reports
from crimebook.work.opening.publishing import MANIFEST, ROOT_PUBLIC
from crimebook.work.receiving.intake import Intake
from crimebook.work.receiving.keeping import apply_acknowledgements


@dataclass(frozen=True)
class Book:
    """A desk, and the intake whose spool it collects from."""

    desk: Desk
    intake: Path
    server: Server
    at: datetime

    def reporter(self, language: str = "en") -> Reporter:
        """Return somebody at the intake's pages."""
        return reporter_of(self.server, language)

    def come_back(self, words: str) -> Reporter:
        """Return somebody who came back with twelve words."""
        return self.reporter().post("return/", {"words": words})

    def collect(self) -> None:
        """Fetch what waits, sign for it, and let the intake delete it, as its keeper does every minute."""
        assert collect_folder(self.desk, operator(), self.desk.folders.spool, at=self.at).refused == ()
        intake = Intake.at(self.intake)
        apply_acknowledgements(intake, self.at)
        intake.close()

    def open_reports(self) -> Opening:
        """Collect, and open what was not opened before."""
        self.collect()
        return open_reports(self.desk, operator(), self.context(), at=self.at)

    def open_one(self) -> str:
        """Open the one report that waits and return its reference."""
        opening = self.open_reports()
        assert opening.refused == ()
        (opened,) = opening.opened
        return opened.ref

    def open_letters(self) -> Letters:
        """Collect, and take the letters of reporters."""
        self.collect()
        return open_letters(self.desk, operator(), self.context(), at=self.at)

    def context(self) -> ImportContext:
        """Return what reading of words needs."""
        return open_context(ZONE, self.at.date())


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """Make the keys of a book, give their public half to an intake, and serve it."""
    at = datetime.now(UTC)
    vault, root = Vault(path / "vault"), Vault(path / "root")
    keyring, _ = make_keys(vault, root, passphrases(), order(at=at), os.urandom)
    desk = desk_of(folders(path), keyring, os.urandom)
    intake = path / "intake"
    intake.mkdir()
    (intake / "intake.toml").write_text(
        f'name = "Questions"\nexit = "https://weather.example/"\nspool = "{desk.folders.spool}"\n'
    )
    (intake / "manifest.txt").write_bytes(vault.read(Room.PUBLIC, MANIFEST))
    (intake / "root.txt").write_bytes(vault.read(Room.PUBLIC, ROOT_PUBLIC))
    with serving(intake, path / "output") as server:
        yield Book(desk, intake, server, at)
