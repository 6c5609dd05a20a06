"""What was learnt of clocks and of the lag of posting, added and never changed; up to what it was learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from crimebook.spacetime.times import LAG, Lag
from crimebook.stores.register.models import ClockReading, Communication, Learnt, MatchVerdict, Recording
from crimebook.stores.register.timed import STEP, Device
from crimebook.terms.windows import SubjectKind

_KINDS = {SubjectKind.RECORDING: "clock", SubjectKind.COMMUNICATION: "recorder"}
_TIMES = {kind: times for times, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class LearntRow:
    """What was learnt once: its number, of which device (None for the lag), the values, from what."""

    number: int
    device: Device | None
    values: Mapping[str, Any]
    origins: tuple[Mapping[str, Any], ...]
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LearntThrough:
    """Up to which verdict and which reading of a file something was learnt; 0 for none."""

    verdict: int = 0
    reading: int = 0


def add_clock(
    device: Device,
    values: Mapping[str, Any],
    origins: Sequence[Mapping[str, Any]],
    *,
    actor: str,
    at: datetime,
    change: int,
) -> int:
    """Add what was learnt of a clock, nothing any more where ``values`` are empty; return its number."""
    row = Learnt.objects.create(
        kind=_KINDS[device.times],
        source_id=device.source_id,
        camera=device.name,
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


def clocks() -> Mapping[Device, LearntRow]:
    """Return the newest row of each device that has one; its values may be empty."""
    of_clocks = Learnt.objects.filter(kind__in=_TIMES)
    newest = of_clocks.values("kind", "source_id", "camera").annotate(last=Max("id"))
    ids = [row["last"] for row in newest]
    found = {}
    for start in range(0, len(ids), STEP):
        for row in map(_row, Learnt.objects.filter(pk__in=ids[start : start + STEP])):
            if row.device is not None:
                found[row.device] = row
    return found


def clock_of(device: Device) -> LearntRow | None:
    """Return what is in force of one device's clock, None where nothing is."""
    row = _of_device(device).order_by("-id").first()
    return _row(row) if row is not None and row.values else None


def clock_history(device: Device) -> tuple[LearntRow, ...]:
    """Return all that was ever learnt of a device's clock, oldest first."""
    return tuple(map(_row, _of_device(device).order_by("id")))


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


def learnt_through() -> LearntThrough:
    """Return up to what the last learning went."""
    row = Learnt.objects.filter(kind="run").order_by("-id").first()
    return LearntThrough() if row is None else LearntThrough(**row.values)


def told_through() -> LearntThrough:
    """Return the newest verdict and the newest reading of a file that are there to be learnt from."""
    verdict = MatchVerdict.objects.aggregate(last=Max("id"))["last"]
    reading = ClockReading.objects.aggregate(last=Max("id"))["last"]
    return LearntThrough(verdict or 0, reading or 0)


def note_learnt(through: LearntThrough, *, actor: str, at: datetime, change: int) -> None:
    """Note up to what everything was learnt."""
    values = {"verdict": through.verdict, "reading": through.reading}
    Learnt.objects.create(kind="run", values=values, actor=actor, at=at, change=change)


def count_newer(through: LearntThrough) -> LearntThrough:
    """Count the words on what a named device timed, and the readings of files, that came after."""
    camera = Recording.objects.filter(~Q(camera=""), pk=OuterRef("recording_id"))
    recorder = Communication.objects.filter(~Q(recorder=""), pk=OuterRef("communication_id"))
    words = MatchVerdict.objects.filter(Exists(camera) | Exists(recorder), pk__gt=through.verdict)
    return LearntThrough(words.count(), ClockReading.objects.filter(pk__gt=through.reading).count())


def _of_device(device: Device) -> Any:
    return Learnt.objects.filter(kind=_KINDS[device.times], source_id=device.source_id, camera=device.name)


def _row(row: Learnt) -> LearntRow:
    times = _TIMES.get(row.kind)
    device = None if row.source_id is None or times is None else Device(row.source_id, row.camera, times)
    return LearntRow(row.pk, device, dict(row.values), tuple(row.origins), row.actor, row.at)
