"""Words of a name: what is known of each by itself, made once for each distinct word."""

import re
from dataclasses import dataclass
from functools import lru_cache

from crimebook.identity.names.endings import find_father, take_ending
from crimebook.identity.names.given import find_fathers, find_groups, flat_readings
from crimebook.identity.names.signs import fold_letters, read_signs

_INITIAL = re.compile("(?:[^\\W\\d_]|yu|ya|yo|ye|ju|ja|je|jo|zh|kh|ts|ch|sh|dz|дз|дж)", re.IGNORECASE)
_FLAT_VOWELS = str.maketrans("", "", "aiu")


@dataclass(frozen=True, slots=True)
class NameWord:
    """One word of a name. ``stem`` is in signs (`crimebook.identity.names.signs`), without a case ending.

    ``groups`` are the given names that it is a form of, ``short_groups`` those it is a short form of,
    ``fathers`` the groups of the father's name if it reads as a patronymic of stem ``father``.
    """

    text: str
    stem: str
    groups: frozenset[int]
    short_groups: frozenset[int]
    father: str
    fathers: frozenset[int]
    is_initial: bool

    @property
    def is_given(self) -> bool:
        """Whether it is a form of a known given name."""
        return bool(self.groups or self.short_groups)

    @property
    def skeletons(self) -> tuple[str, ...]:
        """Return the consonants of the plain readings; ``A`` stands for a vowel at the start."""
        return tuple(dict.fromkeys(map(_skeleton, flat_readings(self.stem))))


@lru_cache(maxsize=262_144)
def read_word(written: str, *, is_initial: bool = False) -> NameWord:
    """Return what is known of a word as written, or of an initial without its point."""
    text = fold_letters(written)
    signs = read_signs(text) or text
    if is_initial or len(text) == 1:
        return NameWord(text, signs, frozenset(), frozenset(), "", frozenset(), is_initial=True)
    stem = take_ending(signs)
    full, short = find_groups(stem)
    return NameWord(text, stem, full, short, find_father(stem), find_fathers(stem), is_initial=False)


def _skeleton(reading: str) -> str:
    body = reading.translate(_FLAT_VOWELS)
    return f"A{body}" if reading[:1] in {"a", "i", "u"} else body
