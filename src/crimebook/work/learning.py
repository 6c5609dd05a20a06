"""Learning from what people confirmed: how far a camera's clock is off, and how late recordings are posted.

A clock is learnt from the pairs that people confirmed of the camera's recordings and from times that were
measured beside it (GPS); all its recordings are then moved, by windows of their own that say so. The clock of
who recorded radio traffic is learnt alike, and moves its messages. What was
learnt is added to the register with the numbers of the verdicts and recordings that it rests on. Once a
verdict is taken back, the clock is learnt without it, or the recordings go back to what their source says.

A pair that taught a clock is no evidence for itself: it was confirmed by eye, whatever its score is now.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.places.posts import MAX_LAG_S
from crimebook.spacetime.clocks import Clock, move, moved_by, unmoved
from crimebook.spacetime.differences import readings
from crimebook.spacetime.lags import LearntLag, learn_lag
from crimebook.spacetime.times import LAG, Lag
from crimebook.stores.register import learnt as stored
from crimebook.stores.register.clock_readings import cameras_read
from crimebook.stores.register.events import append_event
from crimebook.stores.register.learnt import LearntRow, LearntThrough
from crimebook.stores.register.timed import (
    Device,
    Timed,
    devices_measured,
    posting_lags,
    supersede,
    timed_by,
)
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.verdicts import ConfirmedPair
from crimebook.terms.reasons import Reason
from crimebook.terms.windows import Window
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.clock_lessons import Lesson, lesson_of, pairs_by_device

SAME_LAW = 0.02
"""A lag whose chances differ by less than this everywhere is not learnt anew: all would be matched again."""

_LAGS_S = (60.0, 600.0, 3_600.0, 21_600.0, 86_400.0)


@dataclass(frozen=True, slots=True)
class LearnReport:
    """What a run learnt: devices looked at, clocks in force, recordings and messages moved, why that lag."""

    cameras: int
    clocks: int
    moved: int
    lag: Reason


def learn(actor: Actor, *, at: datetime, progress: Callable[[int, int], None]) -> LearnReport:
    """Learn every clock and the lag from what the book holds now; what is as before is left alone."""
    check_right(actor, Right.MATCH)
    # Before anything is read: what is said meanwhile counts as newer.
    through = stored.told_through()
    lag = _learn_lag(actor, at)
    told = pairs_by_device()
    known = stored.clocks()
    devices = sorted({*told, *devices_measured(), *cameras_read(), *known})
    clocks = moved = 0
    for done, device in enumerate(devices, start=1):
        with writing():
            is_learnt, others = _learn_clock(actor, device, told.get(device, ()), known.get(device), at)
        clocks, moved = clocks + is_learnt, moved + others
        progress(done, len(devices))
    if through != stored.learnt_through():
        with writing():
            stored.note_learnt(through, actor=actor.key, at=at, change=next_change())
    return LearnReport(len(devices), clocks, moved, lag.ground)


def untaught() -> LearntThrough:
    """Count the words on what a named camera or recorder timed, and the files read, since `learn` ran."""
    return stored.count_newer(stored.learnt_through())


def _learn_clock(
    actor: Actor, device: Device, pairs: Sequence[ConfirmedPair], known: LearntRow | None, at: datetime
) -> tuple[bool, int]:
    """Learn one clock and move what it timed; return whether one is in force, and how many were moved."""
    lesson = lesson_of(device, pairs)
    clock = lesson.clock
    values, origins = _values(clock), _origins(lesson)
    is_new = values != (dict(known.values) if known else {}) or (
        bool(values) and known is not None and origins != [dict(each) for each in known.origins]
    )
    waiting = [(each, _moved(each, clock)) for each in timed_by(device)]
    stale = [(each, windows) for each, windows in waiting if windows is not None]
    if not is_new and not stale:
        return clock is not None, 0
    change = next_change()
    if is_new:
        stored.add_clock(device, values, origins, actor=actor.key, at=at, change=change)
    for each, windows in stale:
        supersede(each, windows, change=change)
    append_event(_deed(actor, lesson, at))
    return clock is not None, len(stale)


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
    return as_told if clock is None else move(as_told, clock, timed.device.name)


def _place_in_time(window: Window) -> tuple[Any, ...]:
    told = moved_by(window)
    # Without their order: PostgreSQL keeps another one.
    return *readings(window.time), window.clock_sigma_s, told and dict(told.values)


def _values(clock: Clock | None) -> dict[str, Any]:
    return {} if clock is None else {"offset_s": clock.offset_s, "sigma_s": clock.sigma_s}


def _origins(lesson: Lesson) -> list[dict[str, Any]]:
    """Return what was used, by numbers, and whether it fits: anybody can see what a clock rests on."""
    clock = lesson.clock
    return [
        {
            "origin": each.origin,
            "low_s": each.low_s,
            "high_s": each.high_s,
            "sigma_s": each.sigma_s,
            "is_measured": each.is_measured,
            "fits": clock is not None and each.origin not in clock.outliers,
        }
        | ({"step_s": each.step_s} if each.step_s else {})
        for each in lesson.differences
    ]


def _learn_lag(actor: Actor, at: datetime) -> LearntLag:
    lags_s = posting_lags()
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


def _deed(actor: Actor, lesson: Lesson, at: datetime) -> Deed:
    return Deed(
        object_id="register:clocks",
        action=Action.DERIVED,
        actor=actor.key,
        at=at,
        reason="clock of a camera",
        inputs=tuple(each.origin for each in lesson.differences),
    )
