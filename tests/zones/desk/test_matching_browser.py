"""The page of candidates in a browser: keys, one cursor, the next incident at once, clean for axe."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.zones.desk import cast_matches
from tests.zones.desk.cast_matches import NEXT, REF
from tests.zones.desk.test_browser import Opener, _faults, browser, opened, pytestmark

from crimebook.work.judging_matches import Opinion, Pairing
from crimebook.zones.desk.views import matching as views

__all__ = ["browser", "opened", "pytestmark"]

ONE = f"matches/{REF}/"


@pytest.fixture
def posted(cast_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """Return what the forms ask of the floor below."""
    asked: list[tuple[str, Any]] = []

    def judge(_actor: Any, pairing: Pairing, opinion: Opinion, **_named: Any) -> None:
        asked.append((opinion.verdict.value, str(pairing.seen), opinion.reason, opinion.seen_at_s))

    monkeypatch.setattr(
        views.reading,
        "open_candidates",
        lambda _actor, ref, chosen, **_: cast_matches.candidates(chosen, ref),
    )
    monkeypatch.setattr(views.judging_matches, "judge", judge)
    return asked


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("be", 360), ("ru", 360)])
def test_the_page_is_clean_and_fits(opened: Opener, posted: list[Any], language: str, width: int) -> None:
    page, _, complaints = opened(f"{language}/{ONE}", width=width, bypass_csp=True, reduced_motion="reduce")
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _faults(page) == ""
    assert complaints == []


_PRESSED = (
    "main button, main select, main summary:not(.known > *), main input:not([type=hidden], [type=radio]),"
    " header.top a, header.top button, .rail a, .buttons > a, .onward a"
)
_TOO_LOW = """all => all.filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect())
  .filter(box => box.height > 1 && Math.round(box.height) < 44).length"""


def test_on_a_phone_a_thumb_has_44_pixels_and_what_is_said_has_the_whole_line(
    opened: Opener, posted: list[Any]
) -> None:
    page, _, _ = opened(f"be/{ONE}", width=360, reduced_motion="reduce")
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert page.locator(_PRESSED).count() > 20
    assert page.eval_on_selector_all(_PRESSED, _TOO_LOW) == 0
    match = page.locator(".candidates > li").first
    score, when = match.locator(".score").bounding_box(), match.locator(".known").first.bounding_box()
    assert score
    assert when
    assert when["x"] + when["width"] > score["x"], "under the score, not beside it"


def test_the_lead_stands_under_a_heading_however_short(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"ru/{ONE}")
    page.eval_on_selector("h1", "each => { each.textContent = 'A' }")
    heading, lead = page.locator("h1").bounding_box(), page.locator(".title .lead").bounding_box()
    assert heading
    assert lead
    assert lead["y"] >= heading["y"] + heading["height"]


def test_keys_move_ask_why_and_give_a_verdict(opened: Opener, posted: list[Any]) -> None:
    page, _, complaints = opened(f"en/{ONE}")
    page.wait_for_selector("html[data-candidates=ready]")
    for key in "jjk":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.id") == "c1"
    assert page.locator(".strip li.lit .sign").inner_text() == "1"
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("it shows another square, ju")
    with page.expect_response(lambda answer: "judge" in answer.url):
        page.keyboard.press("Enter")
    page.wait_for_selector("#content:not([aria-busy])")
    page.locator("#c2").focus()
    with page.expect_response(lambda answer: "judge" in answer.url):
        page.keyboard.press("u")
    seen = cast_matches.candidate(2).match.ref
    assert posted == [("rejected", seen, "it shows another square, ju", None), ("unsure", seen, "", None)]
    assert complaints == []


def test_a_key_leads_to_the_second_at_which_it_is_seen(opened: Opener, posted: list[Any]) -> None:
    page, _, complaints = opened(f"en/{ONE}")
    page.wait_for_selector("html[data-candidates=ready]")
    page.locator("#c2").focus()
    page.keyboard.press("t")
    page.keyboard.type("3:72")
    page.locator("#c2 input[name=reason]").fill("the same bus")
    page.locator("#c2").focus()
    page.keyboard.press("c")
    assert posted == [], "there is no such second, and the page says so before it asks"
    page.locator("#c2").focus()
    page.keyboard.press("t")
    page.keyboard.press("Control+a")
    page.keyboard.type("3:12")
    with page.expect_response(lambda answer: "judge" in answer.url):
        page.keyboard.press("Enter")
    assert posted == [("confirmed", cast_matches.candidate(2).match.ref, "the same bus", 192)]
    assert complaints == []


def test_the_next_incident_is_there_without_a_new_page(opened: Opener, posted: list[Any]) -> None:
    page, asked, complaints = opened(f"en/{ONE}")
    page.wait_for_selector("html[data-candidates=ready]")
    page.evaluate("window.stayed = true")
    page.keyboard.press("n")
    page.wait_for_selector(f"h1:has-text('{NEXT}')")
    assert page.evaluate("window.stayed")
    assert page.url.endswith(f"/en/matches/{NEXT}/")
    assert [each for each in asked if each.endswith(f"/{NEXT}/")] != []
    assert page.evaluate("document.activeElement.id") == "c2"
    assert complaints == []


def test_without_scripts_the_forms_do_the_same(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"en/{ONE}", java_script_enabled=False)
    row = page.locator("#c2")
    row.locator("input[name=reason]").fill("the place can be recognised")
    row.locator("input[name=seen_at]").fill("3:12")
    with page.expect_navigation():
        row.locator("button[value=confirmed]").click()
    said = ("confirmed", cast_matches.candidate(2).match.ref, "the place can be recognised", 192)
    assert posted == [said]
    assert page.url.endswith("#candidates")
