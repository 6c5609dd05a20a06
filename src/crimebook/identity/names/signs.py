"""Signs: one word of a name as sounds, with what its spelling leaves open.

A word of any orthography becomes a string with one character a sound. Most are plain sounds: ``b v g d Z z k
l m n p r s t f x c C S`` (Z ж, S ш, C ч, c ц, x х) and the vowels ``a o e i u``. Others stand for a choice
that the writer's orthography would settle and the reader does not know: Latin ``h`` is г or х, ``ch`` is ч, х
or ш, ``c`` is ц, к or a stripped ч. `CHOICES` says which sounds such a sign may be, and at what cost.

Soft vowels become hard ones that remember it (``ä`` я, ``ö`` ё), doubled consonants one, a falling й ``j``.
Case endings are not taken here: see `crimebook.identity.names.endings`.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

CHOICES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "ä": {"a": 0.0, "e": 0.03},
        "ö": {"o": 0.0, "e": 0.0},
        "w": {"v": 0.0, "u": 0.0, "l": 0.3},
        "y": {"c": 0.0, "K": 0.0, "t": 0.25},
        "D": {"d": 0.0, "z": 0.1, "Z": 0.2},
        "T": {"t": 0.0, "K": 0.0, "C": 0.05, "c": 0.15},
        "F": {"f": 0.0, "v": 0.0},
        "h": {"g": 0.0, "x": 0.05},
        "H": {"C": 0.0, "x": 0.05, "S": 0.15, "k": 0.3},
        "q": {"c": 0.0, "k": 0.0, "C": 0.1, "s": 0.25},
        "Q": {"s": 0.0, "S": 0.12, "z": 0.1},
        "Y": {"z": 0.0, "Z": 0.12, "c": 0.1, "s": 0.2},
        "J": {"j": 0.0, "Z": 0.15, "x": 0.12},
        "L": {"Z": 0.0, "z": 0.05, "c": 0.25},
        "M": {"g": 0.05, "x": 0.1},
        "P": {"Z": 0.0, "S": 0.1},
        "N": {"n": 0.0, "m": 0.05},
        "X": {"C": 0.0, "x": 0.3},
        "V": {"v": 0.0},
        "B": {"S": 0.0, "Z": 0.1},
        "R": {"z": 0.0, "c": 0.0},
        "E": {"s": 0.0},
        "U": {"u": 0.0, "v": 0.0},
        "G": {"k": 0.0, "x": 0.0},
        "W": {"u": 0.0, "o": 0.1, "e": 0.15},
        "I": {"S": 0.0, "s": 0.1},
        "A": {"c": 0.0, "K": 0.0, "C": 0.05, "t": 0.25},
        "O": {"o": 0.0, "a": 0.06},
    }
)
"""What a sign that is no plain sound may be, with the cost of reading it so; 1 is a sound of its own."""

FAINT: Mapping[str, float] = MappingProxyType(
    {"M": 0.04, "U": 0.08, "O": 0.1, "X": 0.12, "E": 0.12, "V": 0.25, "P": 0.3, "N": 0.3}
)
"""Signs that may be no sound at all, and what it costs to leave them out: ``zh`` is ж or з and г, ``sch`` ш
or щ; the ``o`` of French ``ou``, its ``u`` in ``gu``, a Baltic ``s`` at the end, the в of Восіп, the second
sound of щ and of Polish ``rz`` and ``ą``.
"""

SOFT_T = "K"
"""The sound, and no sign, that a soft т (``T``) and the ц that Belarusian has for it (``y``) share."""

SOUNDS = "bvgdZzklmnprstfxcCSaoeiuj"
ALPHABET = SOUNDS + "".join(CHOICES)

_CYRILLIC_SIGNS = {
    **dict(zip("абвгґдежзиіыйклмнопрстуўфхцчшэ", "abvggdeZziiijklmnoprstuwfxcCSe", strict=True)),
    "щ": "SX",
    "ь": "",
    "ъ": "",
    "я": "ä",
    "ю": "ju",
    "ё": "ö",
    "є": "e",
    "ї": "i",
    "ѣ": "e",
    "ј": "j",
    "љ": "l",
    "њ": "n",
    "ћ": "T",
    "ђ": "D",
    "џ": "D",
    "ѓ": "D",
    "ќ": "T",
    "ѕ": "D",
    "қ": "k",
    "ғ": "g",
    "ң": "n",
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "һ": "x",
    "ә": "a",
    "ҳ": "x",
    "ҷ": "D",
    "тс": "c",
    "тц": "c",
    "дц": "c",
    "дз": "D",
    "дзь": "D",
    "йо": "ö",
    "ьо": "ö",
}
_CYRILLIC_CONTEXTS = (
    ("ц(?=[цв]?[іеёюяь])", "y"),
    ("т(?=[тв]?[иіеёюяьє])", "T"),
    ("^в(?=[оу])", "V"),
    ("^у(?=[бвгджзйклмнпрстфхцчшщ])", "w"),
    ("(?<=[аоеэіиыяюё])у(?=[бвгджзклмнпрстфхцчшщ])", "w"),
    ("(?<=[аоеэыё])у$", "w"),
    ("(?<=о)в(?=[гкчт])", "w"),
)

_LATIN_SIGNS = {
    **dict(zip("abdefgilmnoprtuvwk", "abdefgilmnoprtuvvk", strict=True)),
    "c": "q",
    "h": "h",
    "j": "J",
    "q": "k",
    "s": "Q",
    "x": "GE",
    "y": "i",
    "z": "Y",
    "š": "S",
    "ž": "Z",
    "č": "C",
    "ć": "T",
    "ś": "s",
    "ź": "z",
    "ż": "Z",
    "ŭ": "w",
    "ř": "rZ",
    "đ": "D",
    "ş": "S",
    "ș": "S",
    "ț": "c",
    "ţ": "c",
    "ç": "C",
    "ğ": "g",
    "ß": "s",
    **dict.fromkeys(("shch", "schtsch", "stsch", "szcz", "šč", "śč", "sjtj", "sjtsj", "chtch", "štš"), "SC"),
    **dict.fromkeys(("tsch", "tch", "tš", "cz", "tsj", "tsh"), "C"),
    "sh": "S",
    **dict.fromkeys(("sz", "sj"), "I"),
    "sch": "BX",
    **dict.fromkeys(("dzh", "dž", "dż", "dsch"), "dZ"),
    **dict.fromkeys(("dź", "dz"), "D"),
    "zh": "LM",
    "zgh": "zg",
    "zj": "L",
    "gh": "g",
    **dict.fromkeys(("ts", "tz", "tc"), "c"),
    "tj": "T",
    "kh": "x",
    "ch": "H",
    "ph": "f",
    "th": "t",
    "ss": "s",
    "rz": "rP",
    "ck": "qk",
    "ą": "aN",
    "ę": "eN",
    "dj": "D",
    "cs": "C",
    "zs": "Z",
}
_LATIN_CONTEXTS = (
    ("ds(?=[jeiy])|^ds(?=m)", "D"),
    ("(?<=[vwnrtlz])schii?$", "ski"),
    ("(?<=[vwnrtlz])schaia$", "skaä"),
    ("(?<=[aeo])ou(?=[bcdfghjklmnprstvz]|$)", "w"),
    ("oe(?=[bcdfghjklmnprstz]|$)", "W"),
    ("^[vw](?=[ou])", "V"),
    ("(?<=j)u?s$", ""),
    ("(?<=[bcdfghjklmnprstvwzšžč])as$", "OE"),
    ("ff$", "F"),
    ("(?<![aeiouy])o(?=u[bcdfghjklmnpqrstvwxzšžčćśźżł]|u$)", "O"),
    ("(?<=o)v(?=[kgtč]|c[hz])", "w"),
    ("(?<=[aeo])u(?![aeioyu])|(?<=[aeo])w(?=[bcdfghjklmnprstz])", "w"),
    ("zz(?=[ij])", "y"),
    ("rzj", "ry"),
    ("(?<=s)ck", "yk"),
    ("(?<=ni)ck|ck$", "k"),
    ("tz(?=[ijy])", "tY"),
    ("(?<![tc])c(?=[ij])", "A"),
    ("t?c?c(?=[ij])|(?:ts|t)?ts(?=[iey])", "y"),
    ("^[iy]ou", "ju"),
    ("(?<=e)z$", "R"),
    ("t(?=v?[ijey])", "T"),
    ("^u(?=[bcdfghjklmnprstvz])", "w"),
    ("(?<=g)u(?=[ei])", "U"),
    ("(?<=[bvwdkgjlmnrtpzcčšž])s$", "E"),
)

_MARKED = re.compile("[szk]h|(?<!s)ch|sz|cz|[sztd]j|[šžčćśźżŭłşșř]")
"""A writer who marks one hushing sound marks all of them: then s and z are what they seem."""

_FRENCH = re.compile("tch")
"""A French writer's j is ж."""

