"""Spellings: how people write a Cyrillic name in Latin letters, and how their fingers slip.

Published tables: ISO 9:1995; ICAO Doc 9303-3; GOST 7.79-2000, system B; BGN/PCGN 1947 for Russian and 1979
for Belarusian; the Belarusian instruction of 2007 (UN 2012). Beside them two habits that no table rules: the
Belarusian Latin alphabet with its ł, as people write it who know the instruction better, and that of chats.
Slips follow the rows of the ЙЦУКЕН and QWERTY keyboards.
"""

from dataclasses import dataclass, field
from functools import cache

_VOWELS = frozenset("аеёиоуыэюяі")
_SIGNS = frozenset("ьъ'’ўй")
_KEYS = (
    "йцукенгшўзх",
    "фывапролджэ",
    "ячсмітьбю",
    "йцукенгшщзхъ",
    "ячсмитьбю",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_ACUTE = {"c": "ć", "l": "ĺ", "n": "ń", "s": "ś", "z": "ź"}


@dataclass(frozen=True)
class System:
    """A way to write Cyrillic in Latin letters.

    ``after_consonant`` replaces a letter where a consonant stands before it; ``marks_soft`` turns a soft sign
    into an acute; ``hard_l`` is the letter for an l that no soft letter follows.
    """

    name: str
    letters: dict[str, str]
    after_consonant: dict[str, str] = field(default_factory=dict)
    marks_soft: bool = False
    hard_l: str = ""

    def write(self, text: str) -> str:
        """Return ``text`` in this system; what is no Cyrillic letter stays."""
        written: list[str] = []
        for position, letter in enumerate(text):
            small = letter.lower()
            latin = self._letter(small, text[position - 1].lower() if position else " ", text, position)
            if small == "ь" and self.marks_soft and written:
                written[-1] = _ACUTE.get(written[-1], written[-1])
            written.append(latin.capitalize() if small != letter else latin)
        return "".join(written)

    def _letter(self, small: str, before: str, text: str, position: int) -> str:
        if small == "л" and self.hard_l:
            after = text[position + 1 : position + 2].lower()
            return "l" if after and after in "еёіюяьл" else self.hard_l
        follows_consonant = before.isalpha() and before not in _VOWELS and before not in _SIGNS
        if follows_consonant and small in self.after_consonant:
            return self.after_consonant[small]
        return self.letters.get(small, small)


def _table(cyrillic: str, latin: str) -> dict[str, str]:
    return dict(zip(cyrillic, latin.split(), strict=True)) | {"ь": "", "ъ": "", "'": "", "’": ""}


_BASE = _table("абвгдезиклмнопрстуфэыіщё", "a b v g d e z i k l m n o p r s t u f e y i shch e")
_DIGRAPHS = _BASE | _table("жхцчшйюя", "zh kh ts ch sh y yu ya")

ISO_9 = System("iso9", _BASE | _table("жйхцчшщэюяёіў", "ž j h c č š ŝ è û â ë ì ŭ") | {"ь": "ʹ"})
ICAO = System("icao", _DIGRAPHS | _table("йюяўё", "i iu ia u e") | {"ъ": "ie"})
GOST_B = System("gost-b", _DIGRAPHS | _table("йхцщёў", "j x cz shh yo u"))
BGN_RU = System("bgn-ru", _DIGRAPHS | {"е": "ye", "ё": "yë"}, after_consonant={"е": "e", "ё": "ë"})
CHAT = System("chat", _DIGRAPHS | _table("хцщёюйўг", "h c sch e u i u g"))
BGN_BE = System("bgn-be", _DIGRAPHS | _table("гехцёў", "h ye kh ts yo w"))
NATIONAL_BE = System(
    "national-be",
    _BASE | _table("гежйхцчшёюяў", "h je ž j ch c č š jo ju ja ŭ"),
    after_consonant={"е": "ie", "ё": "io", "ю": "iu", "я": "ia"},
    marks_soft=True,
)
LACINKA = System(
    "lacinka",
    NATIONAL_BE.letters,
    after_consonant=NATIONAL_BE.after_consonant,
    marks_soft=True,
    hard_l="ł",
)

SYSTEMS = {"ru": (BGN_RU, ICAO, GOST_B, CHAT, ISO_9), "be": (BGN_BE, NATIONAL_BE, LACINKA, GOST_B, ISO_9)}
"""The systems in use by the language that is romanised; the first two are the most common."""

_PLAIN = str.maketrans("ёўčšžŭćńśźĺłëèìûâŝЁЎČŠŽŬŁ", "еуcszucnszlleeiuasЕУCSZUL", "ʹ’'")


@cache
def romanise(text: str, language: str, system: int) -> str:
    """Return ``text`` in the ``system``-th way of its language."""
    return SYSTEMS[language][system].write(text)


def without_marks(text: str) -> str:
    """Return ``text`` as typed by people who do not look for the letters with marks."""
    return text.translate(_PLAIN)


def mistype(text: str, *, kind: float, where: float, key: float) -> str:
    """Return ``text`` with one slip of the fingers; the three numbers in [0, 1) say which, where and how."""
    letters = [position for position, letter in enumerate(text) if letter.isalpha()]
    if len(letters) < 4:
        return text
    # The first letter is seldom wrong: a writer looks at it.
    position = letters[1 + int(where * (len(letters) - 1))]
    letter = text[position]
    if kind < 0.45:
        return text[:position] + _neighbour(letter, key) + text[position + 1 :]
    if kind < 0.65:
        return text[:position] + text[position + 1 :]
    if kind < 0.8:
        return text[:position] + letter + text[position:]
    return text[: position - 1] + letter + text[position - 1] + text[position + 1 :]


def _neighbour(letter: str, key: float) -> str:
    small = letter.lower()
    row = next((keys for keys in _KEYS if small in keys), "")
    if not row:
        return letter
    place = row.index(small)
    around = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    chosen = around[int(key * len(around))]
    return chosen.upper() if letter != small else chosen
