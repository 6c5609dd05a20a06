"""Devices with clocks: cameras of recordings and recorders of radio traffic, and what each of them timed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from crimebook.stores.register.models import Communication, Recording, Window
from crimebook.stores.register.saving import save_windows
from crimebook.stores.register.window_rows import WindowRecord, window_record
from crimebook.terms.windows import SubjectKind, TimeBasis

STEP = 2_000
"""Ids that one statement names."""

_LIVE = Q(superseded_at_change__isnull=True)
_TABLES: Mapping[SubjectKind, tuple[type[Model], str]] = {
    SubjectKind.RECORDING: (Recording, "camera"),
    SubjectKind.COMMUNICATION: (Communication, "recorder"),
}
"""What a device times, and the column with its name."""


class Device(NamedTuple):
    """A device by its source's number and its name in it: a camera, or a recorder of radio traffic."""

    source_id: int
    name: str
    times: SubjectKind = SubjectKind.RECORDING
    """What its clock times: recordings or communications."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A record that a device's clock timed, with its live windows."""

    record_id: int
    citation_id: int
    device: Device
    windows: tuple[WindowRecord, ...]


def device_of(kind: SubjectKind, record_id: int) -> Device | None:
    """Return whose clock timed a record, None where nobody says."""
    return devices_of(kind, [record_id]).get(record_id)


def devices_of(kind: SubjectKind, record_ids: Iterable[int]) -> Mapping[int, Device]:
    """Return the devices of those records that name one."""
    table, column = _TABLES[kind]
    ids = sorted(set(record_ids))
    found = {}
    for start in range(0, len(ids), STEP):
        rows = table._default_manager.filter(  # noqa: SLF001
            ~Q(**{column: ""}), pk__in=ids[start : start + STEP]
        )
        found.update(
            {
                pk: Device(source, name, kind)
                for pk, source, name in rows.values_list("pk", "source_id", column)
            }
        )
    return found


def devices_measured() -> frozenset[Device]:
    """Return the devices of which a list tells a measured time."""
    found: set[Device] = set()
    for kind, (table, column) in _TABLES.items():
        rows = table._default_manager.filter(  # noqa: SLF001
            _LIVE, ~Q(**{column: ""}), clock_ahead_s__isnull=False
        )
        named = rows.values_list("source_id", column).distinct()
        found |= {Device(source, name, kind) for source, name in named}
    return frozenset(found)


def measured_by(device: Device) -> tuple[tuple[int, float], ...]:
    """Return what lists measured of a device's clock: the record, and by how many seconds it was ahead."""
    rows = _records(device).filter(clock_ahead_s__isnull=False)
    return tuple(rows.values_list("pk", "clock_ahead_s"))


def first_timed_by(device: Device) -> tuple[Timed, ...]:
    """Return the first record that the device timed; nothing where there is none with such a window."""
    first = _records(device).values_list("pk", flat=True).first()
    return () if first is None else timed_by(device, {first})


def timed_by(device: Device, among: Collection[int] | None = None) -> tuple[Timed, ...]:
    """Return what a device's clock timed, in the order of ids, with the live windows.

    With ``among`` only those of them.
    """
    rows = _records(device)
    if among is not None:
        rows = rows.filter(pk__within=sorted(among))
    facts = dict(rows.values_list("pk", "citation_id"))
    owner = f"{device.times.value}_id"
    windows: dict[int, list[WindowRecord]] = {}
    ids = list(facts)
    for start in range(0, len(ids), STEP):
        part = Window.objects.filter(_LIVE, **{f"{owner}__in": ids[start : start + STEP]})
        for row in part.filter(basis=TimeBasis.CLOCK.value).order_by("id"):
            windows.setdefault(getattr(row, owner), []).append(window_record(row))
    return tuple(Timed(pk, facts[pk], device, tuple(of_one)) for pk, of_one in windows.items())


def supersede(timed: Timed, windows: tuple[WindowRecord, ...], *, change: int) -> None:
    """Give a record other windows in the place of its live ones."""
    save_windows(timed.device.times.value, [(timed.record_id, timed.citation_id, windows)], change=change)


def window_told(incident_id: int, window_id: int) -> WindowRecord | None:
    """Return the window that was shown where it still stands, else the incident's first one."""
    rows = Window.objects.filter(
        Q(incident_id=incident_id) | Q(injury__incident_id=incident_id) | Q(leg__incident_id=incident_id),
        superseded_at_change__isnull=True,
    )
    row = rows.filter(pk=window_id).first() or rows.order_by("id").first()
    return None if row is None else window_record(row)


def posting_lags() -> Mapping[int, float]:
    """Return the time from the end to the posting of each recording of which both are told, in seconds."""
    rows = Recording.objects.filter(_LIVE, posted_after_s__isnull=False, leader__isnull=True)
    return {pk: lag_s or 0.0 for pk, lag_s in rows.order_by("pk").values_list("pk", "posted_after_s")}


def records_of(device: Device) -> QuerySet[Any]:
    """Return the records that name the device and stand, for a query to ask of."""
    table, column = _TABLES[device.times]
    return table._default_manager.filter(  # noqa: SLF001
        _LIVE, source_id=device.source_id, **{column: device.name}
    )


def _records(device: Device) -> QuerySet[Any]:
    return records_of(device).order_by("pk")
