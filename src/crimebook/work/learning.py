"""Learning from what people confirmed: how far a camera's clock is off, and how late recordings are posted.

A clock is learnt from the pairs that people confirmed of the camera's recordings and from times that were
measured beside it (GPS); all its recordings are then moved, by windows of their own that say so. What was
learnt is added to the register with the numbers of the verdicts and recordings that it rests on. Once a
verdict is taken back, the clock is learnt without it, or the recordings go back to what their source says.

A pair that taught a clock is no evidence for itself: it was confirmed by eye, whatever its score is now.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.places.posts import MAX_LAG_S
from crimebook.spacetime.clocks import (
    Clock,
    Difference,
    difference_of_pair,
    learn_clock,
    move,
    moved_by,
    readings,
    unmoved,
)
from crimebook.spacetime.lags import LearntLag, learn_lag
from crimebook.spacetime.times import LAG, Lag
from crimebook.stores.register import learnt as stored
from crimebook.stores.register.events import append_event
from crimebook.stores.register.learnt import Camera, LearntRow, Timed
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.verdicts import ConfirmedPair, confirmed_pairs
from crimebook.terms.reasons import Reason
from crimebook.terms.windows import SubjectKind, Window
from crimebook.work.actors import Actor, Right, check_right

SAME_LAW = 0.02
"""A lag whose chances differ by less than this everywhere is not learnt anew: all would be matched again."""

MEASURED_SIGMA_S = 1.0
"""A time by GPS beside a clock's own: both are written to the second."""

_LAGS_S = (60.0, 600.0, 3_600.0, 21_600.0, 86_400.0)


@dataclass(frozen=True, slots=True)
class LearnReport:
    """What a run learnt: cameras looked at, clocks in force, recordings moved, and the ground of the lag."""

    cameras: int
    clocks: int
    moved: int
    lag: Reason


def learn(actor: Actor, *, at: datetime, progress: Callable[[int, int], None]) -> LearnReport:
    """Learn every clock and the lag from what the book holds now; what is as before is left alone."""
    check_right(actor, Right.MATCH)
    lag = _learn_lag(actor, at)
    told = _told_by_camera()
    known = stored.clocks()
    cameras = sorted({*told, *stored.cameras_measured(), *known})
    clocks = moved = 0
    for done, camera in enumerate(cameras, start=1):
        with writing():
            is_learnt, others = _learn_clock(actor, camera, told.get(camera, ()), known.get(camera), at)
        clocks, moved = clocks + is_learnt, moved + others
        progress(done, len(cameras))
    return LearnReport(len(cameras), clocks, moved, lag.ground)


def _learn_clock(
    actor: Actor, camera: Camera, pairs: Sequence[ConfirmedPair], known: LearntRow | None, at: datetime
) -> tuple[bool, int]:
    """Learn one clock and move what it timed; return whether one is in force, and how many were moved."""
    timed = stored.timed_by(camera)
    differences = _differences(pairs, timed)
    clock = learn_clock(differences, _stated_sigma_s(timed)) if timed else None
    values, origins = _values(clock), _origins(clock, differences)
    is_new = values != (dict(known.values) if known else {}) or (
        bool(values) and known is not None and origins != [dict(each) for each in known.origins]
    )
    waiting = [(each, _moved(each, clock)) for each in timed]
    stale = [(each, windows) for each, windows in waiting if windows is not None]
    if not is_new and not stale:
        return clock is not None, 0
    change = next_change()
    if is_new:
        stored.add_clock(camera, values, origins, actor=actor.key, at=at, change=change)
    for each, windows in stale:
        stored.supersede(each, windows, change=change)
    append_event(_deed(actor, "register:clocks", differences, at))
    return clock is not None, len(stale)


def _told_by_camera() -> Mapping[Camera, Sequence[ConfirmedPair]]:
    pairs = [each for each in confirmed_pairs() if each.pair.kind is SubjectKind.RECORDING]
    cameras = stored.cameras_of(each.pair.record_id for each in pairs)
    told: dict[Camera, list[ConfirmedPair]] = {}
    for each in pairs:
        if each.pair.record_id in cameras:
            told.setdefault(cameras[each.pair.record_id], []).append(each)
    return told


