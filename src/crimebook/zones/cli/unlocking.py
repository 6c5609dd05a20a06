"""Passphrases of a command: from the environment, or asked for without showing them.

``CRIMEBOOK_PASSPHRASE_1`` and ``_2`` are for the sample book and for tests: whoever reads the environment of
a process reads them too. With them absent, each of the two people types their own.
"""

import os
import sys
from typing import TYPE_CHECKING

import typer

from crimebook.stores.blobs.opening import blobs_place
from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.session import say

if TYPE_CHECKING:
    from crimebook.work.opening.desk import Desk, DeskFolders

FIRST, SECOND, ROOT = "CRIMEBOOK_PASSPHRASE_1", "CRIMEBOOK_PASSPHRASE_2", "CRIMEBOOK_PASSPHRASE_ROOT"
NEW_FIRST, NEW_SECOND = "CRIMEBOOK_PASSPHRASE_NEW_1", "CRIMEBOOK_PASSPHRASE_NEW_2"
NEW_ROOT = "CRIMEBOOK_PASSPHRASE_NEW_ROOT"
CUSTODIAN = "CRIMEBOOK_PASSPHRASE_CUSTODIAN"
_ASKED = {
    CUSTODIAN: "Passphrase of this custodian",
    NEW_FIRST: "New passphrase of the first person",
    NEW_SECOND: "New passphrase of the second person",
    NEW_ROOT: "Passphrase of the new root",
    FIRST: "Passphrase of the first person",
    SECOND: "Passphrase of the second person",
    ROOT: "Passphrase of the root",
}


def passphrase(name: str, *, is_new: bool = False) -> str:
    """Return a passphrase; a new one is typed twice."""
    given = os.environ.get(name)
    if given is not None:
        return given
    typed: str = typer.prompt(_ASKED[name], hide_input=True, confirmation_prompt=is_new, err=True)
    return typed


def lend_passphrases(folder: BookFolder) -> None:
    """Put the passphrases where the desk's processes find them; those of a sample stand in the program.

    Without any the desk is served all the same, and reports stay closed.
    """
    # A book without reports has a vault too: the key of its own signatures is there, and no archive.
    if not (folder.vault_folder / "archive").is_dir() or FIRST in os.environ:
        return
    if folder.root_folder.is_dir():
        # Only a sample keeps its root beside its book.
        from crimebook.work.sample_reports import PASSPHRASES

        os.environ[FIRST], os.environ[SECOND] = PASSPHRASES.first, PASSPHRASES.second
    elif sys.stdin.isatty():
        os.environ[FIRST], os.environ[SECOND] = passphrase(FIRST), passphrase(SECOND)
    else:
        say(f"reports stay closed: {FIRST} and {SECOND} are not set, and nobody can be asked")


def desk_folders(folder: BookFolder) -> "DeskFolders":
    """Return where a book keeps what opening needs."""
    from crimebook.work.opening.desk import DeskFolders

    blobs = blobs_place(folder.blobs_folder, os.environ)
    return DeskFolders(folder.vault_folder, blobs, folder.shelf_folders, folder.spool_folder)


def unlock(folder: BookFolder) -> "Desk":
    """Return the desk that the two passphrases unlock."""
    from crimebook.work.opening.desk import unlock_desk
    from crimebook.work.opening.keyring import Passphrases

    words = Passphrases(passphrase(FIRST), passphrase(SECOND))
    return unlock_desk(desk_folders(folder), words, os.urandom)
