"""Inventories: what is said of recordings: a place, words or nothing; a clock or a time of posting.

The rows are those of `recordings`; what is said may be wrong. A stated point is mostly within its radius, a
few are far off. What was only posted came up later, by minutes or by weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crimebook.scenario.draws import Draws, Floats, Rolls, Rows, Whole
from crimebook.scenario.instants import format_local
from crimebook.scenario.nights import CityNight
from crimebook.scenario.phrases import phrases_of
from crimebook.scenario.place_words import Surroundings, look_around, tell_place, tell_town
from crimebook.scenario.recordings import FIXED, PHOTO, SORTS, Recordings
from crimebook.scenario.world import City

COLUMNS = (
    "id", "title", "kind", "lat", "lon", "radius_m", "start", "end", "clock_sigma_s", "posted_at",
    "duration_s", "azimuth_deg", "opening_deg", "range_m", "town_words", "place_words", "width", "height",
    "channel", "url", "is_invented",
)  # fmt: skip
RECORDINGS = "scenario-recordings"

LAG_S = (
    30,
    70,
    120,
    180,
    260,
    360,
    500,
    700,
    950,
    1300,
    1800,
    2600,
    4000,
    6500,
    11000,
    20000,
    36000,
    62000,
    110000,
    260000,
    1500000,
)
"""Evenly spaced quantiles of the time from the end of a recording to its posting: the tail is weeks long."""

_RADII_M = (5, 10, 15, 20, 30, 50, 80, 100, 150, 200, 300)
_WITH_CLOCK = ((0.62, "point"), (0.2, "words"), (0.1, "town"), (0.08, "nothing"))
_POSTED = ((0.24, "point"), (0.42, "words"), (0.2, "town"), (0.14, "nothing"))
_LANGUAGE = ((0.6, "ru"), (0.25, "be"), (0.15, "en"))
_SIZES = ((1280, 720), (1920, 1080), (720, 1280), (848, 464), (640, 360), (1080, 1920), (640, 640))
_CHANNELS = 40


@dataclass(frozen=True)
class Stated:
    """What is stated of the places of recordings: points in degrees, radii in metres, what stands near."""

    degrees: Floats
    radius_m: Whole
    around: Surroundings
    posted_s: Whole
    length_of: Whole
    """A number that other uploads of one recording share: it gives them the same length and picture."""


@dataclass(frozen=True)
class Inventory:
    """All that the rows of a city-night's recordings are written from."""

    night: CityNight
    city: City
    recordings: Recordings
    stated: Stated
    ids: Sequence[str]
    links: Sequence[tuple[str, str]]
    """The channel and the web address of each, should it have been posted."""


def row_ids(night: CityNight, count: int) -> list[str]:
    """Return the ids of the recordings of a city-night."""
    return [f"v-{night.name}-{number:05d}" for number in range(1, count + 1)]


def state(city: City, recordings: Recordings, draws: Draws) -> Stated:
    """Return what is stated: points with errors, and the seconds after midnight at which they were posted."""
    count = len(recordings)
    is_fixed = recordings.sort == FIXED
    few = np.array(_RADII_M)[draws.picks(count, (3, 4, 2, 1, 1, 0, 0, 0, 0, 0, 0))]
    any_radius = np.array(_RADII_M)[draws.picks(count, (2, 4, 3, 4, 4, 5, 4, 4, 2, 2, 1))]
    radius = np.where(is_fixed, few, any_radius)
    error = draws.quantiles(count, (0.0, 0.15, 0.3, 0.42, 0.55, 0.66, 0.76, 0.85, 0.92, 0.97, 1.0))
    error = np.where(draws.flags(count, 0.06), draws.between(count, 1.0, 3.0), error) * radius
    error = np.where(draws.flags(count, 0.02) & ~is_fixed, draws.between(count, 800, 5000), error)
    stated_at = recordings.at + draws.directions(count) * error[:, None]
    lag = draws.quantiles(count, LAG_S)
    again = draws.quantiles(count, LAG_S)
    original = np.where(recordings.copy_of >= 0, recordings.copy_of, np.arange(count))
    posted = recordings.end_s[original] + np.floor(lag[original]).astype(np.int64)
    return Stated(
        degrees=city.to_degrees(stated_at),
        radius_m=radius,
        around=look_around(city, recordings.at),
        posted_s=np.where(recordings.copy_of >= 0, posted + np.floor(again).astype(np.int64), posted),
        length_of=original,
    )


