"""Every sealed file hashed again: what is whole, and every way in which one is not."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from obstore.store import MemoryStore
from tests.work.opening import cast

from crimebook.stores.blobs.blob import BlobStoreError
from crimebook.stores.blobs.bucket import BlobBucket
from crimebook.stores.blobs.folder import BlobFolder
from crimebook.stores.register import models
from crimebook.stores.register.events import chain_of
from crimebook.terms.errors import NotFoundError
from crimebook.terms.ids import Digest
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.evidence import EVIDENCE, EvidenceReport, Verdict, check_evidence
from crimebook.work.opening.attachments import read_file
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report

LATER = cast.NOW + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path, db: None) -> Desk:
    ensure_operator()
    desk = cast.make_desk(tmp_path)
    for content in (b"a photo", b"a longer video" * 100_000):
        cast.bring(desk, cast.body(desk), cast.seal_files(desk, content))
    return desk


@pytest.fixture
def checks(tmp_path: Path) -> Path:
    return tmp_path / "checks"


def check(desk: Desk, checks: Path, **differing: object) -> EvidenceReport:
    values = {"actor": operator(), "at": LATER, "progress": lambda *_: None} | differing
    return check_evidence(values.pop("actor"), desk.blobs, checks, **values)


def blob_files(desk: Desk) -> list[Path]:
    return sorted(path for path in Path(desk.folders.blobs).rglob("*") if path.is_file())


def verdicts(report: EvidenceReport) -> list[Verdict]:
    return [each.verdict for each in report.findings]


def test_what_was_opened_is_whole(desk: Desk, checks: Path):
    report = check(desk, checks)
    assert report.is_whole
    assert report.counts == {Verdict.WHOLE: 2}
    assert (report.findings, report.strays) == ((), ())


def test_the_first_event_of_a_blob_tells_its_sealed_bytes(desk: Desk):
    for path in blob_files(desk):
        (event,) = chain_of(f"blob:{path.name}")
        assert hashlib.sha256(path.read_bytes()).hexdigest().encode() in event
        assert f"{path.stat().st_size} bytes".encode() in event


def test_a_round_is_an_event_with_the_digest_of_its_file(desk: Desk, checks: Path):
    report = check(desk, checks)
    (event,) = chain_of(EVIDENCE)
    assert b"2 whole" in event
    (file,) = checks.iterdir()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == report.digest
    assert report.digest.encode() in event


def test_one_flipped_bit_is_an_altered_file(desk: Desk, checks: Path):
    path = blob_files(desk)[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    report = check(desk, checks)
    assert verdicts(report) == [Verdict.ALTERED]
    assert not report.is_whole
    found = report.findings[0]
    assert found.blob == path.name
    assert found.report
    assert found.file == 1
    assert b'"reason":"altered"' in chain_of(f"blob:{path.name}")[-1]


@pytest.mark.parametrize("change", ["cut", "longer", "swapped"])
def test_other_bytes_under_a_name_are_an_altered_file(desk: Desk, checks: Path, change: str):
    one, other = blob_files(desk)
    content = one.read_bytes()
    one.write_bytes({"cut": content[:-1], "longer": content + b"\0", "swapped": other.read_bytes()}[change])
    assert verdicts(check(desk, checks)) == [Verdict.ALTERED]


def test_a_file_that_is_gone_is_missing(desk: Desk, checks: Path):
    blob_files(desk)[0].unlink()
    report = check(desk, checks)
    assert verdicts(report) == [Verdict.MISSING]
    assert report.counts == {Verdict.WHOLE: 1, Verdict.MISSING: 1}


def test_a_blob_that_nobody_knows_is_unexpected_and_gets_no_chain(desk: Desk, checks: Path):
    name = Digest("e" * 64)
    with desk.blobs.creating(name) as blob:
        blob.write(b"planted")
    for _ in range(2):
        report = check(desk, checks)
        assert verdicts(report) == [Verdict.UNEXPECTED]
    assert chain_of(f"blob:{name}") == ()


def test_the_rest_of_a_broken_attempt_is_told_and_is_nothing_wrong(desk: Desk, checks: Path):
    (blob_files(desk)[0].parent / ".new-0123").write_bytes(b"half")
    report = check(desk, checks)
    assert len(report.strays) == 1
    assert report.is_whole


def test_the_file_of_an_erased_report_must_be_gone(desk: Desk, checks: Path):
    attachment = models.Attachment.objects.select_related("report").first()
    path = next(path for path in blob_files(desk) if path.name == attachment.blob)
    content = path.read_bytes()
    erase_report(desk, operator(), attachment.report.ref, None, at=LATER)
    assert check(desk, checks).counts == {Verdict.WHOLE: 1}
    path.write_bytes(content)
    assert verdicts(check(desk, checks)) == [Verdict.UNEXPECTED]


def test_a_blob_older_than_digests_is_recorded_once_and_compared_ever_after(desk: Desk, checks: Path):
    name = Digest("a" * 64)
    with desk.blobs.creating(name) as blob:
        blob.write(b"old")
    report = models.Report.objects.first()
    models.Attachment.objects.create(report=report, number=7, blob=name, size_bytes=3)
    assert check(desk, checks).counts == {Verdict.WHOLE: 2, Verdict.RECORDED: 1}
    assert check(desk, checks).counts == {Verdict.WHOLE: 3}
    desk.blobs.remove(name)
    with desk.blobs.creating(name) as blob:
        blob.write(b"new")
    assert verdicts(check(desk, checks)) == [Verdict.ALTERED]


def test_a_round_that_was_stopped_goes_on_where_it_was(desk: Desk, checks: Path, monkeypatch):
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(desk, checks, progress=stop)
    assert chain_of(EVIDENCE) == ()
    read: list[str] = []
    reading = BlobFolder.reading
    monkeypatch.setattr(BlobFolder, "reading", lambda self, name: (read.append(name), reading(self, name))[1])
    report = check(desk, checks, at=LATER + timedelta(days=1))
    assert report.counts == {Verdict.WHOLE: 2}
    assert report.begun_at == LATER
    assert len(read) == 1


def test_a_round_begun_anew_reads_everything_again(desk: Desk, checks: Path):
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(desk, checks, progress=stop)
    for path in blob_files(desk):
        path.write_bytes(b"changed after it was looked at")
    report = check(desk, checks, anew=True)
    assert report.counts == {Verdict.ALTERED: 2}


def test_a_line_that_a_kill_cut_short_does_not_count(desk: Desk, checks: Path):
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(desk, checks, progress=stop)
    (under_way,) = checks.iterdir()
    under_way.write_bytes(under_way.read_bytes()[:-5])
    assert check(desk, checks).counts == {Verdict.WHOLE: 2}


def test_a_store_that_is_not_there_is_no_finding(desk: Desk, checks: Path, tmp_path: Path):
    (tmp_path / "blobs").rename(tmp_path / "elsewhere")
    with pytest.raises(BlobStoreError, match="is its disk mounted"):
        check(desk, checks)
    assert chain_of(EVIDENCE) == ()


def test_a_bucket_serves_the_whole_way_of_a_file(tmp_path: Path, db: None, checks: Path):
    ensure_operator()
    desk = replace(cast.make_desk(tmp_path), blobs=BlobBucket(MemoryStore(), part_bytes=1000))
    content = bytes(range(256)) * 40
    ref = cast.bring(desk, cast.body(desk), cast.seal_files(desk, content))
    (name,) = desk.blobs.names()
    read = bytearray()
    read_file(desk, ref, name, read.extend)
    assert bytes(read) == content
    assert check(desk, checks).counts == {Verdict.WHOLE: 1}
    erase_report(desk, operator(), ref, None, at=LATER)
    assert list(desk.blobs.names()) == list(desk.blobs.strays()) == []
    assert check(desk, checks).counts == {}


def test_a_book_without_files_is_whole(db: None, tmp_path: Path):
    ensure_operator()
    report = check_evidence(
        operator(), BlobFolder(tmp_path / "blobs"), tmp_path / "checks", at=LATER, progress=lambda *_: None
    )
    assert report.is_whole
    assert report.counts == {}


def test_who_may_not_read_may_not_check(desk: Desk, checks: Path):
    with pytest.raises(NotFoundError):
        check(desk, checks, actor=Actor("a", "A", Role.INTERVIEWER))


def test_a_folder_of_checks_is_for_its_owner_alone(desk: Desk, checks: Path):
    check(desk, checks)
    assert [path.stat().st_mode & 0o777 for path in (checks, *checks.iterdir())] == [0o700, 0o600]
    assert [path.name for path in checks.iterdir()] == ["20260103T120000Z.jsonl"]
