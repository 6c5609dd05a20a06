"""Times as they are known, in a sentence of the reader's language.

"between 20:00 and 02:00, 9–10 August 2020, Minsk time; stated in words". The four points behind a sentence
are given by `bounds`. A day that ends at midnight ends at 24:00, as people say it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext

from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind

_BOUNDS = (
    gettext_lazy("Earliest start"),
    gettext_lazy("Latest start"),
    gettext_lazy("Earliest end"),
    gettext_lazy("Latest end"),
)
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Clock:
    """A wall-clock moment as people say it: midnight at the end of a span is 24:00 of the day before."""

    day: date
    time: str


def say_time(window: Window, zone: tzinfo) -> str:
    """Return the sentence for a window's time: when, in which zone, known how."""
    if not any(window.time.points):
        return gettext("time unknown")
    when = _say_when(window, zone)
    return gettext("%(when)s, %(zone)s; %(basis)s") % {
        "when": when,
        "zone": say_zone(zone),
        "basis": say_basis(window),
    }


def say_basis(window: Window) -> str:
    """Return how the time is known."""
    match window.basis:
        case TimeBasis.STATED:
            return gettext("stated in words")
        case TimeBasis.POSTED:
            return gettext("known only by when it was posted")
        case TimeBasis.CLOCK if window.clock_sigma_s > 0:
            return gettext("by a clock, give or take %(error)s") % {"error": say_span(window.clock_sigma_s)}
        case TimeBasis.CLOCK:
            return gettext("by a clock")
        case TimeBasis.UNKNOWN:
            return gettext("how this is known is not recorded")


def say_zone(zone: tzinfo) -> str:
    """Return the zone's name for people; other zones than Minsk by their IANA name."""
    key = zone.key if isinstance(zone, ZoneInfo) else str(zone)
    if key == "Europe/Minsk":
        return gettext("Minsk time")
    return gettext("time of %(zone)s") % {"zone": key}


def say_span(seconds: float) -> str:
    """Return a length of time in its largest whole unit: 3 s, 2 min, 5 h, 2 days; no line ends within."""
    return _say_span(seconds).replace(" ", "\N{NO-BREAK SPACE}")


def _say_span(seconds: float) -> str:
    if seconds < 120:
        return gettext("%(count)s s") % {"count": round(seconds)}
    if seconds < 2 * 3600:
        return gettext("%(count)s min") % {"count": round(seconds / 60)}
    if seconds < 2 * _DAY_S:
        return gettext("%(count)s h") % {"count": round(seconds / 3600)}
    count = round(seconds / _DAY_S)
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def say_length(seconds: float) -> str:
    """Return the length of a recording as h:mm:ss or m:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def say_days(first: date, last: date) -> str:
    """Return one day, or a span of days that says month and year once where it can."""
    end = _say_day(last)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    start = _say_day(first) if first.year != last.year else format_date(first, "d MMMM", locale=locale())
    return f"{start} – {end}"


def bounds(interval: FourPoint, zone: tzinfo) -> tuple[tuple[str | Promise, str], ...]:
    """Return the four points with their names; an unknown bound says so."""
    return tuple(
        (name, gettext("unknown") if point is None else _say_instant(point.astimezone(zone)))
        for name, point in zip(_BOUNDS, interval.points, strict=True)
    )


def say_instant(moment: datetime, zone: tzinfo) -> str:
    """Return a day and a time of day in ``zone``."""
    local = moment.astimezone(zone)
    return f"{_say_day(local.date())}, {local:%H:%M}"


def _say_instant(local: datetime) -> str:
    offset = local.strftime("%z")
    return f"{_say_day(local.date())}, {local:%H:%M:%S} {offset[:3]}:{offset[3:5]}"


def _say_when(window: Window, zone: tzinfo) -> str:
    start, end = _ends(window)
    if end is not None and (start is None or window.basis is TimeBasis.POSTED):
        at = _clock(end, zone, closes=False)
        return gettext("before %(time)s, %(day)s") % {"time": at.time, "day": _say_day(at.day)}
    if start is not None and end is None:
        at = _clock(start, zone, closes=False)
        return gettext("after %(time)s, %(day)s") % {"time": at.time, "day": _say_day(at.day)}
    if start is None or end is None:
        return gettext("at some time between unknown bounds")
    if start == end:
        at = _clock(start, zone, closes=False)
        return gettext("at %(time)s, %(day)s") % {"time": at.time, "day": _say_day(at.day)}
    return _say_between(_clock(start, zone, closes=False), _clock(end, zone, closes=True), _frame(window))


def _say_between(first: Clock, last: Clock, frame: str) -> str:
    days = say_days(first.day, last.day)
    if (first.time, last.time) == ("00:00", "24:00"):
        return gettext("on %(days)s") % {"days": days}
    if last.day - first.day > timedelta(days=1):
        start = f"{_say_day(first.day)}, {first.time}"
        return frame % {"start": start, "end": f"{_say_day(last.day)}, {last.time}"}
    said = frame % {"start": first.time, "end": last.time}
    return f"{said}, {days}"


def _frame(window: Window) -> str:
    if window.kind is WindowKind.INSTANT_INSIDE:
        return gettext("between %(start)s and %(end)s")
    if _is_sharp(window):
        return gettext("from %(start)s to %(end)s")
    return gettext("lasting, at most from %(start)s to %(end)s")


def _is_sharp(window: Window) -> bool:
    time = window.time
    is_exact = time.earliest_start == time.latest_start and time.earliest_end == time.latest_end
    return is_exact or window.basis is TimeBasis.CLOCK


def _ends(window: Window) -> tuple[datetime | None, datetime | None]:
    """Return the two ends to speak of. A clock's error is said apart, so its ends are the middles."""
    time = window.time
    if window.basis is TimeBasis.CLOCK and None not in time.points:
        return _middle(time.earliest_start, time.latest_start), _middle(time.earliest_end, time.latest_end)
    return time.earliest_start, time.latest_end


def _middle(early: datetime | None, late: datetime | None) -> datetime | None:
    return None if early is None or late is None else early + (late - early) / 2


def _clock(moment: datetime, zone: tzinfo, *, closes: bool) -> Clock:
    local = moment.astimezone(zone) + timedelta(microseconds=500_000)
    local = local.replace(microsecond=0)
    if closes and (local.hour, local.minute, local.second) == (0, 0, 0):
        return Clock(local.date() - timedelta(days=1), "24:00")
    return Clock(local.date(), f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}")


def _say_day(day: date) -> str:
    return _format_day(day, locale())


@lru_cache(maxsize=4_096)
def _format_day(day: date, language: str) -> str:
    # A list of days to choose from has hundreds, the same on every page.
    return format_date(day, "d MMMM y", locale=language)


def locale() -> str:
    """Return the reader's language as Babel names it."""
    return (get_language() or "en").partition("-")[0]
