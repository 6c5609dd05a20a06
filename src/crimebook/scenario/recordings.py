"""Recordings: what cameras truly were and saw. What is said of them stands in `inventories`.

Most show nothing that is reported. A phone near an event is often held up because of it; others film the
crowd, or something else in town. A fixed camera runs for hours.
"""

from dataclasses import dataclass

import numpy as np

from crimebook.scenario.acts import ACTS
from crimebook.scenario.cameras import Cameras, clock_errors
from crimebook.scenario.crowds import HOUR_S, scatter
from crimebook.scenario.draws import Draws, Flags, Floats, Whole
from crimebook.scenario.events import Events, Scene

PER_INCIDENT = 0.6
"""Recordings for each incident that is told, uploads of the same one included."""

COPIES = 0.09
"""The share of recordings that are another upload of one that is in the list already."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of recording: code, share, how it comes about, how far and wide it sees, for how long."""

    code: str
    share: float
    by_event: float
    by_crowd: float
    sight_m: float
    opening_deg: int
    lasts_s: tuple[float, ...]
    has_clock: float
    """The share whose clock is known; of the others only the time of posting is."""


_PHONE = (6, 12, 20, 30, 45, 65, 95, 140, 220, 400, 1200)
SORTS = (
    Sort("fixed_camera", 0.13, 0.0, 0.0, 0.0, 0, (3000, 3600, 5400, 7200, 10800), 1.0),
    Sort("video", 0.58, 0.6, 0.28, 130.0, 150, _PHONE, 0.5),
    Sort("dashcam", 0.07, 0.1, 0.4, 60.0, 120, (60, 120, 180, 180, 300, 600), 0.95),
    Sort("bodycam", 0.03, 0.7, 0.2, 40.0, 130, (60, 180, 400, 900, 1800), 1.0),
    Sort("doorbell", 0.03, 0.1, 0.2, 30.0, 120, (10, 15, 20, 30, 60), 1.0),
    Sort("livestream", 0.05, 0.0, 0.9, 150.0, 360, (900, 2400, 4800, 9000, 14400), 0.6),
    Sort("drone", 0.01, 0.0, 0.95, 300.0, 360, (120, 300, 600, 900), 0.5),
    Sort("audio", 0.03, 0.5, 0.3, 250.0, 360, _PHONE, 0.4),
    Sort("photo", 0.07, 0.5, 0.3, 120.0, 90, (0, 0), 0.4),
)
FIXED = 0
PHOTO = len(SORTS) - 1


@dataclass(frozen=True)
class Recordings:
    """Recordings as columns, in the order in which they came in. Times are true seconds after midnight.

    ``camera`` is the fixed camera's number or -1, ``copy_of`` the row of which one is another upload, or -1.
    ``about`` is the event because of which it was made, or -1.
    """

    sort: Whole
    at: Floats
    start_s: Whole
    end_s: Whole
    azimuth_deg: Whole
    opening_deg: Whole
    sight_m: Floats
    camera: Whole
    sigma_s: Whole
    offset_s: Whole
    has_clock: Flags
    about: Whole
    copy_of: Whole

    def __len__(self) -> int:
        return len(self.sort)


def film(scene: Scene, events: Events, cameras: Cameras, size: int, draws: Draws) -> Recordings:
    """Return the recordings of a night about which ``size`` incidents are told."""
    count = max(1, int(size * PER_INCIDENT + float(draws.uniforms(1)[0])))
    copies = int(count * COPIES + float(draws.uniforms(1)[0])) if count > 1 else 0
    originals = _originals(scene, events, cameras, count - copies, draws)
    posted = np.flatnonzero(~originals.has_clock)
    if not len(posted):
        return originals
    return _with_copies(originals, posted[draws.below(copies, len(posted))], draws)


