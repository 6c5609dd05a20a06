"""The pages in a browser: nothing for axe to find, nothing asked of others, nothing that runs off a phone."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.zones.desk import cast
from tests.zones.desk.conftest import TOKEN
from tests.zones.desk.test_views import LISTS, ONES

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MAX_PAGE_BYTES = 300_000
PAGES = (*LISTS, *ONES, "codebook/", "codebook/acts/", "nothing/", "incidents/?page=x")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all pages."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _session() -> str:
    """Return the cookie of somebody who has signed in.

    The live server read its settings before the cast changed them: its sessions are in the database.
    """
    session = SessionStore()
    session["actor_key"] = cast.INVESTIGATOR.key
    session.save()
    return str(session.session_key)


Opener = Callable[..., tuple[Page, list[str], list[str]]]


@pytest.fixture
def opened(browser: Browser, server: Any, cast_desk: dict[str, Any]) -> Iterator[Opener]:
    """Return a function that opens a page as a visitor: (page, requests, complaints of the console)."""
    contexts: list[BrowserContext] = []

    def open_page(
        path: str, *, width: int = 1280, **context_options: Any
    ) -> tuple[Page, list[str], list[str]]:
        context = browser.new_context(viewport={"width": width, "height": 900}, **context_options)
        contexts.append(context)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _session(), "url": server.url}])
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{server.url}/{path}")
        # A page for strangers would pass every test here without saying anything of the page that was meant.
        assert page.url == f"{server.url}/{path}"
        return page, asked, complaints

    yield open_page
    for context in contexts:
        context.close()


def _faults(page: Page) -> str:
    """Return what axe finds in light and in dark, in words; nothing where all is well."""
    said = ""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        said += found.generate_report() if found.violations_count else ""
    return said


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_light_and_dark(opened: Opener, path: str) -> None:
    page, _, _ = opened(f"be/{path}", bypass_csp=True, reduced_motion="reduce")
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert _faults(page) == ""


@pytest.mark.parametrize("path", ["sign-in/", f"sign-in/{TOKEN}/", "sign-in/never-made/"])
def test_axe_finds_nothing_on_the_pages_for_strangers(opened: Opener, server: Any, path: str) -> None:
    page, _, _ = opened("en/nothing/", bypass_csp=True, reduced_motion="reduce")
    page.context.clear_cookies()
    page.goto(f"{server.url}/ru/{path}")
    assert _faults(page) == ""


def test_a_link_opens_the_book_in_a_browser(opened: Opener, server: Any) -> None:
    page, _, _ = opened("en/nothing/")
    page.context.clear_cookies()
    page.goto(f"{server.url}/en/sign-in/{TOKEN}/")
    page.click("main button")
    assert page.url == f"{server.url}/en/"
    assert page.locator("h1").inner_text() == cast.overview().book_name


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_and_twice_the_size_need_no_sideways_scrolling(opened: Opener, path: str) -> None:
    page, _, _ = opened(f"be/{path}", width=390)
    for width in (390, 640):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", [*LISTS, *ONES])
def test_a_page_is_light_and_silent_and_asks_only_its_own_host(
    opened: Opener, server: Any, path: str
) -> None:
    page, asked, complaints = opened(f"be/{path}")
    page.wait_for_load_state("networkidle")
    home = urlsplit(server.url).netloc
    web = [urlsplit(url) for url in asked if urlsplit(url).scheme in {"http", "https"}]
    assert [url.geturl() for url in web if url.netloc != home] == []
    assert complaints == []
    sizes: dict[str, int] = page.evaluate(
        """() => Object.fromEntries([...performance.getEntriesByType("navigation"),
               ...performance.getEntriesByType("resource")].map(each => [each.name, each.decodedBodySize]))"""
    )
    own = {url: size for url, size in sizes.items() if "/vendor/" not in url}
    assert own
    assert sum(own.values()) < MAX_PAGE_BYTES, own


def incident(opened: Opener, **settings: Any) -> Page:
    page, _, _ = opened("en" + reverse("incident", args=[cast.INCIDENT_REF])[3:], **settings)
    return page


def test_the_keyboard_opens_a_waterfall(opened: Opener) -> None:
    page = incident(opened)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.why') !== null"):
            break
    page.keyboard.press("Enter")
    assert page.locator(".why[open] .waterfall").first.is_visible()


def test_pointing_at_a_match_lights_its_bar_and_its_shape(opened: Opener) -> None:
    page = incident(opened)
    page.hover("#p2 .what")
    lit = page.eval_on_selector_all(".lit", "all => all.map(each => each.dataset.mark)")
    assert set(lit) == {"p2"}
    assert len(lit) == 3


def test_focusing_a_bar_lights_its_match(opened: Opener) -> None:
    page = incident(opened)
    page.focus(".strip [data-mark='p3'] a")
    assert page.locator("#p3.lit").count() == 1


def test_the_slash_leads_to_the_search(opened: Opener) -> None:
    page = incident(opened)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_the_live_map_takes_the_place_of_the_drawing(opened: Opener) -> None:
    page = incident(opened)
    if not page.evaluate("Boolean(document.createElement('canvas').getContext('webgl2'))"):
        pytest.skip("this browser draws no WebGL")
    page.wait_for_selector("[data-ready]")
    assert page.locator(".live canvas").is_visible()
    assert page.locator(".live .sign").first.is_visible()


def test_without_scripts_the_drawing_stays(opened: Opener) -> None:
    page = incident(opened, java_script_enabled=False)
    assert page.locator("svg.sketch").is_visible()
    assert not page.locator(".live").is_visible()
    page.click("#p1 .why summary")
    assert page.locator("#p1 .waterfall").is_visible()


def test_paper_has_the_drawing_and_no_buttons(opened: Opener) -> None:
    page = incident(opened)
    page.emulate_media(media="print")
    assert page.locator("svg.sketch").is_visible()
    for hidden in (".rail", ".live", ".languages", ".find"):
        assert not page.locator(hidden).first.is_visible()


def test_the_focus_can_be_seen(opened: Opener) -> None:
    page = incident(opened)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