def _differences(pairs: Sequence[ConfirmedPair], timed: Sequence[Timed]) -> list[Difference]:
    """Return what confirmed pairs and measured times say, by the clock as the source read it."""
    windows = {each.recording_id: unmoved(each.windows[0].window) for each in timed}
    found = [_of_pair(each, windows[each.pair.record_id]) for each in pairs if each.pair.record_id in windows]
    measured = [
        Difference(ahead_s, ahead_s, MEASURED_SIGMA_S, f"recording:{each.recording_id}", is_measured=True)
        for each in timed
        if (ahead_s := each.clock_ahead_s) is not None
    ]
    return [each for each in found if each is not None] + measured


def _of_pair(pair: ConfirmedPair, recording: Window) -> Difference | None:
    told = stored.window_told(pair.pair.incident_id, pair.window_id)
    return None if told is None else difference_of_pair(recording, told.window, f"verdict:{pair.number}")


def _stated_sigma_s(timed: Sequence[Timed]) -> float:
    return median(unmoved(each.windows[0].window).clock_sigma_s for each in timed)


def _moved(timed: Timed, clock: Clock | None) -> tuple[Any, ...] | None:
    """Return the windows that a recording should have, None where it has them."""
    wanted = tuple(replace(each, window=_set_right(each.window, clock, timed)) for each in timed.windows)
    is_same = all(
        _place_in_time(one.window) == _place_in_time(other.window)
        for one, other in zip(wanted, timed.windows, strict=True)
    )
    return None if is_same else wanted


def _set_right(window: Window, clock: Clock | None, timed: Timed) -> Window:
    as_told = unmoved(window)
    return as_told if clock is None else move(as_told, clock, timed.camera.name)


def _place_in_time(window: Window) -> tuple[Any, ...]:
    told = moved_by(window)
    # Without their order: PostgreSQL keeps another one.
    return *readings(window.time), window.clock_sigma_s, told and dict(told.values)


def _values(clock: Clock | None) -> dict[str, Any]:
    return {} if clock is None else {"offset_s": clock.offset_s, "sigma_s": clock.sigma_s}


def _origins(clock: Clock | None, differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """Return what was used, by numbers, and whether it fits: anybody can see what a clock rests on."""
    return [
        {
            "origin": each.origin,
            "low_s": each.low_s,
            "high_s": each.high_s,
            "sigma_s": each.sigma_s,
            "is_measured": each.is_measured,
            "fits": clock is not None and each.origin not in clock.outliers,
        }
        for each in differences
    ]


def _learn_lag(actor: Actor, at: datetime) -> LearntLag:
    lags_s = stored.posting_lags()
    found = learn_lag(list(lags_s.values()), MAX_LAG_S)
    if _are_alike(found.lag, stored.current_lag()):
        return found
    values = (
        {} if found.lag == LAG else {"shares": list(found.lag.shares), "scales_s": list(found.lag.scales_s)}
    )
    origins = [
        {"recordings": len(lags_s), "used": found.used, "negative": found.negative, "beyond": found.beyond}
    ]
    with writing():
        stored.add_lag(values, origins, actor=actor.key, at=at, change=next_change())
        append_event(Deed("register:lag", Action.DERIVED, actor.key, at, reason=str(found.ground)))
    return found


def _are_alike(one: Lag, other: Lag) -> bool:
    return all(abs(one.within(lag_s) - other.within(lag_s)) < SAME_LAW for lag_s in _LAGS_S)


def _deed(actor: Actor, chain: str, differences: Sequence[Difference], at: datetime) -> Deed:
    return Deed(
        object_id=chain,
        action=Action.DERIVED,
        actor=actor.key,
        at=at,
        reason="clock of a camera",
        inputs=tuple(each.origin for each in differences),
    )
