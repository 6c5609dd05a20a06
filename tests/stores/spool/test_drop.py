"""Drop: what the intake puts down is kept once, whole, and refused clearly where it cannot be."""

import errno
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stores.spool.cast import LIMITS, PART_BYTES, mailbox, part, sha256, submission

from crimebook.sealing.parts import SealedPart
from crimebook.stores.spool import refusals
from crimebook.stores.spool.collect import Waiting
from crimebook.stores.spool.disk import FolderDisk
from crimebook.stores.spool.drop import Drop
from crimebook.stores.spool.layout import Room, report_name
from crimebook.stores.spool.limits import Space
from crimebook.terms.errors import InvalidValueError

ROOT = Path(__file__).parents[3]
CHANCE = Random(3)  # noqa: S311 - repeatable
NOON = datetime(2020, 8, 12, 12, 30, tzinfo=UTC)


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path / "spool", LIMITS)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def put_parts(drop: Drop, count: int) -> list[str]:
    parts = [part(CHANCE) for _part in range(count)]
    for each in parts:
        drop.put_part(sha256(each), each)
    return [sha256(each) for each in parts]


def test_a_report_and_its_parts_are_read_back_as_they_came(drop: Drop, tmp_path: Path):
    hashes = put_parts(drop, 3)
    kept = drop.put_report(submission(1), b"sealed", hashes)
    assert (kept.is_new, kept.envelope_sha256) == (True, sha256(b"sealed"))
    waiting = Waiting(tmp_path / "spool")
    (name,) = waiting.waiting()
    item = waiting.read_report(name.name)
    assert (item.sealed, item.heading.parts) == (b"sealed", tuple(hashes))
    assert [sha256(b"".join(waiting.read_part(item.heading.hold, each))) for each in hashes] == hashes


def test_a_report_without_parts_is_a_report(drop: Drop, tmp_path: Path):
    assert drop.put_report(submission(1), b"words", []).is_new
    assert files(tmp_path / "spool" / Room.HELD) == []


def test_the_same_submission_again_changes_nothing_and_tells_the_first_envelope(drop: Drop, tmp_path: Path):
    drop.put_report(submission(1), b"first", put_parts(drop, 1))
    before = files(tmp_path / "spool")
    again = drop.put_report(submission(1), b"sealed anew", [])
    assert (again.is_new, again.envelope_sha256) == (False, sha256(b"first"))
    assert files(tmp_path / "spool") == before


def test_a_part_is_kept_once(drop: Drop):
    content = part(CHANCE)
    assert drop.put_part(sha256(content), content)
    assert not drop.put_part(sha256(content), content)
    assert drop.missing([sha256(content), sha256(b"other")]) == (sha256(b"other"),)
    assert drop.missing([]) == ()


def test_a_part_that_was_sealed_here_is_kept_under_the_digest_of_its_bytes(drop: Drop):
    one = SealedPart(part(CHANCE))
    assert drop.put_sealed_part(one)
    assert not drop.put_sealed_part(one)
    assert not drop.put_part(sha256(one.content), one.content)
    assert drop.missing([sha256(one.content)]) == ()
    with pytest.raises(refusals.PartSizeError):
        drop.put_sealed_part(SealedPart(b"short"))


@pytest.mark.parametrize("content", [b"", b"x" * (PART_BYTES - 1), b"x" * (PART_BYTES + 1)])
def test_a_part_of_another_size_is_refused(drop: Drop, content: bytes):
    with pytest.raises(refusals.PartSizeError, match=f"exactly {PART_BYTES} bytes, got {len(content)} bytes"):
        drop.put_part(sha256(content), content)


def test_a_part_with_a_wrong_hash_is_refused(drop: Drop, tmp_path: Path):
    with pytest.raises(refusals.PartHashError, match="send the part again"):
        drop.put_part(sha256(b"else"), part(CHANCE))
    assert files(tmp_path / "spool") == []


