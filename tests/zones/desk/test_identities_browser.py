"""Sealed names in a browser: the whole way with custodians' own files, on a phone and a desk; axe agrees."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.work.opening import cast
from tests.work.opening.holders import LOCKED_BY, NAME, READER, SAID, Holder, bring_named, make_kept
from tests.zones.desk.browsing import SCREENS, look
from tests.zones.desk.test_identities import follow_today, lend
from tests.zones.desk.test_own_keys_browser import KEY, named
from tests.zones.intake.browsing import IN_CHROMIUM

from crimebook.sealing.requests import parse_opening, parse_request
from crimebook.sealing.shares import Aim
from crimebook.sealing.strict import write_value
from crimebook.stores.register.events import signed_chain_of
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.opening.custodian import read_opening
from crimebook.work.opening.desk import Desk
from crimebook.work.petitions import petitions
from crimebook.work.signing_in import offer_link
from crimebook.zones.desk import signing
from crimebook.zones.desk.views import identities

PROGRAM = Path(sys.executable).with_name("crimebook")
WHY = "a court asks for the witness of the tenth of August"
OFFICER = "the court's officer"

pytestmark = [*IN_CHROMIUM, pytest.mark.django_db]


class Clock:
    """The clock of the pages, which a test can put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return timezone.now() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (identities, signing):
        monkeypatch.setattr(module, "timezone", clock)
    return clock


@pytest.fixture
def kept(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, dict[int, Holder]]:
    ensure_operator()
    desk, holders = make_kept(tmp_path)
    lend(monkeypatch, desk)
    follow_today(desk, tmp_path, holders)
    return desk, holders


@pytest.fixture
def desk(kept: tuple[Desk, dict[int, Holder]]) -> Desk:
    return kept[0]


@pytest.fixture
def holders(kept: tuple[Desk, dict[int, Holder]]) -> dict[int, Holder]:
    return kept[1]


