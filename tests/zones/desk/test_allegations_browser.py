"""Allegations in a browser: the form and one allegation, on a phone and a desk; axe finds no fault."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer
from tests.work.vetting.cast import officer, open_register
from tests.zones.desk.browsing import OpenPage, look, opening
from tests.zones.intake.browsing import IN_CHROMIUM

from crimebook.stores.register.models import Act, Incident, PersonMention

pytestmark = [*IN_CHROMIUM, pytest.mark.django_db]


@pytest.fixture
def open_page(browser: Any, server: LiveServer) -> Iterator[OpenPage]:
    open_register()
    incident = Incident.objects.order_by("pk")[0]
    Act.objects.create(incident=incident, citation=incident.citation, code="force.weapon", source_label="x")
    officer(incident=incident, helmet="3307")
    with opening(browser, server) as open_one:
        yield open_one


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("be", 360)])
def test_a_fault_is_marked_then_it_is_alleged_and_read(open_page: OpenPage, language: str, width: int):
    page = open_page("allegations/new/", language, width)
    look(page, f"allegation-begun-{language}", width)
    page.fill("#person", str(PersonMention.objects.get().pk))
    page.fill("#incident", "a-source:1")
    page.click("form.alleging button")
    look(page, f"allegation-new-{language}", width)
    page.select_option("#degree", "direct")
    page.select_option("#basis", "post")
    page.select_option("#standard", "balance")
    page.fill("#cited_other", "nowhere:1")
    page.click("form.alleging button")
    page.wait_for_selector("#cited-fault")
    page.fill("#cited_other", "")
    page.select_option("#cited", "a-source:1")
    page.click("form.alleging button")
    page.wait_for_selector("[role=alert] .missing")
    look(page, f"allegation-fault-{language}", width)
    page.select_option("#basis", "video")
    page.click("form.alleging button")
    page.wait_for_selector(".waiting")
    look(page, f"allegation-{language}", width)
    assert page.complaints == [each for each in page.complaints if "400" in each]
