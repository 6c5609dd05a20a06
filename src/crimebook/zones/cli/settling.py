"""What a book needs after its records changed: its numbers counted, its texts found."""

from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.session import now, progress_of, say

INDEXED_AT_ONCE = 50_000
"""Rows after which the search index waits for its own command: a large import says how it went first."""


def settle_book(folder: BookFolder, *, rows: int) -> None:
    """Count the book and bring its search index up to date after ``rows`` rows came in."""
    count_again(folder)
    if rows > INDEXED_AT_ONCE:
        say("the search index is brought up to date by: crimebook index")
        return
    from crimebook.zones.cli.finding import index_book_of

    index_book_of(folder)


def count_again(folder: BookFolder) -> None:
    """Count the book for its pages."""
    from crimebook.work.counting import keep_counts

    with progress_of("count", folder) as progress:
        keep_counts(at=now())
        progress(1, 1)