def see(recordings: Recordings, events: Events, draws: Draws) -> tuple[Whole, Whole]:
    """Return the pairs (recording, event) where the recording truly shows or sounds the event.

    The event's instant lies in the recording, its place within sight and view, and nothing stands between.
    Other uploads of one recording show what it shows.
    """
    row, event = np.nonzero(_in_sight(recordings, events))
    far = np.sqrt(((recordings.at[row] - events.at[event]) ** 2).sum(axis=1)) / _reach(
        recordings, events, row, event
    )
    clear = draws.flags(len(row), 0.92 - 0.45 * far)
    row, event = row[clear], event[clear]
    is_original = recordings.copy_of[row] < 0
    row, event = row[is_original], event[is_original]
    copies = np.flatnonzero(recordings.copy_of >= 0)
    shown = [
        (copy, each) for copy in copies.tolist() for each in event[row == recordings.copy_of[copy]].tolist()
    ]
    more = np.array(shown, np.int64).reshape(-1, 2)
    return np.concatenate((row, more[:, 0])), np.concatenate((event, more[:, 1]))


def _in_sight(recordings: Recordings, events: Events) -> Flags:
    """Return a table (recordings, events) of what lies in time, in range and in view."""
    at_s = events.instant_s[None, :]
    in_time = (recordings.start_s[:, None] <= at_s) & (at_s <= recordings.end_s[:, None])
    east = events.at[None, :, 0] - recordings.at[:, None, 0]
    north = events.at[None, :, 1] - recordings.at[:, None, 1]
    squared = east * east + north * north
    in_range = squared <= (recordings.sight_m[:, None] * _loudness(events)[None, :]) ** 2
    azimuth = np.degrees(np.arctan2(east, north))
    turned = np.abs((azimuth - recordings.azimuth_deg[:, None] + 180.0) % 360.0 - 180.0)
    outside = ~events.in_custody[None, :]
    return np.asarray(outside & in_time & in_range & (turned <= recordings.opening_deg[:, None] / 2))


def _reach(recordings: Recordings, events: Events, row: Whole, event: Whole) -> Floats:
    return np.maximum(recordings.sight_m[row] * _loudness(events)[event], 1.0)


def _loudness(events: Events) -> Floats:
    return np.array([each.sight for each in ACTS])[events.act]


def _originals(scene: Scene, events: Events, cameras: Cameras, count: int, draws: Draws) -> Recordings:
    sort = draws.picks(count, [each.share for each in SORTS])
    how = draws.uniforms(count)
    by_event, by_crowd = (
        np.array([getattr(each, name) for each in SORTS])[sort] for name in ("by_event", "by_crowd")
    )
    open_air = np.where(events.in_custody, 0.0, 1.0)
    is_event = (how < by_event) & bool(open_air.sum())
    is_crowd = ~is_event & (how < by_event + by_crowd)
    about = np.where(is_event, draws.picks(count, open_air * _loudness(events)), -1)
    lasts_s = _lengths(sort, draws)
    start_s, at = _begin(scene, events, about, is_crowd, lasts_s, draws)
    camera = np.where(sort == FIXED, _collected(scene, cameras, count, draws), -1)
    start_s = np.where(sort == FIXED, np.floor(draws.between(count, 17, 25) * HOUR_S), start_s).astype(
        np.int64
    )
    start_s = np.where((sort == PHOTO) & is_event, events.instant_s[about], start_s)
    at = np.where((sort == FIXED)[:, None], cameras.at[camera], at)
    sigma_s, offset_s = clock_errors(count, draws)
    target = np.where(is_event[:, None], events.at[about], at + draws.directions(count) * 50)
    fixed = sort == FIXED
    return Recordings(
        sort=sort,
        at=at,
        start_s=start_s,
        end_s=start_s + lasts_s,
        azimuth_deg=np.where(fixed, cameras.azimuth_deg[camera], _towards(at, target, draws)),
        opening_deg=np.where(
            fixed, cameras.opening_deg[camera], _of_sorts("opening_deg", sort).astype(np.int64)
        ),
        sight_m=np.where(
            fixed, cameras.range_m[camera], _of_sorts("sight_m", sort) * draws.between(count, 0.6, 1.4)
        ),
        camera=camera,
        sigma_s=np.where(fixed, cameras.sigma_s[camera], sigma_s),
        offset_s=np.where(fixed, cameras.offset_s[camera], offset_s),
        has_clock=draws.flags(count, _of_sorts("has_clock", sort)),
        about=about,
        copy_of=np.full(count, -1),
    )


