"""Words that a person typed: which may be taken, and in which one form they are kept.

Line ends become line feeds, tabs become spaces, spaces around are dropped and letters are composed (NFC):
nothing that can be seen changes. Other control characters, and marks that turn the direction of writing, are
refused and not dropped, since what is sealed must be what its author saw.

Code points that this Unicode does not know yet are taken: a phone has newer emoji than the machine that reads
them. Only those that never will be characters are refused, so that programs of any year agree.
"""

import unicodedata
from typing import Any

from crimebook.asking.refusals import Refusal, RefusedError

MAX_WORD_CHARACTERS = 200
"""Longer than a long link; a word of 300 characters breaks pages and is no word."""

_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs"})
_NONCHARACTERS = range(0xFDD0, 0xFDF0)


def read_text(raw: Any, limit: int, part: str = "") -> str:
    """Return the text in its one form, or raise `RefusedError`; ``limit`` is in characters."""
    if not isinstance(raw, str):
        raise RefusedError(Refusal.WRONG_SHAPE, part)
    # Before composing: a hostile megabyte is refused cheaply. Composing at most shortens fourfold.
    if len(raw) > 4 * limit + 1000:
        raise RefusedError(Refusal.TOO_LONG, part, limit=limit, length=len(raw))
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
    if any(_is_refused(each) for each in text):
        raise RefusedError(Refusal.CONTROL_CHARACTER, part)
    text = unicodedata.normalize("NFC", text)
    if len(text) > limit:
        raise RefusedError(Refusal.TOO_LONG, part, limit=limit, length=len(text))
    if any(len(word) > MAX_WORD_CHARACTERS for word in text.split()):
        raise RefusedError(Refusal.WORD_TOO_LONG, part, limit=MAX_WORD_CHARACTERS)
    return text


def read_needed_text(raw: Any, limit: int, part: str = "") -> str:
    """Return the text as `read_text` does; an empty one is refused."""
    text = read_text(raw, limit, part)
    if not text:
        raise RefusedError(Refusal.EMPTY, part)
    return text


def _is_refused(character: str) -> bool:
    if character == "\n":
        return False
    code = ord(character)
    # U+nFFFE and U+nFFFF of every plane; the standard promises that none will be assigned.
    is_nothing = code in _NONCHARACTERS or code & 0xFFFE == 0xFFFE
    return (
        is_nothing or character in _DIRECTION_MARKS or unicodedata.category(character) in _REFUSED_CATEGORIES
    )
