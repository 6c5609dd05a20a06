"""Pages are pure: nothing inline, nobody else's address, every word in the catalogues."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from tests.zones.desk.test_views import LISTS, ONES

import crimebook.zones.desk

FOLDER = Path(crimebook.zones.desk.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
OWN_FILES = sorted(path for path in (FOLDER / "static/desk").iterdir() if path.is_file())
_NAMESPACE = "http://www.w3.org/2000/svg"
_MAX_CSS_BYTES = 20_000


class _Reader(HTMLParser):
    """Collects what a page may not hold, its ids, and what points at them."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.pointers: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "style" or (
            tag == "script" and not facts.get("src") and facts.get("type") != "application/json"
        ):
            self.faults.append(f"inline {tag}")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.faults.append(f"{name} on {tag}")
            if name in {"src", "href", "action"} and tag != "a" and "//" in (value or ""):
                self.faults.append(f"{value} on {tag}")
        if facts.get("id"):
            self.ids.append(facts["id"] or "")
        if facts.get("for"):
            self.pointers.add(facts["for"] or "")
        self.pointers |= set((facts.get("aria-labelledby") or "").split())


def read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    return reader


@pytest.mark.parametrize("page", [*LISTS, *ONES, "nothing/"])
def test_a_page_holds_nothing_inline_and_asks_nobody_else(visitor: Client, page: str) -> None:
    assert read(visitor.get(f"/ru/{page}").content.decode()).faults == []


@pytest.mark.parametrize("page", [*LISTS, *ONES])
def test_ids_are_unique_and_labels_point_at_them(visitor: Client, page: str) -> None:
    reader = read(visitor.get(f"/en/{page}").content.decode())
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.pointers <= set(reader.ids)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_address_of_another_host(path: Path) -> None:
    assert re.findall(r"https?://|//cdn", path.read_text(encoding="utf-8").replace(_NAMESPACE, "")) == []


@pytest.mark.parametrize("path", OWN_FILES, ids=lambda path: path.name)
def test_our_own_files_have_no_address_of_another_host(path: Path) -> None:
    assert "http" not in path.read_text(encoding="utf-8").replace(_NAMESPACE, "")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    bare = re.sub(
        r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}|\{%.*?%\}|\{\{.*?\}\}",
        " ",
        path.read_text(),
        flags=re.DOTALL,
    )
    bare = re.sub(r"<(pre|code)>.*?</\1>|<[^>]*>|<!doctype[^>]*>", " ", bare, flags=re.DOTALL)
    words = set(re.findall(r"[A-Za-z]{2,}", bare)) - {"Crimebook", "SHA"}
    assert words == set()


def test_the_style_sheet_stays_small() -> None:
    assert (FOLDER / "static/desk/desk.css").stat().st_size < _MAX_CSS_BYTES


def test_belarusian_pages_hold_no_english_words_of_ours(visitor: Client) -> None:
    text = visitor.get("/be/units/").content.decode()
    bare = re.sub(r"<script.*?</script>|<svg.*?</svg>|<[^>]*>", " ", text, flags=re.DOTALL)
    said_by_records = {
        "Crimebook",
        "Investigator",
        "sample",
        "units",
        "first",
        "ministry",
        "First",
        "detachment",
    }
    romanised = set(re.findall(r"<small.*?</small>", text, flags=re.DOTALL))
    words = set(re.findall(r"\b[A-Za-z]{3,}\b", bare)) - said_by_records
    assert {word for word in words if not any(word in each for each in romanised)} == {"English"}
