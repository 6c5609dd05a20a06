"""Places to solve in a browser: with and without scripts, on a phone and on a desk; axe finds nothing."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.work.book import bring, case, file_of, open_test_book
from tests.zones.desk.test_browser import CHROMIUM, browser  # noqa: F401 - a fixture

from crimebook.stores.register.models import PlaceSolution, Window
from crimebook.work.actors import operator
from crimebook.work.signing_in import offer_link

SHOTS = os.environ.get("CRIMEBOOK_SHOTS", "")
"""A folder for pictures of the pages, to be looked at; none are taken without it."""

WORDS = "ля старога шапіка"
SCREENS = [("en", 1280), ("be", 390), ("ru", 390), ("be", 1280), ("ru", 1280), ("en", 390)]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.django_db,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium"),
]


@pytest.fixture
def desk(browser: Any, server: LiveServer, tmp_path: Path) -> Iterator[Any]:  # noqa: F811
    """Return a function that opens a page of a book with words to solve, for its registrar."""
    open_test_book()
    rows = [
        case("1", place_text=WORDS),
        case("2", place_text=WORDS.upper()),
        case("3", place_text="Немига"),
        case("4", place_text="at the " + "very " * 30 + "long wall", city="Navapolack"),
    ]
    bring("cases", file_of(rows), tmp_path)
    contexts = []

    def open_page(path: str, language: str = "en", width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(8_000)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{server.url}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
        page.click("main button")
        page.goto(f"{server.url}/{language}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def look(page: Page, name: str, width: int) -> None:
    """Take a picture, and find no fault: nothing for axe, light or dark, nothing that runs off the page."""
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert not found.violations_count, found.generate_report()
    page.emulate_media(color_scheme="light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_axe_finds_nothing_on_the_way_from_the_list_to_taking_back(
    desk: Any, language: str, width: int
) -> None:
    page = desk("places/", language, width, bypass_csp=True)
    look(page, f"places-{language}", width)
    page.locator("tbody th a").filter(has_text=re.compile(WORDS, re.IGNORECASE)).first.click()
    page.fill("#find-place", "Немига")
    page.locator(".find-place button").click()
    look(page, f"place-{language}", width)
    page.fill("#lat", "53.9123")
    page.fill("#lon", "27.5321")
    page.fill("#reason", "a sign")
    page.locator("button[name='preview']").click()
    look(page, f"preview-{language}", width)
    page.locator(".decide .buttons button:not([name])").last.click()
    look(page, f"solved-{language}", width)
    page.fill("#reason", "not there")
    page.locator(".back button").click()
    assert PlaceSolution.objects.count() == 2
    page.goto(re.sub(r"/solve/.*", "/solved/", page.url))
    look(page, f"decisions-{language}", width)
    assert page.complaints == []


def test_without_scripts_typed_coordinates_do(desk: Any) -> None:
    page = desk("places/", java_script_enabled=False)
    page.locator("tbody th a").filter(has_text=re.compile(WORDS, re.IGNORECASE)).first.click()
    assert page.locator("svg.sketch").is_visible()
    assert not page.locator("[data-map-hint]").is_visible()
    page.fill("#lat", "53.9123")
    page.fill("#lon", "27.5321")
    page.fill("#radius_m", "60")
    page.fill("#reason", "a sign")
    page.locator("button[name='preview']").click()
    assert page.locator(".changes li").count() == 2
    assert page.input_value("#lat") == "53.9123"
    page.locator("form[action$='/decide/'] button:not([name])").click()
    assert page.locator("#solved").is_visible()
    assert Window.objects.filter(superseded_at_change__isnull=True, lat=53.9123).count() == 2


def test_without_scripts_one_of_the_offered_places_does(desk: Any) -> None:
    page = desk("places/", java_script_enabled=False)
    page.locator("tbody th a").filter(has_text="Немига").click()
    page.locator("input[name='choice']").nth(1).check()
    page.fill("#reason", "the stairs are seen")
    page.locator("form[action$='/decide/'] button:not([name])").click()
    assert "метро" in page.locator("#solved ~ dl").inner_text()


def test_pointing_at_the_map_fills_the_form_and_dragging_moves_the_point(desk: Any) -> None:
    page = desk(f"places/solve/?words={WORDS}&town=Minsk")
    if not page.evaluate("Boolean(document.createElement('canvas').getContext('webgl2'))"):
        pytest.skip("this browser draws no WebGL")
    page.wait_for_selector("[data-ready]")
    assert page.locator("[data-map-hint]").is_visible()
    box = page.locator(".live").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(middle[0], middle[1])
    page.wait_for_function("document.getElementById('lat').value !== ''")
    first = float(page.input_value("#lat")), float(page.input_value("#lon"))
    assert abs(first[0] - 53.902) < 0.01
    assert abs(first[1] - 27.562) < 0.01
    pin = page.locator(".pin").bounding_box()
    page.mouse.move(pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2)
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] - 40, steps=5)
    page.mouse.up()
    assert float(page.input_value("#lat")) > first[0]
    assert float(page.input_value("#lon")) > first[1]
    page.fill("#radius_m", "700")
    assert page.is_checked("input[name='choice'][value='point']")
    assert page.complaints == []


def test_the_whole_form_is_reached_by_the_keyboard(desk: Any) -> None:
    page = desk(f"places/solve/?words={WORDS}&town=Minsk")
    page.focus("#find-place")
    wanted = ["choice", "lat", "lon", "radius_m", "name", "reason", "source", "preview"]
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.name"))
    assert [each for each in reached if each in wanted] == wanted
