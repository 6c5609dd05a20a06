"""Look-alikes: letters of another alphabet and digits that stand in a word for the letters they look like.

Scanned lists have «К0валёв» and "Kova1ev", copied ones Latin ``o`` in Cyrillic words. A word becomes one of
one alphabet, that of most of its letters; a word of digits alone stays what it is.
"""

import re
from typing import Final

_TO_CYRILLIC: Final = str.maketrans(
    "aceopxyikmthbsjëïABEKMHOPCTXYIuU" + "013468", "асеорхуікмтнвѕјёїАВЕКМНОРСТХУІиИ" + "оізчбв"
)
_TO_LATIN: Final = str.maketrans(
    "асеорхуіјѕёїАВЕКМНОРСТХУІкмтв" + "013458", "aceopxyijsëïABEKMHOPCTXYIkmtb" + "olzasb"
)
_CYRILLIC_LETTER: Final = re.compile("[\u0400-\u052f]")
_LATIN_LETTER: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_DIGIT: Final = re.compile(r"\d")


def settle_letters(word: str) -> str:
    """Return ``word`` in one alphabet, where it mixes two of them or letters and digits.

    >>> settle_letters("К0валёв"), settle_letters("Koвaлeв"), settle_letters("Iv4nov"), settle_letters("007")
    ('Ковалёв', 'Ковалев', 'Ivanov', '007')
    """
    cyrillic, latin = len(_CYRILLIC_LETTER.findall(word)), len(_LATIN_LETTER.findall(word))
    if not (cyrillic or latin) or (not (cyrillic and latin) and not _DIGIT.search(word)):
        return word
    if cyrillic and (cyrillic >= latin or _own(word)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)


def _own(word: str) -> bool:
    """Whether a letter of the word has no look-alike in Latin."""
    return any(sign not in _TO_LATIN_KEYS and _CYRILLIC_LETTER.match(sign) for sign in word)


_TO_LATIN_KEYS: Final = frozenset(map(chr, _TO_LATIN))
