"""A town whose truth is drawn, not computed: do the scores mean what they say?

Nothing here uses the scorer's formulas. People stand at hot spots; witnesses misplace an event, some on an
even disc, and tell a span of time that holds it; cameras have clocks that are off; posts come after a
lognormal lag. A recording covers an event when it truly ran then, the event in its true reach and angle.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from numpy.random import Generator

from crimebook.spacetime.chances import chances
from crimebook.spacetime.columns import to_microseconds
from crimebook.spacetime.recorded import Recorded
from crimebook.spacetime.score import top_k
from crimebook.spacetime.strata import Extent, Stratum, stratum_of
from crimebook.terms.intervals import FourPoint
from crimebook.terms.places import EARTH_RADIUS_M, LatLon, Place, Precision
from crimebook.terms.windows import TimeBasis, View, Window, WindowKind

NIGHT = datetime(2020, 8, 9, 18, tzinfo=UTC)
SIDE_M, NIGHT_S = 1_600.0, 4 * 3_600.0
LONGEST_LAG_S = 6 * 3_600.0
INCIDENTS, RECORDINGS = 600, 10_000


@dataclass(frozen=True, slots=True)
class Truth:
    """What truly was: a point in metres, a start and an end in seconds of the night, a reach and an angle."""

    x: float
    y: float
    start_s: float
    end_s: float
    reach_m: float = 0.0
    azimuth: float = 0.0
    half: float = math.pi


@dataclass(frozen=True, slots=True)
class Ranked:
    """One incident: chances and truths of its candidates, its ten best, its true ones, the rule's list."""

    said: np.ndarray
    true: np.ndarray
    best: tuple[int, ...]
    covering: frozenset[int]
    by_rule: tuple[int, ...]


def place_at(x: float, y: float, radius_m: float, precision: Precision) -> Place:
    lat = 53.9 + math.degrees(y / EARTH_RADIUS_M)
    lon = 27.55 + math.degrees(x / EARTH_RADIUS_M / math.cos(math.radians(53.9)))
    return Place(LatLon(lat, lon), radius_m, precision)


def at(second: float) -> datetime:
    return NIGHT + timedelta(seconds=second)


def draw_points(rng: Generator, count: int) -> np.ndarray:
    """Half of all happens around a dozen hot spots, half anywhere."""
    spots = rng.uniform(0, SIDE_M, (12, 2))
    chosen = spots[rng.integers(12, size=count)] + rng.normal(0, 220, (count, 2))
    return np.where(rng.random((count, 1)) < 0.5, chosen, rng.uniform(0, SIDE_M, (count, 2)))


def draw_incident(rng: Generator, x: float, y: float) -> tuple[Truth, Window]:
    moment = rng.uniform(0, NIGHT_S)
    span_s = rng.choice([600.0, 1_800.0, 3_600.0])
    begin = moment - rng.uniform(0, span_s)
    time = FourPoint.exact(at(begin), at(begin + span_s))
    if rng.random() < 0.5:
        radius_m = rng.choice([30.0, 100.0])
        dx, dy = rng.normal(0, radius_m / 3, 2)
        place = place_at(x + dx, y + dy, radius_m, Precision.VICINITY)
    else:
        radius_m, angle = 250.0, rng.uniform(0, 2 * math.pi)
        away = radius_m * math.sqrt(rng.random())
        place = place_at(x + away * math.cos(angle), y + away * math.sin(angle), radius_m, Precision.LOCALITY)
    window = Window(place, time, WindowKind.INSTANT_INSIDE, TimeBasis.STATED, ())
    return Truth(x, y, moment, moment), window


def draw_recording(rng: Generator, x: float, y: float) -> tuple[Truth, Window]:
    # Before and after the night, too: what was posted during or after it need not be of it.
    start = rng.uniform(-LONGEST_LAG_S - 3_600, NIGHT_S + LONGEST_LAG_S)
    end = start + min(3_600.0, rng.lognormal(math.log(300), 1))
    is_camera = rng.random() < 0.6
    azimuth, half = rng.uniform(0, 2 * math.pi), math.radians(rng.choice([35.0, 60.0]))
    if not is_camera:
        half = math.pi
    reach_m = rng.uniform(60, 200) if is_camera else 150.0
    dx, dy = rng.normal(0, 30 / 3, 2)
    place = place_at(x + dx, y + dy, 30.0, Precision.EXACT)
    view = View(math.degrees(azimuth) % 360, math.degrees(2 * half), reach_m) if is_camera else None
    time, basis, sigma_s = draw_clock(rng, start, end, is_camera)
    window = Window(place, time, WindowKind.LASTING, basis, (), sigma_s, view)
    return Truth(x, y, start, end, reach_m, azimuth, half), window


