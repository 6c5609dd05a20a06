"""Bringing a table in with a browser that runs no scripts, on a phone and on a desk."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.work.book import open_test_book
from tests.work.test_named_imports import CANARY
from tests.zones.desk.test_browser import CHROMIUM, browser  # noqa: F401 - a fixture
from tests.zones.desk.test_imports import TABLE
from tests.zones.desk.test_imports_persons import TABLE as NAMED

from crimebook.stores.register.models import Incident
from crimebook.work.actors import operator
from crimebook.work.signing_in import offer_link

SHOTS = os.environ.get("CRIMEBOOK_SHOTS", "")
"""A folder for pictures of the pages, to be looked at; none are taken without it."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium"),
]


@pytest.fixture
def desk(browser: Any, server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Any]:  # noqa: F811
    """Return a function that opens a page of a fresh book for its registrar, without scripts."""
    open_test_book()
    (tmp_path / "rejects").mkdir()
    settings.BOOK = SimpleNamespace(
        name="A book",
        zone="Europe/Minsk",
        staging_folder=tmp_path / "staging",
        rejects_folder=tmp_path / "rejects",
        vault_folder=tmp_path / "vault",
    )
    contexts = []

    def open_page(language: str, width: int) -> Page:
        # Axe is itself a script: the browser runs scripts, but the pages have none of theirs.
        context = browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=True, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.route("**/desk.js", lambda route: route.abort())
        page.goto(f"{server.url}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
        page.click("main button")
        page.goto(f"{server.url}/{language}/imports/new/")
        return page

    yield open_page
    for context in contexts:
        context.close()


def look(page: Page, name: str, width: int) -> None:
    """Take a picture, and find no fault: nothing for axe, nothing that runs off the page."""
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert not found.violations_count, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("be", 390), ("ru", 390)])
def test_a_table_comes_in_without_scripts(desk: Any, tmp_path: Path, language: str, width: int) -> None:
    page = desk(language, width)
    look(page, f"new-{language}", width)
    table = tmp_path / "list.csv"
    table.write_bytes(TABLE)
    page.set_input_files("#table", str(table))
    page.click("form.sending button")
    look(page, f"columns-{language}", width)
    page.fill("#source", "a-list")
    page.click("form.choosing button.large")
    look(page, f"preview-{language}", width)
    page.click("form.onwards button")
    look(page, f"report-{language}", width)
    assert Incident.objects.count() == 3


def test_a_fault_is_told_where_it_can_be_mended(desk: Any, tmp_path: Path) -> None:
    page = desk("en", 390)
    table = tmp_path / "list.csv"
    table.write_bytes(TABLE)
    page.set_input_files("#table", str(table))
    page.click("form.sending button")
    page.fill("#source", "a-list")
    page.fill("#zone", "Minsk")
    page.click("form.choosing button.large")
    assert "zone: expected an IANA time zone" in page.inner_text("[role=alert]")
    assert page.input_value("#source") == "a-list"
    look(page, "fault-en", 390)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("be", 390), ("ru", 390)])
def test_columns_of_persons_are_told_of_and_left_out(
    desk: Any, tmp_path: Path, language: str, width: int
) -> None:
    page = desk(language, width)
    table = tmp_path / "list.csv"
    table.write_bytes(NAMED)
    page.set_input_files("#table", str(table))
    page.click("form.sending button")
    look(page, f"persons-{language}", width)
    assert CANARY not in page.content()
    page.fill("#source", "a-list")
    page.click("form.choosing button.large")
    assert page.is_visible("[role=alert]")
    page.check("[name=leave_persons_out]")
    page.click("form.choosing button.large")
    look(page, f"persons-preview-{language}", width)
    page.click("form.onwards button")
    look(page, f"persons-report-{language}", width)
    assert Incident.objects.count() == 2
