"""Reading a camera's clock from files of evidence: its own time beside that of GPS goes into the register.

Whoever holds the files reads them, where they are: the book keeps no files of recordings. Kept of each are
its digest, both times and whose camera it was; no place and no name of a device. The files of a report are
not read so: they belong to no camera of a list, and a clock that is known again would tie reports of one
person together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.evidence.gps_time import read_gps_time
from crimebook.evidence.twotimes import TwoTimes
from crimebook.stores.register import clock_readings as stored
from crimebook.stores.register import learnt
from crimebook.stores.register.clock_readings import NewReading, ReadingRow
from crimebook.stores.register.events import append_event
from crimebook.stores.register.timed import Device, devices_of
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.staging.held_files import open_held
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import Digest, SourceName, check_external_id
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.clock_lessons import FILM, difference_of_row
from crimebook.work.journal import note_reading

CHAIN = "register:clocks"
PHOTOGRAPH = "photograph"


@dataclass(frozen=True, slots=True)
class Naming:
    """Whose files they are: of one ``camera`` of a source, or of recordings of a ``source`` by their names.

    A file whose digest a source told of a recording needs neither.
    """

    source: SourceName | None = None
    camera: str = ""


@dataclass(frozen=True, slots=True)
class FilesRead:
    """What a reading did: files looked at, how many told both times, how many of those are new.

    ``strangers`` are the names of those that told both and belong to no camera that the book knows.
    """

    files: int
    telling: int
    new: int
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownReading:
    """A reading that stands: its number, whose, and by how much the clock was ahead.

    ``ahead_s`` is the one of all that its zone allows that is nearest to none.
    """

    number: int
    source: str
    camera: str
    read_from: str
    file_digest: Digest
    ahead_s: float
    is_zone_known: bool


@dataclass(frozen=True, slots=True)
class KnownClock:
    """What was learnt of a camera's or recorder's clock, from how many times, and how many do not fit it."""

    source: str
    name: str
    times: SubjectKind
    offset_s: float
    sigma_s: float
    origins: int
    outliers: int


@dataclass(frozen=True, slots=True)
class _Told:
    path: Path
    digest: Digest
    times: TwoTimes


def read_clocks(
    actor: Actor,
    files: Sequence[Path],
    naming: Naming,
    *,
    at: datetime,
    progress: Callable[[int, int], None],
) -> FilesRead:
    """Take what files tell of cameras' clocks into the register; what is there already is left alone.

    Raises `NotFoundError` where the source names no such camera, `StagingError` for a file that cannot be
    read. Nothing is moved by it: that is for `work.learning`.
    """
    check_right(actor, Right.IMPORT)
    named = stored.camera_named(naming.source, naming.camera) if naming.source and naming.camera else None
    told = []
    for done, path in enumerate(files, start=1):
        if (found := _told_by(path)) is not None:
            told.append(found)
        progress(done, len(files))
    cameras = dict.fromkeys((each.path for each in told), named) if named else _cameras(told, naming.source)
    known = [(each, camera) for each in told if (camera := cameras.get(each.path)) is not None]
    strangers = tuple(each.path.name for each in told if cameras.get(each.path) is None)
    return FilesRead(len(files), len(told), _store(actor, known, at), strangers)


def take_back_reading(actor: Actor, number: int, *, why: str, at: datetime) -> ReadingRow:
    """Take back a reading that was given to a wrong camera; the next learning goes without it."""
    check_right(actor, Right.IMPORT)
    words = " ".join(why.split())
    if not words:
        raise InvalidValueError("a reason in your own words", "none", "say why it is not of this camera")
    with writing():
        row = stored.take_back_reading(number, actor=actor.key, at=at, change=next_change())
        told = f"reading {number} of a clock taken back: {words[:200]}"
        append_event(Deed(CHAIN, Action.DISCARDED, actor.key, at, told, inputs=(row.file_digest,)))
    return row


def open_readings(actor: Actor, *, at: datetime) -> tuple[KnownReading, ...]:
    """Return every reading that stands, by camera."""
    note_reading(actor, "readings of clocks", at=at)
    rows = stored.every_reading()
    names = stored.source_names({row.camera.source_id for row in rows})
    return tuple(_known(row, names[row.camera.source_id]) for row in rows)


def open_clocks(actor: Actor, *, at: datetime) -> tuple[KnownClock, ...]:
    """Return every clock that is learnt, by source and name."""
    note_reading(actor, "learnt clocks", at=at)
    rows = {device: row for device, row in learnt.clocks().items() if row.values}
    names = stored.source_names({device.source_id for device in rows})
    return tuple(
        KnownClock(
            source=names[device.source_id],
            name=device.name,
            times=device.times,
            offset_s=float(row.values["offset_s"]),
            sigma_s=float(row.values["sigma_s"]),
            origins=len(row.origins),
            outliers=sum(not each["fits"] for each in row.origins),
        )
        for device, row in sorted(rows.items(), key=lambda item: (names[item[0].source_id], item[0].name))
    )


def _told_by(path: Path) -> _Told | None:
    with open_held(path) as file:
        times = read_gps_time(file.read_at, file.size)
        # A film may be long: only what told something is read whole, for its digest.
        return None if times is None else _Told(path, file.digest(), times)


def _cameras(told: Sequence[_Told], source: SourceName | None) -> Mapping[Path, Device]:
    """Return whose camera made each file: by its digest, as a source told it, else by its name."""
    by_digest = stored.recordings_by_digest({each.digest for each in told})
    by_name = stored.recordings_by_name(source, _names(told)) if source else {}
    devices = devices_of(
        SubjectKind.RECORDING, {*by_name.values(), *(each for ids in by_digest.values() for each in ids)}
    )
    found: dict[Path, Device] = {}
    for each in told:
        ids = by_digest.get(each.digest) or [
            by_name[name] for name in (each.path.name, each.path.stem) if name in by_name
        ]
        cameras = {devices[number] for number in ids if number in devices}
        # Of a file that two lists give to two cameras nobody knows whose clock it shows.
        if len(cameras) == 1:
            found[each.path] = cameras.pop()
    return found


def _names(told: Sequence[_Told]) -> set[str]:
    names = {name for each in told for name in (each.path.name, each.path.stem)}
    return {name for name in names if _is_id(name)}


def _is_id(name: str) -> bool:
    try:
        check_external_id(name)
    except InvalidValueError:
        return False
    return True


def _store(actor: Actor, known: Sequence[tuple[_Told, Device]], at: datetime) -> int:
    if not known:
        return 0
    with writing():
        change = next_change()
        new = [
            each.digest
            for each, camera in known
            if stored.add_reading(_reading(each, camera), actor=actor.key, at=at, change=change)
        ]
        if new:
            told = f"clocks of cameras read from {len(new)} files"
            append_event(Deed(CHAIN, Action.RECEIVED, actor.key, at, told, inputs=tuple(sorted(set(new)))))
    return len(new)


def _reading(told: _Told, camera: Device) -> NewReading:
    return NewReading(
        camera=camera,
        read_from=FILM if told.times.is_live else PHOTOGRAPH,
        file_digest=told.digest,
        shown=told.times.shown.isoformat(timespec="seconds"),
        gps_at=told.times.gps_at,
    )


def _known(row: ReadingRow, source: str) -> KnownReading:
    difference = difference_of_row(row)
    return KnownReading(
        number=row.number,
        source=source,
        camera=row.camera.name,
        read_from=row.read_from,
        file_digest=row.file_digest,
        ahead_s=min(difference.points_s, key=abs),
        is_zone_known=not difference.step_s,
    )
