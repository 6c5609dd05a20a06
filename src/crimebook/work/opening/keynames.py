"""Names of seal keys and the times they stand for.

A month's key is called ``2026-01``, a year's for sealers without a server ``2026-offline``. One that took the
place of another has a number behind it: ``2026-01.2`` follows ``2026-01``.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from crimebook.terms.errors import InvalidValueError

KEPT_AFTER = timedelta(days=90)
"""How long a month's secret is kept after the month: a report may have waited that long."""

MAX_MONTHS = 12
OFFLINE = "-offline"
"""Behind a year: the name of the key of offline sealers, which are good for longer than a month."""


def months_from(at: datetime, count: int) -> list[str]:
    """Return ``count`` months from that of ``at`` on."""
    if not 1 <= count <= MAX_MONTHS:
        raise InvalidValueError(f"1 to {MAX_MONTHS} months", str(count))
    first = at.astimezone(UTC)
    numbers = (first.year * 12 + first.month - 1 + step for step in range(count))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def offline_of(month: str) -> str:
    """Return the name of the key of a month's year, to which an offline sealer seals."""
    return month[:4] + OFFLINE


def period_of(name: str) -> str:
    """Return for which month or year a key is, whatever place it took."""
    return name.partition(".")[0]


def newest_name(names: Iterable[str], period: str) -> str:
    """Return the newest key of a month or a year among ``names``, empty where there is none."""
    return max((each for each in names if period_of(each) == period), key=_place, default="")


def next_name(name: str) -> str:
    """Return the name of the key that takes the place of ``name``."""
    return f"{period_of(name)}.{_place(name) + 1}"


def month_start(month: str) -> datetime:
    """Return the first instant of a month, or raise `InvalidValueError`."""
    try:
        return datetime.strptime(period_of(month), "%Y-%m").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidValueError("a month such as 2026-01", repr(month[:20])) from error


def month_end(month: str) -> datetime:
    """Return the first instant after a month."""
    start = month_start(month)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def end_of(name: str) -> datetime:
    """Return the first instant after the month or the year that a key is for."""
    period = period_of(name)
    return month_end(f"{period.removesuffix(OFFLINE)}-12" if period.endswith(OFFLINE) else period)


def month_is_due(name: str, today: date) -> bool:
    """Whether a month's secret, or a year's for offline sealers, has been kept long enough."""
    return today >= end_of(name).date() + KEPT_AFTER


def _place(name: str) -> int:
    number = name.partition(".")[2]
    return int(number) if number.isdigit() else 1
