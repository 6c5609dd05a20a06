"""A file of 50 MB over a line that breaks, and how much the first page weighs."""

import hashlib
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser
from tests.zones.intake.browsing import CHROMIUM, Line, Visitor
from tests.zones.intake.houses import House
from tests.zones.intake.scripts import SCRIPTS
from tests.zones.intake.test_browser_report import MIB, made_file, with_files

from crimebook.sealing.padding import padme
from crimebook.sealing.parts import parts_of

FIRST_PAGE_BYTES = 60_000


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")
def test_50_mb_arrive_whole_over_a_line_that_is_cut_every_10(
    browser: Browser, house: House, line: Line, tmp_path: Path
):
    path, content = made_file(tmp_path, 50)
    visitor = Visitor.come(browser.new_context())
    visitor.begin(f"http://127.0.0.1:{line.port}").walk(special=with_files(path))
    start = line.sent_bytes
    line.cut_after_bytes = [start + each * 10 * MIB for each in range(1, 5)]
    visitor.send(timeout_ms=400_000)
    (body,) = house.reports()
    assert line.cuts == 4
    assert body.files[0].sha256 == hashlib.sha256(content).hexdigest()
    assert hashlib.sha256(house.file(body)).hexdigest() == body.files[0].sha256
    needed = padme(parts_of(len(content))) * MIB
    assert needed / (line.sent_bytes - start) > 0.8


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_first_page_is_light_and_brings_no_script(client: Client, language: str):
    page = client.get(f"/{language}/").content
    style = (SCRIPTS.parent / "intake.css").read_bytes()
    assert len(page) + len(style) < FIRST_PAGE_BYTES
    assert b"<script" not in page
