"""The form that works from a stick: no server, no network; what it writes, the desk reads and opens."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.zones.intake.browsing import ANSWERS, CHROMIUM, Visitor
from tests.zones.intake.houses import ORIGIN, House, make_house
from tests.zones.intake.provers import ENVELOPE, Log, name_log
from tests.zones.intake.test_browser_report import made_file, with_files
from tests.zones.intake.test_mailbox import KEYS, WORDS
from tools.offline_sealer import LinkError, link, main, make_page

from crimebook.asking.flow import check_answers
from crimebook.asking.questionnaire import load_form
from crimebook.custody.proofs import LogProof
from crimebook.custody.receiptproofs import ReceiptProof
from crimebook.sealing.envelope import ReportBody, read_report
from crimebook.sealing.identity import Custody
from crimebook.sealing.padding import padme
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.sealedfile import read_sealed_file
from crimebook.sealing.words import make_words, read_words
from crimebook.terms.ids import Digest
from crimebook.unsealing.manifest import RootKey
from crimebook.work.receiving.bodies import answers_of
from crimebook.work.receiving.intake import Intake

needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")
DAY = timedelta(days=1)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path / "intake")


@pytest.fixture
def stick(house: House, tmp_path: Path) -> Path:
    """The file on a stick."""
    path = tmp_path / "form.html"
    path.write_text(make_page(Intake.at(house.path), datetime.now(UTC)), encoding="utf-8")
    return path


@pytest.fixture
def visitor(browser: Browser, stick: Path) -> Iterator[Visitor]:
    """Somebody with the stick; the page asks for itself and nothing else, and complains of nothing."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ru-RU", offline=True)
    visitor = Visitor.come(context)
    visitor.page.goto(stick.as_uri())
    yield visitor
    others = [each for each in visitor.asked if not each.startswith((f"GET {stick.as_uri()}", "GET blob:"))]
    assert (others, visitor.complaints) == ([], [])
    context.close()


def begin(visitor: Visitor, way: str = "victim") -> Visitor:
    visitor.choose(f"way-{way}")
    visitor.page.click("form[data-begin] button")
    return visitor


def saved(visitor: Visitor) -> bytes:
    """Save the file as a person does."""
    with visitor.page.expect_download() as download:
        visitor.page.click("[data-sealed-file]")
    assert download.value.suggested_filename == "file.bin"
    return Path(download.value.path()).read_bytes()


def opened(house: House, content: bytes, tmp_path: Path) -> tuple[ReportBody, dict[Digest, bytes]]:
    path = tmp_path / "handed-in"
    path.write_bytes(content)
    with path.open("rb") as source:
        sealed = read_sealed_file(source.read)
        return read_report(house.open(sealed.envelope)), dict(sealed.parts)


@needs_browser
@pytest.mark.browser
def test_what_a_stick_seals_the_desk_opens(visitor: Visitor, house: House, tmp_path: Path):
    path, content = made_file(tmp_path, 2.5)
    begin(visitor).walk(special=with_files(path)).send()
    keys = receipt_keys(read_words(visitor.words()), ORIGIN)
    body, parts = opened(house, saved(visitor), tmp_path)
    assert (body.language, body.text) == ("ru", ANSWERS["first_account"])
    assert (body.mailbox_id, body.leaf) == (keys.mailbox_id, keys.leaf.hex())
    assert check_answers(load_form(), answers_of(body)[1]) == ()
    assert len(parts) == padme(3)
    arrived = b"".join(house.open(parts[Digest(part.sha256)]) for part in body.files[0].parts)
    assert arrived[: len(content)] == content
    assert body.files[0].sha256 == hashlib.sha256(content).hexdigest()


@needs_browser
@pytest.mark.browser
def test_a_report_in_words_alone_is_small_and_says_nothing_in_clear(
    visitor: Visitor, house: House, tmp_path: Path
):
    begin(visitor, "witness").walk().send(words=False)
    content = saved(visitor)
    body, parts = opened(house, content, tmp_path)
    assert (body.mailbox_id, parts) == (None, {})
    assert len(content) < 70_000
    assert ANSWERS["first_account"].split()[0].encode() not in content


