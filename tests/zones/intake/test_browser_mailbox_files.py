"""Files with a later letter where scripts run: sealed in parts on the device, resumed, shown first."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from tests.zones.intake.browsing import IN_CHROMIUM, Line, Visitor
from tests.zones.intake.houses import House
from tests.zones.intake.pictures import SECRETS, telling_jpeg
from tests.zones.intake.test_browser_mailbox import come_back, press
from tests.zones.intake.test_browser_metadata import PLAIN_JPEG
from tests.zones.intake.test_browser_report import made_file
from tests.zones.intake.test_mailbox import WORDS
from tests.zones.intake.test_mailbox_files import files_of

MIB = 1 << 20

pytestmark = [*IN_CHROMIUM]


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    visitor = Visitor.come(context)
    yield visitor
    assert visitor.complaints == []
    context.close()


def choose(page: Page, *files: Path) -> None:
    page.set_input_files("#file", [str(file) for file in files])
    page.wait_for_selector("[data-letter-files] li")


def made(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_files_go_in_sealed_parts_with_the_words(visitor: Visitor, house: House, line: Line, tmp_path: Path):
    content = hashlib.sha256(b"film").digest() * (3 * MIB // 32)
    page = come_back(visitor, f"http://127.0.0.1:{line.port}")
    page.fill("#text", "The film of that night.")
    choose(page, made(tmp_path, "film.bin", content))
    assert page.input_value("#text") == "The film of that night.", "what was typed stays"
    page.click("label[for='file-0-original']")
    press(page, "add")
    assert "sealed and kept" in page.inner_text("main")
    (message,) = house.messages()
    assert (message.text, message.files[0].name) == ("The film of that night.", "film.bin")
    assert files_of(house) == [content]
    assert page.query_selector("[data-letter-files] li") is None
    assert page.evaluate("sessionStorage.length") == 0


def test_what_a_file_tells_is_shown_and_can_be_left_out(
    visitor: Visitor, house: House, line: Line, tmp_path: Path
):
    page = come_back(visitor, f"http://127.0.0.1:{line.port}")
    choose(page, made(tmp_path, "photo.jpg", telling_jpeg(PLAIN_JPEG)))
    assert "SN-0451-long" in page.inner_text("[data-letter-files]")
    press(page, "add")
    assert "for each file" in page.inner_text(".error")
    page.click("label[for='file-0-cleaned']")
    press(page, "add")
    (message,) = house.messages()
    assert (message.text, message.files[0].choice) == ("", "cleaned")
    (sent,) = files_of(house)
    assert not any(secret in sent for secret in SECRETS)


def test_after_a_reload_only_what_is_missing_is_sent(
    visitor: Visitor, house: House, line: Line, tmp_path: Path
):
    file, content = made_file(tmp_path, 6)
    page = come_back(visitor, f"http://127.0.0.1:{line.port}")
    choose(page, file)
    page.click("label[for='file-0-original']")
    line.cut_after_bytes = [line.sent_bytes + int(4.5 * MIB)]
    page.click("button[value=add]")
    while page.evaluate("JSON.parse(sessionStorage.parts ?? '{}').parts?.length ?? 0") < 4:
        page.wait_for_timeout(50)
    line.is_up = False
    line.cut()
    # Away before the line is back: the page would take it up by itself.
    page.goto("about:blank")
    page.wait_for_timeout(200)
    line.is_up = True
    start = line.sent_bytes
    page = come_back(visitor, f"http://127.0.0.1:{line.port}")
    choose(page, file)
    page.click("label[for='file-0-original']")
    press(page, "add")
    visitor.complaints.clear()
    assert files_of(house) == [content]
    # Six parts make the whole; those under way when the line was cut may go once more.
    assert line.sent_bytes - start < 5.5 * MIB, "what was there already was not sent again"


def test_a_file_taken_back_is_not_sent(visitor: Visitor, house: House, line: Line, tmp_path: Path):
    page = come_back(visitor, f"http://127.0.0.1:{line.port}")
    choose(page, made(tmp_path, "one.bin", b"one"), made(tmp_path, "two.bin", b"two"))
    page.click("[data-letter-files] li:first-child button")
    page.click("label[for='file-0-original']")
    press(page, "add")
    assert [file.name for file in house.messages()[0].files] == ["two.bin"]


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_axe_finds_nothing_on_a_letter_with_files(
    browser: Browser, house: House, line: Line, tmp_path: Path, language: str
):
    context: BrowserContext = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = come_back(Visitor.come(context), f"http://127.0.0.1:{line.port}", language=language)
    choose(page, made(tmp_path, "photo.jpg", telling_jpeg(PLAIN_JPEG)))
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


def test_without_scripts_files_are_added_and_sent(browser: Browser, house: House, line: Line, tmp_path: Path):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{line.port}/be/return/")
    page.fill("#words", WORDS)
    page.click("form[data-return] button")
    page.set_input_files("#file", str(made(tmp_path, "photo.jpg", b"a photograph")))
    page.click("button[value=add-file]")
    page.wait_for_load_state()
    assert "photo.jpg" in page.inner_text("main")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.fill("#text", "Гэта фота.")
    page.click("button[value=add]")
    assert files_of(house) == [b"a photograph"]
    context.close()
