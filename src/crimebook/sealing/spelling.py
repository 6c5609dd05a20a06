"""How words of a receipt are typed, and how they were meant: folding, scripts, keyboards, nearest words.

Sections 4 and 5 of ``docs/spec/0002-twelve-words.md``. Nothing here knows a list; what it is given it never
keeps. The look-alikes are those of Unicode TR 39 that keyboards of both scripts have.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest

ABBREVIATION_LETTERS = 4
"""So many first letters name a word."""
REACH = 2
"""Words further than so many edits away are no likely meaning."""

_APOSTROPHES = "'’ʼ‘`´′ʹ＇"
_HYPHENS = "-‐‑‒–—−﹣－"
_PREPARED = str.maketrans(
    dict.fromkeys(_APOSTROPHES) | dict.fromkeys(_HYPHENS, "-") | {"№": " ", "\u200b": " "}
)
_DROPPED = frozenset({"Mn", "Me", "Cf"})
_LETTERS = str.maketrans("ґі", "ги")
_BROKEN_LINE = re.compile(r"-[ \t]*\r?\n\s*")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_LATIN, _CYRILLIC = "ABCEHIKMOPTXYaceikmoptxy", "АВСЕНІКМОРТХУасеікмортху"
TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_BELARUSIAN_KEYS = "йцукенгшўзх'фывапролджэячсмітьбюё"
_LAYOUTS = (
    str.maketrans(_KEYS, _RUSSIAN_KEYS),
    str.maketrans(_KEYS, _BELARUSIAN_KEYS),
    str.maketrans(_RUSSIAN_KEYS, _KEYS),
    str.maketrans(_BELARUSIAN_KEYS, _KEYS),
)


def split_typed(text: str) -> list[str]:
    """Return the words of ``text`` without marks over letters, apostrophes, numbers and what stands between.

    A word may keep hyphens: only a list can say whether they join a broken word or part two.
    """
    marked = unicodedata.normalize("NFKD", text.translate(_PREPARED))
    plain = "".join(sign for sign in marked if unicodedata.category(sign) not in _DROPPED)
    return _WORD.findall(_BROKEN_LINE.sub("-", plain))


def fold(word: str) -> str:
    """Return a word as it is compared: no case, marks, apostrophes or hyphens; і as и, ґ as г."""
    return "".join(split_typed(word)).replace("-", "").casefold().translate(_LETTERS)


def other_layouts(text: str) -> Iterator[str]:
    """Yield what the same keys would have typed on the other keyboards."""
    for layout in _LAYOUTS:
        yield text.casefold().translate(layout)


def letters_of(folded: str) -> int:
    """Return the set of letters of a word as bits, by which `nearest` passes over most words unread."""
    bits = 0
    for letter in folded:
        bits |= 1 << ord(letter) % 64
    return bits


def nearest(folded: str, among: Sequence[tuple[str, int]], count: int) -> list[int]:
    """Return the places of at most ``count`` words of ``among`` that ``folded`` is likely meant to be.

    ``among`` holds folded words and their `letters_of`. Distances are those of optimal string alignment, at
    most `REACH`; the nearest come first, and of equals those that begin alike.
    """
    return [place for *_, place in nsmallest(count, _ranked(folded, among))]


def _ranked(folded: str, among: Iterable[tuple[str, int]]) -> Iterator[tuple[int, int, int]]:
    letters = letters_of(folded)
    for place, (word, others) in enumerate(among):
        # One edit changes at most two letters of the set.
        if abs(len(word) - len(folded)) > REACH or (letters ^ others).bit_count() > 2 * REACH:
            continue
        distance = alignment(folded, word)
        if distance <= REACH:
            yield distance, -_common_start(folded, word), place


def _common_start(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))


def alignment(one: str, other: str) -> int:
    """Return the optimal string alignment distance: letters put in, left out, changed, or two exchanged."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, before, row = before, row, [at]
        for over, against in enumerate(other, start=1):
            cost = min(before[over] + 1, row[-1] + 1, before[over - 1] + (letter != against))
            if at > 1 and over > 1 and letter == other[over - 2] and one[at - 2] == against:
                cost = min(cost, last[over - 2] + 1)
            row.append(cost)
    return row[-1]
