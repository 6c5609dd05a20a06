"""What chains are checked by on the pages: the desk's key, and the ledger of the book that is served."""

import os

from django.conf import settings

from crimebook.work.ledger.booklog import LogPlaces
from crimebook.work.reading.chains import Grounds


def grounds() -> Grounds:
    """Return by what the book's events are checked."""
    book = settings.BOOK
    database = os.environ.get("CRIMEBOOK_DATABASE", "")
    places = LogPlaces(book.ledger_file, book.ledger_folder, book.audited_folder, database) if book else None
    return Grounds(settings.CUSTODY_KEY().public, places)
