"""A report in the browser: asked, sealed and sent by scripts, opened by the desk."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Route
from tests.zones.intake.browsing import (
    ANSWERS,
    IN_CHROMIUM,
    Line,
    Visitor,
)
from tests.zones.intake.houses import ORIGIN, House

from crimebook.asking.flow import check_answers
from crimebook.asking.questionnaire import load_form
from crimebook.sealing.receipt import receipt_keys
from crimebook.sealing.words import read_words
from crimebook.unsealing.manifest import RootKey
from crimebook.work.receiving.bodies import answers_of
from crimebook.zones.intake.parting import parted

pytestmark = [*IN_CHROMIUM]


@pytest.fixture
def visitor(context: BrowserContext, url: str) -> Iterator[Visitor]:
    """Somebody with a phone; nothing of any other host may be asked, and nothing complained of."""
    visitor = Visitor.come(context)
    yield visitor
    assert {urlsplit(each.split()[1]).netloc for each in visitor.asked} <= {urlsplit(url).netloc, ""}
    assert visitor.complaints == []


def test_a_report_that_a_browser_sealed_is_opened_by_the_desk(visitor: Visitor, house: House, url: str):
    visitor.begin(url).walk().send()
    (body,) = house.reports()
    way, answers = answers_of(body)
    assert (way, body.text) == ("victim", ANSWERS["first_account"])
    assert check_answers(load_form(), answers) == ()
    keys = receipt_keys(read_words(visitor.words()), ORIGIN)
    assert (body.mailbox_id, body.reply_to) == (keys.mailbox_id, str(keys.recipient))
    assert body.leaf == keys.leaf.hex()
    posted = [each for each in visitor.asked if each.startswith("POST")]
    assert [urlsplit(each.split()[1]).path for each in posted] == ["/reports"]


MIB = 1 << 20


def with_files(*files: Path | dict[str, Any], choice: str = "original") -> dict[str, Any]:
    """How to answer so that files are asked for, and to choose them."""

    def tell_details(visitor: Visitor) -> None:
        visitor.choose("details-files")
        visitor.go_on()

    def choose_files(visitor: Visitor) -> None:
        visitor.page.set_input_files("#file", list(files))
        visitor.page.wait_for_selector(f"ol.held li >> nth={len(files) - 1}")
        for at in range(len(files)):
            label = f"label[for='file-{at}-{choice}']"
            if visitor.page.query_selector(label):
                visitor.page.click(label)
        visitor.go_on()

    return {"details": tell_details, "files": choose_files}


def made_file(folder: Path, size_mib: float, seed: bytes = b"film") -> tuple[Path, bytes]:
    """Return a file that repeats nowhere, and what is in it."""
    content = hashlib.shake_256(seed).digest(int(size_mib * MIB))
    path = folder / "film.bin"
    path.write_bytes(content)
    return path, content


def test_a_file_goes_in_parts_and_arrives_whole(visitor: Visitor, house: House, url: str, tmp_path: Path):
    path, content = made_file(tmp_path, 3.5)
    visitor.begin(url).walk(special=with_files(path)).send()
    (body,) = house.reports()
    assert [(file.name, file.size, file.choice) for file in body.files] == [
        ("film.bin", len(content), "original")
    ]
    assert body.files[0].sha256 == hashlib.sha256(content).hexdigest()
    assert house.file(body) == content
    assert check_answers(load_form(), answers_of(body)[1]) == ()
    assert answers_of(body)[1]["files"] == [{"name": "film.bin"}]


def test_a_line_that_holds_is_not_called_broken_and_the_language_stays(
    visitor: Visitor, house: House, url: str
):
    page, held = visitor.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/reports", hold)
    visitor.begin(url).walk().go_on()
    page.click("main .buttons button >> nth=0")
    while not held:
        page.wait_for_timeout(50)
    assert not page.is_visible(".warning")
    assert not page.is_visible(".languages")
    held[0].continue_()
    page.wait_for_selector("body[data-page=receipt]")
    assert not page.is_visible(".languages")


def test_a_cut_line_is_taken_up_where_it_broke(
    visitor: Visitor, house: House, line: Line, url: str, tmp_path: Path
):
    path, content = made_file(tmp_path, 8)
    visitor.begin(url).walk(special=with_files(path))
    start = line.sent_bytes
    line.cut_after_bytes = [start + int(each * MIB) for each in (1.5, 3.4, 6.2)]
    visitor.send()
    visitor.complaints.clear()  # the browser tells of the lines that were cut
    (body,) = house.reports()
    assert line.cuts == 3
    assert house.file(body) == content
    # Of each part that was under way when the line broke only that part is sent again.
    assert line.sent_bytes - start < (10 + 3) * MIB + MIB


def test_a_line_that_is_slow_and_not_dead_is_given_longer_each_time(
    visitor: Visitor, house: House, url: str, tmp_path: Path
):
    """At 30 kB/s a part that the device has sent is not at the intake for another half a minute."""
    page, held = visitor.page, list[Route]()

    def hold(route: Route) -> None:
        if route.request.method == "PUT" and len(held) < 2:
            held.append(route)
        else:
            route.continue_()

    def wait_held(count: int) -> None:
        while len(held) < count:
            page.wait_for_timeout(50)

    path, content = made_file(tmp_path, 0.5)
    page.clock.install()
    page.route("**/parts/*", hold)
    visitor.begin(url).walk(special=with_files(path)).go_on()
    page.click("main .buttons button >> nth=0")
    wait_held(1)
    page.clock.fast_forward(21_000)
    wait_held(2)
    page.clock.fast_forward(30_000)
    page.wait_for_timeout(2_500)
    assert len([each for each in visitor.asked if each.startswith("PUT")]) == 2, "the second time it waits on"
    page.clock.fast_forward(11_000)
    page.wait_for_selector("body[data-page=receipt]")
    (body,) = house.reports()
    assert house.file(body) == content


def test_a_ticket_that_is_no_longer_good_is_earned_anew(
    visitor: Visitor, house: House, url: str, tmp_path: Path
):
    path, content = made_file(tmp_path, 2.5)
    refused: list[str] = []

    def refuse(route: Route) -> None:
        is_first = route.request.method == "PUT" and len(refused) < 2
        if is_first:
            refused.append(route.request.headers["crimebook-ticket"])
            route.fulfill(status=402, json={"error": "ticket"})
        else:
            route.continue_()

    visitor.page.route("**/parts/*", refuse)
    visitor.begin(url).walk(special=with_files(path))
    with visitor.page.expect_response("**/puzzles"):
        visitor.go_on()
        visitor.page.click("main .buttons button >> nth=0")
    visitor.page.wait_for_selector("body[data-page=send] .error, body[data-page=receipt]")
    visitor.complaints.clear()  # the browser tells of what was refused
    assert visitor.at == "send", "refused twice in a row is an answer"
    visitor.page.click("main .buttons button >> nth=0")
    visitor.page.wait_for_selector("body[data-page=receipt]")
    (body,) = house.reports()
    assert house.file(body) == content
    assert len(set(refused)) == 2, "the second time with another ticket"


def test_after_a_reload_only_what_is_missing_is_sent(
    visitor: Visitor, house: House, line: Line, url: str, tmp_path: Path
):
    path, content = made_file(tmp_path, 6)
    visitor.begin(url).walk(special=with_files(path))
    line.cut_after_bytes = [line.sent_bytes + int(4.5 * MIB)]
    visitor.go_on()
    visitor.page.click("main .buttons button >> nth=0")
    while visitor.page.evaluate("JSON.parse(sessionStorage.parts ?? '{}').parts?.length ?? 0") < 4:
        visitor.page.wait_for_timeout(50)
    line.is_up = False
    line.cut()
    # Away before the line is back: the page would take it up by itself.
    visitor.page.goto("about:blank")
    visitor.page.wait_for_timeout(200)
    line.is_up = True
    start = line.sent_bytes
    visitor.begin(url).walk(special=with_files(path)).send()
    visitor.complaints.clear()
    (body,) = house.reports()
    assert house.file(body) == content
    assert line.sent_bytes - start < 4 * MIB
    assert visitor.page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


def test_a_file_that_changed_after_it_was_chosen_is_not_sent(
    visitor: Visitor, house: House, url: str, tmp_path: Path
):
    path, content = made_file(tmp_path, 1.2)
    visitor.begin(url).walk(special=with_files(path))
    path.write_bytes(content + b"more")
    visitor.go_on()
    visitor.page.click("main .buttons button >> nth=0")
    visitor.page.wait_for_selector("[role=alert]")
    assert "could not be read" in visitor.page.inner_text("[role=alert]")
    assert house.reports() == []


def test_nothing_of_a_draft_leaves_memory(visitor: Visitor, house: House, url: str, context: BrowserContext):
    visitor.begin(url).walk()
    kept = visitor.page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie,
           (await indexedDB.databases()).length, (await caches.keys()).length,
           (await navigator.serviceWorker?.getRegistrations() ?? []).length]"""
    )
    assert kept == [0, 0, "", 0, 0, 0]
    assert context.cookies() == []
    assert not any(each.startswith(("POST", "PUT")) for each in visitor.asked)
    assert all("victim" not in each for each in visitor.asked)


