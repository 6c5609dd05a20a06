"""Pages of custody in a browser: on a phone and on a desk, in three languages; axe finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.work import book
from tests.work.ledger.cast import book_log
from tests.zones.desk.browsing import SCREENS, OpenPage, look, opening
from tests.zones.intake.browsing import IN_CHROMIUM

from crimebook.stores.register.append_only import drop_triggers
from crimebook.stores.register.models import CustodyEvent
from crimebook.work.actors import operator
from crimebook.work.ledger.publishing import publish
from crimebook.work.reading.chains import Grounds
from crimebook.zones.desk.views import custody as pages

pytestmark = [*IN_CHROMIUM, pytest.mark.django_db]


@pytest.fixture
def open_page(browser: Browser, server: LiveServer, tmp_path: Path) -> Iterator[OpenPage]:
    """Return a function that opens a page for the registrar of a book with a case."""
    book.open_test_book()
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)
    with opening(browser, server) as open_page:
        yield open_page


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
