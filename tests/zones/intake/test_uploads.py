"""Files without scripts: sealed while they are read, in constant memory, and never on a disk in clear."""

import hashlib
import os
import subprocess
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from tests.zones.intake.houses import House
from tests.zones.intake.reporters import Reporter

from crimebook.stores.spool import limits
from crimebook.stores.spool.limits import Space
from crimebook.zones.intake import house as open_house
from crimebook.zones.intake import uploads
from crimebook.zones.intake.views import report

MIB = 1 << 20
CANARY = b"the canary of a file in clear / "


class Pieces:
    """A request's body that is made while it is read."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self._pieces = self._make(head, size, tail)
        self._rest = b""

    @staticmethod
    def _make(head: bytes, size: int, tail: bytes) -> Iterator[bytes]:
        yield head
        block = CANARY * 2048
        for at in range(0, size, len(block)):
            yield block[: size - at]
        yield tail

    def read(self, size: int = -1) -> bytes:
        """Return the next piece, no longer than asked."""
        piece = self._rest or next(self._pieces, b"")
        taken, self._rest = (piece, b"") if size < 0 else (piece[:size], piece[size:])
        return taken


def body_of(fields: dict[str, str], size: int, *, tail: str | None = None) -> tuple[Pieces, dict[str, Any]]:
    """Return a multipart body with one file of so many bytes, and what a server says of it."""
    head = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += '--cut\r\nContent-Disposition: form-data; name="file"; filename="night.mp4"\r\n\r\n'
    end = ("\r\n--cut--\r\n" if tail is None else tail).encode()
    length = len(head.encode()) + size + len(end)
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=cut", "CONTENT_LENGTH": str(length)}
    return Pieces(head.encode(), size, end), meta


def sent(reporter: Reporter, size: int, *, tail: str | None = None) -> Any:
    """Post a file of so many bytes with the draft of the page, never held whole by this test either."""
    pieces, meta = body_of({**reporter.hidden, "do": "add-file"}, size, tail=tail)
    request = RequestFactory().generic("POST", "/en/report/", **meta)
    request._stream = pieces  # type: ignore[attr-defined]
    reporter.response = report.show(request)
    return reporter.response


def at_files(reporter: Reporter) -> Reporter:
    """Walk to the page of files."""
    return reporter.begin().walk("details").answer({"details": ["files"]}).walk("files")


def test_a_file_arrives_whole_in_the_report(reporter: Reporter, house: House):
    content = os.urandom(3 * MIB + 17)
    at_files(reporter).press("add-file", file=SimpleUploadedFile("photo of the van.jpg", content))
    assert hashlib.sha256(content).hexdigest() in reporter.page
    reporter.answer({"files.0.shows": "a grey van", "files.0.taken.words": "that night"})
    reporter.walk().send()
    (body,) = house.reports()
    assert body.files[0].name == "photo of the van.jpg"
    assert body.answers["files"][0]["shows"] == "a grey van"
    assert house.file(body) == content
    assert len(body.files[0].parts) + len(body.decoys) == 4


def test_continue_takes_the_chosen_files_along(reporter: Reporter, house: House):
    at_files(reporter).answer({"file": SimpleUploadedFile("a.txt", b"short")})
    reporter.walk().send()
    assert house.file(house.reports()[0]) == b"short"


def test_several_files_and_one_taken_back(reporter: Reporter, house: House):
    files = [SimpleUploadedFile("keep.txt", b"keep"), SimpleUploadedFile("drop.txt", b"drop")]
    at_files(reporter).press("add-file", file=files)
    reporter.press(
        f"remove-file:{hashlib.sha256(b'drop').hexdigest()}", **{"files.0.shows": "the one to keep"}
    )
    assert "drop.txt" not in reporter.page
    assert "the one to keep" in reporter.page
    reporter.answer({"files.0.shows": "the one to keep"}).walk().send()
    assert [file.name for file in house.reports()[0].files] == ["keep.txt"]


def test_no_files_is_an_answer_too(reporter: Reporter, house: House):
    at_files(reporter).answer({"files.special": "unsaid"}).walk().send()
    assert house.reports()[0].files == ()


def test_ten_mebibytes_are_taken_in_constant_memory(reporter: Reporter, house: House):
    at_files(reporter)
    peaks = []
    for mebibytes in (4, 10):
        tracemalloc.start()
        assert sent(reporter, mebibytes * MIB).status_code == 200
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + MIB
    assert peaks[1] < 16 * MIB


def test_nothing_in_clear_is_written_anywhere(
    reporter: Reporter, house: House, tmp_path: Path, monkeypatch: Any
):
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    at_files(reporter)
    sent(reporter, 5 * MIB)
    found = subprocess.run(
        ["grep", "-rlaF", CANARY.decode(), str(tmp_path)], capture_output=True, check=False
    )
    assert found.stdout == b""
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) > 5 * MIB


def test_a_file_that_breaks_off_is_not_in_the_draft(reporter: Reporter):
    at_files(reporter)
    sent(reporter, 2 * MIB, tail="")
    assert "night.mp4" not in reporter.page


def test_a_file_without_a_draft_is_not_read(client: Client, house: House):
    client.post("/en/report/", {"draft": "none", "file": SimpleUploadedFile("flood.bin", bytes(3 * MIB))})
    assert not any((house.path / "spool" / "parts").rglob("*/*"))


def test_more_than_the_limit_is_refused_and_what_came_before_is_kept(reporter: Reporter, house: House):
    at_files(reporter).press("add-file", file=SimpleUploadedFile("first.txt", b"first"))
    assert "Room for 63 MiB" in reporter.page
    sent(reporter, 65 * MIB)
    assert reporter.response.status_code == 422
    assert "there is room for less" in reporter.page
    assert "first.txt" in reporter.page


def test_a_full_disk_refuses_files_and_takes_words(reporter: Reporter, house: House, monkeypatch: Any):
    at_files(reporter)
    reserve = limits.Limits().text_reserve_bytes
    monkeypatch.setattr(
        type(open_house.intake().drop._disk), "space", lambda self, folder: Space(reserve - 1, None)
    )
    reporter.press("add-file", file=SimpleUploadedFile("photo.jpg", bytes(MIB)))
    assert "no room for files now" in reporter.page
    reporter.answer({"files.special": "unsaid"}).walk().send()
    assert len(reporter.words) == 12


def test_files_that_waited_too_long_are_asked_for_again(reporter: Reporter, house: House):
    at_files(reporter).press("add-file", file=SimpleUploadedFile("old.txt", b"old"))
    reporter.answer({}).walk().press("words")
    for part in (house.path / "spool" / "parts").rglob("*/*"):
        part.unlink()
    reporter.press("send:words")
    assert (reporter.at, house.reports()) == ("files", [])
    assert "gone" in reporter.page
    reporter.answer({"file": SimpleUploadedFile("old.txt", b"old")})
    assert reporter.at == "review"
    assert len(reporter.send().words) == 12


def test_those_who_send_files_do_not_crowd_out_those_who_write(reporter: Reporter, monkeypatch: Any):
    at_files(reporter)
    monkeypatch.setattr(uploads, "_room", uploads.BoundedSemaphore(1))
    assert uploads._room.acquire(blocking=False)
    assert reporter.press("add-file", file=SimpleUploadedFile("a.txt", b"a")).response.status_code == 503
    assert reporter.begin().response.status_code == 200


def test_a_view_that_takes_no_files_reads_none(client: Client, house: House):
    answer = client.post("/en/return/", {"words": "x", "file": SimpleUploadedFile("a.bin", bytes(MIB))})
    assert answer.status_code in {400, 422}
    assert not any((house.path / "spool" / "parts").rglob("*/*"))