EVERYTHING = ("when", "where", "done", "by_whom", "injuries", "detention", "files")


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, url: str, house: House, language: str, tmp_path: Path
):
    # axe is put into the page, which its own policy rightly forbids.
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    visitor = Visitor.come(context)
    photograph, _ = made_file(tmp_path, 0.1)
    seen: dict[str, Any] = {}

    def check(visitor: Visitor) -> None:
        violations = Axe().run(visitor.page).response["violations"]
        seen[visitor.at] = [(each["id"], each["nodes"][0]["html"][:120]) for each in violations]
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        seen[visitor.at] += [f"{width} px wide"] if width > 360 else []

    def choose_all(visitor: Visitor) -> None:
        for each in EVERYTHING:
            visitor.choose(f"details-{each}")
        visitor.go_on()

    def open_map(visitor: Visitor) -> None:
        visitor.page.click("details summary >> nth=0")
        visitor.page.wait_for_selector(".map svg")
        check(visitor)
        visitor.pass_by("event_where")

    def choose_file(visitor: Visitor) -> None:
        visitor.page.set_input_files("#file", photograph)
        visitor.page.wait_for_selector("ol.held")
        check(visitor)
        visitor.pass_by("files")

    special = {"details": choose_all, "event_where": open_map, "files": choose_file}
    visitor.begin(url, language=language).walk(special=special, before=check)
    visitor.send(before=check)
    check(visitor)
    context.close()
    assert {page: faults for page, faults in seen.items() if faults} == {}
    assert {"injury_regions", "detention_legs", "event_where", "files", "send", "receipt"} <= set(seen)


