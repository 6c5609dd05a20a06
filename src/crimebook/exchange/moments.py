"""Days, clock readings and instants as partners write them.

Read are ISO 8601 dates, months and years, ISO 8601 times with or without an offset, days written
``31.12.2020`` and seconds or milliseconds since 1970. A day written with slashes is read only where one of
its numbers cannot be a month: whether 3/4 is in March or in April is not for a program to say. A format can
be named instead.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crimebook.exchange.values import EARLIEST_YEAR
from crimebook.terms.errors import InvalidValueError

LAST_YEAR = 2200
"""A year after this is a slip of the pen. Whether a day is yet to come is known only to the import."""

_DAY = r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
_CLOCK = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
_OFFSET = r"(?P<offset>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)"
_TIMED = rf"(?:[T ]+{_CLOCK}(?:\s*{_OFFSET})?)?"
_ISO = re.compile(_DAY + _TIMED, re.IGNORECASE)
_DOTTED = re.compile(r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})" + rf"(?:,?{_TIMED})", re.IGNORECASE)
_SLASHED = re.compile(r"(?P<one>\d\d?)/(?P<other>\d\d?)/(?P<year>\d{4})" + rf"(?:,?{_TIMED})", re.IGNORECASE)
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d+)?|(?P<milliseconds>\d{12,13})")
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d\d)",
    "MM": r"(?P<month>\d\d?)",
    "DD": r"(?P<day>\d\d?)",
    "hh": r"(?P<hour>\d\d?)",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)",
    "ZZ": _OFFSET,
}
_A_WORD = re.compile(r"[^\W\d_]{3}")
_TOKEN = re.compile("|".join(_TOKENS))


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as it was written: the days ``first`` to ``last``, and the clock where it was named.

    ``local`` is a clock reading without an offset, ``instant`` one with an offset; at most one is there.
    """

    first: date
    last: date
    local: datetime | None = None
    instant: datetime | None = None

    @property
    def clock(self) -> datetime | None:
        """The clock reading as it was written, or None where only days were."""
        return self.local or self.instant


def read_moment(text: str) -> Moment:
    """Read a day, a month, a year, a clock reading or an instant, or raise `InvalidValueError`."""
    found = _ISO.fullmatch(text) or _DOTTED.fullmatch(text) or _SLASHED.fullmatch(text)
    if found is not None:
        return _moment(_unslashed(found.groupdict(), text), text)
    if _EPOCH.fullmatch(text):
        instant = read_epoch(text)
        return Moment(instant.date(), instant.date(), instant=instant)
    raise InvalidValueError("a day such as 2020-08-09, with a time or without", _shown(text))


def read_day(text: str) -> date:
    """Read one day, whatever its clock reading; raise `InvalidValueError` for a month or a year."""
    moment = read_moment(text)
    if moment.first != moment.last:
        raise InvalidValueError("one day such as 2020-08-09", _shown(text))
    return moment.first


def read_instant(text: str) -> datetime:
    """Read a time with its offset, or seconds since 1970, or raise `InvalidValueError`."""
    moment = read_moment(text)
    if moment.instant is None:
        raise InvalidValueError("a time with its offset from UTC", _shown(text))
    return moment.instant


def read_epoch(text: str) -> datetime:
    """Read seconds (9 or 10 digits) or milliseconds (12 or 13 digits) since 1970-01-01T00:00:00Z."""
    found = _EPOCH.fullmatch(text)
    if found is None:
        raise InvalidValueError("seconds or milliseconds since 1970", _shown(text))
    seconds = float(text) / (1000 if found["milliseconds"] else 1)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def read_as(pattern: str, text: str) -> Moment:
    """Read ``text`` in a named format of ``YYYY YY MM DD hh mm ss ZZ``, such as ``DD/MM/YYYY hh:mm``."""
    found = re.fullmatch(_pattern(pattern), text, re.IGNORECASE)
    if found is None:
        raise InvalidValueError(f"a time written {pattern}", _shown(text))
    parts = found.groupdict()
    if parts.get("short"):
        parts["year"] = "20" + parts["short"]
    return _moment(parts, text)


def says_words(text: str) -> bool:
    """Whether a text tells a time in words ("in early August"), not in figures that are wrong."""
    return not any(sign.isdigit() for sign in text) or bool(_A_WORD.search(text))


def check_pattern(pattern: str) -> str:
    """Return a format that names a year, or raise `InvalidValueError`."""
    tokens = _TOKEN.findall(pattern)
    if not {"YYYY", "YY"} & set(tokens) or len(tokens) != len(set(tokens)) or len(pattern) > 40:
        raise InvalidValueError("a format of YYYY MM DD hh mm ss ZZ, each once", repr(pattern[:40]))
    return pattern


def _pattern(pattern: str) -> str:
    written, at = "", 0
    for token in _TOKEN.finditer(pattern):
        written += re.escape(pattern[at : token.start()]) + _TOKENS[token[0]]
        at = token.end()
    return written + re.escape(pattern[at:])


def _unslashed(parts: dict[str, str | None], text: str) -> dict[str, str | None]:
    """Say which number of ``31/12/2020`` is the month, where only one can be."""
    if "one" not in parts:
        return parts
    one, other = int(parts["one"] or 0), int(parts["other"] or 0)
    if one <= 12 and other <= 12 and one != other:
        raise InvalidValueError(
            "a day that is read one way only", _shown(text), "write 2020-08-09, or name the date's format"
        )
    day, month = (one, other) if one > 12 else (other, one)
    return {**parts, "day": str(day), "month": str(month)}


def _moment(parts: dict[str, str | None], text: str) -> Moment:
    try:
        first, last = _days(int(parts["year"] or 0), parts.get("month"), parts.get("day"))
        if not parts.get("hour"):
            return Moment(first, last)
        clock = datetime.combine(first, datetime.min.time()).replace(
            hour=int(parts["hour"] or 0),
            minute=int(parts["minute"] or 0) if "minute" in parts else 0,
            second=int(parts.get("second") or 0),
            microsecond=int((parts.get("fraction") or "0").ljust(6, "0")[:6]),
        )
        offset = parts.get("offset")
        if offset:
            instant = datetime.fromisoformat(clock.isoformat() + _iso_offset(offset))
            return Moment(first, last, instant=instant)
    except (ValueError, OverflowError) as error:
        raise InvalidValueError("a day that exists", _shown(text)) from error
    if first != last:
        raise InvalidValueError("a day before its time", _shown(text))
    return Moment(first, last, local=clock)


def _days(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if not EARLIEST_YEAR <= year <= LAST_YEAR:
        raise InvalidValueError(f"a year from {EARLIEST_YEAR} to {LAST_YEAR}", str(year), "check the year")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, int(month), 1), date(year, int(month), calendar.monthrange(year, int(month))[1])
    return (only := date(year, int(month), int(day))), only


def _iso_offset(offset: str) -> str:
    if offset[0] not in "+-":
        return "+00:00"
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"


def _shown(text: str) -> str:
    return repr(text[:40]) if not any(letter.isalpha() for letter in text.replace("T", "")) else "other words"
