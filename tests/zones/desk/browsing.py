"""The desk in a browser: pages opened by somebody who has signed in, and looked at with axe."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from crimebook.work.actors import operator
from crimebook.work.signing_in import offer_link

SHOTS = os.environ.get("CRIMEBOOK_SHOTS", "")
"""A folder for pictures of the pages, to be looked at; none are taken without it."""

SCREENS = [("en", 1280), ("be", 390), ("ru", 390)]

OpenPage = Callable[..., Page]
"""Opens a path in a language, in a window of a width."""


@contextmanager
def opening(browser: Browser, server: LiveServer) -> Iterator[OpenPage]:
    """Give a function that opens a page for the operator; ``page.complaints`` is what it complained of."""
    contexts = []

    def open_page(path: str, language: str = "en", width: int = 1280, **options: Any) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{server.url}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
        page.click("main button")
        page.goto(f"{server.url}/{language}/{path}")
        return page

    try:
        yield open_page
    finally:
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
