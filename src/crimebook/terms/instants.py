"""Instants: aware moments. A naive time does not enter; a zone is converted, never relabelled."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crimebook.terms.errors import InvalidValueError

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


def check_aware(moment: datetime) -> datetime:
    """Return ``moment`` if it knows its offset from UTC, or raise `InvalidValueError`."""
    if moment.utcoffset() is None:
        raise InvalidValueError("a time with its offset from UTC", "a naive time", "name the time zone")
    return moment


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 time with seconds and an offset, and keep that offset."""
    if not _RFC3339.fullmatch(text):
        raise InvalidValueError(
            "a time like 2020-08-10T22:45:00+03:00", repr(text[:40]), "write date, time and offset"
        )
    try:
        return check_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise InvalidValueError("a moment that exists", repr(text[:40])) from error


def format_instant(moment: datetime) -> str:
    """Write an RFC 3339 time, microseconds only where there are some; the reverse of `parse_instant`."""
    text = check_aware(moment).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def parse_zone(name: str) -> ZoneInfo:
    """Return the IANA time zone called ``name``, or raise `InvalidValueError`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValueError("an IANA time zone such as Europe/Minsk", repr(name[:40])) from error


def at_local(day: date, hour: float, zone: ZoneInfo) -> datetime:
    """Return the instant ``hour`` hours (0 to 48, fractions allowed) after local midnight of ``day``.

    The hours are those of the wall clock: on a night when the clocks change, 26 is still two in the morning.
    """
    days, rest = divmod(round(hour * 3600), 86_400)
    wall = datetime.combine(day + timedelta(days=days), time()) + timedelta(seconds=rest)
    return wall.replace(tzinfo=zone)


def to_epoch_s(moment: datetime) -> float:
    """Return seconds since 1970-01-01T00:00:00Z."""
    return check_aware(moment).timestamp()


def from_epoch_s(seconds: float) -> datetime:
    """Return the instant ``seconds`` after 1970-01-01T00:00:00Z, in UTC."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def instants_of(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the instants that a clock reading without an offset can mean in ``zone``: one, or two.

    An hour that comes twice has two; so has one that the clocks skip, read by either offset (PEP 495).
    """
    try:
        moments = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
        return tuple(moment.astimezone(zone) for moment in sorted(moments))
    except (OverflowError, ValueError) as error:
        raise InvalidValueError("a year from 2 to 9998", str(wall.year)) from error