def test_a_tap_on_the_body_ticks_the_box(visitor: Visitor, house: House, url: str):
    def tap(visitor: Visitor) -> None:
        visitor.page.click("svg.body [data-code=knee] >> nth=0")
        visitor.page.click("svg.body [data-code=lower_back]", position={"x": 5, "y": 9})
        visitor.page.click("svg.body [data-code=knee] >> nth=1")
        visitor.page.click("svg.body [data-code=hand] >> nth=3")
        assert visitor.page.locator("svg.body .chosen").count() == 5
        visitor.go_on()

    def tell_details(visitor: Visitor) -> None:
        visitor.choose("details-injuries")
        visitor.go_on()

    visitor.begin(url).walk(special={"details": tell_details, "injury_regions": tap}).send(words=False)
    (body,) = house.reports()
    assert body.answers["injury_regions"] == ["hand", "lower_back"]
    assert body.mailbox_id is None


def test_a_tap_on_the_map_is_a_point_as_sure_as_a_finger(visitor: Visitor, house: House, url: str):
    def tell_details(visitor: Visitor) -> None:
        visitor.choose("details-where")
        visitor.go_on()

    def tap(visitor: Visitor) -> None:
        page = visitor.page
        page.click("details summary")
        page.wait_for_selector(".map svg")
        page.click(".map svg", position={"x": 150, "y": 90})
        for _ in range(4):
            page.click(".map-buttons button >> nth=0")
        page.click(".map-buttons button >> nth=6")
        visitor.go_on()

    visitor.begin(url).walk(special={"details": tell_details, "event_where": tap}).send()
    (body,) = house.reports()
    place = body.answers["event_where"]
    # The finger chose the place, and drawing nearer made it surer.
    assert (54.2 < place["lat"] < 54.5, 28 < place["lon"] < 28.5, place["radius_m"]) == (True, True, 2000)


