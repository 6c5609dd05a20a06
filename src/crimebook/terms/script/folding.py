"""Folding: one writing for what differs only in case, accents, apostrophes, ё, ў or a stress mark.

Folding is for search and comparison of equal spellings. It does not bring two alphabets together;
`crimebook.terms.script.readings` does.
"""

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʺʻʼʽ‘’‛′\u02bc"))
_LETTERS = str.maketrans({"ł": "l", "ђ": "д", "ј": "й", "ґ": "г", "ø": "o", "đ": "d"})
_SOUNDING = frozenset("šžčćśźżŭłńşў")
_BREVE = "\u0306"
_WORD = re.compile(r"[^\W_]+(?:[-'`´ʹʼ‘’][^\W_]+)*['’ʼ]?")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return ``text`` casefolded, without accents and apostrophes; ё is е, ў is у, й stays, one space each.

    ``fold(fold(text)) == fold(text)`` for every text.
    """
    marked = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES)).casefold()
    kept = [
        sign for at, sign in enumerate(marked) if not unicodedata.combining(sign) or _is_short_i(marked, at)
    ]
    plain = unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS).translate(_APOSTROPHES)
    return " ".join(plain.split())


def fold_keeping_sounds(text: str) -> str:
    """Return ``text`` folded but for letters whose mark is a sound: š, ž, č, ć, ś, ź, ż, ŭ, ў, ł, ń."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(sign if sign in _SOUNDING else fold(sign) for sign in composed)


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` in order, as written; numbers and ordinals (``1-ы``) are words."""
    return tuple(_WORD.findall(text))


def _is_short_i(marked: str, at: int) -> bool:
    """й is a letter of its own, й without its breve is another one."""
    return marked[at] == _BREVE and at > 0 and marked[at - 1] == "и"
