"""What one pair or one file says of a clock: by how much it was ahead of the truth, between which bounds.

Told by a person: the incident's instant lies in the incident's window, and in the recording, or at the
instant inside it that the person named. Measured: a file holds the clock's own time beside one of GPS.

A device's own time is local, and where no offset stands beside it, its zone is unknown. Then every zone in
use, in whole quarters of an hour, leaves another offset (`of_local_time`), and so it does where an offset is
stated and the difference is more than half a quarter: was the clock wrong, or only its zone? That a
difference of whole quarters is a zone and no error is a belief about clocks and stands in `clocks`; here all
of them stay possible. A photograph's GPS time may be that of the last fix, seconds or minutes before: with a
chance of `STALE` it was old, by a heavy-tailed time.

Source: CIPA DC-008 (EXIF) 4.6.6, GPSTimeStamp; robust location by a contaminated likelihood (Box, Tiao 1968).
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from crimebook.terms.intervals import FourPoint
from crimebook.terms.windows import TimeBasis, Window, WindowKind

Floats = NDArray[np.float64]

WRONG_TOLD, WRONG_MEASURED = 0.10, 0.005
"""How often a confirmed pair is no true difference, and how often a GPS time in a file is not."""

NEARLY, NEARLY_S = 0.5, 1_800.0
"""Of what people confirm wrongly, so much is near the truth in time: else it had not been proposed."""

WRONG_WITHIN_S = 1.5 * 86_400.0
"""What is wrong altogether may be off by anything up to a day and a half, to either side."""

CUT_SIGMAS = 4.0
"""As with a stated error, what lies farther out is cut."""

QUARTER_S = 900.0
"""Zones in use lie whole quarters of an hour apart."""

EAST_S, WEST_S = 14 * 3_600.0, -12 * 3_600.0
"""The zones in use: from UTC-12:00 to UTC+14:00."""

STALE = 0.2
"""How often the GPS time of a photograph is that of an earlier fix."""

STALE_SCALE_S = 120.0
"""Half of those that are old are older than this."""

SEEN_SIGMA_S = 1.0
"""A person names the second at which a recording shows it."""

SPOKEN_SIGMA_S = 180.0
"""What a message tells of happened some minutes before it was sent, or after: a message shows nothing."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The clock was ahead of the truth by ``low_s`` to ``high_s`` seconds, each edge soft by ``sigma_s``.

    With ``step_s``, by one of ``low_s``, ``low_s + step_s``, …, ``high_s``. With ``stale_s`` the measured
    time may have been old: then the clock was ahead by less. ``origin`` names what it rests on: the pair that
    was confirmed, or the file.
    """

    low_s: float
    high_s: float
    sigma_s: float
    origin: str
    is_measured: bool = False
    step_s: float = 0.0
    stale_s: float = 0.0

    def likelihood(self, offset_s: Floats) -> Floats:
        """Return the density of the difference, were the clock off by ``offset_s``; per second."""
        wrong = WRONG_MEASURED if self.is_measured else WRONG_TOLD
        found = self._points(offset_s) if self._is_sharp else self._plateau(offset_s)
        anywhere = np.full_like(offset_s, 1 / (2 * WRONG_WITHIN_S))
        if not self.is_measured:
            anywhere = (1 - NEARLY) * anywhere + NEARLY * self._near(offset_s)
        return (1 - wrong) * found + wrong * anywhere

    def fits(self, clock_s: float, spread_s: float) -> bool:
        """Whether an offset within ``spread_s`` of ``clock_s`` is one of those it allows."""
        slack_s = spread_s + CUT_SIGMAS * self.sigma_s
        if self.step_s:
            return bool(abs(clock_s - self._nearest(np.array([clock_s]))[0]) <= slack_s)
        return self.low_s - slack_s <= clock_s <= self.high_s + slack_s

    @property
    def points_s(self) -> tuple[float, ...]:
        """Return the offsets that it names; of a plateau, its ends."""
        if not self.step_s:
            return (self.low_s, self.high_s)
        return tuple((self.low_s + self.step_s * np.arange(self._count)).tolist())

    @property
    def is_sure(self) -> bool:
        """Whether it was measured, and cannot be old."""
        return self.is_measured and not self.stale_s

    @property
    def _is_sharp(self) -> bool:
        return self.step_s > 0 or self.high_s - self.low_s < self._soft_s / 100

    @property
    def _soft_s(self) -> float:
        return max(self.sigma_s, 0.5)

    @property
    def _count(self) -> int:
        return 1 + round((self.high_s - self.low_s) / self.step_s) if self.step_s else 1

    def _near(self, offset_s: Floats) -> Floats:
        sigma_s = max(NEARLY_S, self.high_s - self.low_s)
        off = (offset_s - (self.low_s + self.high_s) / 2) / sigma_s
        return np.asarray(np.exp(-(off**2) / 2) / (sigma_s * math.sqrt(2 * math.pi)), np.float64)

    def _plateau(self, offset_s: Floats) -> Floats:
        low, high = (offset_s - self.low_s) / self._soft_s, (offset_s - self.high_s) / self._soft_s
        return np.asarray((ndtr(low) - ndtr(high)) / (self.high_s - self.low_s), np.float64)

    def _points(self, offset_s: Floats) -> Floats:
        off = (offset_s - self._nearest(offset_s)) / self._soft_s
        found = np.exp(-(off**2) / 2) / (self._soft_s * math.sqrt(2 * math.pi))
        if self.stale_s:
            age_s = self._nearest(offset_s, is_above=True) - offset_s
            old = np.where(age_s >= 0, self.stale_s / (self.stale_s + np.maximum(age_s, 0)) ** 2, 0.0)
            found = (1 - STALE) * found + STALE * old
        return np.asarray(found / self._count, np.float64)

    def _nearest(self, offset_s: Floats, *, is_above: bool = False) -> Floats:
        """Return of the points that it names the nearest, or the nearest that is not below."""
        if not self.step_s:
            return np.full_like(offset_s, (self.low_s + self.high_s) / 2)
        at = (offset_s - self.low_s) / self.step_s
        steps = np.clip(np.ceil(at) if is_above else np.round(at), 0, self._count - 1)
        return np.asarray(self.low_s + steps * self.step_s, np.float64)


def of_pair(
    recording: Window, incident: Window, origin: str, *, seen_at_s: float | None = None
) -> Difference | None:
    """Return what a confirmed pair says of the recording's clock; None where it says nothing.

    The incident's instant T lies in the recording, whose true ends are those read less the offset: so the
    offset is at least the read start less the latest T, and at most the read end less the earliest. Where a
    person says that it is seen ``seen_at_s`` after the start, both ends are that instant; then it may also
    have lasted. The window of a message is the instant at which it was sent.
    """
    is_said = recording.kind is WindowKind.INSTANT_INSIDE
    begun_ended = None if recording.basis is not TimeBasis.CLOCK else _read_span(recording.time, seen_at_s)
    if begun_ended is None or not incident.time.is_bounded:
        return None
    is_pinned = begun_ended[0] == begun_ended[1] and not is_said
    if incident.kind is not WindowKind.INSTANT_INSIDE and not is_pinned:
        return None
    begun, ended = begun_ended
    first, second, third, last = points(incident.time)
    early, late = _middle(first, second), _middle(third, last)
    soft_s = ((second - first) + (last - third)).total_seconds() / 4
    low_s, high_s = (begun - late).total_seconds(), (ended - early).total_seconds()
    # Where the latest start lies after the earliest end the two middles cross: no instant is certain.
    least_s = SPOKEN_SIGMA_S if is_said else SEEN_SIGMA_S
    return Difference(min(low_s, high_s), max(low_s, high_s), math.hypot(soft_s, least_s), origin)


def of_reading(ahead_s: float, sigma_s: float, origin: str) -> Difference:
    """Return what a list says in which the clock's time stands beside a measured one, both with a zone."""
    return Difference(ahead_s, ahead_s, max(sigma_s, 1.0), origin, is_measured=True)


