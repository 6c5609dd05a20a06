"""A photograph that tells its own time and that of GPS sets its camera right; one of a wrong camera goes."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.evidence import timed_files as made
from tests.evidence.timed_files import GPS_AT
from tests.work.book import NOW, bring, file_of, open_test_book, recording

from crimebook.custody.events import check_chain
from crimebook.stores.register import learnt, timed
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Citation, ClockReading, FileFact, Recording, Window
from crimebook.stores.staging.files import StagingError
from crimebook.stores.staging.held_files import find_held
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import SourceName
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor, Role, operator
from crimebook.work.clock_files import (
    FilesRead,
    Naming,
    open_clocks,
    open_readings,
    read_clocks,
    take_back_reading,
)
from crimebook.work.learning import learn, untaught

pytestmark = pytest.mark.django_db

LIST = SourceName("a-source")
PHONE = Naming(LIST, "phone 7")


@pytest.fixture(autouse=True)
def _book(tmp_path: Path) -> None:
    open_test_book()
    rows = [recording(each, camera="phone 7", kind="video", clock_sigma_s="60") for each in ("one", "two")]
    rows.append(recording("other", camera="phone 8", kind="video", clock_sigma_s="60"))
    bring("recordings", file_of(rows), tmp_path)


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = tmp_path / "held"
    folder.mkdir()
    return folder


def photograph(folder: Path, name: str, ahead_s: float, minute: int = 0, offset: str = "") -> Path:
    """A device in Minsk, ahead of the truth, writes its local time and an exact fix."""
    gps_at = GPS_AT + timedelta(minutes=minute)
    local = gps_at + timedelta(hours=3, seconds=ahead_s)
    path = folder / name
    path.write_bytes(made.jpeg(made.exif(local.strftime("%Y:%m:%d %H:%M:%S"), offset, gps_at)))
    return path


def read(folder: Path, naming: Naming = PHONE) -> FilesRead:
    return read_clocks(operator(), find_held([folder]), naming, at=NOW, progress=lambda *_: None)


def run() -> int:
    return learn(operator(), at=NOW, progress=lambda *_: None).moved


def window(number: str) -> Window:
    return Window.objects.get(recording__external_id=number, superseded_at_change=None)


def offset_of(name: str) -> float | None:
    source_id = Recording.objects.values_list("source_id", flat=True).first()
    row = learnt.clock_of(timed.Device(source_id or 0, name, SubjectKind.RECORDING))
    return None if row is None else float(row.values["offset_s"])


def test_photographs_without_a_zone_set_all_recordings_of_their_camera_right(held: Path):
    for minute in range(3):
        photograph(held, f"{minute}.jpg", 95, minute)
    (held / "notes.txt").write_text("no photograph")
    before, other = window("one"), window("other")
    assert read(held) == FilesRead(4, 3, 3, ())
    assert untaught().reading == 3
    assert run() == 2
    assert abs((offset_of("phone 7") or 0) - 95) < 3
    after = window("one")
    assert abs((before.earliest_end - after.earliest_end).total_seconds() - 95) < 300
    assert after.clock_sigma_s < 10
    assert window("other") == other
    assert (read(held).new, untaught().reading, run()) == (0, 0, 0)


def test_a_film_says_alone_what_takes_two_photographs(held: Path):
    began = GPS_AT + timedelta(hours=3, seconds=42)
    (held / "GX01.mp4").write_bytes(made.film(began, [made.stamped(GPS_AT)]))
    read(held)
    run()
    assert abs((offset_of("phone 7") or 0) - 42) < 4
    (known,) = open_readings(operator(), at=NOW)
    assert (known.camera, known.read_from, known.ahead_s, known.is_zone_known) == (
        "phone 7",
        "film",
        42,
        False,
    )
    (clock,) = open_clocks(operator(), at=NOW)
    assert (clock.name, clock.origins, clock.outliers) == ("phone 7", 1, 0)


def test_files_are_known_by_their_digest_or_by_the_name_that_a_source_gives_them(held: Path):
    by_digest, by_name = photograph(held, "x.jpg", 30), photograph(held, "two.jpg", 30, 1)
    stranger = photograph(held, "three.jpg", 30, 2)
    recording_id = Recording.objects.get(external_id="other").pk
    FileFact.objects.create(
        recording_id=recording_id,
        citation=Citation.objects.latest("pk"),
        name="x.jpg",
        digest=sha256_hex(by_digest.read_bytes()),
    )
    report = read(held, Naming(LIST))
    assert (report.new, report.strangers) == (2, (stranger.name,))
    cameras = {each.file_digest: each.camera for each in open_readings(operator(), at=NOW)}
    assert cameras == {
        sha256_hex(by_digest.read_bytes()): "phone 8",
        sha256_hex(by_name.read_bytes()): "phone 7",
    }


def test_a_reading_of_a_wrong_camera_is_taken_back_and_the_recordings_go_back(held: Path):
    before = window("one")
    for minute in range(2):
        photograph(held, f"{minute}.jpg", 200, minute, "+03:00")
    read(held)
    run()
    assert window("one").clock_sigma_s != before.clock_sigma_s
    for each in open_readings(operator(), at=NOW):
        take_back_reading(operator(), each.number, why="of another phone", at=NOW)
    assert untaught().reading == 2
    run()
    after = window("one")
    for name in ("earliest_start", "latest_end", "clock_sigma_s", "reasons"):
        assert getattr(after, name) == getattr(before, name)
    with pytest.raises(NotFoundError):
        take_back_reading(operator(), each.number, why="again", at=NOW)
    check_chain(chain_of("register:clocks"))
    assert b"taken back: of another phone" in b"".join(chain_of("register:clocks"))
    assert read(held).new == 2


def test_nothing_of_a_place_or_a_device_is_kept(held: Path):
    photograph(held, "a.jpg", 30)
    read(held)
    (row,) = ClockReading.objects.values()
    kept = {name for name, value in row.items() if value not in {None, ""}}
    assert kept == {
        *("id", "source_id", "camera", "read_from", "file_digest", "shown", "gps_at", "actor", "at", "change")
    }


@pytest.mark.parametrize(
    "statement", ["UPDATE register_clockreading SET camera = 'x'", "DELETE FROM register_clockreading"]
)
def test_a_reading_is_neither_changed_nor_deleted(held: Path, statement: str):
    photograph(held, "a.jpg", 30)
    read(held)
    with (
        pytest.raises(DatabaseError, match="kept as they were written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_who_may_not_import_reads_no_clocks_and_an_unknown_camera_takes_none(held: Path):
    photograph(held, "a.jpg", 30)
    with pytest.raises(NotFoundError):
        read(held, Naming(LIST, "phone 9"))
    with pytest.raises(NotFoundError):
        read_clocks(
            Actor("r", "R", Role.REVIEWER), find_held([held]), PHONE, at=NOW, progress=lambda *_: None
        )
    with pytest.raises(StagingError):
        find_held([held / "none"])
    read(held)
    with pytest.raises(InvalidValueError):
        take_back_reading(operator(), ClockReading.objects.get().pk, why="  ", at=NOW)
    assert ClockReading.objects.count() == 1