def addresses(night: CityNight, count: int, draws: Draws) -> list[tuple[str, str]]:
    """Return the channel and the web address of each recording, should it have been posted."""
    channels = [f"channel-{1 + each:02d}" for each in draws.below(count, _CHANNELS).tolist()]
    return [
        (channel, f"https://{channel}.example/{night.city}/{night.night}{number:05d}")
        for number, channel in enumerate(channels, start=1)
    ]


def write_recordings(inventory: Inventory, draws: Draws) -> Rows:
    """Return the rows of the inventory."""
    count = len(inventory.recordings)
    rolls = draws.rolls(count, 40)
    sizes = [_SIZES[each] for each in draws.below(count, len(_SIZES)).tolist()]
    return [
        _cells(inventory, row, sizes[inventory.stated.length_of[row]], rolls[row]) for row in range(count)
    ]


def _cells(inventory: Inventory, row: int, size: tuple[int, int], rolls: Rolls) -> Sequence[str]:
    recordings, stated, city = inventory.recordings, inventory.stated, inventory.city
    sort, has_clock = SORTS[recordings.sort[row]], bool(recordings.has_clock[row])
    is_fixed = sort is SORTS[FIXED]
    language = rolls.weighed(_LANGUAGE)
    how = "point" if is_fixed else rolls.weighed(_WITH_CLOCK if has_clock else _POSTED)
    title = _title(city, int(recordings.camera[row]), language, rolls)
    is_posted = not has_clock or (not is_fixed and rolls.flag(0.4))
    return (
        inventory.ids[row],
        title,
        sort.code,
        *_point(stated, row, has_point=how == "point"),
        *_times(inventory, row, is_posted=is_posted),
        *_view(recordings, row, rolls),
        tell_town(city, language, rolls) if how != "nothing" else "",
        tell_place(stated.around, row, language, rolls, is_vague=False) if how == "words" else "",
        *((str(size[0]), str(size[1])) if sort.code != "audio" else ("", "")),
        *(inventory.links[row] if is_posted else ("", "")),
        "yes",
    )


def _title(city: City, camera: int, language: str, rolls: Rolls) -> str:
    if camera >= 0:
        return f"Camera {city.id} {camera + 1:03d}"
    return str(rolls.pick(phrases_of(language)["titles"]["words"]))


def _point(stated: Stated, row: int, *, has_point: bool) -> Sequence[str]:
    if not has_point:
        return "", "", ""
    lat, lon = stated.degrees[row]
    return f"{lat:.6f}", f"{lon:.6f}", str(stated.radius_m[row])


def _times(inventory: Inventory, row: int, *, is_posted: bool) -> Sequence[str]:
    """Return start, end, sigma, posting and length as they are stated: the clock's error is in them."""
    night, recordings, stated = inventory.night, inventory.recordings, inventory.stated
    start, end = int(recordings.start_s[row]), int(recordings.end_s[row])
    posted = format_local(night.midnight_s + int(stated.posted_s[row])) if is_posted else ""
    length = str(end - start) if recordings.sort[row] != PHOTO else ""
    if not recordings.has_clock[row]:
        return "", "", "", posted, length
    zero = night.midnight_s + int(recordings.offset_s[row])
    return format_local(zero + start), format_local(zero + end), str(recordings.sigma_s[row]), posted, length


def _view(recordings: Recordings, row: int, rolls: Rolls) -> Sequence[str]:
    """Return the view as it is stated: for most fixed cameras and a few others, to ten degrees."""
    opening = int(recordings.opening_deg[row])
    is_known = rolls.flag(0.8 if recordings.camera[row] >= 0 else 0.06)
    if opening >= 360 or not is_known:
        return "", "", ""
    azimuth = round(int(recordings.azimuth_deg[row]) / 10 + rolls.number() - 0.5) * 10 % 360
    return str(azimuth), str(opening), str(round(float(recordings.sight_m[row])))
