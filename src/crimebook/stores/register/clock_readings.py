"""What files tell of devices' clocks: added, taken back by rows of their own, never changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from crimebook.stores.register.by_ref import find_by_ref
from crimebook.stores.register.models import ClockReading, FileFact, Recording, Source
from crimebook.stores.register.timed import STEP, Device
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Digest, ExternalId, Ref, SourceName

_WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NewReading:
    """A camera's time as a file shows it (ISO 8601, with an offset or without), and the time by GPS."""

    camera: Device
    read_from: str
    file_digest: Digest
    shown: str
    gps_at: datetime


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading that is in the register, by its number."""

    number: int
    camera: Device
    read_from: str
    file_digest: Digest
    shown: str
    gps_at: datetime


def add_reading(reading: NewReading, *, actor: str, at: datetime, change: int) -> int:
    """Add a reading; return its number, 0 where the same file told it of the same camera already."""
    camera = reading.camera
    known = _standing().filter(
        source_id=camera.source_id, camera=camera.name, file_digest=reading.file_digest
    )
    if known.filter(shown=reading.shown, gps_at=reading.gps_at).exists():
        return 0
    row = ClockReading.objects.create(
        source_id=camera.source_id,
        camera=camera.name,
        read_from=reading.read_from,
        file_digest=reading.file_digest,
        shown=reading.shown,
        gps_at=reading.gps_at,
        actor=actor,
        at=at,
        change=change,
    )
    return row.pk


def take_back_reading(number: int, *, actor: str, at: datetime, change: int) -> ReadingRow:
    """Take a reading back; raise `NotFoundError` where none of that number stands. Return it."""
    row = _standing().filter(pk=number).first()
    if row is None:
        raise NotFoundError(f"expected a reading numbered {number} that stands, got none")
    ClockReading.objects.create(
        source_id=row.source_id,
        camera=row.camera,
        read_from=_WITHDRAWN,
        file_digest=row.file_digest,
        takes_back=row,
        actor=actor,
        at=at,
        change=change,
    )
    return _row(row)


def readings_of(camera: Device) -> tuple[ReadingRow, ...]:
    """Return what stands of a camera, in the order of the times by GPS."""
    rows = _standing().filter(source_id=camera.source_id, camera=camera.name)
    return tuple(map(_row, rows.order_by("gps_at", "id")))


def every_reading() -> tuple[ReadingRow, ...]:
    """Return what stands of all cameras, by source and camera."""
    return tuple(map(_row, _standing().order_by("source_id", "camera", "gps_at", "id")))


def cameras_read() -> frozenset[Device]:
    """Return the cameras of which a file told something that stands."""
    return frozenset(Device(*each) for each in _standing().values_list("source_id", "camera").distinct())


def camera_named(source: SourceName, name: str) -> Device:
    """Return a camera by its source and its name; raise `NotFoundError` where no recording names it."""
    rows = Recording.objects.filter(source__name=source, camera=name, superseded_at_change__isnull=True)
    source_id = rows.values_list("source_id", flat=True).first() if name else None
    if source_id is None:
        raise NotFoundError(f"expected a camera that recordings of {source} name, got {name!r}")
    return Device(source_id, name)


def recordings_by_digest(digests: Collection[Digest]) -> Mapping[Digest, tuple[int, ...]]:
    """Return which recordings have a file of each digest."""
    found: dict[Digest, set[int]] = {}
    wanted = sorted(digests)
    for start in range(0, len(wanted), STEP):
        rows = FileFact.objects.filter(recording__isnull=False, digest__in=wanted[start : start + STEP])
        for digest, record_id in rows.values_list("digest", "recording_id"):
            found.setdefault(Digest(digest), set()).add(record_id or 0)
    return {digest: tuple(sorted(ids)) for digest, ids in found.items()}


def recordings_by_name(source: SourceName, names: Collection[str]) -> Mapping[str, int]:
    """Return the recordings of a source by their ids in it."""
    refs = {Ref(source, ExternalId(name)): name for name in names}
    return {refs[ref]: pk for ref, pk in find_by_ref(Recording, refs).items()}


def source_names(ids: Collection[int]) -> Mapping[int, str]:
    """Return the names of sources by their numbers."""
    return dict(Source.objects.filter(pk__in=sorted(ids)).values_list("pk", "name"))


def _standing() -> QuerySet[ClockReading]:
    return ClockReading.objects.filter(~Q(read_from=_WITHDRAWN), taken_back_by__isnull=True)


def _row(row: ClockReading) -> ReadingRow:
    if row.gps_at is None:
        raise ValueError(f"reading {row.pk}: expected a time by GPS, got none")
    return ReadingRow(
        row.pk,
        Device(row.source_id, row.camera),
        row.read_from,
        Digest(row.file_digest),
        row.shown,
        row.gps_at,
    )