_KEPT = frozenset("šžčćśźżŭłńřđşșțţçğßąęйўїёј")
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "æ": "e", "œ": "e", "ı": "i", "þ": "t", "ð": "d", "ń": "n"})
_CYRILLIC = re.compile("[\u0400-\u052f]")


class _Reader:
    """A table of spellings, contexts and then the longest first, as one pattern."""

    def __init__(self, contexts: tuple[tuple[str, str], ...], signs: Mapping[str, str]) -> None:
        longest = sorted(signs, key=len, reverse=True)
        self._at = [sign for _, sign in contexts]
        self._signs = dict(signs)
        self._pattern = re.compile(
            "|".join([*(f"({each})" for each, _ in contexts), "|".join(longest), "."]), re.DOTALL
        )

    def read(self, word: str) -> str:
        return self._pattern.sub(self._sign, word)

    def _sign(self, found: re.Match[str]) -> str:
        at = found.lastindex
        return self._at[at - 1] if at else self._signs.get(found[0], "")


_READERS = {True: _Reader(_CYRILLIC_CONTEXTS, _CYRILLIC_SIGNS), False: _Reader(_LATIN_CONTEXTS, _LATIN_SIGNS)}

_SOFT = {"a": "ä", "o": "ö", "e": "e", "u": "u", "ä": "ä", "ö": "ö", "W": "W"}
_IOTATED = re.compile("(?:(?<![^aoeuäöW])(J)|[ijJ]+)([aoeuäöW])")
_FALLING = re.compile("(?<=[aoeuäö])[iJ]")
_HUSHED_A = re.compile("(?<=[rSCZcXyq])a(?=.)")
_HUSHED_O = re.compile("(?<=[SCZcX])o(?=.)")
_DOUBLED = re.compile(r"([^e])\1+")


