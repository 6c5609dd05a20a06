"""The time strip: windows on one clock, the page's own on top, the matched ones beneath.

A window is a trapezoid: soft where its start or end is uncertain, flat where it surely was. Horizontal
positions are in 0 to `WIDTH`, vertical ones in 0 to `HEIGHT` of a row's view box; ticks are in percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from crimebook.terms.intervals import FourPoint

WIDTH = 1000.0
HEIGHT = 16.0
_MARGIN = 0.12
_STEPS_S = (60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800)
_MAX_TICKS = 7
_MIN_SPAN_S = 600.0
_MIN_WIDTH = 8.0


@dataclass(frozen=True, slots=True)
class Row:
    """One window's shape: ``outer`` is where it can be, ``core`` where it surely is (empty if nowhere)."""

    outer: str
    core: str
    runs_out_left: bool
    runs_out_right: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the clock: its place in percent, its hour, and the day where a new one begins."""

    percent: float
    moment: datetime
    begins_day: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The clock from ``start`` to ``end`` with its ticks."""

    start: datetime
    end: datetime
    ticks: tuple[Tick, ...]

    def x_of(self, moment: datetime) -> float:
        """Return the position of ``moment``, which may lie outside 0 to `WIDTH`."""
        return (moment - self.start) / (self.end - self.start) * WIDTH

    def row(self, interval: FourPoint) -> Row:
        """Return the shape of an interval, cut at the strip's ends."""
        left, right = self._bound(interval.earliest_start, 0.0), self._bound(interval.latest_end, WIDTH)
        core_left, core_right = (
            self._bound(interval.latest_start, right),
            self._bound(interval.earliest_end, left),
        )
        outer_left, outer_right = _at_least(_cut(left), _cut(right))
        has_core = core_left <= core_right
        if has_core:
            top = _at_least(_cut(core_left), _cut(core_right))
            outer = _polygon(outer_left, max(top[0], outer_left), min(top[1], outer_right), outer_right)
            core = _polygon(top[0], top[0], top[1], top[1])
        else:
            outer, core = _polygon(outer_left, outer_left, outer_right, outer_right), ""
        return Row(outer, core, left < 0.0 or interval.earliest_start is None, right > WIDTH)

    def _bound(self, moment: datetime | None, unknown: float) -> float:
        return unknown if moment is None else self.x_of(moment)


def draw_strip(own: Sequence[FourPoint], zone: tzinfo) -> Strip | None:
    """Return a clock that shows the page's own intervals with a margin, or None where none is bounded."""
    starts = [each.earliest_start for each in own if each.earliest_start is not None]
    ends = [each.latest_end for each in own if each.latest_end is not None]
    if not starts or not ends:
        return None
    first, last = min(starts), max(ends)
    span = max(last - first, timedelta(seconds=_MIN_SPAN_S))
    start, end = (first - span * _MARGIN).astimezone(zone), (first + span * (1 + _MARGIN)).astimezone(zone)
    return Strip(start, end, _ticks(start, end))


def _ticks(start: datetime, end: datetime) -> tuple[Tick, ...]:
    span_s = (end - start).total_seconds()
    step_s = next((step for step in _STEPS_S if span_s / step <= _MAX_TICKS), span_s / _MAX_TICKS)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    count = int((end - midnight).total_seconds() // step_s)
    moments = [midnight + timedelta(seconds=step_s * index) for index in range(count + 1)]
    shown = [moment for moment in moments if moment >= start]
    return tuple(
        Tick(
            round((moment - start) / (end - start) * 100, 2),
            moment,
            index == 0 or moment.date() != shown[index - 1].date(),
        )
        for index, moment in enumerate(shown)
    )


def _at_least(left: float, right: float) -> tuple[float, float]:
    """Widen what would be too thin to see, inside the strip."""
    if right - left >= _MIN_WIDTH:
        return left, right
    middle = min(max((left + right) / 2, _MIN_WIDTH / 2), WIDTH - _MIN_WIDTH / 2)
    return middle - _MIN_WIDTH / 2, middle + _MIN_WIDTH / 2


def _cut(x: float) -> float:
    return min(max(x, 0.0), WIDTH)


def _polygon(left: float, top_left: float, top_right: float, right: float) -> str:
    points = ((left, HEIGHT), (top_left, 0.0), (top_right, 0.0), (right, HEIGHT))
    return " ".join(f"{x:.1f},{y:.0f}" for x, y in points)
