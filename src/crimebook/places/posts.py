"""When a recording was made that only its posting dates, or that a clock with an error timed."""

from datetime import datetime, timedelta

from crimebook.places.timereadings import TimeReading
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import check_aware
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import reason
from crimebook.terms.windows import TimeBasis, WindowKind

MAX_LAG_S = 7 * 86_400.0
"""Most posts follow within an hour, some within days; a later one is left to a person."""

CLOCK_CUT_SIGMAS = 4.0
"""A clock's normal error is cut here: it lies farther out once in 15,787 times."""


def posted_time(posted_at: datetime, duration_s: float) -> TimeReading:
    """Return when a recording of ``duration_s`` seconds can have been made, if posted at ``posted_at``."""
    posted = check_aware(posted_at)
    lag, length = timedelta(seconds=MAX_LAG_S), timedelta(seconds=_check_span(duration_s))
    why = reason(
        "known only by its posting: recorded before that, at most {days} days before, where we cut",
        days=round(MAX_LAG_S / 86_400),
    )
    span = FourPoint(posted - lag - length, posted - length, posted - lag, posted)
    return TimeReading(span, WindowKind.LASTING, TimeBasis.POSTED, (why,), None)


def clock_time(start: datetime, end: datetime, sigma_s: float) -> TimeReading:
    """Return when a recording ran by a clock whose error has the standard deviation ``sigma_s``."""
    if check_aware(end) < check_aware(start):
        raise InvalidValueError("an end that is not before its start", "an earlier end")
    cut_s = CLOCK_CUT_SIGMAS * _check_span(sigma_s)
    cut = timedelta(seconds=cut_s)
    why = reason(
        "by a clock with an error of {sigma_s} s, cut at {cut_s} s to either side",
        sigma_s=sigma_s,
        cut_s=cut_s,
    )
    span = FourPoint(start - cut, start + cut, end - cut, end + cut)
    return TimeReading(span, WindowKind.LASTING, TimeBasis.CLOCK, (why,), None)


def _check_span(seconds: float) -> float:
    if not 0.0 <= seconds <= 366 * 86_400.0:
        raise InvalidValueError("0 s to a year", f"{seconds} s")
    return seconds
