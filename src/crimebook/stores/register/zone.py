"""The zone whose days a book speaks of."""

from zoneinfo import ZoneInfo

from django.utils.timezone import get_default_timezone_name

from crimebook.terms.instants import parse_zone


def book_zone() -> ZoneInfo:
    """Return the time zone of the book that is open."""
    return parse_zone(get_default_timezone_name())
