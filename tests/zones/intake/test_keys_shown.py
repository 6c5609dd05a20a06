"""The root is shown where people can compare it: on the intake's page and in the form on a stick."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.zones.intake.browsing import CHROMIUM, Visitor, chromium
from tests.zones.intake.houses import House, make_house
from tools.offline_sealer import make_page

from crimebook.sealing.fingerprints import check_fingerprint, fingerprint, fingerprint_words
from crimebook.unsealing.manifest import RootKey
from crimebook.work.receiving.intake import Intake

needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")


def shown_texts(page: str) -> list[str]:
    """Return what stands in the page to be compared, without its marks."""
    found = re.findall(r'<p class="print">(.*?)</p>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", each).split()) for each in found]


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_page_shows_the_whole_fingerprint_in_digits_and_in_words(
    client: Client, house: House, language: str
):
    digits, words, _ = shown_texts(client.get(f"/{language}/check/").content.decode())
    root = house.root.root
    check_fingerprint(root, digits)
    check_fingerprint(root, words)
    assert words == " ".join(fingerprint_words(fingerprint(root), language))


def test_while_the_root_changes_both_are_shown(client: Client, house: House):
    before = RootKey("root.before", b"1" * 32, b"2" * 32).root
    (house.path / "root-before.txt").write_text(str(before))
    shown = shown_texts(client.get("/en/check/").content.decode())
    for root in (house.root.root, before):
        assert " ".join(fingerprint_words(fingerprint(root), "en")) in shown


def test_the_page_says_until_when_the_keys_are_good(client: Client, house: House):
    now = datetime.now(UTC).replace(microsecond=0)
    house.sign(since=now - timedelta(hours=1), until=now + timedelta(days=9), serial=4)
    page = client.get("/en/check/").content.decode()
    day = (now + timedelta(days=9)).date().isoformat()
    assert f"is used until {day}" in page
    assert f"Number 4 of {Intake.at(house.path).keys(now).manifest.origin}, good until {day}" in page


def test_without_keys_in_force_no_end_is_told(client: Client, house: House):
    (house.path / "manifest.txt").write_bytes(b"forged\n")
    page = client.get("/en/check/").content.decode()
    assert "is used until" not in page
    assert len(shown_texts(page)) == 2


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[tuple[Visitor, House]]:
    """Somebody with the form on a stick."""
    made = make_house(tmp_path / "house")
    stick = tmp_path / "form.html"
    stick.write_text(make_page(Intake.at(made.path), datetime.now(UTC)), encoding="utf-8")
    with chromium() as browser:
        context = browser.new_context(locale="ru-RU", offline=True)
        visitor = Visitor.come(context)
        visitor.page.goto(stick.as_uri())
        yield visitor, made
        assert visitor.complaints == []
        context.close()


@needs_browser
@pytest.mark.browser
def test_the_form_on_a_stick_shows_the_root_that_it_trusts(visitor: tuple[Visitor, House]):
    page, house = visitor[0].page, visitor[1]
    page.click("summary:has-text('Чья это форма')")
    check_fingerprint(house.root.root, page.inner_text("[data-root]"))