def test_the_language_can_be_changed_without_losing_an_answer(visitor: Visitor, house: House, url: str):
    def change(visitor: Visitor) -> None:
        visitor.page.fill("#first_account", "Словы")
        visitor.page.click(".languages a[lang=be]")
        visitor.page.wait_for_selector("h1 >> text=Раскажыце сваімі словамі")
        assert visitor.page.input_value("#first_account") == "Словы"
        visitor.go_on()

    visitor.begin(url).walk(special={"first_account": change}).send()
    (body,) = house.reports()
    assert (body.language, body.text) == ("be", "Словы")
    assert read_words(visitor.words())


def test_a_wrong_answer_is_said_beside_its_field(visitor: Visitor, house: House, url: str):
    def tell_details(visitor: Visitor) -> None:
        visitor.choose("details-when")
        visitor.go_on()

    def say_when(visitor: Visitor) -> None:
        visitor.page.fill("[name='event_when.date']", "40.08.2020")
        visitor.go_on()
        assert visitor.page.locator("#event_when-date-error").count() == 1
        visitor.page.fill("[name='event_when.date']", "9.8.2020")
        visitor.go_on()

    visitor.begin(url).walk(special={"details": tell_details, "event_when": say_when}).send()
    (body,) = house.reports()
    assert body.answers["event_when"] == {"date": "2020-08-09"}


def test_expired_keys_seal_nothing_and_keep_the_answers(visitor: Visitor, house: House, url: str):
    visitor.begin(url).walk()
    visitor.page.route(
        "**/keys", lambda route: route.fulfill(body=(house.path / "manifest.txt").read_bytes())
    )
    year = timedelta(days=365)
    house.sign(since=datetime.now(UTC) - 2 * year, until=datetime.now(UTC) - year)
    visitor.go_on()
    visitor.page.click("main .buttons button >> nth=0")
    visitor.page.wait_for_selector("[role=alert]")
    assert "too old" in visitor.page.inner_text("[role=alert]")
    assert house.reports() == []


def test_keys_of_another_root_seal_nothing(visitor: Visitor, house: House, url: str):
    visitor.begin(url).walk()
    stranger = replace(house, root=RootKey("root.test", b"x" * 32, b"y" * 32))
    stranger.sign(since=datetime.now(UTC) - timedelta(days=1), until=datetime.now(UTC) + timedelta(days=1))
    forged = (house.path / "manifest.txt").read_bytes()
    visitor.page.route("**/keys", lambda route: route.fulfill(body=forged))
    visitor.go_on()
    visitor.page.click("main .buttons button >> nth=0")
    visitor.page.wait_for_selector("[role=alert]")
    assert "not signed" in visitor.page.inner_text("[role=alert]")
    assert not any(each.startswith(("POST", "PUT")) for each in visitor.asked)


def test_a_long_list_is_parted_and_what_is_chosen_in_a_part_is_sent(visitor: Visitor, house: House, url: str):
    def tell_acts(visitor: Visitor) -> None:
        assert visitor.page.locator("details.part[open]").count() == 1
        visitor.page.click("details.part >> nth=1 >> summary")
        visitor.page.click("details.part >> nth=1 >> label >> nth=0")
        visitor.go_on()

    def tell_details(visitor: Visitor) -> None:
        visitor.choose("details-done")
        visitor.go_on()

    visitor.begin(url).walk(special={"details": tell_details, "acts": tell_acts}).send()
    (body,) = house.reports()
    _, answers = answers_of(body)
    form = load_form()
    parts = parted(form, form.question("acts"), "victim", "en")
    assert answers["acts"] == [parts[1].options[0].code]