NAMES = ["../../etc/passwd", "/etc/passwd", "..", "", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 60 + "/../"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_no_digest_goes_nowhere(drop: Drop, tmp_path: Path, name: str):
    with pytest.raises(refusals.BadReportError):
        drop.put_part(name, part(CHANCE))
    with pytest.raises(refusals.BadReportError):
        drop.missing([name])
    with pytest.raises(refusals.BadReportError):
        drop.put_report(submission(1), b"sealed", [name])
    with pytest.raises(InvalidValueError):
        drop.put_message(name, 1, b"sealed")
    with pytest.raises(InvalidValueError):
        drop.is_collected(name)
    assert files(tmp_path) == []


@given(st.text())
def test_a_submission_id_never_becomes_a_path(drop_at_large: tuple[Drop, Path], text: str):
    drop, folder = drop_at_large
    try:
        drop.put_report(text, b"sealed")
    except refusals.BadReportError:
        return
    assert (folder / "spool" / Room.REPORTS / report_name(text)).is_file()
    assert [path.name for path in folder.iterdir()] == ["spool"]


@pytest.fixture(scope="module")
def drop_at_large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Drop, Path]:
    folder = tmp_path_factory.mktemp("large")
    return Drop(folder / "spool", LIMITS), folder


def test_ten_thousand_parts_are_refused_before_anything_is_written(drop: Drop, tmp_path: Path):
    many = [sha256(b"%d" % number) for number in range(10_000)]
    with pytest.raises(refusals.TooManyPartsError, match="at most 4096 parts, got 10000"):
        drop.put_report(submission(1), b"sealed", many)
    with pytest.raises(refusals.TooManyPartsError):
        drop.missing(many)
    assert files(tmp_path / "spool") == []


def test_a_part_named_twice_is_refused(drop: Drop):
    (one,) = put_parts(drop, 1)
    with pytest.raises(refusals.BadReportError, match="every part named once, got 1 repeated"):
        drop.put_report(submission(1), b"sealed", [one, one])


def test_a_report_whose_parts_are_missing_is_refused_and_may_come_again(drop: Drop, tmp_path: Path):
    (here,) = put_parts(drop, 1)
    lost = part(CHANCE)
    with pytest.raises(
        refusals.MissingPartsError, match="all 2 parts in the spool, got 1 missing"
    ) as refused:
        drop.put_report(submission(1), b"sealed", [here, sha256(lost)])
    assert refused.value.hashes == (sha256(lost),)
    assert list((tmp_path / "spool" / Room.HELD).iterdir()) == []
    drop.put_part(sha256(lost), lost)
    assert drop.put_report(submission(1), b"sealed", [here, sha256(lost)]).is_new


@pytest.mark.parametrize("size", [0, LIMITS.max_envelope_bytes + 1])
def test_an_envelope_that_no_form_makes_is_refused(drop: Drop, size: int):
    with pytest.raises(refusals.EnvelopeSizeError, match=f"got {size} bytes"):
        drop.put_report(submission(1), bytes(size))


@pytest.mark.parametrize("size", [0, LIMITS.max_message_bytes + 1])
def test_a_message_that_no_page_makes_is_refused(drop: Drop, size: int):
    with pytest.raises(refusals.EnvelopeSizeError, match=f"got {size} bytes"):
        drop.put_message(mailbox(1), 1, bytes(size))


@pytest.mark.parametrize("counter", [-1, 2**32])
def test_a_counter_that_cannot_be_is_refused(drop: Drop, counter: int):
    with pytest.raises(refusals.BadReportError):
        drop.put_message(mailbox(1), counter, b"sealed")


def test_a_message_is_kept_once_and_another_under_its_counter_beside_it(drop: Drop):
    assert drop.put_message(mailbox(1), 1, b"one").is_new
    assert not drop.put_message(mailbox(1), 1, b"one").is_new
    assert drop.put_message(mailbox(1), 1, b"by somebody who knows the mailbox").is_new


