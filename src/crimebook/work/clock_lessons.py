"""What people and files teach of one device's clock now, whether or not it was learnt already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TypeVar

import numpy as np

from crimebook.spacetime.clocks import Clock, learn_clock, unmoved
from crimebook.spacetime.differences import STALE_SCALE_S, Difference, of_local_time, of_pair, of_reading
from crimebook.stores.register import clock_readings, timed
from crimebook.stores.register.clock_readings import ReadingRow
from crimebook.stores.register.timed import Device, Timed
from crimebook.stores.register.verdicts import ConfirmedPair, confirmed_pairs, confirmed_pairs_of
from crimebook.terms.windows import SubjectKind, Window

T = TypeVar("T")

MEASURED_SIGMA_S = 1.0
"""A time by GPS beside a clock's own: both are written to the second."""

FILM_SIGMA_S = 2.0
"""A film's first payload of GPS may belong to the second before, and its header to the one after."""

MOST = 100
"""Confirmed pairs, times of lists and files of one clock that are learnt from, of each so many at most.

They are taken evenly: more of them say nearly the same, and a page waits for them.
"""

FILM = "film"
"""Where a reading is from whose GPS time is of its own instant; that of a photograph may be old."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a device's clock would be learnt as: None where too little is said. On what that rests."""

    clock: Clock | None
    differences: tuple[Difference, ...]

    @property
    def confirmed(self) -> int:
        """Return how many confirmed pairs say something of the clock."""
        return sum(not each.is_measured for each in self.differences)

    @property
    def measured(self) -> int:
        """Return how many measured times do."""
        return len(self.differences) - self.confirmed


def lesson_of(device: Device, pairs: Sequence[ConfirmedPair] | None = None) -> Lesson:
    """Return what is said of a device's clock by people (``pairs``, where they are known) and by files.

    Only what says something is read: a camera may have timed a year.
    """
    told = _thinned(confirmed_pairs_of(device) if pairs is None else pairs)
    said = timed.timed_by(device, {each.pair.record_id for each in told})
    differences = (*_of_pairs(told, said), *_of_lists(device), *_of_files(device))
    windows = [unmoved(each.windows[0].window) for each in said or timed.first_timed_by(device)]
    if not differences or not windows:
        return Lesson(None, differences)
    return Lesson(learn_clock(differences, median(each.clock_sigma_s for each in windows)), differences)


def pairs_by_device() -> Mapping[Device, Sequence[ConfirmedPair]]:
    """Return the confirmed pairs of the whole book by whose clock timed the recording or message."""
    every = confirmed_pairs()
    told: dict[Device, list[ConfirmedPair]] = {}
    for kind in (SubjectKind.RECORDING, SubjectKind.COMMUNICATION):
        pairs = [each for each in every if each.pair.kind is kind]
        devices = timed.devices_of(kind, (each.pair.record_id for each in pairs))
        for each in pairs:
            if each.pair.record_id in devices:
                told.setdefault(devices[each.pair.record_id], []).append(each)
    return told


def _of_pairs(pairs: Sequence[ConfirmedPair], said: Sequence[Timed]) -> list[Difference]:
    """Return what confirmed pairs say, by the clock as the source read it."""
    windows = {each.record_id: unmoved(each.windows[0].window) for each in said}
    found = [_of_pair(each, windows[each.pair.record_id]) for each in pairs if each.pair.record_id in windows]
    return [each for each in found if each is not None]


def _of_pair(pair: ConfirmedPair, recording: Window) -> Difference | None:
    told = timed.window_told(pair.pair.incident_id, pair.window_id)
    if told is None:
        return None
    return of_pair(recording, told.window, f"verdict:{pair.number}", seen_at_s=pair.seen_at_s)


def _of_lists(device: Device) -> list[Difference]:
    return [
        of_reading(ahead_s, MEASURED_SIGMA_S, f"{device.times.value}:{record_id}")
        for record_id, ahead_s in _thinned(timed.measured_by(device))
    ]


def _of_files(device: Device) -> list[Difference]:
    is_camera = device.times is SubjectKind.RECORDING
    return (
        [difference_of_row(each) for each in _thinned(clock_readings.readings_of(device))]
        if is_camera
        else []
    )


def _thinned(items: Sequence[T]) -> Sequence[T]:
    if len(items) <= MOST:
        return items
    return [items[round(at)] for at in np.linspace(0, len(items) - 1, MOST)]


def difference_of_row(row: ReadingRow) -> Difference:
    """Return what a reading of a file says of the clock."""
    is_film = row.read_from == FILM
    return of_local_time(
        datetime.fromisoformat(row.shown),
        row.gps_at,
        FILM_SIGMA_S if is_film else MEASURED_SIGMA_S,
        f"reading:{row.number}",
        stale_s=0.0 if is_film else STALE_SCALE_S,
    )
