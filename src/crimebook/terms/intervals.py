"""Four-point intervals: when something began and ended, each within two bounds.

An interval has an *earliest start*, a *latest start*, an *earliest end* and a *latest end*. A bound that
nobody knows is ``None`` and stays unknown. The text form is lossless, with one encoding for one meaning::

    2020-08-09T20:00:00+03:00~2020-08-09T22:00:00+03:00/2020-08-10T00:00:00+03:00~2020-08-10T02:00:00+03:00
    2020-08-09T22:45:00+03:00/2020-08-09T22:50:00+03:00      each end known exactly
    ?~2020-08-09T22:45:00+03:00/?~2020-08-09T22:45:00+03:00  ended, and therefore began, before that

Method: the four-point representation of imprecise intervals (trapezoidal), as in Nagypál & Motik 2003.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Self

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import check_aware, format_instant, parse_instant


@dataclass(frozen=True, slots=True)
class FourPoint:
    """An interval whose start and end are each known within two bounds. All bounds are aware instants."""

    earliest_start: datetime | None
    latest_start: datetime | None
    earliest_end: datetime | None
    latest_end: datetime | None

    def __post_init__(self) -> None:
        for name in self.__slots__:
            # In a zone, two writings of an hour that comes twice are unequal (PEP 495); an offset is safe.
            object.__setattr__(self, name, _with_fixed_offset(getattr(self, name)))
        for before, after in (
            (self.earliest_start, self.latest_start),
            (self.earliest_end, self.latest_end),
            (self.earliest_start, self.earliest_end),
            (self.latest_start, self.latest_end),
            (self.earliest_start, self.latest_end),
        ):
            if before is not None and after is not None and before > after:
                raise InvalidValueError(
                    "an interval whose bounds do not run backwards",
                    f"{format_instant(before)} after {format_instant(after)}",
                )

    @classmethod
    def exact(cls, start: datetime, end: datetime) -> Self:
        """Return an interval whose ends are both known."""
        return cls(start, start, end, end)

    @classmethod
    def instant(cls, moment: datetime) -> Self:
        """Return an interval of zero length."""
        return cls(moment, moment, moment, moment)

    @classmethod
    def unknown(cls) -> Self:
        """Return an interval of which nothing is known."""
        return cls(None, None, None, None)

    @property
    def points(self) -> tuple[datetime | None, datetime | None, datetime | None, datetime | None]:
        """The four bounds in order: earliest start, latest start, earliest end, latest end."""
        return self.earliest_start, self.latest_start, self.earliest_end, self.latest_end

    @property
    def is_bounded(self) -> bool:
        """Whether the interval has an earliest start and a latest end, so that it can be matched."""
        return self.earliest_start is not None and self.latest_end is not None

    def in_zone(self, zone: tzinfo) -> Self:
        """Return the same instants written in ``zone``."""
        return type(self)(*(bound and bound.astimezone(zone) for bound in self.points))

    def may_overlap(self, other: "FourPoint") -> bool:
        """Whether the two can share an instant; an unknown bound rules nothing out. Shared ends count."""
        return _not_after(self.earliest_start, other.latest_end) and _not_after(
            other.earliest_start, self.latest_end
        )

    def must_overlap(self, other: "FourPoint") -> bool:
        """Whether the two share an instant however the bounds fall."""
        return _known_not_after(self.latest_start, other.earliest_end) and _known_not_after(
            other.latest_start, self.earliest_end
        )

    def must_precede(self, other: "FourPoint") -> bool:
        """Whether this has ended before the other begins, however the bounds fall."""
        return (
            self.latest_end is not None
            and other.earliest_start is not None
            and self.latest_end < other.earliest_start
        )

    def may_contain(self, moment: datetime) -> bool:
        """Whether ``moment`` can lie in the interval."""
        return self.may_overlap(FourPoint.instant(moment))

    def format(self) -> str:
        """Write the lossless text form; the reverse of `parse`."""
        start = _format_end(self.earliest_start, self.latest_start)
        end = _format_end(self.earliest_end, self.latest_end)
        return f"{start}/{end}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the lossless text form; raise `InvalidValueError` for any other writing of it."""
        start, slash, end = text.partition("/")
        if not slash:
            raise InvalidValueError("START/END", repr(text[:120]), "each is T, or T~T, where T may be ?")
        interval = cls(*_parse_end(start), *_parse_end(end))
        if interval.format() != text:
            raise InvalidValueError(repr(interval.format()), repr(text[:160]), "write it in its one form")
        return interval


def enclosing(intervals: Iterable[FourPoint]) -> FourPoint:
    """Return the shortest exact interval that holds all of the given ones, unknown where one end is."""
    spans = tuple(intervals)
    starts = [span.earliest_start for span in spans]
    ends = [span.latest_end for span in spans]
    start = None if None in starts or not starts else min(bound for bound in starts if bound is not None)
    end = None if None in ends or not ends else max(bound for bound in ends if bound is not None)
    return FourPoint(start, start, end, end)


def _with_fixed_offset(bound: datetime | None) -> datetime | None:
    if bound is None:
        return None
    offset = check_aware(bound).utcoffset()
    return bound if bound.tzinfo is UTC else bound.replace(tzinfo=timezone(offset or timedelta()))


def _not_after(before: datetime | None, after: datetime | None) -> bool:
    return before is None or after is None or before <= after


def _known_not_after(before: datetime | None, after: datetime | None) -> bool:
    return before is not None and after is not None and before <= after


def _format_end(early: datetime | None, late: datetime | None) -> str:
    if early is not None and late is not None and _same_writing(early, late):
        return format_instant(early)
    return f"{_format_bound(early)}~{_format_bound(late)}"


def _same_writing(early: datetime, late: datetime) -> bool:
    return format_instant(early) == format_instant(late)


def _format_bound(bound: datetime | None) -> str:
    return "?" if bound is None else format_instant(bound)


def _parse_end(text: str) -> tuple[datetime | None, datetime | None]:
    early, tilde, late = text.partition("~")
    if not tilde:
        moment = parse_instant(early)
        return moment, moment
    return _parse_bound(early), _parse_bound(late)


def _parse_bound(text: str) -> datetime | None:
    return None if text == "?" else parse_instant(text)
