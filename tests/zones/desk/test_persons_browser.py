"""The pages of persons in a browser: keys lead through the queue, and nothing is lost without scripts."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from tests.zones.desk import cast_persons as people
from tests.zones.desk.test_browser import Opener, _faults, browser, opened, pytestmark

from crimebook.identity.edges import Pair, Verdict
from crimebook.work.persons.deciding import SaidMeanwhileError
from crimebook.work.reading.person_pages import ReviewPage
from crimebook.zones.desk.views import persons as views
from crimebook.zones.desk.views import reviewing

__all__ = ["browser", "opened", "pytestmark"]

REVIEW = "persons/review/"


class Queue:
    """A queue of the cast: what is decided goes, what is taken back comes again."""

    def __init__(self) -> None:
        self.open = [Pair(1, 2), Pair(1, 4), Pair(2, 4), Pair(3, 4)]
        self.said: list[tuple[Pair, Verdict]] = []
        self.is_late = False

    def review(self, _actor: Any, pair: Pair | None = None, **_: Any) -> ReviewPage:
        """Return the page of a pair, or of the first that is open."""
        at = self.open.index(pair) if pair in self.open else 0
        here = self.open[at] if self.open else None
        following = self.open[at + 1] if at + 1 < len(self.open) else None
        last = self.said[-1] if self.said else None
        return people.review(
            people.blind(*here) if here else None,
            following=f"{following.left}-{following.right}" if following else "",
            left=len(self.open),
            last=people.last(said=people.said(len(self.said), last[1])) if last else None,
            **({} if here else {"pair": None}),
        )

    def judge(self, _actor: Any, pair: Pair, verdict: Verdict, **_: Any) -> None:
        """Take a word."""
        if self.is_late:
            raise SaidMeanwhileError("somebody was faster")
        self.said.append((pair, verdict))
        self.open.remove(pair)

    def take_back(self, _actor: Any, _edge: int, **_: Any) -> Pair:
        """Open the last pair again."""
        pair, _ = self.said.pop()
        self.open.insert(0, pair)
        return pair


@pytest.fixture
def queue(cast_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue]:
    """Return the queue that the review page shows; the other pages show the cast."""
    queue = Queue()
    monkeypatch.setattr(reviewing.reading, "open_review", queue.review)
    monkeypatch.setattr(reviewing.deciding, "judge", queue.judge)
    monkeypatch.setattr(reviewing.deciding, "take_back", queue.take_back)
    monkeypatch.setattr(views.reading, "open_persons", lambda _actor, chosen, **_: people.persons(chosen))
    monkeypatch.setattr(views.reading, "open_person", lambda *_, **__: people.person())
    return queue


def shown(page: Page, pair: str) -> None:
    """Wait until a pair is on the page; an empty text for the end of the queue."""
    start = f"{pair}:" if pair else ""
    page.wait_for_selector(f'#pair [data-token^="{start}"]' if start else '#pair [data-token=""]')


@pytest.mark.parametrize("path", [REVIEW, "persons/", f"persons/{people.PERSON_ID}/"])
def test_a_page_is_clean_fits_a_phone_and_asks_only_its_own_host(
    opened: Opener, queue: Queue, path: str
) -> None:
    page, asked, complaints = opened(f"be/{path}", width=360, bypass_csp=True, reduced_motion="reduce")
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert _faults(page) == ""
    assert complaints == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(page.url).netloc}


def test_keys_lead_through_the_queue_to_its_end_and_back(opened: Opener, queue: Queue) -> None:
    page, _, complaints = opened(f"en/{REVIEW}")
    for key, following in (("s", "1-4"), ("d", "2-4"), ("u", "3-4"), ("s", "")):
        page.keyboard.press(key)
        shown(page, following)
    assert [verdict.value for _, verdict in queue.said] == ["same", "different", "unsure", "same"]
    assert "No two mentions wait" in page.inner_text("#pair")
    page.keyboard.press("z")
    shown(page, "3-4")
    assert len(queue.said) == 3
    assert complaints == []


def test_a_decision_does_not_load_the_page_again_and_the_next_pair_was_there_before(
    opened: Opener, queue: Queue
) -> None:
    page, asked, _ = opened(f"en/{REVIEW}")
    page.wait_for_load_state("networkidle")
    assert [urlsplit(url).query for url in asked if "/part/" in url] == ["pair=1-4&queue="]
    asked.clear()
    page.keyboard.press("d")
    shown(page, "1-4")
    page.wait_for_load_state("networkidle")
    assert [urlsplit(url).path.rsplit("/", 2)[1] for url in asked] == ["judge", "part"]


def test_what_was_hidden_is_shown_with_the_last_word(opened: Opener, queue: Queue) -> None:
    page, _, _ = opened(f"en/{REVIEW}")
    assert page.locator(".waterfall").count() == 0
    page.keyboard.press("s")
    shown(page, "1-4")
    assert re.search(r"You said last: the same .* \+2\.5", " ".join(page.inner_text("#told").split()))
    assert page.locator("#told .waterfall").count() == 1
    assert page.locator("#pair .waterfall").count() == 0


def test_latin_letters_come_and_go_later_leads_on_and_typing_decides_nothing(
    opened: Opener, queue: Queue
) -> None:
    page, _, _ = opened(f"en/{REVIEW}")
    assert page.locator("#pair .latin").first.is_visible()
    page.keyboard.press("r")
    assert not page.locator("#pair .latin").first.is_visible()
    page.keyboard.press("w")
    page.keyboard.type("sduzn")
    page.keyboard.press("Escape")
    assert page.locator("#reason").input_value() == "sduzn"
    page.keyboard.press("n")
    page.wait_for_url("**/persons/review/?pair=1-4*")
    assert queue.said == []


def test_whoever_comes_second_is_told_so(opened: Opener, queue: Queue) -> None:
    page, _, _ = opened(f"en/{REVIEW}")
    queue.is_late = True
    page.keyboard.press("s")
    page.wait_for_selector(".warning[role=alert]")
    assert "Nothing of yours was written" in page.inner_text(".warning[role=alert]")


def test_all_of_it_works_without_scripts(opened: Opener, queue: Queue) -> None:
    page, _, _ = opened(f"en/{REVIEW}", java_script_enabled=False)
    page.click("button[value=different]")
    page.click("#told button")
    page.click("button[value=same]")
    assert queue.said == [(Pair(1, 2), Verdict.SAME)]
    assert page.url.endswith(f"/en/{REVIEW}?onward=1-4")