@pytest.fixture
def open_page(browser: Any, server: LiveServer, desk: Desk) -> Iterator[Any]:
    """Return a function that opens a page for the registrar, with a hardware key plugged in if wished."""
    contexts = []

    def opened(path: str, language: str = "en", width: int = 1280, *, has_key: bool = False) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, reduced_motion="reduce", accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        if has_key:
            protocol = context.new_cdp_session(page)
            protocol.send("WebAuthn.enable")
            protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        page.goto(f"{named(server)}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
        page.click("main button")
        page.wait_for_url(f"{named(server)}/{language}/")
        page.goto(f"{named(server)}/{language}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


def fill(page: Page, aim: Aim) -> None:
    page.check(f"input[name=aim][value={aim}]")
    page.fill("#reason", WHY)
    page.fill("#to_name", OFFICER)
    page.fill("#to", str(READER.recipient))


def ask(page: Page, aim: Aim) -> None:
    fill(page, aim)
    page.click("form.asking-name button")
    page.wait_for_url("**/names/*/")


def save(page: Page, link: str, path: Path) -> Path:
    """Save the file behind a link."""
    with page.expect_download() as download:
        page.click(f"a[href$='{link}']")
    download.value.save_as(path)
    return path


def give(page: Page, *files: Path) -> None:
    """Upload what custodians answered."""
    page.set_input_files("#answer-files", list(files))
    page.click("form[action$='answers/'] button")
    page.wait_for_load_state()


def run_custodian(path: Path, index: int, *words: str | Path) -> None:
    """Run a command on a custodian's own machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRIMEBOOK_")}
    home = ("--home", str(path / f"custodian-{index}"))
    subprocess.run(
        [str(PROGRAM), "custodian", *map(str, words), *home],
        check=True,
        capture_output=True,
        env=kept | {"CRIMEBOOK_PASSPHRASE_CUSTODIAN": LOCKED_BY},
    )


def test_a_contact_for_danger_goes_from_the_report_to_its_reader_by_two_custodians_programs(
    desk: Desk, open_page: Any, tmp_path: Path
):
    page = open_page(f"reports/{bring_named(desk)}/")
    page.click("#names ~ p a")
    ask(page, Aim.DANGER)
    request = save(page, "request.json", tmp_path / "request.json")
    answers = []
    for index in (1, 3):
        answers.append(tmp_path / f"answer-{index}.json")
        run_custodian(tmp_path, index, "approve", request, "--out", answers[-1], "--yes")
    give(page, *answers)
    page.click("form[action$='release/'] button")
    opening = save(page, "opening.json", tmp_path / "opening.json")
    (tmp_path / "reader").write_text(f"{READER}\n")
    done = subprocess.run(
        [str(PROGRAM), "custodian", "read", str(opening), "-i", str(tmp_path / "reader")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "danger_contact.reach: +375 00" in done.stdout
    assert "+375 00" not in page.content()


def test_a_name_waits_its_day_and_goes_to_its_reader_alone(
    desk: Desk, holders: dict[int, Holder], open_page: Any, clock: Clock, tmp_path: Path
):
    page = open_page(f"reports/{bring_named(desk)}/name/")
    ask(page, Aim.IDENTITY)
    request = parse_request(save(page, "request.json", tmp_path / "request.json").read_bytes())
    for each in holders.values():
        each.folder.look(request, clock.now())
    assert "until every custodian was told" in page.inner_text("h1 + .tally")
    for index in (1, 2, 3):
        page.check(f"input[name=custodian][value='{index}']")
    page.click("form[action$='notify/'] button")
    assert "waiting" in page.inner_text("h1 + .tally")
    clock.ahead = timedelta(hours=25)
    files = []
    for index in (1, 2):
        answer = holders[index].folder.approve(request, holders[index].keys, clock.now())
        files.append(tmp_path / f"answer-{index}.json")
        files[-1].write_bytes(write_value(answer))
    give(page, *files)
    assert "2 of 2 approve" in page.inner_text("#custodians")
    page.click("form[action$='release/'] button")
    opening = parse_opening(save(page, "opening.json", tmp_path / "opening.json").read_bytes())
    assert read_opening(opening, [READER]).content.said == SAID[Aim.IDENTITY]
    assert NAME not in page.content()
    page.click(".fields a[href*='/reports/']")
    assert "given to its reader" in page.inner_text("h1 + .tally")


def test_asking_and_stopping_are_signed_by_the_person_s_own_key(
    desk: Desk, open_page: Any, server: LiveServer
):
    page = open_page("custody/people/operator/", has_key=True)
    page.goto(f"{named(server)}/en/custody/keys/")
    page.locator("form[data-enrol] button").click()
    page.locator("form[data-sign] button").click()
    page.wait_for_url("**/custody/**")
    ref = bring_named(desk)
    page.goto(f"{named(server)}/en/reports/{ref}/name/")
    fill(page, Aim.IDENTITY)
    page.click("form.asking-name button")
    page.locator("form[data-sign]").wait_for()
    assert petitions(desk.vault) == (), "nothing is asked before the key has signed"
    page.locator("form[data-sign] button").click()
    page.wait_for_url("**/names/*/")
    page.click("#veto ~ details summary")
    page.fill("#veto-reason", "she is followed")
    page.click("#veto ~ details button")
    page.locator("form[data-sign] button").click()
    page.wait_for_url("**/names/*/")
    assert "vetoed" in page.inner_text("h1 + .tally")
    signed = [each.event.deed.action for each in signed_chain_of(f"report:{ref}") if each.personal]
    assert signed == ["identity-requested", "identity-vetoed"]
    page.goto(f"{named(server)}/en/names/drill/")
    page.fill("#reason", "the yearly drill")
    page.fill("#to_name", OFFICER)
    page.fill("#to", str(READER.recipient))
    page.click("form.asking-name button")
    page.locator("form[data-sign] button").click()
    page.wait_for_url(re.compile(r"/names/[0-9a-f]{32}/$"))
    (drilled,) = [each.personal for each in signed_chain_of("custodians:drill")]
    assert drilled


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_every_page_of_names_is_read_on_every_screen(
    desk: Desk,
    holders: dict[int, Holder],
    open_page: Any,
    clock: Clock,
    tmp_path: Path,
    language: str,
    width: int,
):
    ref = bring_named(desk)
    page = open_page(f"reports/{ref}/name/", language, width)
    look(page, f"name-ask-{language}", width)
    ask(page, Aim.DANGER)
    request = parse_request(save(page, "request.json", tmp_path / "request.json").read_bytes())
    denied = tmp_path / "denied.json"
    deny = holders[2].folder.deny(request, holders[2].keys, "яна ў небяспецы, за ёй сочаць", timezone.now())
    denied.write_bytes(write_value(deny))
    noise = tmp_path / "noise.json"
    noise.write_bytes(b"{}")
    give(page, denied, noise)
    look(page, f"name-denied-{language}", width)
    page.goto(page.url.partition("/names/")[0] + f"/reports/{ref}/name/")
    ask(page, Aim.IDENTITY)
    page.check("input[name=custodian][value='1']")
    look(page, f"name-waiting-{language}", width)
    page.goto(page.url.partition("/names/")[0] + f"/reports/{ref}/name/")
    look(page, f"name-again-{language}", width)
    page.goto(page.url.partition("/reports/")[0] + "/names/")
    assert page.locator("tbody tr").count() == 2
    look(page, f"names-{language}", width)
    page.goto(page.url.partition("/names/")[0] + f"/reports/{ref}/")
    look(page, f"name-report-{language}", width)
    assert cast.CANARY in page.inner_text(".testimony")