@needs_browser
@pytest.mark.browser
def test_an_expired_form_seals_nothing_and_still_helps(browser: Browser, house: House, stick: Path):
    context = browser.new_context(locale="be-BY")
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC) + 31 * DAY)
    page.goto(stick.as_uri())
    assert "састарэла" in page.inner_text("[data-refused]")
    assert page.locator("form:not([data-newer] form)").count() == 0
    assert page.locator("[data-newer] form").count() == 1
    assert page.locator("details").count() >= 4
    context.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_axe_finds_nothing_on_the_stick(browser: Browser, stick: Path, language: str):
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True, locale=language)
    visitor = Visitor.come(context)
    visitor.page.goto(stick.as_uri())
    found = []

    def check(visitor: Visitor) -> None:
        violations = Axe().run(visitor.page).response["violations"]
        found.extend((visitor.at, each["id"], each["nodes"][0]["html"][:120]) for each in violations)

    check(visitor)
    assert visitor.page.get_attribute("html", "lang") == language
    begin(visitor).walk().send(before=check)
    check(visitor)
    context.close()
    assert found == []


def test_keys_that_are_not_in_force_make_no_form(house: House, capsys: pytest.CaptureFixture[str]):
    now = datetime.now(UTC)
    house.sign(since=now - 2 * DAY, until=now - DAY)
    assert main([str(house.path)]) == 1
    assert not (house.path / "offline.html").exists()
    assert "expired" in capsys.readouterr().err


