"""Vetting in a browser: asked and answered by hand, on a phone and a desk, in three languages; axe agrees."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.work.vetting.cast import IHAR, NAME, asked, implicated, officer, open_register
from tests.zones.desk.browsing import OpenPage, look, opening
from tests.zones.intake.browsing import IN_CHROMIUM

from crimebook.stores.register.members import ensure_member

pytestmark = [*IN_CHROMIUM, pytest.mark.django_db]

SCREENS = [("en", 1280), ("be", 360), ("ru", 360)]


@pytest.fixture
def open_page(browser: Any, server: LiveServer) -> Iterator[OpenPage]:
    open_register()
    ensure_member("ihar", "Ihar", "investigator")
    implicated(officer(birth="1979-04-02"))
    officer("p2", name="Zyazyulin P.", birth="")
    with opening(browser, server) as open_one:
        yield open_one


def fill(page: Page) -> None:
    page.fill("#name", NAME)
    page.fill("#birth", "1979-04-02")
    page.fill("#asked_for", "апеляцыйны суд")
    page.fill("#purpose", "прызначэнне на пасаду")


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_question_of_somebody_else_is_confirmed_and_its_answer_read_on_every_screen(
    open_page: OpenPage, language: str, width: int
):
    token = asked(IHAR)
    page = open_page("vet/", language, width)
    fill(page)
    look(page, f"vetting-{language}", width)
    page.click("form.asking button")
    page.wait_for_url("**/vet/*/")
    if language == "en":
        look(page, "vetting-own-en", width)
    page.goto(f"{page.url.partition('/vet/')[0]}/vet/{token}/")
    page.click("form[action$='/confirm/'] button")
    page.wait_for_selector(".answer.implicated")
    look(page, f"vetting-answer-{language}", width)
    assert page.complaints == []