def _begin(
    scene: Scene, events: Events, about: Whole, is_crowd: Flags, lasts_s: Whole, draws: Draws
) -> tuple[Whole, Floats]:
    """Return when recordings begin and where they stand: by an event, in a crowd, or anywhere."""
    count, crowds = len(about), scene.crowds
    lead = draws.between(count, -12, 1.0) + draws.uniforms(count) * lasts_s
    event_at = events.at[about] + draws.directions(count) * draws.between(count, 8, 95)[:, None]
    spot = draws.picks(count, crowds.weight)
    which = draws.below(count, crowds.bursts.shape[1])
    in_burst = draws.flags(count, 0.6)
    burst_s = crowds.bursts[spot, which] + draws.normals(count) * crowds.burst_spread_s[spot]
    any_s = crowds.start_s[spot] + crowds.life_s[spot] * draws.between(count, -0.1, 1.0)
    crowd_s = np.where(in_burst, burst_s, any_s) - draws.uniforms(count) * lasts_s
    far = draws.normals(2 * count).reshape(count, 2) * crowds.spread_m[spot][:, None]
    far += np.where(in_burst[:, None], crowds.burst_at[spot, which], 0.0)
    other_s = draws.between(count, 15 * HOUR_S, 28 * HOUR_S)
    start = np.where(about >= 0, events.instant_s[about] - lead, np.where(is_crowd, crowd_s, other_s))
    elsewhere = np.where(
        is_crowd[:, None], crowds.where(spot, crowd_s) + far, scatter(scene.city, count, draws)
    )
    return np.floor(start).astype(np.int64), np.where((about >= 0)[:, None], event_at, elsewhere)


def _collected(scene: Scene, cameras: Cameras, count: int, draws: Draws) -> Whole:
    """Pick cameras, those near hot spots six times as often: footage is asked for where it was hot."""
    squares = ((cameras.at[:, None, :] - scene.crowds.at[None, :, :]) ** 2).sum(axis=2).min(axis=1)
    return draws.picks(count, np.where(squares < 300.0**2, 6.0, 1.0))


def _lengths(sort: Whole, draws: Draws) -> Whole:
    """Return how long recordings run, each by the law of its sort."""
    places = draws.uniforms(len(sort))
    laws = [np.interp(places, np.linspace(0.0, 1.0, len(each.lasts_s)), each.lasts_s) for each in SORTS]
    return np.asarray(np.floor(np.choose(sort, laws)), np.int64)


def _towards(at: Floats, target: Floats, draws: Draws) -> Whole:
    east, north = (target - at).T
    aim = np.degrees(np.arctan2(east, north)) + draws.normals(len(at)) * 15
    return np.asarray(np.floor((aim % 360.0).round(6)), np.int64) % 360


def _of_sorts(name: str, sort: Whole) -> Floats:
    return np.array([float(getattr(each, name)) for each in SORTS])[sort]


def _with_copies(originals: Recordings, copied: Whole, draws: Draws) -> Recordings:
    """Return the originals and their other uploads, shuffled."""
    rows = np.concatenate((np.arange(len(originals)), copied))
    order = draws.shuffled(len(rows))
    came = np.argsort(order, kind="stable")
    copy_of = np.concatenate((np.full(len(originals), -1), came[copied]))[order]
    columns = {
        name: getattr(originals, name)[rows[order]]
        for name in Recordings.__dataclass_fields__
        if name != "copy_of"
    }
    return Recordings(**columns, copy_of=copy_of)
