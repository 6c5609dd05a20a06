"""The book's own clock: the zone in which its times are told."""

from zoneinfo import ZoneInfo

from django.conf import settings

_WITHOUT_BOOK = "Europe/Minsk"


def book_zone() -> ZoneInfo:
    """Return the zone of the open book."""
    book = getattr(settings, "BOOK", None)
    return ZoneInfo(book.zone if book else _WITHOUT_BOOK)
