"""Places to solve in a browser: with and without scripts, on a phone and on a desk; axe finds nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.work.book import bring, case, file_of, open_test_book
from tests.zones.desk.browsing import SCREENS, OpenPage, look, opening
from tests.zones.intake.browsing import IN_CHROMIUM

from crimebook.stores.register.models import PlaceSolution, Window

WORDS = "ля старога шапіка"
ALL_SCREENS = [*SCREENS, ("be", 1280), ("ru", 1280), ("en", 390)]

pytestmark = [*IN_CHROMIUM, pytest.mark.django_db]


@pytest.fixture
def desk(browser: Browser, server: LiveServer, tmp_path: Path) -> Iterator[OpenPage]:
    """Return a function that opens a page of a book with words to solve, for its registrar."""
    open_test_book()
    rows = [
        case("1", place_text=WORDS),
        case("2", place_text=WORDS.upper()),
        case("3", place_text="Немига"),
        case("4", place_text="at the " + "very " * 30 + "long wall", city="Navapolack"),
    ]
    bring("cases", file_of(rows), tmp_path)
    with opening(browser, server) as open_page:
        yield open_page


@pytest.mark.parametrize(("language", "width"), ALL_SCREENS)
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
