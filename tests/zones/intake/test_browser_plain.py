"""The pages in a browser without scripts: nothing for axe to find, nothing that runs off a phone."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route
from tests.zones.intake.browsing import IN_CHROMIUM, served
from tests.zones.intake.houses import House

WIDTHS = (360, 1280)
PAGES = ("", "danger/", "first-day/", "protection/", "under-18/", "check/", "report/", "return/", "nothing/")
KINDS = (
    "safe_now",
    "first_account",
    "details",
    "event_when",
    "acts",
    "detention_legs",
    "files",
    "consent_notice",
)

pytestmark = [*IN_CHROMIUM]


@pytest.fixture
def url(house: House, settings: Any) -> Iterator[str]:
    """The intake's address."""
    settings.WHITENOISE_USE_FINDERS = True
    (house.path / "offline.html").write_text("<!doctype html>")
    with served() as port:
        yield f"http://127.0.0.1:{port}"


def plain(browser: Browser, width: int, *, scripts: bool = False) -> Page:
    """Return a page whose scripts are ours of none: axe needs the engine, the pages must not."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, bypass_csp=scripts
    )
    page = context.new_page()

    def empty(route: Route) -> None:
        route.fulfill(body="", content_type="text/javascript")

    page.route("**/static/intake/js/*.js", empty)
    return page


def faults(page: Page) -> list[str]:
    """Return what axe finds, and whether the page is wider than its window."""
    found = Axe().run(page)
    said = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found.response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append("wider than the window")
    return said


def enter(page: Page) -> None:
    """Press Enter and wait for the page that comes."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def walk(
    page: Page, url: str, to: str, language: str = "en", look: Callable[[str], None] = lambda _at: None
) -> None:
    """Answer with the keyboard's and mouse's plain means until a question is reached; look at each before."""
    page.goto(f"{url}/{language}/report/")
    page.check("#way-victim")
    page.click("form[data-begin] button")
    for _ in range(60):
        at = page.get_attribute("input[name=at]", "value") or ""
        look(at)
        if at == to:
            return
        step(page, at)
    raise AssertionError(f"never came to {to}")


def step(page: Page, at: str) -> None:
    """Answer one page."""
    special = page.query_selector(f"[name='{at}.special']")
    undecided = page.query_selector(f"#{at}-undecided")
    if page.query_selector("[data-page=interruption]"):
        page.click("button[value=next]")
        return
    if special and at != "details":
        special.click()
        return
    for code in ("when", "where", "done", "detention", "files") if at == "details" else ():
        page.check(f"#details-{code}")
    if undecided:
        undecided.check()
    page.click("#draft .buttons button:first-child")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page_of_help(browser: Browser, url: str, width: int):
    page = plain(browser, width, scripts=True)
    for path in PAGES:
        page.goto(f"{url}/be/{path}")
        assert faults(page) == [], path
    page.context.close()


def look_at(page: Page, url: str, pages: Sequence[str], language: str) -> None:
    """Walk to the last of some pages; axe must find nothing on any of them."""
    seen: list[str] = []

    def look(at: str) -> None:
        # A page that interrupts stands before its question and has its name.
        if at in pages and not page.query_selector("[data-page=interruption]"):
            assert faults(page) == [], at
            seen.append(at)

    walk(page, url, pages[-1], language, look)
    assert {*seen} == {*pages}


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_kind_of_question_nor_the_receipt(browser: Browser, url: str, width: int):
    page = plain(browser, width, scripts=True)
    look_at(page, url, KINDS, "ru")
    look_at(page, url, ("review", "send"), "en")
    page.click("#draft .buttons button:first-child")
    page.wait_for_selector("[data-words]")
    assert faults(page) == []
    words = " ".join(each.inner_text().split()[-1] for each in page.query_selector_all("[data-words] li"))
    # axe needs the engine, and a page that could have scripts draws no button of its own.
    page.goto(f"{url}/en/return/?plain")
    page.fill("#words", words)
    page.click("form[data-return] button")
    assert faults(page) == []
    for wish in ("ask-consent", "ask-withdrawal"):
        page.click(f"button[value={wish}]")
        assert faults(page) == [], wish
        page.click("button[value=show]")
    page.context.close()


def test_a_report_is_sent_with_the_keyboard_alone_and_no_script(browser: Browser, url: str, house: House):
    page = plain(browser, 360)
    walk(page, url, "first_account")
    page.focus("#first_account")
    page.keyboard.type("They came at night.")
    page.keyboard.press("Tab")
    enter(page)
    assert page.get_attribute("input[name=at]", "value") == "sexual_violence"
    page.focus("#sexual_violence-no")
    page.keyboard.press("Space")
    enter(page)
    assert page.get_attribute("input[name=at]", "value") == "details"
    page.context.close()


def test_enter_goes_on_and_never_leaves_or_changes_the_language(browser: Browser, url: str):
    page = plain(browser, 360)
    walk(page, url, "event_when")
    page.fill("[name='event_when.words']", "at night")
    enter(page)
    assert page.get_attribute("input[name=at]", "value") == "event_where"
    assert page.url.endswith("/en/report/")
    page.context.close()


def test_no_request_goes_to_another_host(browser: Browser, url: str):
    page = plain(browser, 1280)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(f"{url}/en/{path}")
    assert asked
    assert all(each.startswith(url) for each in asked)
    page.context.close()


def test_twelve_words_stand_in_three_rows_of_four_and_none_is_broken(browser: Browser, url: str):
    page = plain(browser, WIDTHS[0], scripts=True)
    walk(page, url, "send", "be")
    page.click("#draft .buttons button:first-child")
    page.wait_for_selector("[data-words]")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        rows = page.query_selector_all("[data-words] ol")
        assert [len(row.query_selector_all("li")) for row in rows] == [4, 4, 4]
        heights = {
            round(each.bounding_box()["height"]) for each in page.query_selector_all("[data-words] li")
        }
        assert len(heights) == 1
    page.context.close()
