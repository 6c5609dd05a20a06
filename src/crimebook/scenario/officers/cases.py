"""Cases: a name as it stands in running text. Endings as school grammars give them.

A name has a kind of declension: `possessive` (-ов, -аў, -ін), `adjective` (-ский), `consonant`, `soft`
(-ь, -й), `fleeting` (-ёнок), `o` (-енко, -енка), `a`, `ya`, the women's `possessive_f` and
`adjective_f`, and `fixed`.
"""

from functools import cache

CASES = ("genitive", "dative", "accusative", "instrumental", "prepositional")

_Endings = dict[str, tuple[int, str]]

_RU: _Endings = {
    "possessive": (0, "а у а ым е"),
    "adjective": (2, "ого ому ого им ом"),
    "consonant": (0, "а у а ом е"),
    "soft": (1, "я ю я ем е"),
    "fleeting": (2, "ка ку ка ком ке"),
    "a": (1, "ы е у ой е"),
    "ya": (1, "и е ю ей е"),
    "possessive_f": (1, "ой ой у ой ой"),
    "adjective_f": (2, "ой ой ую ой ой"),
}
_BE: _Endings = {
    "possessive": (0, "а у а ым е"),
    "adjective": (1, "ага аму ага ім ім"),
    "consonant": (0, "а у а ам е"),
    "soft": (1, "я ю я ем і"),
    "fleeting": (2, "ка ку ка кам ку"),
    "o": (1, "і у у ам у"),
    "a": (1, "ы е у ай е"),
    "ya": (1, "і і ю яй і"),
    "possessive_f": (1, "ай ай у ай ай"),
    "adjective_f": (2, "ай ай ую ай ай"),
}
_UK: _Endings = {
    "possessive": (0, "а у а им і"),
    "adjective": (2, "ого ому ого им ому"),
    "consonant": (0, "а у а ом у"),
    "soft": (1, "я ю я ем ю"),
    "fleeting": (2, "ка ку ка ком ку"),
    "o": (1, "а у а ом у"),
    "a": (1, "и і у ою і"),
    "ya": (1, "і і ю ею і"),
    "possessive_f": (1, "ої ій у ою ій"),
    "adjective_f": (1, "ої ій у ою ій"),
}
_TABLES = {"ru": _RU, "be": _BE, "classic": _BE, "uk": _UK}
_HISSING = frozenset("жчшщц")


@cache
def decline(word: str, kind: str, language: str, case: int) -> str:
    """Return ``word`` in the ``case``-th of `CASES`, or as it is where its kind has no endings."""
    table = _TABLES[language]
    if kind not in table:
        return word
    cut, endings = table[kind]
    stem, ending = word[: len(word) - cut], endings.split()[case]
    if kind == "possessive" and stem.endswith("ў"):
        return stem[:-1] + "в" + ending
    if language == "ru":
        ending = _after_hissing(stem, ending)
    return stem + ending


def kind_of_given(word: str) -> str:
    """Return how a given name or a patronymic is declined, by its end."""
    return {"й": "soft", "ь": "soft", "а": "a", "я": "ya", "о": "o", "ы": "fixed"}.get(word[-1], "consonant")


def _after_hissing(stem: str, ending: str) -> str:
    last = stem[-1:]
    if last in _HISSING and ending == "ом":
        return "ем"
    return "и" if ending == "ы" and last in _HISSING | set("гкх") else ending