def test_a_mailbox_full_of_messages_does_not_close_another(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    for number in range(LIMITS.max_messages_waiting):
        drop.put_message(mailbox(1), number, b"sealed")
    with pytest.raises(refusals.TooManyMessagesError, match="wait until the desk"):
        drop.put_message(mailbox(1), 999, b"sealed")
    assert not drop.put_message(mailbox(1), 0, b"sealed").is_new
    assert drop.put_message(mailbox(2), 0, b"sealed").is_new


class FullDisk(FolderDisk):
    """A disk with as much room as the test says."""

    def __init__(self, free_bytes: int, free_files: int | None = None) -> None:
        super().__init__()
        self.left = Space(free_bytes, free_files)

    def space(self, folder: Path) -> Space:
        return self.left


def test_files_stop_where_the_lane_of_words_begins_and_words_go_on(tmp_path: Path):
    disk = FullDisk(LIMITS.text_reserve_bytes + PART_BYTES)
    drop = Drop(tmp_path / "spool", LIMITS, disk=disk)
    put_parts(drop, 1)
    disk.left = Space(LIMITS.text_reserve_bytes + PART_BYTES - 1)
    with pytest.raises(refusals.SpoolFullError, match="send the words now and the files later"):
        put_parts(drop, 1)
    assert drop.put_report(submission(1), b"words").is_new
    assert drop.put_message(mailbox(1), 1, b"words").is_new


def test_words_stop_before_the_disk_is_full_and_what_is_kept_is_still_told(tmp_path: Path):
    disk = FullDisk(LIMITS.text_reserve_bytes)
    drop = Drop(tmp_path / "spool", LIMITS, disk=disk)
    drop.put_report(submission(1), b"words")
    disk.left = Space(LIMITS.floor_bytes)
    with pytest.raises(refusals.SpoolFullError, match="try again later"):
        drop.put_report(submission(2), b"words")
    with pytest.raises(refusals.SpoolFullError):
        drop.put_message(mailbox(1), 1, b"words")
    assert not drop.put_report(submission(1), b"words").is_new


def test_a_disk_without_files_left_is_full(tmp_path: Path):
    limits = type(LIMITS)(part_bytes=PART_BYTES)
    drop = Drop(tmp_path / "spool", limits, disk=FullDisk(1 << 40, limits.floor_files - 1))
    with pytest.raises(refusals.SpoolFullError, match="files left free"):
        drop.put_report(submission(1), b"words")


class BreakingDisk(FolderDisk):
    """A disk that fills up while a file is being written."""

    is_full = False

    def write(self, path: Path, content: bytes) -> None:
        if self.is_full:
            path.write_bytes(content[:10])
            raise OSError(errno.ENOSPC, "no space left")
        super().write(path, content)


def test_a_disk_that_fills_during_a_write_leaves_nothing_half_written(tmp_path: Path):
    disk = BreakingDisk()
    drop = Drop(tmp_path / "spool", LIMITS, disk=disk)
    parts = put_parts(drop, 1)
    disk.is_full = True
    before = files(tmp_path / "spool" / Room.PARTS)
    with pytest.raises(refusals.SpoolFullError, match="a full disk"):
        drop.put_report(submission(1), b"words", parts)
    assert files(tmp_path / "spool" / Room.WRITING) == files(tmp_path / "spool" / Room.REPORTS) == []
    assert files(tmp_path / "spool" / Room.HELD) == []
    assert files(tmp_path / "spool" / Room.PARTS) == before


class LinklessDisk(FolderDisk):
    """A file system as on many USB sticks."""

    def link(self, old: Path, new: Path) -> None:
        raise PermissionError(errno.EPERM, "not permitted")


def test_a_file_system_without_hard_links_is_refused_at_the_start(tmp_path: Path):
    with pytest.raises(refusals.SpoolError, match="put the spool on another file system"):
        Drop(tmp_path / "spool", LIMITS, disk=LinklessDisk())


def test_parts_of_no_report_go_after_a_day_and_never_before(drop: Drop):
    drop.expire_parts(NOON)
    hashes = put_parts(drop, 2)
    for hour in range(1, 25):
        assert drop.expire_parts(NOON + timedelta(hours=hour)) == 0
        assert drop.missing(hashes) == ()
    assert drop.expire_parts(NOON + timedelta(hours=26)) == 2
    assert drop.missing(hashes) == tuple(hashes)


def test_a_part_that_came_after_a_long_silence_has_its_day_too(drop: Drop):
    drop.expire_parts(NOON)
    hashes = put_parts(drop, 1)
    assert drop.expire_parts(NOON + timedelta(days=30)) == 0
    assert drop.expire_parts(NOON + timedelta(days=31, hours=1)) == 1
    assert drop.missing(hashes) == tuple(hashes)


def test_parts_of_a_report_never_expire(drop: Drop, tmp_path: Path):
    hashes = put_parts(drop, 2)
    drop.put_report(submission(1), b"sealed", hashes)
    for day in range(4):
        drop.expire_parts(NOON + timedelta(days=day, hours=2))
    assert drop.missing(hashes) == tuple(hashes)
    waiting = Waiting(tmp_path / "spool")
    item = waiting.read_report(report_name(submission(1)))
    assert [sha256(b"".join(waiting.read_part(item.heading.hold, each))) for each in hashes] == hashes


def test_expiry_takes_no_naive_instant(drop: Drop):
    with pytest.raises(InvalidValueError):
        drop.expire_parts(datetime(2020, 8, 12))


def test_file_times_and_names_tell_nothing(drop: Drop, tmp_path: Path):
    for number in range(5):
        drop.put_report(submission(number), b"sealed", put_parts(drop, 1))
        drop.put_message(mailbox(1), number, b"sealed")
    spool = tmp_path / "spool"
    list(Waiting(spool).waiting())
    for path in [*files(spool), *(spool / room for room in (Room.REPORTS, Room.MESSAGES, Room.PARTS))]:
        assert path.stat().st_mtime_ns == 0
        assert not path.is_file() or path.stat().st_atime_ns == 0
        assert path.stat().st_mode & 0o077 == 0
        assert "submission" not in path.name
    by_name = [path.name for path in sorted((spool / Room.REPORTS).iterdir())]
    assert by_name == sorted(report_name(submission(number)) for number in range(5))
    assert by_name != [report_name(submission(number)) for number in range(5)]


def test_blurring_gives_every_file_the_same_hour_of_change(drop: Drop, tmp_path: Path):
    drop.put_report(submission(1), b"sealed", put_parts(drop, 1))
    before = {path: path.stat().st_ctime_ns for path in files(tmp_path / "spool")}
    drop.blur_times()
    assert all(path.stat().st_ctime_ns > old for path, old in before.items())
    assert {path.stat().st_mtime_ns for path in before} == {0}


def test_what_a_dead_process_left_half_written_is_swept_and_what_a_living_one_writes_is_not(tmp_path: Path):
    spool = tmp_path / "spool"
    dead, living = Drop(spool, LIMITS), Drop(spool, LIMITS)
    for each in (dead, living):
        (spool / Room.WRITING / each._writer.worker / "half").write_bytes(b"half")
    (hold,) = put_parts(dead, 1)
    dead._hold(report_name(submission(1)), [hold])
    dead._writer._release()
    with Drop(spool, LIMITS):
        assert files(spool / Room.WRITING) == [spool / Room.WRITING / living._writer.worker / "half"]
        assert list((spool / Room.HELD).iterdir()) == []
    living.close()
    assert list((spool / Room.WRITING).iterdir()) == []


def test_many_threads_with_one_submission_make_one_report(tmp_path: Path):
    drop = Drop(tmp_path / "spool", LIMITS)
    hashes = put_parts(drop, 2)
    start, kept = threading.Barrier(8), []

    def put(number: int) -> None:
        start.wait()
        kept.append(drop.put_report(submission(1), b"sealed %d" % number, hashes))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.is_new for each in kept) == [False] * 7 + [True]
    assert len({each.envelope_sha256 for each in kept}) == 1
    assert len(list((tmp_path / "spool" / Room.REPORTS).iterdir())) == 1
    assert len(list((tmp_path / "spool" / Room.HELD).iterdir())) == 1


