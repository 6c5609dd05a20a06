"""Somebody who reports without scripts: reads a page, fills it in, presses a button."""

import html
import re
from typing import Any

from django.test import Client
from django.utils.http import urlencode

FORM = "application/x-www-form-urlencoded"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r'<li><span class="number">\d+</span> (\S+)</li>')

ANSWERS: dict[str, dict[str, Any]] = {
    "safe_now": {"safe_now": "yes"},
    "age": {"age": "25_to_39"},
    "first_account": {"first_account": "Three men in masks came at night."},
    "sexual_violence": {"sexual_violence": "no"},
    "details": {"details.special": "unknown"},
    "consent_clear": {"consent_clear": "yes"},
    "come_back_safe": {"come_back_safe": "yes"},
}


class Reporter:
    """Keeps the last page, as a browser does, and nothing else."""

    def __init__(self, client: Client, language: str = "en") -> None:
        self.client = client
        self.language = language
        self.response: Any = None

    @property
    def page(self) -> str:
        """The page's text."""
        return str(self.response.content.decode())

    @property
    def heading(self) -> str:
        """The words of the page's heading."""
        found = _HEADING.search(self.page)
        return html.unescape(_TAG.sub("", found[1])).strip() if found else ""

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page."""
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(self.page)}

    @property
    def at(self) -> str:
        """The question that the page asks."""
        return self.hidden.get("at", "")

    @property
    def words(self) -> list[str]:
        """The twelve words of the receipt."""
        return [html.unescape(word) for word in _WORD.findall(self.page)]

    def post(self, path: str, fields: dict[str, Any], **headers: Any) -> "Reporter":
        """Post fields to an address."""
        address = f"/{self.language}/{path}"
        if "file" in fields:
            self.response = self.client.post(address, fields, **headers)
        else:
            typed = urlencode(fields, doseq=True)
            self.response = self.client.post(address, typed, content_type=FORM, **headers)
        return self

    def begin(self, way: str = "victim") -> "Reporter":
        """Choose a way."""
        return self.post("report/", {"way": way})

    def press(self, do: str = "", **fields: Any) -> "Reporter":
        """Press a button of the page with what was filled in."""
        return self.post("report/", {**self.hidden, **({"do": do} if do else {}), **fields})

    def answer(self, fields: dict[str, Any]) -> "Reporter":
        """Answer the page's question."""
        return self.post("report/", {**self.hidden, **fields})

    def say_nothing(self) -> "Reporter":
        """Go on without an answer, in the way that the page offers."""
        page = self.page
        for special in ("unknown", "unsaid"):
            if f'name="{self.at}.special" value="{special}"' in page:
                return self.answer({f"{self.at}.special": special})
        if f'value="undecided" id="{self.at}-undecided"' in page:
            return self.answer({self.at: "undecided"})
        return self.press("next") if 'data-page="interruption"' in page else self.answer({})

    def walk(self, to: str = "review", **known: dict[str, Any]) -> "Reporter":
        """Answer until a question or page is reached."""
        for _ in range(80):
            if self.at == to:
                return self
            fields = known.get(self.at, ANSWERS.get(self.at))
            self.answer(fields) if fields else self.say_nothing()
        raise AssertionError(f"never came to {to}, stands at {self.at}")

    def send(self, *, words: bool = True) -> "Reporter":
        """Go from all answers to the receipt."""
        return self.press("words").press("send:words" if words else "send:none")
