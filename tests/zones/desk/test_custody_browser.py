"""Pages of custody in a browser: on a phone and on a desk, in three languages; axe finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.work import book
from tests.work.ledger.cast import book_log
from tests.zones.desk.test_browser import CHROMIUM, browser  # noqa: F401 - a fixture
from tests.zones.desk.test_places_browser import look

from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.models import CustodyEvent
from crimebook.work.actors import operator
from crimebook.work.ledger.publishing import publish
from crimebook.work.reading.chains import Grounds
from crimebook.work.signing_in import offer_link
from crimebook.zones.desk.views import custody as pages

SCREENS = [("en", 1280), ("be", 390), ("ru", 390)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium"),
]


@pytest.fixture
def open_page(browser: Any, server: LiveServer, tmp_path: Path) -> Iterator[Any]:  # noqa: F811
    """Return a function that opens a page for the registrar of a book with a case."""
    book.open_test_book()
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)
    contexts = []

    def opened(path: str, language: str = "en", width: int = 1280, **options: Any) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(f"{server.url}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
        page.click("main button")
        page.goto(f"{server.url}/{language}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_axe_finds_nothing_from_an_incident_to_who_did_it(
    open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    log = book_log(tmp_path / "log", leaves=64)
    publish(operator(), log)
    given = pages.grounds()
    monkeypatch.setattr(pages, "grounds", lambda: Grounds(given.zone_key, log.places))
    page = open_page("incidents/a-source:1/", language, width, bypass_csp=True)
    page.locator(".citation a[href*='custody']").first.click()
    assert page.locator(".chain > li.zone").count() == 1
    assert page.locator("a[href*='custody/proofs/']").count() == 1
    look(page, f"chain-{language}", width)
    page.locator(".chain dd a").first.click()
    assert page.locator(".chain > li").count() > 2
    look(page, f"person-{language}", width)
    page.fill("#day", "2026-01-02")
    page.locator("form.narrow button").click()
    assert page.url.endswith("?day=2026-01-02")
    page.locator(".kicker a").click()
    look(page, f"custody-{language}", width)


def test_axe_finds_nothing_on_a_chain_that_does_not_hold(open_page: Any) -> None:
    page = open_page("custody/", bypass_csp=True)
    drop_triggers(SimpleNamespace(connection=connection, execute=None), ("register_custodyevent",))  # type: ignore[arg-type] # its connection is all that is used
    CustodyEvent.objects.filter(object_id="source:a-source").update(body="no event")
    page.fill("#object", "source:a-source")
    page.locator("form.narrow button").click()
    assert page.locator(".chain > li.bad").count() == 1
    look(page, "chain-bad", 1280)