PROCESS = """
import sys
from pathlib import Path
from crimebook.stores.spool.drop import Drop
from tests.stores.spool.cast import LIMITS, sha256, submission
drop = Drop(Path(sys.argv[1]), LIMITS)
content = bytes(LIMITS.part_bytes)
print("ready", flush=True)
sys.stdin.readline()
for number in range(40):
    drop.put_part(sha256(content), content)
    kept = drop.put_report(submission(number), sys.argv[2].encode() * 50, [sha256(content)])
    print(number, kept.is_new, kept.envelope_sha256, flush=True)
"""


def test_many_processes_with_the_same_submissions_make_each_report_once(tmp_path: Path):
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(tmp_path / "spool"), str(number)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [line.split() for child in children for line in child.communicate(timeout=60)[0].splitlines()]
    assert len(told) == 120
    for number in range(40):
        mine = [line for line in told if line[0] == str(number)]
        assert sorted(line[1] for line in mine) == ["False", "False", "True"]
        assert len({line[2] for line in mine}) == 1
    assert len(Waiting(tmp_path / "spool").waiting()) == 40


FORBIDDEN = ("django", "sqlite3", "duckdb", "crimebook.unsealing", "crimebook.work", "crimebook.zones")


def test_the_intakes_side_loads_nothing_that_opens_or_keeps_rows():
    program = "import sys, crimebook.stores.spool.drop, crimebook.stores.spool.slots; print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    loaded = told.stdout.split()
    assert "crimebook.stores.spool.drop" in loaded
    assert [name for name in loaded if name.startswith(FORBIDDEN)] == []