def test_the_form_is_put_where_the_intake_hands_it_out(house: House):
    assert main([str(house.path)]) == 0
    page = (house.path / "offline.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "").replace("http://ns.adobe.com/", "")
    assert page.count("<script>") == 1


@pytest.mark.parametrize(
    "text",
    [
        "import x from './b.js';\n",
        "export default 1;\n",
        'import("./b.js");\n',
        "const a = import.meta.url;\n",
    ],
)
def test_a_module_that_cannot_be_linked_is_refused(tmp_path: Path, text: str):
    (tmp_path / "a.js").write_text(text)
    with pytest.raises(LinkError):
        link(tmp_path, "a.js")


def test_modules_that_import_each_other_are_refused(tmp_path: Path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(LinkError):
        link(tmp_path, "a.js")


def check(page: Page, path: Path, proof: str | LogProof, words: str = WORDS) -> str:
    """Check a saved proof as a person does, and return what the page says of it."""
    text = proof if isinstance(proof, str) else str(ReceiptProof(ENVELOPE, KEYS.leaf, proof))
    path.write_text(text, encoding="utf-8")
    if not page.is_visible("#check-words"):
        page.click("[data-check] summary")
    page.fill("#check-words", words)
    page.set_input_files("#check-file", path)
    page.evaluate("document.querySelector('[data-checked]').replaceChildren()")
    page.click("[data-check] form button")
    page.wait_for_selector("[data-checked] > *")
    return page.inner_text("[data-checked]")


def stick_with_log(browser: Browser, house: House, tmp_path: Path, locale: str = "en") -> Visitor:
    """Make the file of a book that has a log and open it without a line."""
    name_log(house)
    path = tmp_path / "form.html"
    path.write_text(make_page(Intake.at(house.path), datetime.now(UTC)), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale=locale, offline=True, bypass_csp=locale == "be-BY"
    )
    visitor = Visitor.come(context)
    visitor.page.goto(path.as_uri())
    return visitor


@needs_browser
@pytest.mark.browser
def test_a_saved_proof_is_checked_without_a_line(browser: Browser, house: House, tmp_path: Path):
    visitor = stick_with_log(browser, house, tmp_path)
    page, path = visitor.page, tmp_path / "proof.txt"
    right = str(ReceiptProof(ENVELOPE, KEYS.leaf, Log().prove()))
    told = check(page, path, right)
    assert "Your report is in the book, unaltered since 2021-03-05." in told
    assert "Checked by the keys in this form, of 20" in told
    assert "published book" in check(page, path, Log().prove(1))
    other = " ".join(make_words(bytes(16), "en"))
    wrong = [
        check(page, path, right, other),
        check(page, path, right.replace("ef" * 32, "ee" * 32)),
        check(page, path, right + "\n"),
        check(page, path, ""),
        check(page, path, Log().prove(index=4)),
        check(page, path, "x" * 70_000),
    ]
    assert all("does not prove" in each and "unaltered" not in each for each in wrong)
    assert "not twelve words" in check(page, path, right, "one two three")
    assert [each for each in visitor.asked if not each.startswith("GET file:")] == []
    assert visitor.complaints == []
    page.context.close()


@needs_browser
@pytest.mark.browser
def test_a_form_that_is_old_checks_proofs_all_the_same(browser: Browser, house: House, tmp_path: Path):
    visitor = stick_with_log(browser, house, tmp_path)
    visitor.page.clock.install(time=datetime.now(UTC) + 400 * DAY)
    visitor.page.reload()
    assert visitor.page.query_selector("[data-refused]")
    assert "unaltered since 2021-03-05." in check(visitor.page, tmp_path / "proof.txt", Log().prove())
    visitor.page.context.close()


@needs_browser
@pytest.mark.browser
def test_axe_finds_nothing_where_a_proof_is_checked(browser: Browser, house: House, tmp_path: Path):
    visitor = stick_with_log(browser, house, tmp_path, "be-BY")
    assert "ў кнізе" in check(visitor.page, tmp_path / "proof.txt", Log().prove())
    assert [each["id"] for each in Axe().run(visitor.page).response["violations"]] == []
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    visitor.page.context.close()


def newer_keys(house: House, *, serial: int = 2, days: int = 60, custody: Custody | None = None) -> bytes:
    """The next manifest of an intake, whose own stays as it is."""
    at_intake = (house.path / "manifest.txt").read_bytes()
    now = datetime.now(UTC).replace(microsecond=0)
    house.sign(since=now - DAY, until=now + days * DAY, serial=serial, custody=custody)
    signed = (house.path / "manifest.txt").read_bytes()
    (house.path / "manifest.txt").write_bytes(at_intake)
    return signed


def give_keys(page: Page, note: bytes) -> None:
    page.set_input_files("#newer-file", {"name": "manifest.txt", "mimeType": "text/plain", "buffer": note})
    if not page.is_visible("#newer-file"):
        page.click("details[data-newer] summary")
    page.click("details[data-newer] button")


@needs_browser
@pytest.mark.browser
def test_an_expired_form_seals_again_by_newer_keys_that_its_root_signed(
    browser: Browser, house: House, stick: Path, tmp_path: Path
):
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="ru-RU", offline=True)
    visitor = Visitor.come(context)
    visitor.page.clock.install(time=datetime.now(UTC) + 31 * DAY)
    visitor.page.goto(stick.as_uri())
    assert visitor.page.locator("[data-refused]").count() == 1
    give_keys(visitor.page, newer_keys(house))
    assert "номер 2" in visitor.page.inner_text("[data-newer-taken]")
    assert visitor.page.locator("[data-refused]").count() == 0
    begin(visitor, "witness").walk().send(words=False)
    body, _ = opened(house, saved(visitor), tmp_path)
    assert body.text == ANSWERS["first_account"]
    # It is kept nowhere: whoever opens the form next has the keys that it was made with.
    visitor.page.goto(stick.as_uri())
    assert visitor.page.locator("[data-refused]").count() == 1
    context.close()


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize(
    "what", ["the same", "an older one", "one that leaps", "an expired one", "of another root", "no manifest"]
)
def test_keys_that_are_not_the_next_of_this_book_are_not_taken(
    browser: Browser, house: House, stick: Path, what: str
):
    stranger = replace(house, root=RootKey("book.test/root", b"s" * 32, b"t" * 32))
    note = {
        "the same": (house.path / "manifest.txt").read_bytes,
        "an older one": lambda: newer_keys(house, serial=1),
        "one that leaps": lambda: newer_keys(house, serial=1_002),
        "an expired one": lambda: newer_keys(house, days=0),
        "of another root": lambda: newer_keys(stranger),
        "no manifest": lambda: b"keys",
    }[what]()
    context = browser.new_context(locale="en-GB", offline=True)
    visitor = Visitor.come(context)
    visitor.page.goto(stick.as_uri())
    give_keys(visitor.page, note)
    visitor.page.wait_for_selector("[data-newer-told] [role=alert]")
    assert "These keys were not taken" in visitor.page.inner_text("[data-newer-told]")
    assert visitor.page.locator("[data-newer-taken]").count() == 0
    give_keys(visitor.page, newer_keys(house, serial=1_001))
    assert "number 1001" in visitor.page.inner_text("[data-newer-taken]")
    context.close()
