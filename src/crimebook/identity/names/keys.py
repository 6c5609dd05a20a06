"""Keys of names: what a name says, taken apart once, so that it can be compared many times.

A name is a few words in any order: surname, given name, patronymic, initials. Words joined by a hyphen are
words of their own. What stands in quotes or brackets, or after a word like «позывной» or "callsign", is a
callsign or nickname and is kept apart; ranks and forms of address before a name are left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from crimebook.identity.names.words import Kind, NameWord, read_word
from crimebook.terms.script import romanise

MOST_WORDS = 6
"""Further words of a name are not read: they are no name of a person."""

_CALLSIGN = re.compile(
    r"[«“„\"(\[]?\b(?:позывн\w+|пазыўн\w+|прозвищ\w*|кличк\w*|мянушк\w*|позивн\w+|callsign|alias|nicknamed?"
    r"|aka|call sign|a\.k\.a\.|pseudonim|ps\.)\s*:?\s*[«“„\"]?(?P<after>\w[\w-]+)[»”“\"]?[)\]]?"
    r"|[«“„\"(\[](?P<quoted>[^»”“\")\]]{2,40})[»”“\")\]]",
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
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe20-\ufe2f\ufeff]")
"""Marks that make no letter of their own, such as that of stress, and signs that nobody sees."""

_LIKE_APOSTROPHES = re.compile(r"(?<=[^\W\d_])[\"*′‘ʺ″ʻˈ＇](?=[^\W\d_])")
_WITH_POINT = 3
_MOST_GIVEN = 3
_LONG_BLOCK = 4
_PLAIN = re.compile(r"[^\W_]+(?:[.,;-]?|[-.][^\W_]+[.,;]?)")


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name taken apart: its words in the order written, and callsigns and nicknames apart."""

    words: tuple[NameWord, ...]
    callsigns: tuple[NameWord, ...] = ()


@lru_cache(maxsize=65_536)
def keys_of(name: str) -> NameKey:
    """Return the key of a name as written, in any alphabet and order of words."""
    name = clean(name)
    callsigns = tuple(
        word for found in _CALLSIGN.finditer(name) for word in _words(found["after"] or found["quoted"])
    )
    rest = _CALLSIGN.sub(" ", name) if callsigns else name
    if callsigns and _is_title(rest.strip()):
        rest = ""
    words = tuple(islice(_words(_TITLE.sub("", rest)), MOST_WORDS))
    return NameKey(words, callsigns[:MOST_WORDS])


def clean(name: str) -> str:
    """Return a name with whole letters, without signs that nobody sees, and with one sort of apostrophe."""
    if name.isascii() and "*" not in name and '"' not in name:
        return name
    return _LIKE_APOSTROPHES.sub("’", _UNSEEN.sub("", unicodedata.normalize("NFC", name)))


def keys_of_many(names: Iterable[str]) -> list[NameKey]:
    """Return the keys of many names, in order: `keys_of` of each, by distinct name and distinct token.

    A name of plain tokens is the sum of what each of them is; any other is taken apart by itself.
    """
    known: dict[str, NameKey] = {}
    tokens = _Tokens()
    for name in (told := list(names)):
        if name not in known:
            written = name.split()
            words = tuple(chain.from_iterable([tokens[token] for token in written]))
            is_plain = not tokens.odd or tokens.odd.isdisjoint(written)
            known[name] = NameKey(words[:MOST_WORDS]) if is_plain else keys_of(name)
    return [known[name] for name in told]


class _Tokens(dict[str, tuple[NameWord, ...]]):
    """What tokens are, each read once; ``odd`` are those that tell of their neighbours: titles, quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, token: str) -> tuple[NameWord, ...]:
        words: tuple[NameWord, ...] = ()
        if _PLAIN.fullmatch(token) and not _is_title(token):
            words = tuple(_words(token))
        else:
            self.odd.add(token)
        self[token] = words
        return words


def _is_title(words: str) -> bool:
    return _TITLE.sub("", f"{words} x") == "x" or bool(_CALLSIGN.search(f"{words} xx"))


def blocks_of(key: NameKey) -> tuple[str, ...]:
    """Return keys of blocks: two names that may be one share at least one of them.

    A block is the consonants of a word that is not surely a given name or patronymic; a name of such words
    alone is blocked by all of them, a callsign by its own. Beside a full given name, one consonant may be
    wrong or missing: such blocks have the given name with them, so that they stay small.
    """
    full = [word for word in key.words if word.kind is not Kind.INITIAL]
    chosen = [word for word in full if word.kind is Kind.SURNAME] or full
    blocks = [block for word in chosen for block in word.skeletons if block]
    blocks += sorted({f"={group}" for word in chosen for group, _ in word.makers})
    given = sorted({f"{group}" for word in full for group in word.given.full | word.given.short})
    near = [f"{each}:{block}" for each in given[:_MOST_GIVEN] for block in _lacking(blocks)]
    called = [f"*{block}" for word in key.callsigns for block in word.skeletons if block]
    return tuple(dict.fromkeys([*blocks, *near, *called]))


def _lacking(blocks: Iterable[str]) -> list[str]:
    """Return each block, and each without one of its consonants."""
    return [near for block in blocks for near in (block, *_without_one(block))]


def _without_one(block: str) -> Iterator[str]:
    if len(block) >= _LONG_BLOCK:
        yield from (block[:at] + block[at + 1 :] for at in range(len(block)))


def romanised(name: str) -> str:
    """Return a name in plain Latin letters, for show only: it is never compared."""
    return romanise(name)


def _words(text: str) -> Iterator[NameWord]:
    for written in (_APOSTROPHES.sub("", word) for word in _WORD.findall(text)):
        plain = written.rstrip(".")
        yield read_word(plain, is_initial=written != plain and len(plain) < _WITH_POINT)
