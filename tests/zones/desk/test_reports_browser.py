"""Reports and interviews in a browser: on a phone and on a desk, without scripts; axe finds nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.work.opening import cast
from tests.zones.desk.browsing import SCREENS, OpenPage, look, opening
from tests.zones.intake.browsing import IN_CHROMIUM

from crimebook.sealing.messages import MessageKind
from crimebook.work import answering
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.opening.desk import Desk
from crimebook.zones.desk.views import interviews
from crimebook.zones.desk.views import reports as pages

KEYS = cast.words_of(5)

pytestmark = [*IN_CHROMIUM, pytest.mark.django_db]


@pytest.fixture
def desk(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Desk:
    ensure_operator()
    desk = cast.make_desk(tmp_path)
    for module in (pages, interviews):
        monkeypatch.setattr(module, "find_desk", lambda: desk)
        monkeypatch.setattr(module, "need_desk", lambda: desk)
    return desk


@pytest.fixture
def open_page(browser: Browser, server: LiveServer, desk: Desk) -> Iterator[OpenPage]:
    """Return a function that opens a page for the registrar."""
    with opening(browser, server) as open_page:
        yield open_page


def told(desk: Desk) -> str:
    """Return a report with everything that a page can show of one."""
    cast.bring(desk, cast.body(desk, answers=cast.answers(safe_now="no")))
    words = {"anything_else": "слова" * 40, "someone": "left out"}
    text = "\n\n".join([cast.CANARY] * 4)
    ref = cast.bring(
        desk,
        cast.body(desk, KEYS, text=text, answers=cast.answers(**words)),
        cast.seal_files(desk, b"a photograph", bytes(2_000_000)),
    )
    answering.answer(desk, operator(), ref, MessageKind.QUESTION, "Ці была побач камера?", at=cast.NOW)
    cast.write(desk, KEYS, MessageKind.ANSWER, "Так, над уваходам.")
    cast.take(desk)
    return ref


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_reports_are_read_on_every_screen(desk: Desk, open_page: Any, language: str, width: int):
    ref = told(desk)
    page = open_page("reports/", language, width)
    assert page.locator("tbody tr").count() == 2
    look(page, f"reports-{language}", width)
    page.goto(page.url + f"{ref}/")
    assert "канарэйка" in page.locator(".testimony").inner_text()
    look(page, f"report-{language}", width)


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_an_interview_is_led_on_every_screen_without_scripts(
    desk: Desk, open_page: Any, language: str, width: int
):
    page = open_page("reports/interviews/", language, width, java_script_enabled=language == "en")
    if language == "en":
        look(page, "interview-start", width)
    page.check("input[name=way][value=victim]")
    page.check("input[name=language][value=be]")
    page.check("input[name=told_before][value=yes]")
    page.click("main form.asking button")
    page.check("input[name=safe_now][value=yes]")
    page.check("input[name=age][value='25_to_39']")
    page.click("main form.asking button")
    page.fill("textarea[name=first_account]", "аповед голасам")
    page.click("main form.asking button")
    page.check("input[name='sexual_violence.special'][value=unsaid]")
    page.click("main form.asking button")
    for code in ("when", "by_whom", "detention", "injuries"):
        page.check(f"input[name=details][value={code}]")
    page.click("main form.asking button")
    page.fill("[name='event_when.date']", "10.08.2020")
    if language == "en":
        look(page, "interview-when", width)
    else:
        assert page.locator("form.asking").bounding_box()["width"] <= width
    page.click("main form.asking button")
    if language == "en":
        look(page, "interview-by-whom", width)
    page.goto(page.url.replace("/by_whom/", "/detention/"))
    if language == "en":
        look(page, "interview-detention", width)
    page.goto(page.url.replace("/detention/", "/conduct/"))
    assert "аповед голасам" in page.locator("dl.answers").inner_text()
    if language == "en":
        look(page, "interview-conduct", width)
    page.check("input[name=was_read_back][value=yes]")
    page.click("main form.asking button")
    assert "аповед голасам" in page.locator(".testimony").inner_text()
