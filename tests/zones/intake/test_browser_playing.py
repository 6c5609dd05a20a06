"""Copies show and sound the same as their files, to a decoder that is not ours: the browser's."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.zones.intake import telling
from tests.zones.intake.browsing import CHROMIUM, Line, Visitor
from tests.zones.intake.houses import House
from tests.zones.intake.pictures import box
from tests.zones.intake.scripts import call, needs_node
from tests.zones.intake.telling import SECRET
from tests.zones.intake.test_browser_report import with_files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium"),
    needs_node,
]

_PAGE = Path(__file__).with_name("playing.js").read_text(encoding="utf-8")


@pytest.fixture
def page(browser: Browser, line: Line) -> Iterator[Page]:
    with browser.new_page(bypass_csp=True) as page:
        page.goto(f"http://127.0.0.1:{line.port}/en/check/")
        page.evaluate(_PAGE)
        yield page


def shown(content: bytes) -> str:
    return b64encode(content).decode()


def cleaned(content: bytes) -> bytes:
    copy = call("readMetadata", content)["cleaned"]
    assert isinstance(copy, bytes)
    assert SECRET in content
    assert (SECRET in copy) is False
    return copy


def filmed(page: Page, **more: Any) -> bytes:
    told = page.evaluate("encoded('avc1.42001f', 3)")
    entry = telling.picture_entry(b"avc1", box(b"avcC", b64decode(told["description"])))
    return telling.film([b64decode(each) for each in told["chunks"]], entry, **more)


@pytest.mark.parametrize("is_directory_first", [False, True])
def test_a_film_without_what_named_plays_the_same_frames_as_long(page: Page, is_directory_first: bool):
    film = filmed(page, is_directory_first=is_directory_first, brand=b"isom")
    seen = [
        page.evaluate("([film, at]) => watched(film, at)", [shown(each), [0.05, 0.15, 0.25]])
        for each in (film, cleaned(film))
    ]
    assert seen[0] == seen[1]
    assert seen[0][:3] == [96, 64, 300]
    assert len(set(seen[0][3:])) == 3


def test_a_film_in_pieces_as_browsers_record_it_plays_the_same(page: Page):
    film = b64decode(page.evaluate("recorded()"))
    assert b"moof" in film
    film += box(b"uuid", bytes(16), SECRET)
    seen = [page.evaluate("film => watched(film, [0.1, 0.3])", shown(each)) for each in (film, cleaned(film))]
    assert seen[0] == seen[1]


def test_a_picture_of_boxes_is_drawn_the_same(page: Page):
    told = page.evaluate("encoded('av01.0.00M.08', 1)")
    frame = b64decode(told["chunks"][0])
    av1c = box(b"av1C", b64decode(told["description"]) or b"\x81\x00\x0c\x00")
    avif = telling.heic(frame, b"av01", (av1c, telling.full(b"pixi", b"\3\x08\x08\x08")), b"avif")
    seen = [
        page.evaluate("picture => looked(picture, 'image/avif')", shown(each))
        for each in (avif, cleaned(avif))
    ]
    assert seen[0] == seen[1]
    assert seen[0][:2] == [96, 64]


def test_a_webp_is_drawn_the_same(page: Page):
    plain = b64decode(page.evaluate("webp()"))
    at = max(plain.find(b"VP8 "), plain.find(b"VP8L"))
    size = int.from_bytes(plain[at + 4 : at + 8], "little")
    webp = telling.webp((plain[at : at + 4], plain[at + 8 : at + 8 + size]))
    seen = [
        page.evaluate("picture => looked(picture, 'image/webp')", shown(each))
        for each in (webp, cleaned(webp))
    ]
    assert seen[0] == seen[1]
    assert seen[0][:2] == [96, 64]


def test_a_voice_note_sounds_the_same(page: Page):
    told = page.evaluate("spoken()")
    note = telling.opus(100_000, b64decode(told["description"]), [b64decode(each) for each in told["chunks"]])
    heard = [
        page.evaluate("sound => heard(sound)", shown(each)) for each in (note, cleaned(note), telling.wav())
    ]
    assert heard[0] == heard[1]
    assert heard[0][0] > 40_000


def test_a_cleaned_film_is_what_arrives(
    browser: Browser, page: Page, house: House, line: Line, tmp_path: Path
):
    film = filmed(page)
    path = tmp_path / "IMG_0451.MOV"
    path.write_bytes(film)
    visitor = Visitor.come(browser.new_context(viewport={"width": 360, "height": 740}))
    visitor.begin(f"http://127.0.0.1:{line.port}").walk(special=with_files(path, choice="cleaned")).send()
    (body,) = house.reports()
    assert [file.choice for file in body.files] == ["cleaned"]
    assert house.file(body) == cleaned(film)