def of_local_time(
    shown: datetime, gps_at: datetime, sigma_s: float, origin: str, *, stale_s: float = 0.0
) -> Difference:
    """Return what a file says: the device's own time, with an offset or none, beside a time by GPS.

    Without an offset, and with one that leaves more than half a quarter of an hour, every zone is possible.
    """
    soft_s = max(sigma_s, 1.0)
    if shown.tzinfo is not None:
        ahead_s = (shown - gps_at).total_seconds()
        if abs(ahead_s) < QUARTER_S / 2:
            return Difference(ahead_s, ahead_s, soft_s, origin, is_measured=True, stale_s=stale_s)
    local_s = (shown.replace(tzinfo=UTC) - gps_at).total_seconds()
    return Difference(
        local_s - EAST_S,
        local_s - WEST_S,
        soft_s,
        origin,
        is_measured=True,
        step_s=QUARTER_S,
        stale_s=stale_s,
    )


def readings(time: FourPoint) -> tuple[datetime, datetime]:
    """Return the start and the end that a clock showed: the middles of what its error allows."""
    first, second, third, last = points(time)
    return _middle(first, second), _middle(third, last)


def points(time: FourPoint) -> tuple[datetime, datetime, datetime, datetime]:
    """Return the four points of a bounded interval; an inner one that is unknown is as far out as can be."""
    first, last = time.earliest_start, time.latest_end
    if first is None or last is None:
        raise ValueError("expected an interval with both its bounds, got one without; ask is_bounded first")
    return first, time.latest_start or last, time.earliest_end or first, last


def _read_span(time: FourPoint, seen_at_s: float | None) -> tuple[datetime, datetime] | None:
    """Return between which instants of the clock it happened; an instant behind the end names none."""
    if not time.is_bounded:
        return None
    begun, ended = readings(time)
    if seen_at_s is None or begun + timedelta(seconds=seen_at_s) > ended + timedelta(seconds=1):
        return begun, ended
    instant = begun + timedelta(seconds=seen_at_s)
    return instant, instant


def _middle(one: datetime, other: datetime) -> datetime:
    return one + (other - one) / 2
