"""A hardware key in a browser: enrolled with a touch, and asked before a report is withdrawn."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from tests.work.ledger.cast import book_log
from tests.work.opening import cast
from tests.zones.desk.browsing import look
from tests.zones.desk.test_reports import signed_in, text_of
from tests.zones.intake.browsing import CHROMIUM, IN_CHROMIUM

from crimebook.stores.register.events import signed_chain_of
from crimebook.stores.register.members import ensure_member, member_keys
from crimebook.stores.register.reports import find_report
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.reading.chains import Grounds
from crimebook.work.signing_in import offer_link
from crimebook.zones.desk.views import exports

pytestmark = pytest.mark.django_db
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ref(tmp_path: Path, db: None) -> str:
    ensure_operator()
    desk = cast.make_desk(tmp_path)
    return cast.bring(desk, cast.body(desk))


@pytest.fixture
def open_page(browser: Any, server: LiveServer, ref: str) -> Iterator[Any]:
    """Return a function that signs the operator in, with a hardware key of given qualities plugged in."""
    contexts = []

    def opened(language: str = "en", width: int = 1280, **key: Any) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, reduced_motion="reduce", bypass_csp=False)
        contexts.append(context)
        context.set_default_timeout(30_000)
        page = context.new_page()
        protocol = context.new_cdp_session(page)
        protocol.send("WebAuthn.enable")
        protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | key})
        page.goto(f"{named(server)}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
        page.click("main button")
        page.wait_for_url(f"{named(server)}/{language}/")
        return page

    yield opened
    for context in contexts:
        context.close()


def named(server: LiveServer) -> str:
    """Return the server's address by its name: browsers use keys at no number."""
    return server.url.replace("127.0.0.1", "localhost")


def enrol(page: Page, server: LiveServer, language: str = "en") -> None:
    page.goto(f"{named(server)}/{language}/custody/keys/")
    page.locator("form[data-enrol] button").click()
    page.locator("form[data-sign] button").click()
    page.locator("#keys ~ ul code").wait_for()


def ask_withdrawal(page: Page, server: LiveServer, ref: str, language: str = "en") -> None:
    page.goto(f"{named(server)}/{language}/reports/{ref}/")
    page.locator("details summary").last.click()
    page.fill("#reason", "asked by telephone")
    page.locator("details button").last.click()


