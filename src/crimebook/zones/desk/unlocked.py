"""The desk's keys while its pages are served: unlocked once a process, by the passphrases of two people.

They are lent by ``crimebook serve`` in the environment of the desk's own process. Without them the pages show
what stands in the register, and nothing that was told.
"""

import os
from datetime import date
from functools import cache

from django.conf import settings

from crimebook.terms.errors import CrimebookError, NotFoundError
from crimebook.work.importing.context import ImportContext, open_context
from crimebook.work.opening.desk import Desk, DeskFolders, KeysFolder, open_vault, unlock_desk
from crimebook.work.opening.keyring import Passphrases

FIRST, SECOND = "CRIMEBOOK_PASSPHRASE_1", "CRIMEBOOK_PASSPHRASE_2"


@cache
def find_desk() -> Desk | None:
    """Return the unlocked desk, None where nobody has unlocked it."""
    book, first, second = settings.BOOK, os.environ.get(FIRST), os.environ.get(SECOND)
    if book is None or not first or not second:
        return None
    folders = DeskFolders(
        book.vault_folder, settings.BLOBS or book.blobs_folder, book.shelf_folders, book.spool_folder
    )
    try:
        return unlock_desk(folders, Passphrases(first, second), os.urandom)
    except CrimebookError:
        # A wrong passphrase was said by the command that lent it; here the desk is simply locked.
        return None


def need_desk() -> Desk:
    """Return the unlocked desk; raise `NotFoundError` where it is locked."""
    desk = find_desk()
    if desk is None:
        raise NotFoundError("expected an unlocked desk, got one that nobody has unlocked")
    return desk


def need_vault() -> KeysFolder:
    """Return the keys' folder of the book that is served, locked as it may be; raise `NotFoundError`."""
    book = settings.BOOK
    if book is None:
        raise NotFoundError("expected a book that is served, got none")
    return open_vault(book.vault_folder)


def context_of(today: date) -> ImportContext:
    """Return what storing the answers of a report needs to know of the book."""
    return open_context(settings.TIME_ZONE, today)
