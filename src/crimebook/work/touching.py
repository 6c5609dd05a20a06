"""Which windows of incidents a new recording could touch: those whose candidates or whose company it joins.

Whatever came or went is compared with the hulls of what happened. A hull is never smaller than its window, so
nothing that could be touched is missed; a little more than that is matched again for nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from crimebook.spacetime import sight
from crimebook.spacetime.columns import to_microseconds
from crimebook.spacetime.seen_columns import EVER_US, Seen, day_bounds_us
from crimebook.stores.register import matching as stored
from crimebook.stores.register import seen_feed
from crimebook.stores.register.matching import Span
from crimebook.stores.register.seen_feed import Moved
from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, unit_vector
from crimebook.work.strata import AREA_RADIUS_M, slab_us

FEW = 512
"""Changed windows that are compared one by one; of more only the time is looked at."""

_MARGIN_M = 1.0
_CONTEXT_US = round(sight.CONTEXT_S * 1_000_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALL_TIME = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))

Flags = NDArray[np.bool_]
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stale:
    """A window of an incident that may have to be matched, and its bounds in microseconds.

    ``is_marked``: it was matched before, and something came near to it since.
    """

    window_id: int
    start_us: int
    end_us: int
    is_marked: bool = False


def stale_windows(scorer: str, since: int | None, moved: Moved | None) -> tuple[Stale, ...]:
    """Return the windows that are not marked as matched, or that a change after ``since`` could touch.

    ``since`` None: nothing is marked. ``moved`` is what came and went; None where that is too much to be
    looked at one by one.
    """
    each = () if moved is None else (*moved.made, *moved.ended)
    intervals = _intervals(since or 0) if moved is None else [_bounds_us(one) for one in each]
    spans = stored.spans(scorer, _within(intervals))
    found = _Spans(spans)
    touched = found.meet_one_of(intervals) if moved is None else found.touched_by(each)
    marked = np.array([span.is_marked for span in spans], np.bool_)
    rows = np.flatnonzero(touched | ~marked)
    return tuple(
        Stale(
            spans[row].window_id,
            int(found.bounds_us[row, 0]),
            int(found.bounds_us[row, 1]),
            is_marked=bool(marked[row]),
        )
        for row in rows
    )


class _Spans:
    """Hulls of windows as columns; the company of each is of its `slab_us`."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.bounds_us = np.array([_span_us(each.start, each.end) for each in spans], np.int64).reshape(-1, 2)
        slabs = np.array([slab_us(*bounds) for bounds in self.bounds_us.tolist()], np.int64).reshape(-1, 2)
        self._first, self._last = slabs[:, 0], slabs[:, 1]
        self._is_placed = np.array([each.lat is not None for each in spans], np.bool_)
        self._radius_m = np.array([each.radius_m or 0.0 for each in spans], np.float64)
        points = [unit_vector(LatLon(each.lat or 0.0, each.lon or 0.0)) for each in spans]
        self._points = np.array(points, np.float64).reshape(-1, 3)

    def touched_by(self, moved: Iterable[Seen]) -> Flags:
        touched = np.zeros(len(self._first), np.bool_)
        for each in moved:
            start, end = _bounds_us(each)
            meets = (self._first <= end) & (start <= self._last)
            place = each.window.place
            if place is not None and each.window.is_placed:
                meets &= ~self._is_placed | self._is_near(place, sight.search_reach_m(each.window, each.kind))
            touched |= meets
        return touched

    def meet_one_of(self, intervals: Sequence[Interval]) -> Flags:
        """Return which windows are of a day that one of the intervals meets."""
        joined = np.array(_joined(intervals), np.int64).reshape(-1, 2)
        if not len(joined):
            return np.zeros(len(self._first), np.bool_)
        last = np.searchsorted(joined[:, 0], self._last, side="right") - 1
        meets: Flags = (last >= 0) & (joined[np.maximum(last, 0), 1] >= self._first)
        return meets

    def _is_near(self, place: Place, reach_m: float) -> Flags:
        """Return which hulls the place with its reach could touch, or is in the company of."""
        limit_m = np.maximum(AREA_RADIUS_M, self._radius_m + place.radius_m + reach_m) + _MARGIN_M
        gaps = np.linalg.norm(self._points - np.array(unit_vector(place.centre)), axis=1)
        near: Flags = gaps <= 2 * np.sin(np.minimum(limit_m / (2 * EARTH_RADIUS_M), np.pi / 2))
        return near


def _intervals(since: int) -> list[Interval]:
    return [
        (start - _CONTEXT_US, end + _CONTEXT_US)
        for start, end in (_span_us(*bounds) for bounds in seen_feed.moved_bounds_after(since))
    ]


def _bounds_us(each: Seen) -> Interval:
    start, end = day_bounds_us(each.window)
    return start - _CONTEXT_US, end + _CONTEXT_US


def _span_us(start: datetime | None, end: datetime | None) -> Interval:
    return (
        EVER_US[0] if start is None else to_microseconds(start),
        EVER_US[1] if end is None else to_microseconds(end),
    )


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Return disjoint intervals, in order, that cover the same instants."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _within(intervals: Sequence[Interval]) -> tuple[datetime | None, datetime | None] | None:
    """Return the interval in which a window must lie to be of a day that one of the intervals meets."""
    if not intervals:
        return None
    start, end = min(first for first, _ in intervals), max(last for _, last in intervals)
    day = timedelta(days=1)
    first = None if start <= EVER_US[0] else max(_moment(start), _ALL_TIME[0] + day) - day
    last = None if end >= EVER_US[1] else min(_moment(end), _ALL_TIME[1] - day) + day
    return first, last


def _moment(instant_us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant_us)
