"""Coming back with twelve words where scripts run: they are read in the browser and never leave it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route
from tests.zones.intake.browsing import IN_CHROMIUM, Line, Visitor
from tests.zones.intake.houses import House
from tests.zones.intake.provers import ENVELOPE, Log, name_log, proves
from tests.zones.intake.test_mailbox import ENTROPY, KEYS, WORDS, collected, desk_says

from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.sealing.messages import Message, MessageKind, check_reporter_message
from crimebook.sealing.words import make_words

pytestmark = [*IN_CHROMIUM]


class Returned(Visitor):
    """Somebody who came back; ``sent`` is all that their browser sent."""

    sent: list[bytes]


@pytest.fixture
def visitor(context: BrowserContext, url: str) -> Iterator[Returned]:
    """Somebody with twelve words: no request may hold a word of them, their bits, or name the mailbox."""
    visitor = Returned.come(context)
    assert isinstance(visitor, Returned)
    visitor.sent = []

    def note(request: Request) -> None:
        visitor.sent.append(request.url.encode() + b"\n" + (request.post_data_buffer or b""))

    visitor.page.on("request", note)
    yield visitor
    # One of the words is also the name of a script.
    words = [word.encode() for word in WORDS.split() if word != "mailbox"]
    secrets = [*words, ENTROPY, ENTROPY.hex().encode(), KEYS.sign_seed]
    assert not [each for each in visitor.sent for secret in secrets if secret in each]
    assert all(KEYS.mailbox_id not in each for each in visitor.asked), "a mailbox stands in an address"
    assert {urlsplit(each.split()[1]).netloc for each in visitor.asked} <= {urlsplit(url).netloc}
    assert visitor.complaints == []


def door(visitor: Visitor, url: str, language: str = "en") -> Page:
    """Open the page that asks for the words and wait for its script."""
    visitor.page.goto(f"{url}/{language}/return/")
    visitor.page.wait_for_selector("[data-read-here]")
    return visitor.page


def come_back(visitor: Visitor, url: str, words: str = WORDS, language: str = "en") -> Page:
    """Come back with words and wait for the mailbox."""
    page = door(visitor, url, language)
    page.fill("#words", words)
    page.click("form[data-return] button")
    page.wait_for_selector("body[data-page=mailbox]")
    return page


def press(page: Page, wish: str, then: str = "mailbox") -> None:
    page.click(f"button[value={wish}]")
    page.wait_for_selector(f"body[data-page={then}]")


def posts(visitor: Visitor) -> list[str]:
    """Return the addresses that something was posted to."""
    return [urlsplit(each.split()[1]).path for each in visitor.asked if each.startswith("POST")]


def test_letters_are_fetched_sealed_and_read_on_the_device(visitor: Returned, house: House, url: str):
    collected(house)
    desk_says(house, MessageKind.QUESTION, "Can you say\nwhich gate?", counter=2)
    desk_says(house, MessageKind.FEEDBACK, "It was used in a case.", slot=2, counter=3)
    page = come_back(visitor, url)
    letters = page.locator(".letter").all_inner_texts()
    assert "Collected." in page.inner_text("main")
    assert [each.split("\n")[0].split("2020")[0].strip() for each in letters] == [
        "A question to you",
        "What became of your report",
    ]
    assert "Can you say\nwhich gate?" in letters[0]
    assert posts(visitor) == ["/slots"]
    assert page.input_value("textarea") == ""
    assert page.query_selector(".languages") is None


def test_a_wrong_receipt_looks_like_an_empty_mailbox(visitor: Returned, house: House, url: str):
    collected(house)
    page = come_back(visitor, url, " ".join(make_words(bytes(16), "en")))
    wrong = page.inner_text("main")
    assert "Nothing yet." in wrong
    assert "Collected" not in wrong
    other = desk_says(house, MessageKind.COLLECTED, slot=0, seed=b"f" * 32)
    assert other
    page = come_back(visitor, url)
    assert "Collected." not in page.inner_text("main")
    assert "not signed by the book" in page.inner_text("main")


WRONG = [
    ("one two three", "A receipt has 12 words; here are 3"),
    (WORDS.replace(WORDS.split()[4], "xqzzkw"), "Some of the words are in no list: 5"),
    (" ".join([WORDS.split()[1], WORDS.split()[0], *WORDS.split()[2:]]), "do not check"),
    ("a" * 2000, "too long"),
    ("a" * 40, "Word 1 is too long to be a word of the list"),
    ("", "A receipt has 12 words; here are 0"),
    (" ".join((*WORDS.split()[:11], make_words(ENTROPY, "ru")[11])), "more than one language"),
]


def test_wrong_words_get_the_hints_of_the_page_without_scripts_and_ask_nobody(
    visitor: Returned, browser: Browser, house: House, url: str
):
    page = door(visitor, url)
    plain = browser.new_context(java_script_enabled=False).new_page()
    for words, hint in WRONG:
        page.fill("#words", words)
        page.click("form[data-return] button")
        told = page.locator(".error").all_inner_texts()
        assert hint in " ".join(told)
        assert page.input_value("#words") == words
        plain.goto(f"{url}/en/return/")
        plain.fill("#words", words)
        plain.click("form[data-return] button")
        assert plain.locator(".error").all_inner_texts() == told
    plain.context.close()
    assert posts(visitor) == []


def test_words_are_read_however_they_are_typed(visitor: Returned, house: House, url: str):
    desk_says(house, MessageKind.REPLY, "Here you are.")
    typed = ",\n".join(f"{number}. {word.upper()}" for number, word in enumerate(WORDS.split(), start=1))
    assert "Here you are." in come_back(visitor, url, typed).inner_text("main")


def written(house: House) -> Message:
    """Return the one message that waits, checked as the desk checks it."""
    (message,) = house.messages()
    known = {message.previous} - {""}
    check_reporter_message(
        message, mailbox_id=KEYS.mailbox_id, sign_public=KEYS.sign_public, known=frozenset(known)
    )
    return message


def add(page: Page, text: str) -> None:
    page.fill("#text", text)
    press(page, "add")


def test_an_addition_is_signed_and_sealed_on_the_device(visitor: Returned, house: House, url: str):
    page = come_back(visitor, url)
    add(page, "  Ещё один «номер» 😀  ")
    assert "What you wrote is sealed and kept." in page.inner_text("main")
    message = written(house)
    assert (message.kind, message.text, message.counter) == (MessageKind.ADDITION, "Ещё один «номер» 😀", 1)
    assert message.at_day == datetime.now(UTC).date().isoformat()
    assert posts(visitor) == ["/slots", "/messages"]


def test_an_answer_follows_what_the_desk_knows(visitor: Returned, house: House, url: str):
    head = "9" * 64
    collected(house, counter=3, head=head)
    desk_says(house, MessageKind.QUESTION, "Which gate?", counter=2)
    add(come_back(visitor, url), "The northern one.")
    message = written(house)
    assert (message.kind, message.counter, message.previous) == (MessageKind.ANSWER, 4, head)


@pytest.mark.parametrize(
    ("text", "said"), [("", "write something"), ("а" * 5001, "5000"), ("a\u202eb", "control")]
)
def test_a_text_that_cannot_be_taken_is_told_and_stays(
    visitor: Returned, browser: Browser, house: House, url: str, text: str, said: str
):
    page = come_back(visitor, url)
    add(page, text)
    assert page.input_value("#text") == text
    assert page.locator("form[data-mailbox] .error").count() == 1
    assert house.messages() == []


def test_a_withdrawal_and_its_undoing(visitor: Returned, house: House, url: str):
    page = come_back(visitor, url)
    press(page, "ask-withdrawal", "withdraw")
    press(page, "show")
    press(page, "ask-withdrawal", "withdraw")
    press(page, "withdraw")
    assert "For 30 days you can undo this here." in page.inner_text("main")
    press(page, "ask-withdrawal", "withdraw")
    press(page, "undo-withdrawal")
    kinds = {each.kind for each in house.messages()}
    assert kinds == {MessageKind.WITHDRAWAL, MessageKind.WITHDRAWAL_UNDONE}


def test_a_change_of_consent_names_only_what_was_changed(visitor: Returned, house: House, url: str):
    page = come_back(visitor, url)
    press(page, "ask-consent", "consent")
    press(page, "change-consent")
    assert house.messages() == [], "nothing was changed"
    press(page, "ask-consent", "consent")
    (name, *_) = page.locator("input[value=refused]").all()
    purpose = str(name.get_attribute("name")).removeprefix("consent.")
    page.click(f"label[for='{name.get_attribute('id')}']")
    press(page, "change-consent")
    message = written(house)
    assert (message.kind, message.values) == (MessageKind.CONSENT, {purpose: "refused"})


def test_what_was_read_is_removed_and_what_says_collected_stays(visitor: Returned, house: House, url: str):
    collected(house)
    desk_says(house, MessageKind.REPLY, "Read and gone.", counter=2)
    page = come_back(visitor, url)
    press(page, "remove")
    assert page.locator(".letter").count() == 0
    page = come_back(visitor, url)
    assert "Read and gone." not in page.inner_text("main")
    assert "Collected." in page.inner_text("main")


def test_a_line_that_breaks_is_waited_for(visitor: Returned, house: House, line: Line, url: str):
    page = come_back(visitor, url)
    page.fill("#text", "Once.")
    line.is_up = False
    line.cut()
    page.click("button[value=add]")
    page.wait_for_selector(".warning", state="visible")
    line.is_up = True
    page.wait_for_selector("body[data-page=mailbox]")
    assert written(house).text == "Once."
    visitor.complaints.clear()  # the browser tells of the line


def test_a_line_that_holds_is_not_called_broken(visitor: Returned, house: House, url: str):
    page, held = come_back(visitor, url), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/messages", hold)
    page.fill("#text", "Slowly.")
    page.click("button[value=add]")
    page.wait_for_selector("body[data-page=waiting]")
    assert not page.is_visible(".warning")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    page.wait_for_selector(".done")


def test_what_was_stopped_keeps_its_words_and_counts_once(
    visitor: Returned, house: House, line: Line, url: str
):
    page = come_back(visitor, url)
    page.fill("#text", "Stopped.")
    line.is_up = False
    line.cut()
    page.click("button[value=add]")
    page.wait_for_selector(".warning", state="visible")
    page.click(".buttons button")
    page.wait_for_selector("body[data-page=mailbox]")
    assert page.input_value("#text") == "Stopped."
    line.is_up = True
    press(page, "add")
    assert written(house).text == "Stopped."
    visitor.complaints.clear()


def test_keys_of_another_root_are_told_and_nothing_is_asked(visitor: Returned, house: House, url: str):
    page = door(visitor, url)
    (house.path / "manifest.txt").write_bytes(b"crimebook/manifest/v1\n{}\n\n\xe2\x80\x94 a aaaa\n")
    page.fill("#words", WORDS)
    page.click("form[data-return] button")
    page.wait_for_selector(".error")
    assert page.input_value("#words") == WORDS
    assert posts(visitor) == []
    visitor.complaints.clear()


def test_no_word_can_be_posted_before_the_script_is_there(context: BrowserContext, house: House, url: str):
    page = context.new_page()
    page.route("**/js/returning.js", lambda route: route.abort())
    page.goto(f"{url}/en/return/")
    page.wait_for_selector("[data-scripted][data-failed]")
    assert page.locator("form[data-return] button").count() == 0
    page.click("[data-scripted] a")
    page.wait_for_url("**/return/?plain")
    assert "our machine sees the words" in page.inner_text("main")
    page.fill("#words", WORDS)
    page.click("form[data-return] button")
    page.wait_for_selector("body[data-page=mailbox]")
    assert "Nothing yet." in page.inner_text("main")


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_pages_say_what_those_without_scripts_say(
    visitor: Returned, browser: Browser, house: House, url: str, language: str
):
    collected(house)
    desk_says(house, MessageKind.QUESTION, "Якая брама?", counter=2)
    scripted = come_back(visitor, url, language=language)
    size: Any = visitor.page.viewport_size
    plain = browser.new_context(java_script_enabled=False, viewport=size).new_page()
    plain.goto(f"{url}/{language}/return/")
    plain.fill("#words", WORDS)
    plain.click("form[data-return] button")
    for wish in ("", "ask-withdrawal", "ask-consent"):
        for page in (scripted, plain) if wish else ():
            page.click(f"button[value={wish}]")
        plain.wait_for_load_state()
        assert said(scripted) == said(plain), wish
        for page in (scripted, plain) if wish else ():
            page.click("button[value=show]")
            page.wait_for_selector("body[data-page=mailbox]")
    plain.context.close()


def said(page: Page) -> list[str]:
    """Return a page's texts, line by line, but for those about files, which are sealed in another way."""
    files = page.query_selector("[data-letter-files], [data-files]")
    text = page.inner_text("main").replace(files.inner_text() if files else "", "")
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_axe_finds_nothing_and_nothing_runs_off_a_phone(visitor: Returned, house: House, url: str):
    context = visitor.page.context.browser.new_context(  # type: ignore[union-attr]  # ours
        viewport={"width": 360, "height": 740}, bypass_csp=True
    )
    collected(house)
    desk_says(house, MessageKind.REPLY, "A" * 120, counter=2)
    other = Visitor.come(context)
    page = door(other, url, "be")
    looks: list[Callable[[], None]] = [
        lambda: None,
        lambda: (page.fill("#words", WORDS), page.click("form[data-return] button"), None)[-1],
        lambda: press(page, "ask-withdrawal", "withdraw"),
        lambda: (press(page, "show"), press(page, "ask-consent", "consent"))[-1],
    ]
    for look, name in zip(looks, ("words", "mailbox", "withdraw", "consent"), strict=True):
        look()
        page.wait_for_selector(f"body[data-page={name}]")
        found = [each["id"] for each in Axe().run(page).response["violations"]]
        assert found == [], name
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    context.close()


