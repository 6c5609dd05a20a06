"""What takes minutes: a film of 2 GB, and 50 MB over a slow line that is cut each minute.

Run with ``CRIMEBOOK_SOAK=1``; what was measured is written to the file that it names, or with ``1`` to the
tests' output (``-s``). While a film is sent nobody looks at the page: a browser that reports each request to
its driver, with what was posted, needs gigabytes for that alone.
"""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright
from tests.promises.served import free_port, serving
from tests.zones.intake.browsing import CHROMIUM, QUIET, Line, Visitor, line_to
from tests.zones.intake.firefox import FIREFOX, firefox
from tests.zones.intake.houses import CONFIGURATION, House, make_house
from tests.zones.intake.test_browser_report import MIB, made_file, with_files

from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.padding import padme
from crimebook.sealing.parts import parts_of
from crimebook.stores.spool.layout import ItemKind

GB = 1_000_000_000
MBIT_BYTES = 125_000
CUT_S = 60.0
LOOK_S = 0.5
LONGEST_S = 120 * 60
START_S = 180
FILM_BYTES = 2 * GB
SLOW_BYTES = 50_000_000
PAGE_BYTES = 600 * MIB
"""A page without files has about 150 MiB. A page that held the film would have 2,000 MiB more."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif("CRIMEBOOK_SOAK" not in os.environ, reason="takes minutes: set CRIMEBOOK_SOAK=1"),
]
needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")
needs_firefox = pytest.mark.skipif(not FIREFOX, reason="no Firefox here; apt-get install firefox-esr")


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = make_house(tmp_path / "intake")
    (made.path / "intake.toml").write_text(CONFIGURATION.replace("mib = 64", "mib = 2200"))
    return made


@needs_chromium
def test_2_gb_arrive_whole_from_a_small_page_over_a_line_that_is_cut_three_times(
    house: House, tmp_path: Path
):
    film = sparse_file(tmp_path / "film.bin", FILM_BYTES)
    with (
        serving(house.path, tmp_path / "output") as server,
        line_to(server.port) as line,
        unwatched(tmp_path) as browser,
    ):
        visitor = browser.come()
        visitor.begin(f"http://127.0.0.1:{line.port}").walk(special=with_path(film))
        line.cut_after_bytes = [line.sent_bytes + FILM_BYTES * share // 100 for share in (15, 45, 80)]
        with Memory() as memory, stopwatch() as spent:
            press_send(visitor)
            browser.leave_alone()
            wait_for_report(house)
        assert len(browser.look_again().words().split()) == 12
    (body,) = house.reports()
    tell(
        f"2 GB, Chromium: {spent[0]:.0f} s, {FILM_BYTES / spent[0] / 1e6:.1f} MB/s, "
        f"the page had at most {memory.most >> 20} MiB"
    )
    assert line.cuts == 3
    assert body.files[0].size == FILM_BYTES
    assert body.files[0].sha256 == digest_of(film) == opened_digest(house, body)
    assert memory.most < PAGE_BYTES


@needs_chromium
def test_50_mb_at_1_mbit_a_second_arrive_though_the_line_is_cut_each_minute(house: House, tmp_path: Path):
    with unwatched(tmp_path) as browser:
        send_slowly("Chromium", browser.come(), house, tmp_path, browser.leave_alone)


@needs_firefox
def test_50_mb_at_1_mbit_a_second_arrive_from_firefox_without_a_compiler(house: House, tmp_path: Path):
    with firefox(tmp_path) as visitor:
        send_slowly("Firefox with its compilers off", visitor, house, tmp_path)


def send_slowly(
    who: str, visitor: Visitor, house: House, folder: Path, leave_alone: Callable[[], None] = lambda: None
) -> None:
    """Send 50 MB over a slow line that is cut each minute, and look at what came of it."""
    path, content = made_file(folder, SLOW_BYTES / MIB)
    with serving(house.path, folder / "output") as server, line_to(server.port, MBIT_BYTES) as line:
        visitor.begin(f"http://127.0.0.1:{line.port}").walk(special=with_path(path))
        start = line.sent_bytes
        with cutting(line), stopwatch() as spent:
            press_send(visitor)
            leave_alone()
            wait_for_report(house)
        sent_bytes = line.sent_bytes - start
    (body,) = house.reports()
    of_bytes = needed_bytes(SLOW_BYTES) / sent_bytes
    of_time = SLOW_BYTES / MBIT_BYTES / spent[0]
    tell(
        f"50 MB at 1 Mbit/s, {who}: {spent[0]:.0f} s, {line.cuts} cuts; "
        f"of use were {of_bytes:.1%} of the bytes and {of_time:.1%} of the time"
    )
    assert line.cuts >= 6
    assert body.files[0].sha256 == hashlib.sha256(content).hexdigest() == opened_digest(house, body)
    assert of_bytes > 0.8


def with_path(path: Path) -> dict[str, Any]:
    """How to answer so that a file is asked for, and to choose it by its path: its driver would read it."""
    answers = with_files(path)

    def choose(visitor: Visitor) -> None:
        session = visitor.page.context.new_cdp_session(visitor.page)
        field = session.send("Runtime.evaluate", {"expression": "document.querySelector('#file')"})
        told = {"files": [str(path)], "objectId": field["result"]["objectId"]}
        session.send("DOM.setFileInputFiles", told)
        session.detach()
        visitor.page.click("label[for='file-0-original']")
        visitor.go_on()

    by_hand = answers["files"]
    answers["files"] = lambda visitor: (
        choose(visitor) if hasattr(visitor.page, "context") else by_hand(visitor)
    )
    return answers


def press_send(visitor: Visitor) -> None:
    """Send the report from the page of all answers, and wait for nothing."""
    visitor.go_on()
    assert visitor.at == "send"
    visitor.page.click("main .buttons button >> nth=0")


def wait_for_report(house: House) -> None:
    """Return when a report lies in the spool."""
    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        if house.items_waiting():
            return
        time.sleep(LOOK_S)
    raise AssertionError("no report came")


class Unwatched:
    """A Chromium that goes on while nobody looks at it."""

    def __init__(self, playwright: Playwright, port: int) -> None:
        self._playwright = playwright
        self._port = port
        self._browser: Browser | None = None

    def come(self) -> Visitor:
        """Return somebody with a page."""
        return Visitor.come(self._connected().contexts[0])

    def leave_alone(self) -> None:
        """Look away; the page goes on."""
        self._connected().close()
        self._browser = None

    def look_again(self) -> Visitor:
        """Return who stands at the receipt."""
        (page,) = [each for each in self._connected().contexts[0].pages if each.url.startswith("http")]
        page.wait_for_selector("body[data-page=receipt]", timeout=LONGEST_S * 1000)
        return Visitor(page)

    def _connected(self) -> Browser:
        end = time.monotonic() + START_S
        while self._browser is None:
            assert time.monotonic() < end, "Chromium did not start"
            with suppress(Error):
                address = f"http://127.0.0.1:{self._port}"
                self._browser = self._playwright.chromium.connect_over_cdp(address)
        return self._browser


@contextmanager
def unwatched(folder: Path) -> Iterator[Unwatched]:
    """Give a Chromium whose profile is in a folder."""
    port = free_port()
    options = [
        "--headless=new",
        *QUIET,
        f"--remote-debugging-port={port}",
        f"--user-data-dir={folder / 'profile'}",
    ]
    process = subprocess.Popen(
        [str(CHROMIUM), *options, "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with sync_playwright() as playwright:
            yield Unwatched(playwright, port)
    finally:
        process.terminate()
        process.wait()


def tell(what: str) -> None:
    """Say what was measured."""
    target = os.environ["CRIMEBOOK_SOAK"]
    if target == "1":
        sys.stdout.write(f"\n{what}\n")
        return
    with Path(target).open("a", encoding="utf-8") as out:
        out.write(f"{what}\n")


def needed_bytes(size: int) -> int:
    """Return how many bytes the parts of a file have."""
    return padme(parts_of(size)) * MIB


@contextmanager
def cutting(line: Line, every_s: float = CUT_S) -> Iterator[None]:
    """Cut a line again and again."""
    done = threading.Event()

    def cut() -> None:
        while not done.wait(every_s):
            line.cut()

    thread = threading.Thread(target=cut, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """Give a list that holds the seconds once the block has ended."""
    start, spent = time.monotonic(), [0.0]
    yield spent
    spent[0] = time.monotonic() - start


class Memory:
    """Looks at how much memory the largest page's process has; the browser's own processes are others."""

    def __init__(self) -> None:
        self.most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        assert self.most, "no page was seen"

    def _look(self) -> None:
        while not self._done.wait(LOOK_S):
            self.most = max(self.most, *map(resident_bytes, Path("/proc").glob("[0-9]*")))


def resident_bytes(process: Path) -> int:
    """Return the memory of a page's process that this test started; 0 of every other."""
    try:
        command = (process / "cmdline").read_bytes()
        if b"--type=renderer" not in command or not is_ours(int(process.name)):
            return 0
        lines = (process / "status").read_text().splitlines()
    except (OSError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def is_ours(pid: int) -> bool:
    """Whether a process descends from this one."""
    while pid > 1 and pid != os.getpid():
        pid = int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1])
    return pid == os.getpid()


def sparse_file(path: Path, size: int) -> Path:
    """Write a file that takes little room and repeats no part of itself."""
    with path.open("wb") as file:
        for at in range(0, size - 8, MIB // 16):
            file.seek(at)
            file.write(at.to_bytes(8, "big"))
        file.truncate(size)
    return path


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def opened_digest(house: House, body: ReportBody) -> str:
    """Return the SHA-256 of a report's file as the desk opens it, part by part."""
    (item,) = house.items(ItemKind.REPORT)
    (file,) = body.files
    digest, left, waiting = hashlib.sha256(), file.size, house.waiting()
    for part in file.parts:
        opened = house.open(b"".join(waiting.read_part(item.heading.hold, part.sha256)))[:left]
        digest.update(opened)
        left -= len(opened)
    waiting.close()
    return digest.hexdigest()
