"""Where scripts run, nothing in clear reaches the intake at all: not its disk, and not its memory.

The same search as for the way without scripts (`test_canary`): the served intake has one disk of its own.
People report from Chromium with files, come back with their words and write; one breaks off while a file is
on its way. The intake's memory is searched while it still runs, then its disk. Needs root, for the mounting.
"""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.promises.rawdisk import Disk, disk_of_its_own, search, search_disk, search_memory
from tests.promises.served import File, Server, reporter_of, serving
from tests.zones.intake.browsing import IN_CHROMIUM, Visitor, chromium
from tests.zones.intake.houses import House, make_house
from tests.zones.intake.test_browser_report import with_files
from tests.zones.intake.test_canary import Canary, leak, traces_of

SUBMISSIONS = 9
LANGUAGES = ("be", "ru", "en")

pytestmark = [*IN_CHROMIUM]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = disk_of_its_own(tmp_path)
    yield made
    made.image.unlink()


def test_no_word_of_reports_that_browsers_sealed_is_on_the_disk_or_in_the_memory(
    disk: Disk, browser: Browser, tmp_path: Path
):
    canary, output = Canary(), tmp_path / "output"
    with disk.mounted() as here:
        house = make_house(here / "intake")
        (here / "home").mkdir()
        environment = dict.fromkeys(("TMPDIR", "TMP", "TEMP", "HOME", "XDG_CACHE_HOME"), str(here / "home"))
        with serving(
            house.path, output, environment=environment, before=disk.only_here(), cwd=here / "home"
        ) as server:
            words = [report(browser, server, canary, number, tmp_path) for number in range(SUBMISSIONS)]
            break_off(browser, server, canary, tmp_path)
            wanted = canary.wanted() | traces_of(words)
            in_memory = {pid: search_memory(pid, wanted) for pid in server.pids()}
        check_arrived(house, canary)
    assert in_memory == {pid: set() for pid in in_memory}
    assert len(in_memory) >= 3
    assert search_disk(disk, wanted) == set()
    assert search(output.read_bytes(), wanted) == set()
    leak(disk, canary)
    assert set(canary.wanted()) <= search_disk(disk, canary.wanted())


def test_a_word_in_memory_would_be_found():
    canary = Canary()
    held = ctypes.create_string_buffer(b"before " + canary.text.encode("utf-16-le") + b" after")
    found = search_memory(os.getpid(), canary.wanted())
    assert {name.partition(" ")[0] for name in found} >= {"utf-16-le"}
    assert held.value is not None


def test_without_scripts_words_pass_through_the_memory_and_that_is_said(tmp_path: Path):
    """What the pages say of the way without scripts is so: our machine sees the words while it answers."""
    canary, house = Canary(), make_house(tmp_path / "intake")
    with serving(house.path, tmp_path / "output") as server:
        reporter = reporter_of(server).begin()
        reporter.walk(
            first_account={"first_account": canary.text}, details={"details": ["files"]}, to="files"
        )
        reporter.press("add-file", file=File("a.txt", canary.file(1)))
        reporter.answer({"files.0.shows": canary.text}).walk().press("words").press("send:words")
        assert reporter.words
        found = set().union(*(search_memory(pid, canary.wanted()) for pid in server.pids()))
    assert found, "if this holds no more, the pages can promise more than they do"


def report(browser: Browser, server: Server, canary: Canary, number: int, folder: Path) -> str:
    """Report with a file, come back with the words, write once more; return the words."""
    visitor = Visitor.come(browser.new_context())
    language, url = LANGUAGES[number % 3], f"http://127.0.0.1:{server.port}"
    tell(visitor, url, canary, canary_file(folder, canary, number), language)
    visitor.send()
    words = visitor.words()
    page = visitor.page
    if number % 3 == 0:
        page.goto(f"{url}/{language}/return/")
        page.wait_for_selector("[data-read-here]")
        for typed, then in ((f"{words} {canary.latin}", "words"), (words, "mailbox")):
            page.fill("#words", typed)
            page.click("form[data-return] button")
            page.wait_for_selector(f"body[data-page={then}]")
        page.fill("#text", canary.text)
        page.click("button[value=add]")
        page.wait_for_selector(".done")
    page.context.close()
    return words


def tell(visitor: Visitor, url: str, canary: Canary, path: Path, language: str) -> None:
    """Answer everything up to the page of all answers."""

    def account(visitor: Visitor) -> None:
        visitor.page.fill("#first_account", f"{canary.text}. " * 50)
        visitor.go_on()

    def last(visitor: Visitor) -> None:
        visitor.page.fill("#anything_else", canary.text)
        visitor.go_on()

    special = {**with_files(path), "first_account": account, "anything_else": last}
    visitor.begin(url, language=language).walk(special=special)


def canary_file(folder: Path, canary: Canary, number: int) -> Path:
    """Write the file that somebody sends."""
    path = folder / f"{canary.latin}-{number}.bin"
    path.write_bytes(canary.file(number))
    return path


def break_off(browser: Browser, server: Server, canary: Canary, folder: Path) -> None:
    """Close the page while a file is on its way."""
    visitor = Visitor.come(browser.new_context())
    tell(visitor, f"http://127.0.0.1:{server.port}", canary, canary_file(folder, canary, 0), "en")
    visitor.go_on()
    visitor.page.click("main .buttons button >> nth=0")
    while not visitor.page.evaluate("JSON.parse(sessionStorage.parts ?? '{}').parts?.length ?? 0"):
        visitor.page.wait_for_timeout(20)
    visitor.page.context.close()


def check_arrived(house: House, canary: Canary) -> None:
    """The reports are there, and hold what is looked for."""
    bodies = house.reports()
    assert len(bodies) >= SUBMISSIONS
    assert all(canary.text in body.text and body.files for body in bodies)
    assert {message.text for message in house.messages()} == {canary.text}
