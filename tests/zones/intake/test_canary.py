"""Nothing in clear reaches a disk: a word that people report is looked for in the raw disk afterwards.

The served intake has one disk of its own, where its folder, its home and its temporary files are, and can
write on no other. A hundred people report with files, some come back with their words, some break off. Then
the disk is unmounted and all that was ever written to it is searched, deleted files and free blocks included,
and what the server said. Needs root, for the mounting.
"""

import secrets
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.promises.rawdisk import MIB, Disk, control_files, disk_of_its_own, search, search_disk, writings
from tests.promises.served import File, Server, reporter_of, serving
from tests.zones.intake.houses import House, make_house
from tests.zones.intake.reporters import Reporter

from crimebook.sealing.words import read_words

SUBMISSIONS = 100
THREADS = 3
LETTERS = "абвгдежзіклмнопрстуўфхцчшыэюя"


class Canary:
    """A word that nobody wrote before, half Cyrillic and half Latin, and the files that hold it."""

    def __init__(self) -> None:
        self.cyrillic = "".join(secrets.choice(LETTERS) for _ in range(14))
        self.latin = f"kanarejka{secrets.token_hex(8)}"
        self.text = f"{self.cyrillic} {self.latin}"

    def wanted(self) -> dict[str, bytes]:
        """Return every writing of both halves that is looked for."""
        return {
            f"{name} of {half[:9]}": written
            for half in (self.cyrillic, self.latin)
            for name, written in writings(half).items()
        }

    def file(self, number: int) -> bytes:
        """Return a file that holds the word in many writings; every tenth is longer than Django's memory."""
        utf8, utf16 = self.text.encode(), self.text.encode("utf-16-le")
        lines = [
            utf8,
            utf16,
            self.text.encode("utf-16-be"),
            *(b64encode(b"x" * offset + each) for each in (utf8, utf16) for offset in range(3)),
            utf8.hex().encode(),
            quote(self.text).encode(),
        ]
        content = b"\n".join(lines) + b"\n"
        wanted_bytes = 3 * MIB if number % 10 == 0 else 20_000
        return content * (wanted_bytes // len(content) + 1)


class Crowd(threading.Thread):
    """People who report one after another."""

    def __init__(self, server: Server, canary: Canary, numbers: range) -> None:
        super().__init__()
        self._server = server
        self._canary = canary
        self._numbers = numbers
        self.receipts: list[str] = []

    def run(self) -> None:
        for number in self._numbers:
            reporter = reporter_of(self._server, ("be", "ru", "en")[number % 3])
            self._report(reporter, number)
            words = " ".join(reporter.words)
            assert words, reporter.heading
            self.receipts.append(words)
            if number % 10 == 1:
                self._come_back(reporter, words)
            if number % 10 == 2:
                break_off(self._server, reporter, self._canary)

    def _report(self, reporter: Reporter, number: int) -> None:
        text = self._canary.text
        known = {
            "first_account": {"first_account": f"{text}. " * (1 + number)},
            "details": {"details": ["when", "where", "files"]},
            "event_when": {"event_when.words": text},
            "event_where": {"event_where.words": text},
            "anything_else": {"anything_else": text},
        }
        reporter.begin().walk("files", **known)
        reporter.press("add-file", file=File(f"{self._canary.latin}.txt", self._canary.file(number)))
        reporter.answer({"files.0.shows": text}).walk(**known).press("words").press("send:words")

    def _come_back(self, reporter: Reporter, words: str) -> None:
        reporter.post("return/", {"words": words})
        reporter.post("return/", {**reporter.hidden, "do": "add", "text": self._canary.text})
        assert 'class="done"' in reporter.page
        reporter.post("return/", {"words": f"{words} {self._canary.latin}"})
        assert reporter.response.status_code == 422


def break_off(server: Server, reporter: Reporter, canary: Canary) -> None:
    """Send half of a file and hang up; then what no form sends."""
    reporter.begin().walk("files", details={"details": ["files"]})
    head = (
        '--b\r\nContent-Disposition: form-data; name="draft"\r\n\r\n'
        f"{reporter.hidden['draft']}\r\n--b\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{canary.latin}"\r\n\r\n'
    ).encode()
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(
            b"POST /en/report/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4000000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n" + head + canary.file(0)[:2_000_000]
        )
    reporter.post("report/", {"draft": canary.latin, "at": "first_account", "first_account": canary.text})
    assert reporter.response.status_code == 410
    reporter.client.get(f"/en/{quote(canary.text)}/?q={quote(canary.text)}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = disk_of_its_own(tmp_path)
    yield made
    made.image.unlink()


def test_no_word_of_a_hundred_reports_is_anywhere_on_the_disk_and_a_leak_would_be_found(
    disk: Disk, tmp_path: Path
):
    canary = Canary()
    with disk.mounted() as here:
        house, receipts = receive(disk, here, canary, tmp_path / "output")
        bodies = house.reports()
    assert len(bodies) == SUBMISSIONS
    assert all(canary.text in body.text for body in bodies)
    wanted = canary.wanted() | traces_of(receipts[:3])
    assert search_disk(disk, wanted) == set()
    assert search((tmp_path / "output").read_bytes(), wanted) == set()
    leak(disk, canary)
    found = search_disk(disk, canary.wanted())
    assert set(canary.wanted()) <= found
    assert any(name.startswith("compressed") for name in found)


def receive(disk: Disk, here: Path, canary: Canary, output: Path) -> tuple[House, list[str]]:
    """Serve an intake from the disk alone while a hundred people report."""
    house = make_house(here / "intake")
    places = {"TMPDIR": "tmp", "HOME": "home", "XDG_CACHE_HOME": "home", "TMP": "tmp", "TEMP": "tmp"}
    for name in set(places.values()):
        (here / name).mkdir()
    environment = {name: str(here / place) for name, place in places.items()}
    with serving(
        house.path, output, environment=environment, before=disk.only_here(), cwd=here / "home"
    ) as server:
        crowds = [Crowd(server, canary, range(at, SUBMISSIONS, THREADS)) for at in range(THREADS)]
        for crowd in crowds:
            crowd.start()
        for crowd in crowds:
            crowd.join()
        check_memory(server)
    return house, [words for crowd in crowds for words in crowd.receipts]


def check_memory(server: Server) -> None:
    """No process was swapped out, and none can leave a core."""
    assert len(server.pids()) >= 3
    for pid in server.pids():
        status = Path(f"/proc/{pid}/status").read_text()
        (swapped,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmSwap")]
        assert swapped == "0", f"process {pid} was swapped out"
        limits = Path(f"/proc/{pid}/limits").read_text()
        (core,) = [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core file size")]
        assert core == ["0", "0"]


def traces_of(receipts: list[str]) -> dict[str, bytes]:
    """Return what the twelve words of some people would leave."""
    found: dict[str, bytes] = {}
    for words in receipts:
        entropy = read_words(words)
        found |= {
            f"words {words[:5]}": words.encode(),
            f"entropy {words[:5]}": entropy,
            f"base64 of the entropy {words[:5]}": b64encode(entropy)[:21],
        }
    return found


def leak(disk: Disk, canary: Canary) -> None:
    """Write the word to the disk in every writing, as a careless program would, and delete it."""
    with disk.mounted() as here:
        contents = control_files(canary.wanted(), canary.text)
        paths = [here / f"leak{number}" for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        for path in paths:
            path.unlink()
