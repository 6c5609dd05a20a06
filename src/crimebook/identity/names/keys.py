"""Keys of names: what a name says, taken apart once, so that it can be compared many times.

A name is a few words in any order: surname, given name, patronymic, initials. Words joined by a hyphen are
words of their own. What stands in quotes or brackets, or after a word like «позывной» or "callsign", is a
callsign or nickname and is kept apart; ranks and forms of address before a name are left out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from crimebook.identity.names.words import NameWord, read_word
from crimebook.terms.script import romanise

MOST_WORDS = 6
"""Further words of a name are not read: they are no name of a person."""

_CALLSIGN = re.compile(
    r"[«“„\"(\[]([^»”“\")\]]{2,40})[»”“\")\]]"
    r"|\b(?:позывн\w+|пазыўн\w+|прозвищ\w*|кличк\w*|мянушк\w*|позивн\w+|callsign|alias|nicknamed?|aka"
    r"|call sign|a\.k\.a\.|pseudonim|ps\.)\s*:?\s*(?P<after>\w[\w-]+)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^\W*(?:(?:май[оё]р|маёр|полковник|палкоўнік|падпалкоўнік|подполковник|капитан|капітан|лейтенант|лейтэнант"
    r"|сержант|сяржант|старшина|старшына|прапорщик|прапаршчык|генерал|рядовой|гр|гражданин|major|colonel|captain"
    r"|lieutenant|sergeant|general|mr|mrs|ms|dr|pan|pani|пан|спадар|спадарыня)(?:[ауеоа]м?|ом|ам)?\b[\s.,]*)+(?=\w+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:[^\W_]|['’ʼ`´ʹ](?=\w))+\.?")
_APOSTROPHES = re.compile("['’ʼ`´ʹ]")
_WITH_POINT = 3


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name taken apart: its words in the order written, and callsigns and nicknames apart."""

    words: tuple[NameWord, ...]
    callsigns: tuple[NameWord, ...] = ()


@lru_cache(maxsize=65_536)
def keys_of(name: str) -> NameKey:
    """Return the key of a name as written, in any alphabet and order of words."""
    callsigns = tuple(
        read_word(word) for found in _CALLSIGN.finditer(name) for word in _split(found[1] or found["after"])
    )
    rest = _CALLSIGN.sub(" ", name) if callsigns else name
    words = tuple(_words(_TITLE.sub("", rest)))
    return NameKey(words[:MOST_WORDS], callsigns[:MOST_WORDS])


def keys_of_many(names: Iterable[str]) -> list[NameKey]:
    """Return the keys of many names, in order. Equal names share one key, equal words one `NameWord`."""
    known: dict[str, NameKey] = {}
    found = []
    for name in names:
        key = known.get(name)
        if key is None:
            key = known[name] = keys_of(name)
        found.append(key)
    return found


def blocks_of(key: NameKey) -> tuple[str, ...]:
    """Return keys of blocks: two names that may be one share at least one of them, typing errors aside.

    A block is the consonants of a word that is not surely a given name or patronymic; a name of such words
    alone is blocked by all of them, a callsign by its own.
    """
    full = [word for word in key.words if not word.is_initial]
    chosen = [word for word in full if not word.is_given and not word.fathers] or full
    blocks = [skeleton for word in chosen for skeleton in word.skeletons if skeleton]
    called = [f"*{skeleton}" for word in key.callsigns for skeleton in word.skeletons if skeleton]
    return tuple(dict.fromkeys([*blocks, *called]))


def romanised(name: str) -> str:
    """Return a name in plain Latin letters, for show only: it is never compared."""
    return romanise(name)


def _words(text: str) -> Iterator[NameWord]:
    for written in _split(text):
        plain = written.rstrip(".")
        yield read_word(plain, is_initial=written != plain and len(plain) < _WITH_POINT)


def _split(text: str) -> list[str]:
    return [_APOSTROPHES.sub("", word) for word in _WORD.findall(text)]