def draw_clock(
    rng: Generator, start: float, end: float, is_camera: bool
) -> tuple[FourPoint, TimeBasis, float]:
    if is_camera:
        sigma_s = float(rng.choice([2.0, 60.0, 300.0]))
        off = rng.normal(0, sigma_s)
        begun, ended, cut = start + off, end + off, 4 * sigma_s
        time = FourPoint(at(begun - cut), at(begun + cut), at(ended - cut), at(max(ended, begun) + cut))
        return time, TimeBasis.CLOCK, sigma_s
    lag_s = min(LONGEST_LAG_S, rng.lognormal(math.log(1_800), 1.6))
    posted, length_s = end + lag_s, end - start
    ends = at(posted - LONGEST_LAG_S), at(posted)
    starts = tuple(end - timedelta(seconds=length_s) for end in ends)
    return FourPoint(*starts, *ends), TimeBasis.POSTED, 0.0


def covers(recording: Truth, incident: Truth) -> bool:
    east, north = incident.x - recording.x, incident.y - recording.y
    off = (math.atan2(east, north) - recording.azimuth + math.pi) % (2 * math.pi) - math.pi
    is_then = recording.start_s <= incident.start_s <= recording.end_s
    return is_then and math.hypot(east, north) <= recording.reach_m and abs(off) <= recording.half


@dataclass(frozen=True, slots=True)
class Town:
    """All recordings: their truths, their windows, their columns, and where they truly were."""

    truths: list[Truth]
    windows: list[Window]
    recorded: Recorded
    points: np.ndarray
    stratum: Stratum

    def may_meet(self, truth: Truth, window: Window) -> np.ndarray:
        """Candidates as a generous circle would give them; the exact ones are tested with the lake."""
        start, end = window.time.earliest_start, window.time.latest_end
        assert start is not None
        assert end is not None
        times = self.recorded.points_us
        is_then = (times[:, 0] <= to_microseconds(end)) & (times[:, 3] >= to_microseconds(start))
        is_near = np.hypot(*(self.points - (truth.x, truth.y)).T) < 700
        return np.flatnonzero(is_then & is_near)

    def rank(self, truth: Truth, window: Window) -> Ranked:
        rows = self.may_meet(truth, window)
        candidates = self.recorded.take(rows)
        found = chances(window, candidates)
        true = np.array([covers(self.truths[row], truth) for row in rows])
        return Ranked(
            said=found.time * found.place * np.nan_to_num(found.view, nan=1.0),
            true=true,
            best=tuple(each.window_id for each in top_k(window, candidates, self.stratum, 10)),
            covering=frozenset(rows[true].tolist()),
            by_rule=by_rule(window, [(int(row), self.windows[row]) for row in rows]),
        )


@pytest.fixture(scope="module")
def town() -> list[Ranked]:
    rng = np.random.default_rng(2020)
    incidents = [draw_incident(rng, *point) for point in draw_points(rng, INCIDENTS)]
    drawn = [draw_recording(rng, *point) for point in draw_points(rng, RECORDINGS)]
    truths, windows = [truth for truth, _ in drawn], [window for _, window in drawn]
    stratum = stratum_of(Extent("the town", NIGHT_S, SIDE_M / 2), windows)
    points = np.array([(truth.x, truth.y) for truth in truths])
    made = Town(truths, windows, Recorded.of(list(enumerate(windows))), points, stratum)
    return [made.rank(truth, window) for truth, window in incidents]


def by_rule(window: Window, recordings: list[tuple[int, Window]]) -> tuple[int, ...]:
    """Within 100 m and 15 minutes, the nearest first: what a careful person does by hand."""
    near = []
    for number, recording in recordings:
        place, centre = recording.place, window.place
        assert place is not None
        assert centre is not None
        north = (place.centre.lat - centre.centre.lat) * 111_195
        east = (place.centre.lon - centre.centre.lon) * 111_195 * math.cos(math.radians(53.9))
        late_s = abs((middle(recording) - middle(window)).total_seconds())
        if math.hypot(east, north) <= 100 and late_s <= 900:
            near.append((math.hypot(east, north), number))
    return tuple(number for _, number in sorted(near))


def middle(window: Window) -> datetime:
    """What a person reads off: the posting for a post, the middle of anything else."""
    start, _, _, end = window.time.points
    assert start is not None
    assert end is not None
    return end if window.basis is TimeBasis.POSTED else start + (end - start) / 2


def test_what_is_called_likely_happens_as_often_as_it_says(town: list[Ranked]) -> None:
    said = np.concatenate([ranked.said for ranked in town])
    true = np.concatenate([ranked.true for ranked in town])
    bins = np.digitize(said, [0.01, 0.03, 0.1])
    for number in range(4):
        inside = bins == number
        assert true[inside].sum() >= 100, f"bin {number} holds too little to judge"
        assert 0.8 < true[inside].sum() / said[inside].sum() < 1.25, f"bin {number}"


def test_the_score_finds_far_more_of_the_truth_than_a_rule_of_thumb(town: list[Ranked]) -> None:
    with_truth = [ranked for ranked in town if ranked.covering]
    assert len(with_truth) > 200

    def recall(lists: list[tuple[int, ...]]) -> float:
        shares = [
            len(ranked.covering & set(found[:10])) / len(ranked.covering)
            for ranked, found in zip(with_truth, lists, strict=True)
        ]
        return float(np.mean(shares))

    scored = recall([ranked.best for ranked in with_truth])
    ruled = recall([ranked.by_rule for ranked in with_truth])
    assert scored > 3 * ruled, (scored, ruled)