def test_the_browser_itself_checks_that_the_report_is_in_the_book(visitor: Returned, house: House, url: str):
    name_log(house)
    proves(house)
    page = come_back(visitor, url)
    told = page.inner_text("[data-in-book=proven]")
    assert "Your report is in the book, unaltered since 2021-03-05." in told
    assert "signed the same: 2 of 3." in told
    assert "Your browser checked this on this device." in told
    before = len(visitor.asked)
    with page.expect_download() as download:
        page.click("[data-proof]")
    assert download.value.suggested_filename == "proof.txt"
    saved = ReceiptProof.parse(Path(download.value.path()).read_text(encoding="utf-8"))
    assert saved == ReceiptProof(ENVELOPE, KEYS.leaf, Log().prove())
    asked = [each for each in visitor.asked[before:] if not each.startswith("GET data:")]
    assert asked == [], "saving the proof asks nobody"
    assert posts(visitor) == ["/slots"]


def test_a_proof_that_does_not_hold_is_an_alarm_in_the_browser(visitor: Returned, house: House, url: str):
    name_log(house)
    proves(house, Log().prove(index=4))
    page = come_back(visitor, url)
    assert "does not hold" in page.inner_text("[data-in-book=broken]")
    assert "unaltered" not in page.inner_text("main")
    proves(house, Log().prove(1))
    press(page, "show")
    page.wait_for_selector("[data-in-book=published]")
    assert "unaltered" not in page.inner_text("main")
    collected(house, envelope=ENVELOPE)
    press(page, "show")
    assert "Please come back after" in page.inner_text("[data-in-book=collected]")
    assert page.query_selector("[data-proof]") is None


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_axe_finds_nothing_where_a_proof_is_shown(browser: Browser, house: House, url: str, language: str):
    name_log(house)
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    visitor = Returned.come(context)
    assert isinstance(visitor, Returned)
    for proof in (Log().prove(), Log().prove(0), Log().prove(index=3)):
        proves(house, proof)
        page = come_back(visitor, url, language=language)
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
