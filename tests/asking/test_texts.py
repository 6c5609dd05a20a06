"""Every text of the room: in three languages, short enough for a frightened reader, no forbidden words."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOM = Path(__file__).parents[2] / "src/crimebook/asking"
FILES = sorted([*ROOM.glob("forms/*.toml"), *ROOM.glob("pages/*.toml")])
PREFIXES = ("", "hint_", "empty_")
LONGEST_SENTENCE_WORDS = 30
USUAL_SENTENCE_WORDS = 14
SENTENCE_END = re.compile(r"(?<=[.?!:;…])[”»]?\s+")
LETTERS_OF_NO_BELARUSIAN = re.compile(r"[ищъИЩЪ]")
LETTERS_OF_NO_RUSSIAN = re.compile(r"[іўІЎ'’]")
NOT_SAID = re.compile(r"legal intervention|\+?\d[\d ()-]{6,}\d|https?:|@|\.onion|\.org|\.com", re.IGNORECASE)


def texts(node: Any) -> Iterator[dict[str, str]]:
    if isinstance(node, list):
        for each in node:
            yield from texts(each)
    elif isinstance(node, dict):
        for prefix in PREFIXES:
            found = {
                key.removeprefix(prefix): node[key]
                for key in node
                if key in {f"{prefix}{x}" for x in ("be", "ru", "en")}
            }
            if found and all(isinstance(each, str) for each in found.values()):
                yield found
        for each in node.values():
            yield from texts(each)


ALL = {
    path: list(texts(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in FILES
    if path.stem != "pages"
}
every_file = pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")


LONG_U = re.compile(r"[аеёіоуыэюя] у(?=[ а-яёіў])|[аеёіоуыэюя]у(?=[бвгджзйклмнпрстфхцчш])", re.IGNORECASE)


def sentences(text: str) -> list[list[str]]:
    return [re.findall(r"[\w’']+", each) for each in SENTENCE_END.split(text)]


def test_there_are_texts():
    assert sum(len(each) for each in ALL.values()) > 300
    assert all(ALL.values())


@every_file
def test_every_text_is_said_in_three_languages_and_in_their_letters(path):
    for text in ALL[path]:
        assert set(text) == {"be", "ru", "en"}, text
        assert not LETTERS_OF_NO_BELARUSIAN.search(text["be"]), text
        assert not LETTERS_OF_NO_RUSSIAN.search(text["ru"]), text
        assert not re.search(r"[а-яА-Я]", text["en"]), text


@every_file
def test_no_sentence_is_too_long_to_follow(path):
    for text in ALL[path]:
        for language, said in text.items():
            for sentence in sentences(said):
                assert len(sentence) <= LONGEST_SENTENCE_WORDS, (language, " ".join(sentence))


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_sentences_are_short_as_a_rule(language):
    said = [text[language] for found in ALL.values() for text in found]
    counts = [len(each) for text in said for each in sentences(text) if each]
    assert sum(counts) / len(counts) < USUAL_SENTENCE_WORDS


@every_file
def test_no_contact_is_invented_and_some_words_are_never_used(path):
    for text in ALL[path]:
        for said in text.values():
            assert not NOT_SAID.search(said.replace("10.08.2020", "")), said


@every_file
def test_belarusian_writes_a_short_u_after_a_vowel(path):
    for text in ALL[path]:
        assert not LONG_U.findall(text["be"]), text["be"]