@lru_cache(maxsize=65_536)
def fold_letters(word: str) -> str:
    """Return ``word`` casefolded, with those marks only that are a sound: š, ž, č, ŭ, ў, й and the like."""
    small = word.casefold()
    if small.isascii():
        return small
    composed = unicodedata.normalize("NFC", small)
    return "".join(sign if sign in _KEPT or sign.isascii() else _bare(sign) for sign in composed).translate(
        _PLAIN
    )


@lru_cache(maxsize=4_096)
def _bare(sign: str) -> str:
    return "".join(
        part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)
    ).casefold()


def read_signs(folded: str) -> str:
    """Return the signs of one word that `fold_letters` has folded; a letter of no table has none.

    >>> read_signs("лукашенка"), read_signs("lukashenko")
    ('lukaSenka', 'lukaSenko')
    """
    if _CYRILLIC.search(folded):
        return settle(_READERS[True].read(folded))
    signs = _READERS[False].read(folded)
    if _MARKED.search(folded) and "sch" not in folded:
        signs = signs.replace("Q", "s").replace("Y", "z")
    if _FRENCH.search(folded):
        signs = signs.replace("J", "Z")
    return settle(signs)


def _soften(found: re.Match[str]) -> str:
    """Keep a Latin j that may be ж or х: one that no consonant before it shows to be softness."""
    return (found[1] or "") + _SOFT[found[2]]


def settle(signs: str) -> str:
    """Make a soft vowel one sign, a falling i ``j``, a doubled sound one; о, а may be е after ж, ч, ш, р."""
    joined = _IOTATED.sub(_soften, signs)
    single = _DOUBLED.sub(r"\1", _FALLING.sub("j", joined))
    return _HUSHED_O.sub("ö", _HUSHED_A.sub("ä", single))
