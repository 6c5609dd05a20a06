"""What files tell is shown before they are sent; a cleaned copy shows the same and tells nothing."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.zones.intake.browsing import CHROMIUM, Line, Visitor
from tests.zones.intake.houses import House
from tests.zones.intake.pictures import (
    PLACE,
    SECRETS,
    telling_film,
    telling_jpeg,
    telling_pdf,
    telling_png,
    tiff,
)
from tests.zones.intake.scripts import call, call_all, needs_node
from tests.zones.intake.test_browser_report import with_files

from crimebook.work.receiving.bodies import answers_of

PLAIN_JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300" + "01" * 64 + "ffc0000b080001000101011100"
    "ffc40014000100000000000000000000000000000000ffda0008010100003f00d2cf20ffd9"
)


def read(content: bytes) -> dict[str, Any]:
    told = call("readMetadata", content)
    assert isinstance(told, dict)
    return told


def found(told: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["kind"], each["value"]) for each in told["found"]}


@needs_node
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_tells_place_device_owner_and_time_and_a_copy_does_not(order: str):
    told = read(telling_jpeg(PLAIN_JPEG, order=order))
    assert {
        ("place", PLACE),
        ("device", "Canon EOS 5D"),
        ("serial", "SN-0451-long"),
        ("author", "A. Author Name"),
        ("time", "2020:08:10 23:15:00"),
        ("text", "SECRET-COMMENT"),
        ("hidden", "XMP"),
    } <= found(told)
    assert not any(secret in told["cleaned"] for secret in SECRETS)
    # How the picture is turned stays, and nothing else of its EXIF: its segments come after, as they were.
    assert told["cleaned"].endswith(PLAIN_JPEG[2:])
    again = read(told["cleaned"])
    assert found(again) == set()
    assert again["cleaned"] == told["cleaned"]


@needs_node
def test_a_photograph_that_tells_nothing_is_the_same_copy():
    told = read(PLAIN_JPEG)
    assert (told["found"], told["cleaned"], told["mayHoldMore"]) == ([], PLAIN_JPEG, False)


@needs_node
def test_a_png_tells_and_its_copy_keeps_what_draws_it():
    told = read(telling_png())
    assert {("author", "Author: A. Author"), ("time", "2020-08-10 23:15"), ("place", PLACE)} <= found(told)
    assert not any(secret in told["cleaned"] for secret in SECRETS)
    assert read(told["cleaned"])["found"] == []


@needs_node
def test_a_film_without_a_track_tells_from_its_directory_and_cannot_be_cleaned():
    told = read(telling_film())
    assert {
        ("place", "+53.9045+027.5615/"),
        ("place", "+53.9045+027.5615+200/"),
        ("device", "Apple"),
        ("time", "2020-08-10 23:15"),
    } <= found(told)
    assert (told["cleaned"], told["isKnown"], told["mayHoldMore"]) == (None, True, True)


@needs_node
def test_a_paper_tells_its_author_in_every_writing():
    told = read(telling_pdf())
    assert {("author", "A. (Author)"), ("program", "Аўтар")} <= found(told)
    assert (told["cleaned"], told["why"]) == (None, "damaged")


DAMAGED = [
    telling_jpeg(PLAIN_JPEG)[:60],
    PLAIN_JPEG[:-2],
    telling_png()[:50],
    telling_png()[:-12],
    telling_film()[:-40],
    b"\xff\xd8\xff\xe1\xff\xff",
    b"%PDF-" + b"/Author (" * 1000,
    b"PK\x03\x04 a packed paper",
    b"",
    b"\0\0\0\0ftypheic" + bytes(40),
]


@needs_node
def test_damaged_and_strange_files_are_said_to_be_unread_and_nothing_breaks():
    for content, told in zip(DAMAGED, call_all(*(("readMetadata", each) for each in DAMAGED)), strict=True):
        assert isinstance(told, dict), (content[:20], told)
        assert told["mayHoldMore"], content[:20]
        assert told["cleaned"] is None


@needs_node
def test_a_directory_that_leads_to_itself_ends():
    block = bytearray(tiff())
    block[200:202] = b"\x01\x00"
    loop = (
        b"Exif\0\0" + bytes(block[:8]) + b"\x02\x00" + b"\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00" * 2
    )
    jpeg = PLAIN_JPEG[:2] + b"\xff\xe1" + (len(loop) + 2).to_bytes(2, "big") + loop + PLAIN_JPEG[2:]
    assert read(jpeg)["cleaned"] is not None


_DRAW = """() => { const c = document.createElement("canvas"); c.width = 96; c.height = 64;
  const g = c.getContext("2d");
  for (let x = 0; x < 96; x++) { g.fillStyle = `rgb(${x * 2},${255 - x},99)`; g.fillRect(x, 0, 1, 64); }
  return c.toDataURL("image/jpeg", 0.8).split(",")[1]; }"""
_LOOK = """async (base64) => { const i = new Image(); i.src = "data:image/jpeg;base64," + base64;
  await i.decode();
  const c = document.createElement("canvas"); c.width = i.naturalWidth; c.height = i.naturalHeight;
  const g = c.getContext("2d"); g.drawImage(i, 0, 0);
  const d = g.getImageData(0, 0, c.width, c.height).data;
  return [c.width, c.height, [...new Uint8Array(await crypto.subtle.digest("SHA-256", d))].join()]; }"""


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser here; apt-get install chromium")
@pytest.mark.parametrize("choice", ["cleaned", "original", "neither"])
def test_what_was_chosen_is_what_arrives(
    browser: Browser, house: House, line: Line, tmp_path: Path, choice: str
):
    blank = browser.new_page(bypass_csp=True)
    telling = telling_jpeg(b64decode(blank.evaluate(_DRAW)))
    path = tmp_path / "IMG_0451.jpg"
    path.write_bytes(telling)
    visitor = Visitor.come(browser.new_context(viewport={"width": 360, "height": 740}))
    special = with_files(path, choice=choice)
    if choice == "neither":
        special["files"] = _refuse_then_pass(path)
    visitor.begin(f"http://127.0.0.1:{line.port}").walk(special=special).send()
    (body,) = house.reports()
    if choice == "neither":
        assert (body.files, answers_of(body)[1]["files"]) == ((), {"unsaid": True})
        return
    arrived = house.file(body)
    assert [(file.name, file.choice) for file in body.files] == [("IMG_0451.jpg", choice)]
    assert (arrived == telling) is (choice == "original")
    assert any(secret in arrived for secret in SECRETS) is (choice == "original")
    blank.goto(f"http://127.0.0.1:{line.port}/en/check/")
    shown = [blank.evaluate(_LOOK, _base64(each)) for each in (telling, arrived)]
    assert shown[0] == shown[1]
    assert shown[0][:2] == [64, 96]


def _base64(content: bytes) -> str:
    return b64encode(content).decode()


def _refuse_then_pass(path: Path) -> Any:
    def choose(visitor: Visitor) -> None:
        visitor.page.set_input_files("#file", path)
        visitor.page.wait_for_selector("ol.held")
        assert PLACE in visitor.page.inner_text(".tells")
        visitor.go_on()
        assert "for each file" in visitor.page.inner_text("[role=alert]")
        visitor.choose("file-0-neither")
        visitor.go_on()
        assert visitor.at == "files"
        visitor.page.click(".quiet[value=unsaid]")

    return choose
