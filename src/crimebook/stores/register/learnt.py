"""What was learnt of clocks and of the lag of posting, added and never changed; what it is learnt from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, Q

from crimebook.spacetime.times import LAG, Lag
from crimebook.stores.register.models import Learnt, Recording, Window
from crimebook.stores.register.saving import save_windows
from crimebook.stores.register.window_rows import WindowRecord, window_record
from crimebook.terms.windows import TimeBasis

STEP = 2_000
"""Ids that one statement names."""

_LIVE = Q(superseded_at_change__isnull=True)


class Camera(NamedTuple):
    """A camera by its source's number and its name in it."""

    source_id: int
    name: str


@dataclass(frozen=True, slots=True)
class LearntRow:
    """What was learnt once: its number, of which camera (None for the lag), the values, from what."""

    number: int
    camera: Camera | None
    values: Mapping[str, Any]
    origins: tuple[Mapping[str, Any], ...]
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Timed:
    """A recording of a camera that its clock timed: its live windows, and what was measured of the clock."""

    recording_id: int
    citation_id: int
    camera: Camera
    windows: tuple[WindowRecord, ...]
    clock_ahead_s: float | None


def add_clock(
    camera: Camera,
    values: Mapping[str, Any],
    origins: Sequence[Mapping[str, Any]],
    *,
    actor: str,
    at: datetime,
    change: int,
) -> int:
    """Add what was learnt of a clock, nothing any more where ``values`` are empty; return its number."""
    row = Learnt.objects.create(
        kind="clock",
        source_id=camera.source_id,
        camera=camera.name,
        values=dict(values),
        origins=[dict(each) for each in origins],
        actor=actor,
        at=at,
        change=change,
    )
    return row.pk


def add_lag(
    values: Mapping[str, Any],
    origins: Sequence[Mapping[str, Any]],
    *,
    actor: str,
    at: datetime,
    change: int,
) -> int:
    """Add what was learnt of the lag; return its number."""
    row = Learnt.objects.create(
        kind="lag",
        values=dict(values),
        origins=[dict(each) for each in origins],
        actor=actor,
        at=at,
        change=change,
    )
    return row.pk


def clocks() -> Mapping[Camera, LearntRow]:
    """Return the newest row of each camera that has one; its values may be empty."""
    newest = Learnt.objects.filter(kind="clock").values("source_id", "camera").annotate(last=Max("id"))
    ids = [row["last"] for row in newest]
    found = {}
    for start in range(0, len(ids), STEP):
        for row in map(_row, Learnt.objects.filter(pk__in=ids[start : start + STEP])):
            if row.camera is not None:
                found[row.camera] = row
    return found


def clock_of(camera: Camera) -> LearntRow | None:
    """Return what is in force of one camera's clock, None where nothing is."""
    row = (
        Learnt.objects.filter(kind="clock", source_id=camera.source_id, camera=camera.name)
        .order_by("-id")
        .first()
    )
    return _row(row) if row is not None and row.values else None


def clock_history(camera: Camera) -> tuple[LearntRow, ...]:
    """Return all that was ever learnt of a camera's clock, oldest first."""
    rows = Learnt.objects.filter(kind="clock", source_id=camera.source_id, camera=camera.name)
    return tuple(map(_row, rows.order_by("id")))


def learnt_lag() -> LearntRow | None:
    """Return the newest row of the lag, None where there is none."""
    row = Learnt.objects.filter(kind="lag").order_by("-id").first()
    return None if row is None else _row(row)


def current_lag() -> Lag:
    """Return the law of the lag that is in force: the one learnt last, or what is taken without learning."""
    row = learnt_lag()
    if row is None or not row.values:
        return LAG
    return Lag(tuple(row.values["shares"]), tuple(row.values["scales_s"]))


def scorer_suffix() -> str:
    """Return what a learnt lag adds to the scorer's version: with another lag everything is matched anew."""
    row = learnt_lag()
    return "" if row is None or not row.values else f"/lag{row.number}"


def camera_of(recording_id: int) -> Camera | None:
    """Return whose clock timed a recording, None where nobody says."""
    row = Recording.objects.filter(pk=recording_id).values_list("source_id", "camera").first()
    return Camera(*row) if row and row[1] else None


def cameras_of(recording_ids: Iterable[int]) -> Mapping[int, Camera]:
    """Return the cameras of recordings that have one."""
    ids = sorted(set(recording_ids))
    found = {}
    for start in range(0, len(ids), STEP):
        rows = Recording.objects.filter(~Q(camera=""), pk__in=ids[start : start + STEP])
        found.update({pk: Camera(of, name) for pk, of, name in rows.values_list("pk", "source_id", "camera")})
    return found


def cameras_measured() -> frozenset[Camera]:
    """Return the cameras of which a file tells a measured time."""
    rows = Recording.objects.filter(_LIVE, ~Q(camera=""), clock_ahead_s__isnull=False)
    return frozenset(Camera(*each) for each in rows.values_list("source_id", "camera").distinct())


def timed_by(camera: Camera) -> tuple[Timed, ...]:
    """Return the recordings that a camera's clock timed, in the order of ids, with their live windows."""
    rows = Recording.objects.filter(_LIVE, source_id=camera.source_id, camera=camera.name).order_by("id")
    facts = {
        pk: (cited, ahead) for pk, cited, ahead in rows.values_list("pk", "citation_id", "clock_ahead_s")
    }
    windows: dict[int, list[WindowRecord]] = {}
    ids = list(facts)
    for start in range(0, len(ids), STEP):
        part = Window.objects.filter(_LIVE, recording_id__in=ids[start : start + STEP])
        for row in part.filter(basis=TimeBasis.CLOCK.value).order_by("id"):
            windows.setdefault(row.recording_id or 0, []).append(window_record(row))
    return tuple(
        Timed(pk, facts[pk][0], camera, tuple(of_one), facts[pk][1]) for pk, of_one in windows.items()
    )


def window_told(incident_id: int, window_id: int) -> WindowRecord | None:
    """Return the window that was shown where it still stands, else the incident's first one."""
    rows = Window.objects.filter(
        Q(incident_id=incident_id) | Q(injury__incident_id=incident_id) | Q(leg__incident_id=incident_id),
        superseded_at_change__isnull=True,
    )
    row = rows.filter(pk=window_id).first() or rows.order_by("id").first()
    return None if row is None else window_record(row)


def supersede(timed: Timed, windows: tuple[WindowRecord, ...], *, change: int) -> None:
    """Give a recording other windows in the place of its live ones."""
    save_windows("recording", [(timed.recording_id, timed.citation_id, windows)], change=change)


def posting_lags() -> Mapping[int, float]:
    """Return the time from the end to the posting of each recording of which both are told, in seconds."""
    rows = Recording.objects.filter(_LIVE, posted_after_s__isnull=False, leader__isnull=True)
    return {pk: lag_s or 0.0 for pk, lag_s in rows.order_by("pk").values_list("pk", "posted_after_s")}


def _row(row: Learnt) -> LearntRow:
    camera = None if row.source_id is None else Camera(row.source_id, row.camera)
    return LearntRow(row.pk, camera, dict(row.values), tuple(row.origins), row.actor, row.at)
