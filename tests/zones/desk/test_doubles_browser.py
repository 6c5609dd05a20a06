"""The pages of doubles in a browser: keys, nothing for axe to find, nothing that runs off a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.zones.desk.cast_doubles import DOUBT_ID, doubt
from tests.zones.desk.test_browser import Opener, _faults, browser, opened, pytestmark

from crimebook.zones.desk.views import doubles as views

__all__ = ["browser", "opened", "pytestmark"]

ONE = f"doubles/{DOUBT_ID}/"


@pytest.fixture
def posted(cast_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """Return what the forms ask of the floor below; the page shows a group of three, partly decided."""
    asked: list[tuple[str, Any]] = []
    page = doubt(3, is_decided=True, is_torn=True)
    monkeypatch.setattr(views.reading, "open_doubt", lambda *_, **__: page)
    monkeypatch.setattr(
        views.doubling,
        "judge",
        lambda _actor, _doubt, verdict, **named: asked.append((verdict.value, named["pairs"])),
    )
    monkeypatch.setattr(
        views.doubling, "take_back", lambda _actor, _doubt, change, **_: asked.append(("withdrawn", change))
    )
    return asked


@pytest.mark.parametrize("width", [390, 1280])
def test_a_group_with_a_conflict_is_clean_and_fits(opened: Opener, posted: list[Any], width: int) -> None:
    page, _, _ = opened(f"be/{ONE}", width=width, bypass_csp=True, reduced_motion="reduce")
    page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _faults(page) == ""


@pytest.mark.parametrize(("key", "verdict"), [("s", "same"), ("d", "different"), ("u", "unsure")])
def test_a_key_decides_on_the_first_pair_that_is_open(
    opened: Opener, posted: list[Any], key: str, verdict: str
) -> None:
    page, _, _ = opened(f"en/{ONE}")
    with page.expect_navigation():
        page.keyboard.press(key)
    assert posted == [(verdict, ((1, 3),))]


def test_a_key_decides_on_the_pair_that_has_the_focus(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"en/{ONE}")
    page.locator("[data-pair]").nth(2).locator("summary").first.focus()
    with page.expect_navigation():
        page.keyboard.press("d")
    assert posted == [("different", ((2, 3),))]


def test_z_takes_the_last_decision_back(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"en/{ONE}")
    with page.expect_navigation():
        page.keyboard.press("z")
    assert posted == [("withdrawn", 5)]


def test_typing_a_reason_decides_nothing(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"en/{ONE}")
    page.locator("input[name=reason]").first.press_sequentially("sudz")
    assert posted == []
    assert page.locator("input[name=reason]").first.input_value() == "sudz"


def test_n_leads_to_the_next_doubt(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"en/{ONE}")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("/en/doubles/8/")


def test_a_decision_needs_no_scripts(opened: Opener, posted: list[Any]) -> None:
    page, _, _ = opened(f"en/{ONE}", java_script_enabled=False)
    page.locator("[data-pair] button[value=same]").nth(1).click()
    page.locator("form.all button[value=same]").click()
    assert posted == [("same", ((1, 3),)), ("same", None)]