class TestInABrowser:
    pytestmark = IN_CHROMIUM

    def test_a_key_is_ended_by_hand_and_the_desk_signs_alone_from_then_on(
        self, open_page: Any, server: LiveServer, ref: str
    ) -> None:
        page = open_page(width=390)
        enrol(page, server)
        page.locator(".own-keys summary").click()
        page.locator(".own-keys details button").click()
        page.locator(".own-keys .tag:has-text('ended')").wait_for()
        ask_withdrawal(page, server, ref)
        page.locator("#reason").wait_for(state="detached")
        assert find_report(ref).state == "withdrawn"
        page.goto(f"{named(server)}/en/custody/?object=report:{ref}")
        assert page.locator(".chain > li.grave-by-zone").count() == 1
        page.goto(f"{named(server)}/en/custody/?object=own-keys:operator")
        assert page.locator(".chain > li.own").count() == 1
        assert page.locator(".chain > li.bad").count() == 0

    def test_a_key_is_enrolled_once(self, open_page: Any, server: LiveServer) -> None:
        page = open_page()
        enrol(page, server)
        page.locator("form[data-enrol] button").click()
        page.locator("form[data-enrol] [data-fault]").wait_for()
        assert len(member_keys()) == 1

    @pytest.mark.parametrize(("language", "words"), [("en", "cannot ask a hardware key"), ("ru", "HTTPS")])
    def test_a_browser_without_keys_says_so_at_once(
        self, open_page: Any, server: LiveServer, ref: str, language: str, words: str
    ) -> None:
        page = open_page(language)
        enrol(page, server, language)
        page.add_init_script("delete window.PublicKeyCredential")
        page.goto(f"{named(server)}/{language}/custody/keys/")
        assert words in page.locator("form[data-enrol] [data-unable]").inner_text()
        assert page.locator("form[data-enrol] button").is_disabled()
        ask_withdrawal(page, server, ref, language)
        assert words in page.locator("form[data-sign] [data-unable]").inner_text()
        assert page.locator("form[data-sign] button").is_disabled()
        assert find_report(ref).state == "received"

    @pytest.mark.parametrize(("language", "width"), [("en", 1280), ("be", 390)])
    def test_a_key_is_enrolled_and_signs_a_withdrawal(
        self, open_page: Any, server: LiveServer, ref: str, language: str, width: int
    ) -> None:
        page = open_page(language, width)
        enrol(page, server, language)
        (key,) = member_keys("operator")
        assert (key.rp_id, key.origin) == ("localhost", named(server))
        ask_withdrawal(page, server, ref, language)
        page.locator("form[data-sign]").wait_for()
        assert find_report(ref).state == "received", "nothing is done before the key has signed"
        page.locator("form[data-sign] button").click()
        page.wait_for_url(f"**/reports/{ref}/")
        assert find_report(ref).state == "withdrawn"
        withdrawn = [each for each in signed_chain_of(f"report:{ref}") if each.personal]
        assert [each.event.deed.reason.partition(";")[0] for each in withdrawn] == [
            "at the desk: asked by telephone"
        ]
        page.goto(f"{named(server)}/{language}/custody/?object=report:{ref}")
        assert page.locator(".chain > li.own").count() == 1
        assert page.locator(".chain > li.bad").count() == 0

    def test_who_signed_for_a_file_is_told_that_it_was_given(
        self,
        open_page: Any,
        server: LiveServer,
        ref: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        places = book_log(tmp_path / "log").places
        monkeypatch.setattr(exports, "grounds", lambda: Grounds(b"z" * 32, places))
        page = open_page()
        enrol(page, server)
        page.goto(f"{named(server)}/en/custody/?object=report:{ref}")
        page.locator("form[action$='/export/'] button").click()
        told = page.locator("[data-given]")
        assert told.is_hidden()
        with page.expect_download() as download:
            page.locator("form[data-sign] button").click()
        assert download.value.suggested_filename == "chain.json"
        told.wait_for(state="visible")
        assert page.locator("form[data-sign] button").is_disabled()
        page.locator("form[data-sign] a").click()
        page.locator(".chain > li").first.wait_for()

    def test_a_key_without_a_pin_is_not_enough(self, open_page: Any, server: LiveServer) -> None:
        page = open_page(hasUserVerification=False, isUserVerified=False)
        page.goto(f"{named(server)}/en/custody/keys/")
        page.locator("form[data-enrol] button").click()
        page.locator("form[data-enrol] [data-fault]").wait_for()
        assert member_keys() == ()

    def test_a_key_that_can_be_copied_is_not_enrolled(self, open_page: Any, server: LiveServer) -> None:
        page = open_page(defaultBackupEligibility=True)
        page.goto(f"{named(server)}/en/custody/keys/")
        page.locator("form[data-enrol] button").click()
        page.locator("form[data-sign] button").click()
        page.locator("main > [role=alert]").wait_for()
        assert "does not stand for this" in page.locator("main > [role=alert]").inner_text()
        assert member_keys() == ()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ru", 390)])
def test_axe_finds_nothing_where_keys_are_enrolled_and_asked(
    browser: Any,
    server: LiveServer,
    ref: str,
    language: str,
    width: int,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, reduced_motion="reduce", bypass_csp=True
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{named(server)}/{language}/sign-in/{offer_link(operator(), at=timezone.now())}/")
    page.click("main button")
    page.wait_for_url(f"{named(server)}/{language}/")
    page.goto(f"{named(server)}/{language}/custody/keys/")
    page.locator("form[data-enrol] button").click()
    page.locator("form[data-sign]").wait_for()
    look(page, f"sign-{language}", width)
    page.locator("form[data-sign] button").click()
    page.locator("#keys ~ ul code").wait_for()
    page.locator(".own-keys summary").click()
    look(page, f"keys-{language}", width)
    page.goto(f"{named(server)}/{language}/custody/people/operator/")
    look(page, f"person-{language}", width)
    context.close()


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")
@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_on_a_telephone_too_everybody_gets_to_their_own_keys(
    browser: Any, server: LiveServer, ref: str, language: str
) -> None:
    ensure_member("asker", "Asker", "interviewer")
    asker = Actor("asker", "Asker", Role.INTERVIEWER)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", has_touch=True
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{server.url}/{language}/sign-in/{offer_link(asker, at=timezone.now())}/")
    page.click("main button")
    page.wait_for_url("**/reports/")
    look(page, f"asker-{language}", 390)
    heights = {page.locator(each).bounding_box()["y"] // 24 for each in (".brand", ".who button")}
    assert len(heights) == 1, "in one line with the name of the book"
    page.locator(".who a").tap()
    page.wait_for_url("**/custody/people/asker/")
    look(page, f"asker-person-{language}", 390)
    page.locator(".enrolled a").tap()
    page.wait_for_url("**/custody/keys/")
    context.close()


def test_who_has_no_key_withdraws_and_the_chain_says_that_only_the_desk_signed(ref: str):
    client = signed_in()
    client.post(f"/en/reports/{ref}/withdraw/", {"reason": "asked by telephone"})
    assert find_report(ref).state == "withdrawn"
    assert "zone-signed only, although grave" in text_of(client.get(f"/en/custody/?object=report:{ref}"))


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"public": "zz", "new_credential": "AAAA"},
        {"public": "00", "new_credential": "AAAA"},
        {"public": "00", "event": "zz"},
    ],
)
def test_what_is_no_key_is_refused(ref: str, posted: dict[str, str]):
    assert signed_in().post("/en/custody/keys/new/", posted).status_code == 400
    assert member_keys() == ()


def test_nobody_ends_another_s_key_and_strangers_nothing(ref: str):
    address = f"/en/custody/keys/{'0' * 64}/end/"
    assert signed_in().post(address).status_code == 404
    assert Client().post(address).status_code == 302


def test_at_a_number_no_key_is_offered(ref: str):
    at_a_number = text_of(signed_in().get("/en/custody/keys/", headers={"host": "127.0.0.1:8020"}))
    assert "open the desk as localhost" in at_a_number
    assert "data-enrol" not in at_a_number
