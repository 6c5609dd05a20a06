"""Instants as text: seconds of a local clock, with the offset at which the world's clocks stand."""

from datetime import UTC, datetime
from functools import lru_cache

DAY_S = 86_400
OFFSET = "+03:00"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * DAY_S, tz=UTC).date().isoformat()


def format_local(at_s: int) -> str:
    """Return RFC 3339 text of ``at_s``, the epoch second that a clock in UTC would show on the same dial."""
    day, second = divmod(at_s, DAY_S)
    minute = second // 60
    return f"{_day(day)}T{minute // 60:02d}:{minute % 60:02d}:{second % 60:02d}{OFFSET}"
